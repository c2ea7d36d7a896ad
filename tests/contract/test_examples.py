"""Each documented request is answered as the document shows: status, keys, types, forms, and what comes of it."""

from typing import Any

import httpx
import pytest

from tests.contract.examples import Answer, Example, all_examples
from tests.contract.samples import sample_of
from tests.contract.shapes import Rules, differences, missing, table_differences
from tests.contract.stage import Stage, staged
from tests.contract.written_csv import columns_of, header_of, in_the_style_of, keys_of

EXAMPLES = all_examples()
CSV_EXAMPLES = [example for example in EXAMPLES if example.has_csv]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
async def test_the_answer_is_the_documented_one(example: Example) -> None:
    async with staged(example) as stage:
        answer = await play(example, stage)
        assert answer.status_code == example.answer.status, answer.text
        if not example.answer.json:
            assert answer.content == b""
        else:
            assert answer.headers["content-type"] == "application/json"
            assert json_differences(example, stage, answer.json()) == []
        assert await stage.consequences(example) == []


@pytest.mark.parametrize("example", CSV_EXAMPLES, ids=str)
async def test_the_answer_in_csv_is_the_documented_one(example: Example) -> None:
    """The same request on a twin of the server, which by its seed and clock gives the same values."""
    async with staged(example) as stage, staged(example) as twin:
        in_json = await play(example, stage)
        in_csv = await play(example, twin, accept="text/csv")
        assert in_csv.status_code == example.answer.status, in_csv.text
        is_error = in_csv.status_code >= httpx.codes.BAD_REQUEST
        if is_error or not example.answer.json:
            assert in_csv.content == in_json.content  # errors are problem details, whatever is accepted
        else:
            text = in_csv.text.replace(twin.url, stage.url)
            assert in_csv.headers["content-type"].startswith("text/csv")
            assert csv_differences(example.answer, text, in_json.json()) == []
        assert await twin.consequences(example) == []


async def play(example: Example, stage: Stage, **headers: str) -> httpx.Response:
    """Sends the example's request."""
    return await stage.send(await stage.request(example.command, example.files), **headers)


def json_differences(example: Example, stage: Stage, body: Any) -> list[str]:
    """What of the sample, its readings, its table of fields and the further values is not in the answer."""
    answer = example.answer
    seconds = [reading.seconds_are for reading in answer.readings if reading.seconds_are]
    rules = Rules(stage.root, answer.letter, answer.nullable, *seconds)
    found = differences(sample_of(answer.json, answer.readings), body, rules)
    found += missing(example.contains, body) if example.contains else []
    if answer.fields:
        (place,) = answer.fields["at"]
        items = body[place] if isinstance(body[place], list) else [body[place]]
        found += [line for item in items for line in table_differences(answer.fields["table"], item)]
    return found


def csv_differences(answer: Answer, text: str, body: Any) -> list[str]:
    """How the CSV differs from the JSON written in the style of the sample, or without one in its columns."""
    if answer.csv:
        expected = in_the_style_of(answer, body)
        return [] if text == expected else [f"{text!r} instead of {expected!r}"]
    columns, header = columns_of(text), header_of(answer)
    is_right = columns == header.split(",") if header else sorted(columns) == keys_of(body)
    return [] if is_right else [f"the columns are {columns}"]
