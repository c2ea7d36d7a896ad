"""The catalog with every handler replaced by one that only notes that it was reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.domain.changes import Sight, Subject
from bot.views.reply import Reply
from commands.all_commands import COMMANDS
from commands.catalog import Catalog
from commands.context import Context
from commands.parsing import to_json
from commands.spec import Command, Effect

DECISIONS = "callboard approvals "


@dataclass
class Reached:
    """Which handlers were reached since somebody last looked, and by whom."""

    runs: list[tuple[str, str]] = field(default_factory=list)
    reviews: list[tuple[str, str]] = field(default_factory=list)
    changes: int = 0

    def take(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """What was run and what was reviewed; from now on nothing was."""
        taken = self.runs, self.reviews
        self.runs, self.reviews = [], []
        return taken


class ProbeChange:
    """A change that changes nothing outside."""

    reason = ""
    repeatable = True

    def __init__(self, args: Any, name: str) -> None:
        self.arguments: Mapping[str, Any] = to_json(args)
        self.subject = Subject("segments", name, name, f"Try {name}", "untried", "Nothing.", "tried")
        self._is_applied = False

    async def look(self, since: datetime | None) -> Sight:
        """How it is now."""
        return Sight({}, in_effect=self._is_applied or since is not None)

    async def apply(self) -> None:
        """Makes it."""
        self._is_applied = True


def probe_catalog(reached: Reached, *, decides: bool) -> Catalog:
    """Every command there is, with its own arguments, role and effect; only what it does is left out.

    Where it `decides`, requests are approved, rejected and withdrawn for real, and nothing is reviewed first.
    """

    def probe(command: Command) -> Command:
        is_real = decides and command.path.startswith(DECISIONS)
        return command if is_real else _probe(command, reached, is_reviewed=not decides)

    return Catalog(map(probe, COMMANDS))


def _probe(command: Command, reached: Reached, *, is_reviewed: bool) -> Command:
    async def run(args: Any, context: Context) -> Reply | ProbeChange:
        reached.runs.append((command.path, context.person.id))
        if command.effect is not Effect.GUARDED:
            return Reply("reached" if command.modal.shows else "")  # what is empty need not be dressed
        reached.changes += 1
        return ProbeChange(args, f"probe {reached.changes}")

    async def review(_args: Any, context: Context) -> Reply:
        reached.reviews.append((command.path, context.person.id))
        return Reply("reviewed")

    modal = replace(command.modal, fill=None, review=review if command.modal.review and is_reviewed else None)
    return replace(command, run=run, modal=modal)
