"""Bulk imports of profiles, groups and events."""

from bot.clients.appcues.imports import Imports
from bot.clients.appcues.jobs import Jobs


class ImportsService:
    """What people can import. Every method raises ApiError when Appcues fails."""

    def __init__(self, imports: Imports, jobs: Jobs) -> None:
        self._imports = imports
        self._jobs = jobs
