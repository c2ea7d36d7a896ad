"""The policy is a pure function: total, deterministic, and never more lenient than its most specific rule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.change_requests import ChangeRequest, State
from bot.domain.decisions import why_not_decide
from bot.domain.freezes import Freeze
from bot.domain.people import Member, Person, Role
from bot.domain.policy import (
    DEFAULTS,
    PRODUCTION,
    Question,
    Rule,
    both,
    matches,
    reminders_due,
    verdict,
    why_not_approver,
)
from bot.domain.stored_rules import rule_from_json, rule_to_json

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
ACCOUNTS, NOUNS = ("appcues:environment", "appcues:b2"), ("flows", "keys", "segments", "policy")
VERBS, TAGS = ("publish", "unpublish", "delete", "create"), ("t1", "t2")
GROUPS = ("S01", "S02")

WEEKEND = Freeze("friday 18:00 - monday 8:00", "UTC")
NIGHT = Freeze("thursday 20:00 - friday 6:00", "UTC")

rules = st.builds(
    Rule,
    name=st.sampled_from(["a", "b", "c", "d"]),
    account=st.sampled_from(["", PRODUCTION, *ACCOUNTS]),
    noun=st.sampled_from(["", *NOUNS]),
    verb=st.sampled_from(["", *VERBS]),
    tag=st.sampled_from(["", *TAGS]),
    approvals=st.none() | st.integers(0, 4),
    approvers=st.lists(st.sampled_from(["editor", "approver", "admin", *GROUPS]), unique=True).map(tuple),
    own_group=st.booleans(),
    freezes=st.sampled_from([None, None, (), (WEEKEND,), (NIGHT, WEEKEND)]),
)
questions = st.builds(
    Question,
    command_path=st.builds("appcues {} {}".format, st.sampled_from(NOUNS), st.sampled_from(VERBS)),
    account_id=st.sampled_from(ACCOUNTS),
    is_production=st.booleans(),
    tags=st.frozensets(st.sampled_from(TAGS)),
    admins=st.none() | st.integers(0, 3),
)
many_rules = st.lists(rules, max_size=6)
groups = st.frozensets(st.sampled_from(GROUPS))
people = st.builds(
    lambda id_, role, of: Person(Member(id_, "T", id_), role, of),
    st.sampled_from(["U1", "U2", "U3"]),
    st.sampled_from(Role),
    groups,
)


REQUEST = ChangeRequest(
    id="r",
    team_id="T",
    command_path="appcues flows publish",
    arguments={},
    item_kind="flows",
    item_id="f",
    item_name="F",
    summary="Publish F",
    state_before="draft",
    effect_words="",
    link="",
    before={},
    fingerprint="",
    requester_id="U1",
    reason="",
    channel_id="C",
    state=State.WAITING,
    created_at=NOW,
    expires_at=NOW + timedelta(hours=8),
)
"""A request of U1 to publish a flow."""


@given(many_rules, questions)
def test_every_question_has_one_answer_whatever_the_order_of_the_rules(
    several: list[Rule], question: Question
) -> None:
    ruling = verdict(several, question)
    assert ruling.why
    assert ruling.who
    assert ruling.rule.approvals is not None
    assert ruling.needed == ruling.rule.approvals >= 0
    assert verdict(several[::-1], question) == ruling


@given(st.text(), many_rules)
def test_a_command_that_nobody_thought_of_has_an_answer_too(path: str, several: list[Rule]) -> None:
    assert verdict([], Question(path)).needed in {0, 1}
    assert verdict(several, Question(path)).rule


@given(many_rules, questions)
def test_who_has_to_agree_is_as_if_rules_that_do_not_say_it_were_not_there(
    several: list[Rule], question: Question
) -> None:
    speaking = [rule for rule in several if rule.approvals is not None]
    with_all, without = verdict(several, question), verdict(speaking, question)
    assert (with_all.rules, with_all.needed) == (without.rules, without.needed)
    assert {*with_all.freezing} <= {*several}


@given(questions)
def test_without_rules_the_defaults_hold(question: Question) -> None:
    ruling = verdict([], question)
    _, noun, verb = question.command_path.split(" ")
    if noun == "policy":
        assert ruling.needed == (0 if question.admins == 1 else 1)
    else:
        is_free = verb in {"unpublish", "create"} and noun != "keys"
        assert ruling.needed == (0 if is_free else 1)
        assert ruling.rule.approvers == ("approver",)


@given(many_rules, questions, st.integers(1, 5))
def test_a_more_specific_rule_that_demands_more_is_never_undercut(
    several: list[Rule], question: Question, demanded: int
) -> None:
    vendor_noun_verb = question.command_path.split(" ")
    sharpest = Rule(
        "sharpest",
        account=question.account_id,
        noun=vendor_noun_verb[1],
        verb=vendor_noun_verb[2],
        tag=min(question.tags, default=""),
        approvals=demanded,
    )
    if vendor_noun_verb[1] != "policy" and (sharpest.tag or not any(rule.tag for rule in several)):
        assert verdict([*several, sharpest], question).needed >= demanded


@given(many_rules, rules, questions)
def test_a_rule_that_does_not_match_changes_nothing(
    several: list[Rule], other: Rule, question: Question
) -> None:
    if not matches(other, question):
        with_other, without = verdict([*several, other], question), verdict(several, question)
        assert (with_other.rule, with_other.freezing) == (without.rule, without.freezing)


@given(many_rules, questions, st.sampled_from([None, (WEEKEND,)]))
def test_a_rule_that_lifts_no_freeze_unfreezes_nothing(
    several: list[Rule], question: Question, freezes: tuple[Freeze, ...] | None
) -> None:
    _, noun, verb = question.command_path.split(" ")
    sharpest = Rule("sharpest", question.account_id, noun, verb, approvals=0, freezes=freezes)
    before = set(verdict(several, question).freezing)
    assert before <= set(verdict([*several, sharpest], question).freezing)


@given(many_rules, questions)
def test_what_holds_is_frozen_by_a_rule_that_matches_and_is_not_lifted(
    several: list[Rule], question: Question
) -> None:
    ruling = verdict(several, question)
    for rule in ruling.freezing:
        assert rule.freezes
        assert matches(rule, question)
    if not any(rule.freezes == () for rule in several) and "policy" not in question.command_path:
        freeze = {rule for rule in several if rule.freezes and matches(rule, question)}
        assert set(ruling.freezing) == freeze, "they add up"


def test_a_freeze_of_the_whole_account_is_lifted_by_a_more_specific_rule_that_says_none() -> None:
    whole = Rule("whole", account=ACCOUNTS[0], freezes=(WEEKEND,))
    flows = Rule("flows", account=ACCOUNTS[0], noun="flows", approvals=2)
    question = Question("appcues flows publish", ACCOUNTS[0])
    assert verdict([whole, flows], question).freezing == (whole,)
    assert verdict([whole, flows], question).rule == flows
    own = replace(flows, freezes=(NIGHT,))
    assert verdict([whole, own], question).freezing == (own, whole)
    lifts = replace(flows, freezes=())
    assert verdict([whole, lifts], question).freezing == ()
    assert verdict([replace(whole, noun="flows", name="strict"), lifts], question).freezing, (
        "it is as specific"
    )
    pins = Question("appcues pins publish", ACCOUNTS[0])
    assert verdict([whole, lifts], pins).freezing == (whole,)


@given(
    many_rules,
    st.sampled_from(["policy set", "policy remove", "roles revoke"]),
    st.none() | st.integers(0, 4),
)
def test_no_rule_loosens_what_a_second_admin_has_to_agree_to(
    several: list[Rule], path: str, admins: int | None
) -> None:
    ruling = verdict(several, Question(f"callboard {path}", admins=admins))
    assert ruling.rule.approvers == ("admin",)
    assert ruling.needed == (0 if admins == 1 else 1)
    assert not ruling.freezing, "what is frozen by mistake could not be thawed"


@given(many_rules, questions, people, groups)
def test_the_requester_and_guests_never_count(
    several: list[Rule], question: Question, person: Person, of: frozenset[str]
) -> None:
    refusal = why_not_decide(REQUEST, person, verdict(several, question), NOW, of)
    if person.id == "U1" or person.role is Role.NOBODY:
        assert refusal is not None


@given(rules, people, groups)
def test_whoever_counts_has_a_role_or_a_group_that_the_rule_names(
    rule: Rule, person: Person, of: frozenset[str]
) -> None:
    if why_not_approver(rule, person, of) is None:
        has_role = any(person.role.label == each or _at_least(person.role, each) for each in rule.approvers)
        assert has_role or person.groups & set(rule.approvers)
        assert rule.own_group or not person.groups & of


def _at_least(role: Role, label: str) -> bool:
    return label in {each.label for each in Role} and role >= Role[label.upper()]


@given(rules, people)
def test_an_empty_list_of_approvers_is_nobody_and_says_so(rule: Rule, person: Person) -> None:
    refusal = why_not_approver(replace(rule, approvers=()), person, ())
    assert refusal is not None
    assert "nobody may approve" in refusal.sentence
    is_asked = rule.approvals is not None and matches(rule, Question("appcues x y"))
    assert "nobody" in verdict([replace(rule, approvers=())], Question("appcues x y")).who or not is_asked


@given(many_rules, many_rules, questions, questions)
def test_one_decision_about_two_changes_needs_what_the_stricter_needs(
    some: list[Rule], more: list[Rule], first: Question, second: Question
) -> None:
    one, two = verdict(some, first), verdict(more, second)
    together = both(one, two)
    assert together.needed == max(one.needed, two.needed)
    for ruling in (one, two):
        if ruling.needed:
            assert set(ruling.rules) <= set(together.rules)


@given(rules)
def test_a_rule_is_stored_and_read_back_as_it_was(rule: Rule) -> None:
    assert rule_from_json(rule.name, rule_to_json(rule)) == rule


@given(rules, st.dictionaries(st.sampled_from(["approvers", "quiet", "freezes"]), st.none()))
def test_a_spoilt_rule_lets_nobody_approve(rule: Rule, spoilt: dict[str, None]) -> None:
    read = rule_from_json("a", {**rule_to_json(rule), "approvals": "many", **spoilt})
    assert (read.approvals, read.approvers) == (1, ())
    assert (read.account, read.noun, read.verb, read.tag) == (rule.account, rule.noun, rule.verb, rule.tag)


@pytest.mark.parametrize(
    ("minutes", "times"), [(0, 0), (14, 0), (15, 1), (44, 1), (45, 2), (104, 2), (105, 3), (479, 5)]
)
def test_the_waits_between_reminders_double(minutes: int, times: int) -> None:
    assert reminders_due(Rule("r"), NOW, NOW + timedelta(minutes=minutes)) == times


def test_without_a_first_reminder_there_is_none() -> None:
    assert reminders_due(Rule("r", remind_after=timedelta()), NOW, NOW + timedelta(days=9)) == 0


def test_a_tag_goes_before_an_account_and_an_account_before_a_kind() -> None:
    tagged, account = Rule("tagged", tag="t1", approvals=0), Rule("account", account=ACCOUNTS[0], approvals=3)
    production, kind = Rule("production", account=PRODUCTION, approvals=4), Rule("kind", noun="flows")
    question = Question("appcues flows publish", ACCOUNTS[0], is_production=True, tags=frozenset({"t1"}))
    order = [tagged, account, production, kind]
    while order:
        assert verdict(order[::-1], question).rule == order[0]
        order.pop(0)
    assert verdict(order, question).rule in DEFAULTS
