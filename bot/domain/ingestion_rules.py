"""Ingestion filtering rules: which names of data the account keeps (Appcues 9)."""

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
