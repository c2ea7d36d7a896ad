"""The kinds of items that records of the audit are about, and how people name them."""

import re

from bot.domain import experiences, import_kinds
from bot.errors import BadInput

KINDS = (
    *experiences.KIND_BY_PLURAL,
    *("users", "groups", "segments", "tags", "keys", "enforcement", "rules", "jobs", "apps"),
    *(f"import of {kind.plural}" for kind in import_kinds.KINDS),
    "export of events",
    *("account", "audit", "policy rule", "requests", "role", "schedule", "secret", "subscription"),
    *("subscriptions", "workspace"),
)
_BETWEEN_WORDS = re.compile(r"[\s_-]+")
_MOST_QUOTED = 60


def kinds_named(words: str) -> tuple[str, ...]:
    """The kinds that are meant, named in the singular or the plural, `policy rule` also as `rule`.

    Raises BadInput where there is none.
    """
    found = tuple(kind for kind in KINDS if _folded(words) in _names(kind))
    if not found:
        known = ", ".join(sorted({_folded(kind): kind for kind in reversed(KINDS)}.values()))
        raise BadInput(
            f"No record is about a kind of item called “{words[:_MOST_QUOTED]}”.",
            f"The kinds are: {known}.",
            field="kind",
        )
    return found


def _names(kind: str) -> frozenset[str]:
    """The whole of it, and its noun alone: `rule` of `policy rule`, `import` of `import of users`."""
    return frozenset(map(_folded, (kind, kind.partition(" of ")[0].split()[-1])))


def _folded(words: str) -> str:
    return " ".join(word.removesuffix("s") for word in _BETWEEN_WORDS.split(words.strip().casefold()))
