"""An account that becomes production, or is not any more, is guarded as well as before, or the rule is named."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.loosening import guards_as_well, loosening
from bot.domain.people import Person
from bot.domain.policy import PRODUCTION, Question, Rule, able_of, verdict
from tests.policy.test_rules import ACCOUNTS, WEEKEND, groups, many_rules, people, questions

HERE = ACCOUNTS[0]


@given(many_rules, questions, st.booleans())
def test_where_no_rule_is_named_nothing_is_held_back_less(
    several: list[Rule], question: Question, becomes: bool
) -> None:
    here = replace(question, account_id=HERE)
    before = verdict(several, replace(here, is_production=not becomes))
    after = verdict(several, replace(here, is_production=becomes))
    rule = loosening(several, HERE, as_production=becomes)
    if rule is None:
        assert guards_as_well(after, before)
    else:
        assert rule.account == PRODUCTION


@given(many_rules, questions, questions, people, groups)
def test_who_may_decide_where_it_is_guarded_as_well_may_decide_by_the_other_too(
    several: list[Rule], question: Question, other: Question, person: Person, of_requester: frozenset[str]
) -> None:
    ruling, compared = verdict(several, question), verdict(several, other)
    if guards_as_well(ruling, compared) and compared.needed:
        assert ruling.needed >= compared.needed
        if able_of([person], ruling, "U9", of_requester):
            assert able_of([person], compared, "U9", of_requester)


def test_without_rules_for_production_it_makes_no_difference() -> None:
    strict = [Rule("all", approvals=2), Rule("here", account=HERE, noun="flows", approvals=0)]
    assert loosening(strict, HERE, as_production=True) is None
    assert loosening(strict, HERE, as_production=False) is None


def test_a_stricter_rule_for_production_is_named_only_when_it_is_to_end() -> None:
    strict = Rule("live", account=PRODUCTION, noun="flows", approvals=2)
    assert loosening([strict], HERE, as_production=True) is None
    assert loosening([strict], HERE, as_production=False) is strict


def test_freezes_that_a_rule_for_production_lifts_are_a_loss() -> None:
    frozen = Rule("weekend", approvals=None, freezes=(WEEKEND,))
    lifted = Rule("always", account=PRODUCTION, approvals=None, freezes=())
    assert loosening([frozen, lifted], HERE, as_production=True) is lifted
    assert loosening([frozen, lifted], HERE, as_production=False) is None


def test_to_be_asked_for_farther_ahead_is_a_loss_also_where_nobody_has_to_agree() -> None:
    near = Rule("near", approvals=0, ahead=timedelta(days=1))
    far = Rule("far", account=PRODUCTION, approvals=0, ahead=timedelta(days=90))
    assert loosening([near, far], HERE, as_production=True) is far
    assert loosening([near, far], HERE, as_production=False) is None
