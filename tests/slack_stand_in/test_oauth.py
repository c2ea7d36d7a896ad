"""OAuth: a person lets the app in, a code becomes a token once, scopes grow, and the app can be taken out."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.slack.app import SlackOptions, SlackStandIn, build_slack
from sandbox.slack.driver import Board, BoardError
from sandbox.slack.serving import listening_socket, serving
from tests.slack_stand_in.conftest import StartBolt, refusal

# slack_sdk 3.47 authenticates the app with what aiohttp 3.14 deprecates
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

BACK = "https://bot.example/slack/oauth_redirect"
CLIENT = {"client_id": SlackOptions.client_id, "client_secret": SlackOptions.client_secret}
WISH = {
    "client_id": SlackOptions.client_id,
    "scope": "chat:write,users:read",
    "redirect_uri": BACK,
    "state": "s1",
}


@pytest.fixture
def options() -> SlackOptions:
    return SlackOptions(commands=(), is_installed=False)


def address(**changes: str) -> str:
    return f"/oauth/v2/authorize?{urlencode({**WISH, **changes})}"


def answer_in(location: str) -> dict[str, str]:
    assert location.startswith(f"{BACK}?")
    return {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}


async def test_a_code_becomes_a_token_once_and_the_state_comes_back(
    client: AsyncWebClient, board: Board
) -> None:
    assert await refusal(client.auth_test()) == "invalid_auth"
    answer = answer_in(await board.install(address()))
    assert answer["state"] == "s1"
    granted = await client.oauth_v2_access(**CLIENT, code=answer["code"], redirect_uri=BACK)
    assert granted["token_type"] == "bot"
    assert granted["scope"] == "chat:write,users:read"
    assert (granted["team"]["id"], granted["bot_user_id"]) == ("T0CALLBOARD", "U0CALLBOT")
    assert granted["authed_user"] == {"id": "U0MAYA"}
    client.token = granted["access_token"]
    who = await client.auth_test()
    assert (who["team_id"], who.headers["x-oauth-scopes"]) == ("T0CALLBOARD", "chat:write,users:read")
    assert await refusal(client.usergroups_list()) == "missing_scope"
    again = client.oauth_v2_access(**CLIENT, code=answer["code"], redirect_uri=BACK)
    assert await refusal(again) == "code_already_used"


async def test_scopes_only_grow_and_the_token_stays(client: AsyncWebClient, board: Board) -> None:
    tokens = []
    for scope in ("chat:write", "users:read"):
        code = answer_in(await board.install(address(scope=scope)))["code"]
        granted = await client.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)
        tokens.append((granted["access_token"], granted["scope"]))
    assert tokens == [(tokens[0][0], "chat:write"), (tokens[0][0], "chat:write,users:read")]


async def test_a_person_grants_scopes_of_their_own(client: AsyncWebClient, board: Board) -> None:
    code = answer_in(await board.install(address(user_scope="users:read")))["code"]
    person = (await client.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK))["authed_user"]
    assert (person["scope"], person["token_type"]) == ("users:read", "user")
    client.token = person["access_token"]
    assert await refusal(client.auth_test()) == "not_allowed_token_type"


async def test_a_code_lasts_ten_minutes(stand_in: SlackStandIn, client: AsyncWebClient, board: Board) -> None:
    code = answer_in(await board.install(address()))["code"]
    stand_in.clock.advance(601)
    assert await refusal(client.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK)) == "invalid_code"


async def test_who_exchanges_a_code_has_to_be_the_app_with_the_same_address(
    client: AsyncWebClient, board: Board
) -> None:
    code = answer_in(await board.install(address()))["code"]
    wrong: dict[str, dict[str, str]] = {
        "invalid_client_id": {"client_id": "1.2"},
        "bad_client_secret": {"client_secret": "guess"},
        "invalid_code": {"code": "1.2"},
        "bad_redirect_uri": {"redirect_uri": f"{BACK}/elsewhere"},
    }
    for error, change in wrong.items():
        call = {**CLIENT, "code": code, "redirect_uri": BACK, **change}
        assert await refusal(client.oauth_v2_access(**call)) == error
    assert (await client.oauth_v2_access(**CLIENT, code=code, redirect_uri=BACK))["ok"]


async def test_whoever_cancels_and_every_guest_grants_nothing(board: Board) -> None:
    assert answer_in(await board.install(address(), allow=False)) == {"error": "access_denied", "state": "s1"}
    guest = board.as_("greta")
    assert answer_in(await guest.install(address())) == {"error": "access_denied", "state": "s1"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "<script>"}, "invalid_scope"),
        ({"redirect_uri": "javascript:alert(1)"}, "bad_redirect_uri"),
        ({"redirect_uri": "https://x;script-src 'unsafe-inline'/"}, "bad_redirect_uri"),
        ({"redirect_uri": "https://user@bot.example/"}, "bad_redirect_uri"),
        ({"redirect_uri": ""}, "bad_redirect_uri"),
    ],
)
async def test_an_address_that_asks_wrongly_is_answered_with_a_page_that_says_why(
    board: Board, change: dict[str, str], code: str
) -> None:
    with pytest.raises(BoardError, match=rf"\({code}\)"):
        await board.install(address(**change))


async def test_the_consent_page_escapes_what_it_is_given_and_runs_no_script(stand_in: SlackStandIn) -> None:
    async with httpx.AsyncClient(base_url=stand_in.url) as http:
        hostile = f"{BACK}?a=<script>alert(1)</script>"
        page = await http.get(address(redirect_uri=hostile, state='"><script>alert(2)</script>'))
        assert page.status_code == 200
        assert "<script" not in page.text
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'; ")
        assert "form-action 'self' https://bot.example;" in policy
        assert "unsafe" not in policy
        used = await http.post("/oauth/v2/authorize", data={"ticket": "none", "user": "U0MAYA"})
        assert (used.status_code, "(expired)" in used.text) == (400, True)


async def test_a_registered_address_admits_only_what_begins_with_it() -> None:
    stand_in = build_slack(SlackOptions(redirect_urls=(BACK,)))
    board = Board(stand_in, "U0MAYA")
    assert "code" in answer_in(await board.install(address(redirect_uri="")))
    assert "code" in answer_in(await board.install(address()))
    with pytest.raises(BoardError, match="bad_redirect_uri"):
        await board.install(address(redirect_uri=f"{BACK}.evil.example/"))
    await board.aclose()


async def test_bolts_own_oauth_flow_installs_itself(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board, tmp_path: Any
) -> None:
    listening = listening_socket()
    store = FileInstallationStore(base_dir=str(tmp_path / "installations"))
    settings = AsyncOAuthSettings(
        client_id=CLIENT["client_id"],
        client_secret=CLIENT["client_secret"],
        scopes=["chat:write", "commands"],
        installation_store=store,
        state_store=FileOAuthStateStore(expiration_seconds=600, base_dir=str(tmp_path / "states")),
        authorization_url=f"{stand_in.url}/oauth/v2/authorize",
        redirect_uri=f"http://127.0.0.1:{listening.getsockname()[1]}/slack/oauth_redirect",
        install_page_rendering_enabled=False,
    )
    fresh = AsyncWebClient(base_url=client.base_url)
    flow = AsyncOAuthFlow(settings=settings, client=fresh)
    app = AsyncApp(client=fresh, signing_secret=SlackOptions.signing_secret, oauth_flow=flow)

    @app.command("/hello")
    async def hello(ack: Any, say: Any) -> None:
        await ack()
        await say("Installed.")

    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    paths = {"/slack/install": "GET", "/slack/oauth_redirect": "GET", "/slack/events": "POST"}
    routes = [Route(path, endpoint, methods=[method]) for path, method in paths.items()]
    web = Starlette(routes=routes)
    async with serving(web, listening) as bot_url, httpx.AsyncClient(base_url=bot_url) as http:
        stand_in.bot_url = bot_url
        assert (await board.type("#random", "/hello"))["result"] == "unknown_command"
        begin = await http.get("/slack/install")
        back = await board.install(begin.headers["location"])
        kept = {"Cookie": begin.headers["set-cookie"].partition(";")[0]}  # marked as secure; this is no https
        done = await http.get(f"/slack/oauth_redirect?{urlsplit(back).query}", headers=kept)
        assert done.status_code == 200, done.text
        assert await board.type("#random", "/hello") == {"result": "acknowledged"}
        await board.wait_for("Installed.", "#random")


async def test_an_app_that_is_taken_out_hears_it_and_is_nobody_from_then_on(
    stand_in: SlackStandIn, client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    heard: list[str] = []

    @bolt.event("app_uninstalled")
    async def uninstalled() -> None:
        heard.append("app_uninstalled")

    @bolt.event("tokens_revoked")
    async def revoked(event: dict[str, Any]) -> None:
        heard.append(event["tokens"]["bot"][0])

    client.token = stand_in.stage.installation.grant(["chat:write"])
    await start_bolt(bolt)
    await board.uninstall()
    await stand_in.stage.events.settled()
    await board.wait_until(lambda: told(heard))
    assert sorted(heard) == ["U0CALLBOT", "app_uninstalled"]
    assert await refusal(client.auth_test()) == "account_inactive"
    assert (await board.type("#random", "/hello"))["result"] == "unknown_command"


async def told(heard: list[str]) -> bool:
    """Whether both events have come."""
    return len(heard) == 2
