"""SDK keys and the enforcement of signatures."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
