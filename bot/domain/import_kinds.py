"""The kinds of bulk imports: what each row needs, and what comes of it (Appcues 6)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ImportKind:
    """One kind; `owners` are the fields of which a row needs one, `needs` those of which it needs each."""

    plural: str
    owners: tuple[str, ...]
    needs: tuple[str, ...]
    effect: str
    """What it does, as a sentence."""
    repeatable: bool
    """Whether importing the same twice does no more than importing it once."""


PROFILES = ImportKind(
    "profiles",
    owners=("user_id", "userId"),
    needs=(),
    effect="Its attributes are merged into the profiles of these users; users that are new are made.",
    repeatable=True,
)
GROUPS = ImportKind(
    "groups",
    owners=("group_id", "groupId"),
    needs=(),
    effect="Its attributes are merged into the profiles of these groups; groups that are new are made.",
    repeatable=True,
)
EVENTS = ImportKind(
    "events",
    owners=("user_id", "userId", "group_id", "groupId"),
    needs=("name", "timestamp"),
    effect="Its events are added to the histories of these users and groups; imported twice, they are there twice.",
    repeatable=False,
)
KINDS = (PROFILES, GROUPS, EVENTS)
