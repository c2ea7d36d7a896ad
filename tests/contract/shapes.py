"""Compares an answer with a documented sample: keys, types, the forms of ids, times and addresses.

A sample stands for many answers: where several of its objects show the same place, each of them is a sample
of that place. Differences are sentences; none means that the answer is of the documented shape.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from tests.contract.samples import LEFT_OUT, table_of

# Objects whose keys are ids: every value is of the same shape.
_MAPS = frozenset({"tags", "items"})
_MAY_BE_EMPTY = frozenset({"tag_ids"})
# Who acted is a UUID, short digits, a Firebase user id or an API key: any text.
_ACTOR = re.compile(r".*(_by|By)")
_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SECOND = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
_FORMS = {
    "a UUID": re.compile(_UUID),
    "seconds": re.compile(_SECOND + "Z"),
    "milliseconds": re.compile(_SECOND + r"\.\d{3}Z"),
    "microseconds": re.compile(_SECOND + r"\.\d{6}Z"),
    "seconds without a zone": re.compile(_SECOND),
    "a Firebase id": re.compile(r"-[-\w]{19}"),
    "an SDK key": re.compile(r"[A-Za-z0-9]{32}"),
    "an address": re.compile(r"https?://\S+"),
    "an Appizer key": re.compile(r"ak_([0-9a-f]{32}|\w*\.\.\.)"),
    "an Appizer secret": re.compile(r"as_([0-9a-f]{56}|\.\.\.)"),
}
_RESOURCE = re.compile(r"https://[^/]+/v2/accounts/[^/]+/(\w+)/[^/]+")
_FIRST_EPOCH_MILLISECONDS = 10**12


@dataclass(frozen=True)
class Rules:
    """What may differ from the sample, and what may not.

    `root` is the address of the account on the host that was called; `seconds_are` the form of times that the
    sample prints in whole seconds.
    """

    root: str = ""
    letter: Literal["all"] | Sequence[str] = ()
    nullable: Sequence[str] = ()
    seconds_are: str = "seconds"


def differences(sample: Any, actual: Any, rules: Rules) -> list[str]:
    """What keeps `actual` from being an answer like `sample`."""
    if rules.letter == "all":
        return [] if actual == sample else [f"the answer is {actual!r} instead of {sample!r}"]
    return list(_compared([sample], actual, rules, ""))


def table_differences(table: str, actual: Mapping[str, Any]) -> list[str]:
    """What keeps an object from having exactly the fields of a printed table."""
    rows = table_of(table)
    found = [
        f"`{name}` is in the table or in the answer, not in both" for name in rows.keys() ^ actual.keys()
    ]
    for name, (kind, may_be_null) in rows.items():
        value = actual.get(name)
        if name in actual and _kind(value) != kind and not (value is None and may_be_null):
            found.append(f"`{name}` is {value!r}, no {kind}")
    return found


def missing(part: Any, actual: Any, place: str = "the answer") -> list[str]:
    """What of `part` is not in `actual`: objects may have more keys, everything else is equal."""
    if isinstance(part, Mapping) and isinstance(actual, Mapping):
        found = [f"{place} lacks `{name}`" for name in part.keys() - actual.keys()]
        for name in part.keys() & actual.keys():
            found += missing(part[name], actual[name], f"{place}.{name}")
        return found
    if isinstance(part, list) and isinstance(actual, list) and len(part) == len(actual):
        pairs = enumerate(zip(part, actual, strict=True))
        return [line for n, (left, right) in pairs for line in missing(left, right, f"{place}[{n}]")]
    return [] if part == actual else [f"{place} is {actual!r} instead of {part!r}"]


def _compared(samples: Sequence[Any], actual: Any, rules: Rules, name: str) -> Iterator[str]:
    if name in rules.letter and actual not in samples:
        yield f"`{name}` is {actual!r} instead of {samples!r}"
    known = [sample for sample in samples if sample is not None]
    if actual is None:
        if len(known) == len(samples) and name not in rules.nullable:
            yield f"`{name}` is null"
        return
    if not known:
        return
    if _kind(actual) not in {_kind(sample) for sample in known}:
        yield f"`{name}` is {actual!r}, unlike {known[0]!r}"
    elif isinstance(actual, dict):
        yield from _compared_objects(
            [sample for sample in known if isinstance(sample, dict)], actual, rules, name
        )
    elif isinstance(actual, list):
        yield from _compared_lists(
            [sample for sample in known if isinstance(sample, list)], actual, rules, name
        )
    else:
        yield from _compared_forms(known, actual, rules, name)


def _compared_objects(
    samples: list[dict[str, Any]], actual: dict[str, Any], rules: Rules, name: str
) -> Iterator[str]:
    if name in _MAPS:
        values = [value for sample in samples for value in sample.values()]
        for value in actual.values():
            yield from _compared(values, value, rules, f"{name}.*") if values else ()
        return
    known = dict.fromkeys(key for sample in samples for key in sample)
    required = [key for key in known if all(key in sample for sample in samples)]
    yield from (f"`{name}` lacks `{key}`" for key in required if key not in actual and key != LEFT_OUT)
    if LEFT_OUT not in known and any(samples):
        yield from (f"`{name}` has `{key}` beyond the sample" for key in actual if key not in known)
    for key in [key for key in known if key in actual]:
        at_this_key = [sample[key] for sample in samples if key in sample]
        if all(sample is None for sample in at_this_key):
            at_this_key = _times_beside(samples, key) or at_this_key
        yield from _compared(at_this_key, actual[key], rules, key)
        yield from _compared_addresses(at_this_key, actual[key], actual, rules)


def _times_beside(samples: list[dict[str, Any]], key: str) -> list[Any]:
    """For a time that is null in the samples: null, or what the other times of the samples look like."""
    if not key.endswith("_at"):
        return []
    times = [
        value for sample in samples for other, value in sample.items() if other.endswith("_at") and value
    ]
    return [None, *times] if times else []


def _compared_lists(samples: list[list[Any]], actual: list[Any], rules: Rules, name: str) -> Iterator[str]:
    """Item by item where values are compared to the letter, else each item with all documented ones."""
    items = [item for sample in samples for item in sample]
    if not items or items == [LEFT_OUT]:
        return
    if not actual and name not in _MAY_BE_EMPTY:
        yield f"`{name}` is empty"
    for n, value in enumerate(actual):
        is_pair = rules.letter and len(items) == len(actual)
        yield from _compared([items[n]] if is_pair else items, value, rules, name)


def _compared_forms(samples: list[Any], actual: Any, rules: Rules, name: str) -> Iterator[str]:
    if _ACTOR.fullmatch(name):
        return
    forms = {_form(sample) for sample in samples}
    if "seconds" in forms:
        forms = forms - {"seconds"} | {rules.seconds_are}
    if _form(actual) not in forms and "" not in forms:
        yield f"`{name}` is {actual!r}, unlike {samples[0]!r}"


def _compared_addresses(
    samples: list[Any], actual: Any, owner: dict[str, Any], rules: Rules
) -> Iterator[str]:
    """An address of this API is absolute, on the host that was called, and ends in the id of its owner."""
    found = _RESOURCE.fullmatch(samples[0]) if samples and isinstance(samples[0], str) else None
    if found:
        own_id = owner.get("job_id", owner.get("id"))
        expected = f"{rules.root}/{found[1]}/{quote(str(own_id), safe='')}"
        if actual != expected:
            yield f"the address is {actual!r} instead of {expected!r}"


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def _form(value: Any) -> str:
    """The form of a text or number; nothing where it has none."""
    if isinstance(value, str):
        return next((name for name, pattern in _FORMS.items() if pattern.fullmatch(value)), "")
    is_time = type(value) is int and value >= _FIRST_EPOCH_MILLISECONDS
    return "epoch milliseconds" if is_time else ""
