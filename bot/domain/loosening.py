"""Whether an account would be guarded less well as production than otherwise, or the other way round."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain, combinations, product

from bot.domain.people import GRANTABLE_ROLES, Role
from bot.domain.policy import DEFAULTS, PRODUCTION, Question, Rule, Ruling, matches, verdict

_LEVELS = {role.label: role for role in GRANTABLE_ROLES}
_ANY_OTHER = "other"


def loosening(rules: Collection[Rule], account_id: str, *, as_production: bool) -> Rule | None:
    """The rule for production that would hold something back less, once the account is production or is not any more.

    None when everything that can be asked for is guarded at least as well as before.
    """
    for question in _questions(rules, account_id):
        live, other = replace(question, is_production=True), replace(question, is_production=False)
        before, after = (other, live) if as_production else (live, other)
        if not guards_as_well(verdict(rules, after), verdict(rules, before)):
            return next(rule for rule in rules if rule.account == PRODUCTION and matches(rule, live))
    return None


def guards_as_well(ruling: Ruling, other: Ruling) -> bool:
    """Whether it needs as many people at least, no others than the other one, and freezes and keeps near as much."""
    if not set(other.freezing) <= set(ruling.freezing) or ruling.rule.ahead > other.rule.ahead:
        return False
    return other.needed == 0 or (ruling.needed >= other.needed and _is_as_narrow(ruling.rule, other.rule))


def _is_as_narrow(rule: Rule, other: Rule) -> bool:
    groups, level = _approvers(rule)
    others, least = _approvers(other)
    return groups <= others and level >= least and (other.own_group or not rule.own_group)


def _approvers(rule: Rule) -> tuple[frozenset[str], int]:
    """The user groups, and the least role; higher than any role when only groups may approve, or nobody."""
    levels = [_LEVELS[each] for each in rule.approvers if each in _LEVELS]
    groups = frozenset(each for each in rule.approvers if each not in _LEVELS)
    return groups, min(levels, default=Role.ADMIN + 1)


def _questions(rules: Collection[Rule], account_id: str) -> Iterator[Question]:
    """One for each way in which rules can match: what they name, anything else, and tags that come together."""
    known = (*rules, *DEFAULTS)
    nouns = {rule.noun or _ANY_OTHER for rule in known} | {_ANY_OTHER}
    verbs = {rule.verb or _ANY_OTHER for rule in known} | {_ANY_OTHER}
    tags = sorted({rule.tag for rule in rules if rule.tag})
    together = chain.from_iterable(combinations(tags, size) for size in range(3))
    for tagged, noun, verb in product(list(together), sorted(nouns), sorted(verbs)):
        yield Question(f"appcues {noun} {verb}", account_id, tags=frozenset(tagged))
