"""Slack's OAuth: where a browser is sent to let Callboard in, and what a code is good for (Slack 3.13)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.installations import Installation
from bot.errors import SlackOutcomeUnknown, SlackRefused
from bot.outbox.slack_calls import body_of
from bot.outbox.slack_gateway import CALL_SECONDS, SlackGateway
from bot.outbox.workspaces import OpenGateway

METHOD = "oauth.v2.access"


class SlackOAuth:
    """The app, as Slack's OAuth knows it."""

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        scopes: Sequence[str],
        *,
        client: AsyncWebClient,
        open_gateway: OpenGateway,
    ) -> None:
        """`client` has no token, and repeats nothing.

        No redirect address is named anywhere, so that Slack takes the one of the app's manifest.
        """
        self._client_id = client_id
        self._client_secret = client_secret
        self._open = open_gateway
        self._client = client
        address = f"{client.base_url.removesuffix('api/')}oauth/v2/authorize"
        self._addresses = AuthorizeUrlGenerator(
            client_id=quote(client_id, safe=""), scopes=scopes, authorization_url=address
        )
        self.scopes = tuple(scopes)
        """What Callboard asks for."""

    def consent_url(self, state: str) -> str:
        """Where somebody lets Callboard in; they come back with this state."""
        return self._addresses.generate(state)

    async def exchange(self, code: str, now: datetime) -> Installation:
        """What was granted under a code, which is good once, for ten minutes.

        Raises SlackRefused, also where no bot of one workspace was granted, and SlackError.
        """
        answer = await body_of(METHOD, self._access(code), CALL_SECONDS)
        team, token = answer.get("team") or {}, str(answer.get("access_token") or "")
        if answer.get("is_enterprise_install") or not team.get("id"):
            raise SlackRefused("installed_in_organisation", METHOD)
        if answer.get("token_type") != "bot" or answer.get("refresh_token"):
            raise SlackRefused("no_lasting_bot_token", METHOD)
        us = await self._us(self._open(token), str(team["id"]))
        return Installation(
            team_id=str(team["id"]),
            team_name=str(team.get("name") or us.get("team") or team["id"]),
            bot_token=token,
            bot_user_id=str(us["user_id"]),
            bot_id=str(us.get("bot_id") or ""),
            enterprise_id=str((answer.get("enterprise") or {}).get("id") or ""),
            scopes=tuple(filter(None, str(answer.get("scope") or "").split(","))),
            installed_by=str((answer.get("authed_user") or {}).get("id") or ""),
            installed_at=now,
            url=str(us.get("url") or ""),
        )

    async def _access(self, code: str) -> AsyncSlackResponse:
        """The secret goes in the body: the SDK's own way is one that its HTTP library is about to drop."""
        app = {"client_id": self._client_id, "client_secret": self._client_secret}
        return await self._client.api_call(METHOD, data={**app, "code": code})

    async def _us(self, slack: SlackGateway, team_id: str) -> Mapping[str, Any]:
        """Who we are by the new token, which proves at once that it is good, and for which workspace."""
        us = await slack.who_am_i()
        if us.get("team_id") != team_id or not us.get("user_id"):
            raise SlackOutcomeUnknown(METHOD, "the token is for another workspace")
        return us
