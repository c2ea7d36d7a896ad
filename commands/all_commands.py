"""The table of contents: every command there is."""

from commands.catalog import Catalog
from commands.resources import (
    accounts,
    approvals,
    apps,
    audit,
    board,
    digests,
    drift,
    experiences,
    exports,
    groups,
    imports,
    jobs,
    key_rotations,
    keys,
    policy,
    roles,
    rules,
    search,
    secrets,
    segments,
    stats,
    subscriptions,
    tags,
    users,
)

COMMANDS = (
    *experiences.COMMANDS,
    *search.COMMANDS,
    *segments.COMMANDS,
    *tags.COMMANDS,
    *users.COMMANDS,
    *groups.COMMANDS,
    *imports.COMMANDS,
    *exports.COMMANDS,
    *jobs.COMMANDS,
    *rules.COMMANDS,
    *keys.COMMANDS,
    *key_rotations.COMMANDS,
    *drift.COMMANDS,
    *apps.COMMANDS,
    *stats.COMMANDS,
    *subscriptions.COMMANDS,
    *board.COMMANDS,
    *digests.COMMANDS,
    *accounts.COMMANDS,
    *approvals.COMMANDS,
    *policy.COMMANDS,
    *roles.COMMANDS,
    *audit.COMMANDS,
    *secrets.COMMANDS,
)


def build_catalog() -> Catalog:
    """The catalog of all commands."""
    return Catalog(COMMANDS)
