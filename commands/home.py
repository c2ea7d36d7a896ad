"""Shows somebody's Home tab as things are now."""

from bot.services.services import Services
from bot.services.views import ViewsService
from bot.views.home import home_tab


class HomeTab:
    """The Home tab of each person."""

    def __init__(self, services: Services, views: ViewsService) -> None:
        self._services = services
        self._views = views

    async def show(self, team_id: str, user_id: str) -> None:
        """Draws it anew. Raises SlackError."""
        person = await self._services.people.person(team_id, user_id, afresh=True)
        waiting = await self._services.approvals.waiting(team_id)
        await self._views.show_home(team_id, user_id, home_tab(person, waiting))
