"""Bulk imports of profiles, groups and events."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
