"""Groups of end users: their profiles and who belongs to them."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
