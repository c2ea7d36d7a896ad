"""What Slack delivers: twice it has one effect; unsigned, stale or forged it has none."""

import httpx

from tests.scenarios.asking import PUBLISH, card_of_a_request, verdicts
from tests.scenarios.marks import on_both_databases
from tests.scenarios.playhouse import SLACK, Playhouse, Vendors
from tests.scenarios.seats import APPROVALS, Cast
from tests.scenarios.wire import form_of, send, signed


async def post(house: Playhouse, body: bytes, headers: dict[str, str] | None = None) -> int:
    """Sends a body to the bot, signed as Slack would if no headers are given; the status of the answer."""
    status = await send(house.stand_in.bot_url, body, headers or signed(body))
    await house.settle()
    return status


def last_delivery(house: Playhouse, beginning: str) -> bytes:
    """The newest delivery of that kind, as it came over the wire."""
    entries = [each for each in house.stand_in.stage.journal.entries() if each.direction == "to_bot"]
    return form_of([each.request for each in entries if each.method.startswith(beginning)][-1])


@on_both_databases
async def test_a_command_that_is_delivered_twice_asks_once(house: Playhouse, cast: Cast) -> None:
    await cast.maya.board.fault("slash_commands", "duplicate")
    said = await cast.maya.types(PUBLISH)
    assert "Asked." in said
    assert len(await cast.cards()) == 1
    assert await verdicts(house) == ["asked"]


@on_both_databases
async def test_a_click_that_is_delivered_twice_counts_once(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await cast.tomas.board.fault("interactive", "duplicate")
    assert "is live" in await cast.tomas.presses(card, "Approve")
    assert len(await vendors.calls("/publish")) == 1
    assert await verdicts(house) == ["asked", "approved", "done"]


async def test_a_form_that_is_delivered_twice_counts_once(house: Playhouse, cast: Cast) -> None:
    shown = await cast.maya.types("/appcues flows show welcome")
    await cast.maya.opens(shown, "Publish…")
    await cast.maya.board.fault("interactive", "duplicate")
    assert "Asked." in (await cast.maya.submits(reason="x")).note
    assert await verdicts(house) == ["asked"]


async def test_an_event_that_is_delivered_twice_is_answered_once(cast: Cast) -> None:
    await cast.maya.board.fault("events_api", "duplicate")
    heard = await cast.maya.says("hello", "D0MAYA")
    assert len(heard.notes) == 1


async def test_what_is_sent_again_later_has_no_second_effect(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    await cast.tomas.presses(card, "Approve")
    seen = len(await cast.tomas.board.ephemerals(APPROVALS))
    for beginning in ("slash_command", "block_actions"):
        assert await post(house, last_delivery(house, beginning)) == 200
    assert len(await vendors.calls("/publish")) == 1
    assert await verdicts(house) == ["asked", "approved", "done"]
    assert len(await cast.tomas.board.ephemerals(APPROVALS)) == seen


async def test_what_is_not_signed_by_slack_now_is_turned_away_and_runs_nothing(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    card = await card_of_a_request(cast)
    assert "yourself" in await cast.maya.presses(card, "Approve")
    body = last_delivery(house, "block_actions").replace(b"U0MAYA", b"U0TOMAS").replace(b"adam", b"eve")
    unsigned = {name: value for name, value in signed(body).items() if name != "X-Slack-Signature"}
    rows = await house.look(lambda work: work.inbox.open_count())
    assert await post(house, body, signed(body, secret="another-signing-secret")) == 401
    assert await post(house, body, signed(body, age=301)) == 401, "recorded, and sent again too late"
    assert await post(house, body, signed(body, age=-301)) == 401, "from the future"
    assert await post(house, body, unsigned) == 401, "without a signature"
    assert await post(house, body, signed(b"something else")) == 401, "with the signature of another body"
    assert await house.look(lambda work: work.inbox.open_count()) == rows
    assert await vendors.calls("/publish") == []
    assert await house.request_states() == ["waiting"]
    assert await verdicts(house) == ["asked", "refused"]


async def test_a_body_that_is_too_long_or_no_text_is_turned_away(house: Playhouse, cast: Cast) -> None:
    del cast
    assert await post(house, b"payload=" + b"x" * 1_100_000) == 413
    assert await post(house, b"payload=\xff\xfe") == 400


async def test_health_is_told_to_whoever_asks(house: Playhouse) -> None:
    async with httpx.AsyncClient(base_url=str(house.stand_in.bot_url), trust_env=False, verify=False) as web:
        assert (await web.get("/healthz")).json() == {"alive": True}
        ready = await web.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["ready"] is True
        figures = (await web.get("/metrics")).text
    assert "callboard" in figures
    assert SLACK.signing_secret not in figures


async def test_what_is_signed_wrongly_is_not_repeated_in_the_log(house: Playhouse, cast: Cast) -> None:
    await cast.maya.types("/callboard help a-canary-line")
    body = last_delivery(house, "slash_command")
    assert b"a-canary-line" in body
    assert await post(house, body, signed(body, secret="wrong")) == httpx.codes.UNAUTHORIZED
    assert "a-canary-line" not in house.log.getvalue()
