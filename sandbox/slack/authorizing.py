"""`/oauth/v2/authorize`: shows the consent page, takes the decision, and sends the browser on."""

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.slack.acts.people import person_acting
from sandbox.slack.consent_page import draw_consent, draw_problem
from sandbox.slack.guards import policy
from sandbox.slack.refusals import BoardRefusal, SlackRefusal
from sandbox.slack.stage import Stage

PATH = "/oauth/v2/authorize"


def _ask(stage: Stage, request: Request) -> Response:
    try:
        wish = stage.consents.read(dict(request.query_params))
    except SlackRefusal as refusal:
        return HTMLResponse(draw_problem(refusal.code), 400)
    place = urlsplit(wish.address)
    headers = {"Content-Security-Policy": policy(form_action=f"'self' {place.scheme}://{place.netloc}")}
    return HTMLResponse(draw_consent(stage, wish, stage.consents.ask(wish)), headers=headers)


def _decide(stage: Stage, body: bytes) -> Response:
    given = dict(parse_qsl(body.decode(errors="replace")))
    try:
        person = person_acting(stage, given.get("user", ""))
    except BoardRefusal:
        return HTMLResponse(draw_problem("expired"), 400)
    is_allowed = given.get("decision") == "allow" and not person.is_restricted
    address = stage.consents.decide(given.get("ticket", ""), person.id, is_allowed=is_allowed)
    if address is None:
        return HTMLResponse(draw_problem("expired"), 400)
    return RedirectResponse(address, 302)


def authorizing_routes(stage: Stage) -> list[Route]:
    """The consent page and its form."""

    async def ask(request: Request) -> Response:
        return _ask(stage, request)

    async def decide(request: Request) -> Response:
        return _decide(stage, await request.body())

    return [Route(PATH, ask, methods=["GET"]), Route(PATH, decide, methods=["POST"])]
