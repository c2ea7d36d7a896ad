"""Reads a printed JSON sample, also where it leaves things out with three dots."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.contract.examples import Reading

LEFT_OUT = "…"
_DOTS_IN_OBJECT = re.compile(r"\{\s*\.\.\.\s*\}")
_DOTS_IN_ARRAY = re.compile(r"\[\s*\.\.\.\s*\]")
_DOTS_AT_THE_END = re.compile(r",\s*\.\.\.\s*\}")
_TABLE_ROW = re.compile(r"(\w+) (string|number|boolean|array|object)( \| null)? ")


def sample_of(text: str, readings: Iterable[Reading] = ()) -> Any:
    """The value of a sample. `{ ... }` becomes an object, `[ ... ]` an array that holds only `LEFT_OUT`."""
    text = _DOTS_IN_OBJECT.sub(f'{{"{LEFT_OUT}": null}}', text)
    text = _DOTS_IN_ARRAY.sub(f'["{LEFT_OUT}"]', text)
    text = _DOTS_AT_THE_END.sub(f', "{LEFT_OUT}": null}}', text)
    sample = json.loads(text)
    for reading in readings:
        for item in sample if isinstance(sample, list) else [sample]:
            item.update(reading.more)
    return sample


def table_of(text: str) -> Mapping[str, tuple[str, bool]]:
    """The rows of a printed table of fields: name to type, and whether the value may be null."""
    rows = [_TABLE_ROW.match(line) for line in text.splitlines()]
    return {row[1]: (row[2], bool(row[3])) for row in rows if row}
