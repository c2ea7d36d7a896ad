"""The bulk export of events."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
