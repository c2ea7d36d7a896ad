"""The bulk export of events."""

from bot.clients.appcues.exports import Exports
from bot.clients.appcues.jobs import Jobs


class ExportsService:
    """What people can export. Every method raises ApiError when Appcues fails."""

    def __init__(self, exports: Exports, jobs: Jobs) -> None:
        self._exports = exports
        self._jobs = jobs
