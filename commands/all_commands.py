"""The table of contents: every command there is."""

from commands.catalog import Catalog
from commands.resources import approvals, apps, audit, experiences, roles

COMMANDS = (
    *experiences.COMMANDS,
    *apps.COMMANDS,
    *approvals.COMMANDS,
    *roles.COMMANDS,
    *audit.COMMANDS,
)


def build_catalog() -> Catalog:
    """The catalog of all commands."""
    return Catalog(COMMANDS)
