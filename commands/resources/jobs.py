"""Jobs: what Appcues works on after it has answered."""

from commands.spec import Command

COMMANDS: tuple[Command, ...] = ()
