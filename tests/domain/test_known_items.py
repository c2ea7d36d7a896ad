"""Two states of an item: each difference is found once, none where there is none, and they compose."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.drifts import Author, Drift, Event, Means, author_of, facts_from
from bot.domain.experiences import KINDS, parse_experience, significant_fields, studio_user
from bot.domain.ingestion_rules import RuleDifference, RuleNames, names_in, rule_fields, rules_in
from bot.domain.known_items import (
    AFTER_NEWS,
    WHEN_QUIET,
    Difference,
    ItemState,
    compare,
    narrowed,
    pause_after,
    state_of,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORDS = st.text(max_size=6)
STATES = st.builds(
    ItemState,
    name=st.text(min_size=1, max_size=6),
    published=st.booleans(),
    tags=st.sets(st.sampled_from("abcd")).map(lambda tags: tuple(sorted(tags))),
    parts=st.dictionaries(st.sampled_from(["frequency", "steps", "theme", "traits"]), WORDS),
    touched=st.sampled_from(["1", "2", "3"]),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.fixed_dictionaries(
    {"id": st.just("x"), "name": WORDS, "published": st.booleans(), "updated_at": st.integers(0, 10)},
    optional={"tag_ids": st.lists(WORDS, max_size=3), "steps": VALUES, "theme": VALUES},
)


@given(STATES)
def test_a_state_does_not_differ_from_itself(state: ItemState) -> None:
    assert compare(state, state) is None
    assert compare(state, replace(state, parts=dict(reversed([*state.parts.items()])))) is None


@given(STATES, STATES)
def test_two_states_differ_exactly_where_something_is_different(before: ItemState, after: ItemState) -> None:
    found = compare(before, after)
    assert (found is None) == (before == after)
    if found is not None:
        assert found.is_bare == (before.content == after.content)
        assert (found.published is None) == (before.published == after.published)
        assert len(set(found.fields)) == len(found.fields)
        assert {*found.fields} == {
            name
            for name in before.parts.keys() | after.parts.keys()
            if before.parts.get(name) != after.parts.get(name)
        }


@given(STATES, STATES)
def test_the_way_back_is_the_mirror_image(before: ItemState, after: ItemState) -> None:
    there, back = compare(before, after), compare(after, before)
    assert (there is None) == (back is None)
    if there and back:
        assert (there.tags_added, there.tags_removed) == (back.tags_removed, back.tags_added)
        assert there.fields == back.fields


@given(STATES, STATES, STATES)
def test_two_steps_name_all_that_one_step_over_both_names(a: ItemState, b: ItemState, c: ItemState) -> None:
    nothing = Difference()
    first, second, whole = compare(a, b) or nothing, compare(b, c) or nothing, compare(a, c) or nothing
    assert {*whole.fields} <= {*first.fields, *second.fields}
    assert {*whole.tags_added} == ({*first.tags_added} - {*second.tags_removed}) | (
        {*second.tags_added} - {*first.tags_removed}
    )
    flips = [each.published is not None for each in (first, second)]
    assert (whole.published is not None) == (sum(flips) == 1)


@given(OBJECTS, st.integers(0, 10))
def test_a_touch_alone_moves_no_content(fields: dict[str, Any], touched: int) -> None:
    before, after = state_of(fields, "x"), state_of({**fields, "updated_at": touched}, "x")
    assert before.content == after.content
    assert (compare(before, after) or Difference()).is_bare


@given(OBJECTS, OBJECTS)
def test_what_an_approver_agrees_to_differs_where_states_do(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    states = [state_of(significant_fields(parse_experience(KINDS[0], each)), "x") for each in (one, other)]
    if compare(*states):
        assert one != other
    if one == other:
        assert compare(*states) is None


@given(STATES, STATES)
def test_a_list_that_tells_less_of_an_item_makes_no_difference(item: ItemState, listed: ItemState) -> None:
    less = replace(item, parts={name: part for name, part in item.parts.items() if name in listed.parts})
    assert compare(less, narrowed(item, less)) is None


def test_a_new_name_is_told_as_a_name_and_not_as_a_field_too() -> None:
    before = state_of({"name": "Tour", "public_name": "Tour", "published": False}, "x")
    after = state_of({"name": "Grand tour", "public_name": "Grand tour", "published": False}, "x")
    assert compare(before, after) == Difference(renamed_from="Tour", fields=("public_name",))


@given(st.integers(0, 200), st.integers(0, 3600))
def test_the_next_look_comes_in_time_and_takes_no_more_than_its_share(minutes: int, took: int) -> None:
    pause = pause_after(NOW - timedelta(minutes=minutes), timedelta(seconds=took), NOW)
    assert pause >= AFTER_NEWS
    assert pause >= timedelta(seconds=took * 20)
    if took <= 6:
        assert pause <= WHEN_QUIET


def test_only_what_has_the_form_of_a_person_is_taken_for_one() -> None:
    people = ["461", "a" * 28, "6ec53e5f-2b7a-4d9a-94ed-68a3a22cacbd"]
    assert [studio_user(each) for each in people] == people
    keys = ["6ec53e5f-2b7a-4d9a-94ed-68a3a22cacbd-02", "apps_demo", "a" * 32, "", None, "461\n"]
    assert [studio_user(each) for each in keys] == [""] * len(keys)
    assert author_of("k-1", "k-1") == Author(Means.OWN_KEY)
    assert author_of("k-2", "k-1") == Author(Means.KEY)
    assert author_of("461", "k-1") == Author(Means.STUDIO, "461")
    assert author_of(None, "k-1") == Author()


@given(STATES, STATES, st.booleans())
def test_a_drift_is_read_back_as_it_was_written(before: ItemState, after: ItemState, has_rules: bool) -> None:
    rules = RuleDifference("allow", "deny", ("profile “a”",), (), 2) if has_rules else None
    drift = Drift(
        id="i", team_id="T", account_id="a", kind="flows", item_id="x", item_name=after.name,
        event=Event.CHANGED, found_at=NOW, published=after.published,
        difference=compare(before, after) or Difference(), rules=rules, tags=frozenset(after.tags),
        author=Author(Means.STUDIO, "461"), at=NOW, since=None, as_until=NOW,
    )  # fmt: skip
    named = ("id", "team_id", "account_id", "kind", "item_id", "item_name", "found_at")
    assert Drift(**{name: getattr(drift, name) for name in named}, **facts_from(drift.facts)) == drift


NAMES = st.lists(st.text(min_size=1, max_size=4), max_size=3).map(tuple)


@given(st.sampled_from(["allow", "deny"]), st.builds(RuleNames, NAMES, NAMES, NAMES))
def test_rules_are_read_back_from_what_is_kept_of_them(mode: str, names: RuleNames) -> None:
    read = rules_in({"mode": mode, **names_in(names)})
    assert read is not None
    assert rule_fields(read) == {"mode": mode, **names_in(names)}
    assert rules_in(rule_fields(None)) is None
