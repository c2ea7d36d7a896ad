"""Ingestion filtering rules: which names of data the account keeps (Appcues 9)."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.domain.fields import text, texts
from bot.domain.json_values import check_text
from bot.errors import BadInput

ALLOW = "allow"
DENY = "deny"


@dataclass(frozen=True)
class RuleNames:
    """Names of attributes of profiles and groups, and of events; their order says nothing."""

    profile: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


@dataclass(frozen=True)
class IngestionRules:
    """The one set of rules. `mode` is `allow` (only these names are kept) or `deny` (these are dropped).

    `fields` holds everything the API said of it.
    """

    mode: str
    names: RuleNames
    fields: Mapping[str, Any] = field(repr=False, compare=False)


def rules_bytes(names: RuleNames) -> bytes:
    """The rules as NDJSON lines. Raises BadInput for none, and for an empty name."""
    content = b"".join(_lines(names))
    if not content:
        raise BadInput("There is no rule.", "Name at least one attribute or event.")
    return content


def parse_ingestion_rules(fields: Mapping[str, Any]) -> IngestionRules:
    """The rules from an API object. Raises ValueError without a mode."""
    mode = text(fields, "type")
    if mode is None:
        raise ValueError("ingestion rules without a type")
    names = RuleNames(
        texts(fields, "profile_rules"), texts(fields, "event_rules"), texts(fields, "group_rules")
    )
    return IngestionRules(mode=mode, names=names, fields=dict(fields))


def _lines(names: RuleNames) -> Iterator[bytes]:
    for type, values in (("profile", names.profile), ("event", names.event), ("group", names.group)):
        for value in values:
            if not value:
                raise BadInput(f"The name of {type} data is empty.", field=type)
            check_text(value, "the rules")
            yield orjson.dumps({"type": type, "value": value}) + b"\n"


def read_names(text: str) -> tuple[str, ...]:
    """The names that somebody typed: one a line, or in one line between commas; quotes keep a comma.

    Each name once, in the order typed.
    """
    lines = text.splitlines()
    words = lines if len(lines) > 1 else next(csv.reader([text], skipinitialspace=True), [])
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def written(names: RuleNames) -> dict[str, str]:
    """The names as `read_names` reads them, by the plural of what they name."""
    columns = {"profiles": names.profile, "events": names.event, "groups": names.group}
    return {plural: _written(values) for plural, values in columns.items()}


def names_in(names: RuleNames) -> dict[str, list[str]]:
    """The names in an order that can be compared, by the plural of what they name."""
    return {
        "profiles": sorted(set(names.profile)),
        "events": sorted(set(names.event)),
        "groups": sorted(set(names.group)),
    }


def rule_fields(rules: IngestionRules | None) -> dict[str, Any]:
    """What matters of rules, as JSON values that can be compared; without a mode where none were ever set."""
    return {"mode": rules.mode, **names_in(rules.names)} if rules else {"mode": None}


def rules_in(fields: Mapping[str, Any]) -> IngestionRules | None:
    """The rules that `rule_fields` made these of."""
    mode = text(fields, "mode")
    if mode is None:
        return None
    names = RuleNames(texts(fields, "profiles"), texts(fields, "events"), texts(fields, "groups"))
    return IngestionRules(mode, names, {})


@dataclass(frozen=True)
class RuleDifference:
    """What replacing rules changes, each as `event “Signed up”`."""

    mode_before: str | None
    mode_after: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int


def difference(before: IngestionRules | None, mode: str, wanted: RuleNames) -> RuleDifference:
    """What changes if these rules take the place of all others."""
    old = set(_labels(before.names)) if before else set()
    new = set(_labels(wanted))
    return RuleDifference(
        mode_before=before.mode if before else None,
        mode_after=mode,
        added=tuple(sorted(new - old)),
        removed=tuple(sorted(old - new)),
        kept=len(new & old),
    )


def _labels(names: RuleNames) -> Iterator[str]:
    for type, values in (("profile", names.profile), ("event", names.event), ("group", names.group)):
        yield from (f"{type} “{value}”" for value in values)


def _written(values: tuple[str, ...]) -> str:
    if len(values) > 1:
        return "\n".join(values)
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(values)
    return out.getvalue()
