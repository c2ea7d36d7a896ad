"""Ingestion filtering rules: show, allow, deny."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
