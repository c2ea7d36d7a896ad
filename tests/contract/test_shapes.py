"""The comparison with a sample finds what it is there to find; a check that lets everything pass proves nothing."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.contract.samples import sample_of
from tests.contract.shapes import Rules, differences, missing, table_differences

ROOT = "http://127.0.0.1:8000/v2/accounts/17434"
SAMPLE = """
[
  {
    "id": "219d1463-c66f-480e-a113-18886bf9a132",
    "name": "One",
    "published": true,
    "created_at": "2021-04-05T16:21:09Z",
    "published_at": null,
    "created_by": "461",
    "url": "https://api.appcues.com/v2/accounts/ACCOUNT_ID/flows/219d1463-c66f-480e-a113-18886bf9a132",
    "content": { ... },
    "steps": [ ... ],
    "tags": {"c96db83f-1db0-4d2c-ab51-7fa4f6eedbfb": true}
  }
]
"""
ANSWER: list[dict[str, Any]] = [
    {
        "id": "57dd16d1-3095-4b47-a017-816390cbbc63",
        "name": "Another",
        "published": False,
        "created_at": "2022-04-05T16:21:09.123Z",
        "published_at": "2022-04-05T16:21:09.124Z",
        "created_by": "6ec53e5f-2b7a-4d9a-94ed-68a3a22cacbd-02",
        "url": f"{ROOT}/flows/57dd16d1-3095-4b47-a017-816390cbbc63",
        "content": {"html": "<p>1</p>"},
        "steps": [1, 2],
        "tags": {"53c4e56e-9d16-40aa-8b9d-98a625788a8c": True, "2fdf0311-277c-4bd7-bd22-bde12b55cb24": True},
    }
]
RULES = Rules(ROOT, seconds_are="milliseconds")
EPOCH = 1_649_463_890_602


def test_another_item_of_the_same_shape_fits() -> None:
    assert differences(sample_of(SAMPLE), ANSWER, RULES) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda item: item.pop("name"),
        lambda item: item.update(more=1),
        lambda item: item.update(name=None),
        lambda item: item.update(published="true"),
        lambda item: item.update(published=1),
        lambda item: item.update(created_at=EPOCH),
        lambda item: item.update(created_at="2022-04-05T16:21:09Z"),
        lambda item: item.update(published_at="2022-04-05"),
        lambda item: item.update(id="flow1"),
        lambda item: item.update(url=item["url"].replace("127.0.0.1:8000", "api.appcues.com")),
        lambda item: item.update(url=item["url"].replace("flows", "pins")),
        lambda item: item.update(url=item["url"] + "x"),
        lambda item: item.update(content=[]),
        lambda item: item.update(steps={}),
        lambda item: item.update(tags={"2fdf0311-277c-4bd7-bd22-bde12b55cb24": "true"}),
    ],
)
def test_an_answer_of_another_shape_does_not_fit(spoil: Callable[[dict[str, Any]], object]) -> None:
    answer = deepcopy(ANSWER)
    spoil(answer[0])
    assert differences(sample_of(SAMPLE), answer, RULES)


def test_an_empty_list_does_not_show_the_shape() -> None:
    assert differences(sample_of(SAMPLE), [], RULES)


def test_fields_in_the_letter_have_the_printed_value() -> None:
    assert differences({"status": 200}, {"status": 201}, Rules(letter=["status"]))
    assert differences({"status": 200}, {"status": 201}, Rules(letter="all"))
    assert not differences({"status": 200}, {"status": 201}, Rules())


def test_an_elided_object_asks_for_the_fields_that_it_shows() -> None:
    sample = sample_of('{"id": "a", ... }')
    assert not differences(sample, {"id": "b", "name": "c"}, Rules())
    assert differences(sample, {"name": "c"}, Rules())


def test_a_part_may_lie_in_a_larger_object_but_not_in_a_longer_list() -> None:
    assert missing({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}) == []
    assert missing({"a": [1]}, {"a": [1, 2]})
    assert missing({"a": {"b": 1}}, {"a": {"c": 2}})


def test_a_table_of_fields_is_complete_and_typed() -> None:
    table = "id string Unique app UUID\ndescription string | null Optional\nfeatures object Flags"
    assert table_differences(table, {"id": "a", "description": None, "features": {}}) == []
    assert table_differences(table, {"id": "a", "description": None})
    assert table_differences(table, {"id": None, "description": None, "features": {}})
    assert table_differences(table, {"id": "a", "description": None, "features": {}, "more": 1})
