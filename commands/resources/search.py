"""Looks through everything that has a name."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
