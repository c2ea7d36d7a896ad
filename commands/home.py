"""Shows somebody's Home tab as things are now, and turns its pages."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.domain.home import FRONT, Page, read_page
from bot.domain.people import Role
from bot.errors import SlackError
from bot.services.services import Services
from bot.services.views import ViewsService
from bot.views.home.tab import home_of_nobody, home_tab
from bot.views.reply import Reply
from commands.catalog import Catalog
from commands.presses import Press

_LOG = structlog.get_logger(__name__)

_SETTINGS = (
    ("Accounts", "callboard accounts list"),
    ("Roles", "callboard roles list"),
    ("Policy", "callboard policy show"),
    ("Subscriptions", "callboard subscriptions"),
    ("Audit log", "callboard audit list"),
    ("Verify the audit log", "callboard audit verify"),
)
"""What admins look after; those that there are get a button."""


class HomeTab:
    """The Home tab of each person."""

    def __init__(self, services: Services, views: ViewsService, catalog: Catalog) -> None:
        self._services = services
        self._views = views
        self._settings = [(label, path) for label, path in _SETTINGS if catalog.by_path(path)]

    async def opened(self, team_id: str, user_id: str, standing: Mapping[str, Any]) -> None:
        """Draws the first page, in place of the view that stands there, if any. Raises SlackError."""
        await self._draw(team_id, user_id, FRONT, None, str(standing.get("hash") or ""))

    async def pressed(
        self, team_id: str, user_id: str, press: Press, view: Mapping[str, Any], said: Reply
    ) -> None:
        """Draws the page that was asked for, or else the same one anew with what the press was answered with.

        Where nothing was said, a form opened, and the page stays as it is.
        """
        if press.verb == "home":
            page = read_page(press.path, press.carried.get("page"))
        elif said.text:
            page = read_page(*_parts(str(view.get("private_metadata") or "")))
        else:
            return
        await self._draw_if_possible(team_id, user_id, page, said, str(view.get("hash") or ""))

    async def answered(self, team_id: str, user_id: str, said: Reply) -> None:
        """Draws the first page, with what a form that was opened there was answered with."""
        await self._draw_if_possible(team_id, user_id, FRONT, said, "")

    async def _draw_if_possible(
        self, team_id: str, user_id: str, page: Page, said: Reply | None, seen: str
    ) -> None:
        """What was asked for has been done, and must not be done again because the tab could not be drawn."""
        try:
            await self._draw(team_id, user_id, page, said, seen)
        except SlackError as error:
            _LOG.warning("home_not_drawn", reason=error.sentence)

    async def _draw(self, team_id: str, user_id: str, page: Page, said: Reply | None, seen: str) -> None:
        """Gathers and shows. If another drawing came between, perhaps from older facts, it is done once more."""
        view = await self._view(team_id, user_id, page, said)
        if not await self._views.show_home(team_id, user_id, view, seen=seen):
            await self._views.show_home(team_id, user_id, await self._view(team_id, user_id, page, said))

    async def _view(self, team_id: str, user_id: str, page: Page, said: Reply | None) -> Mapping[str, Any]:
        person = await self._services.people.person(team_id, user_id, afresh=True)
        if person.role is Role.NOBODY:
            return home_of_nobody()
        return home_tab(await self._services.home.facts(person, page), self._settings, said)


def _parts(text: str) -> tuple[str, str]:
    section, _, number = text.partition(":")
    return section, number
