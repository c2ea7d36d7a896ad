"""How Callboard itself is: status and whoami."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
