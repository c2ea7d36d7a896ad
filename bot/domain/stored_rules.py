"""Rules of the policy as JSON, as they are stored and compared; one that cannot be read lets nobody approve."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.freezes import Freeze, read_quiet
from bot.domain.policy import Rule
from bot.errors import BadInput

_WORDS = ("account", "noun", "verb", "tag", "channel")
_LIFTED = "none"
"""Stored as the freezes of a rule that lifts those of others; what says nothing about them is an empty list."""
_LENGTHS = ("expires_after", "remind_after", "ahead")


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """What is stored of a rule, besides its name."""
    return {
        **{name: getattr(rule, name) for name in _WORDS},
        **{name: int(getattr(rule, name).total_seconds()) for name in _LENGTHS},
        "approvals": rule.approvals,
        "approvers": list(rule.approvers),
        "own_group": rule.own_group,
        "quiet": rule.quiet.words if rule.quiet else "",
        "freezes": _LIFTED
        if rule.freezes == ()
        else [[freeze.words, freeze.zone] for freeze in rule.freezes or ()],
    }


def rule_from_json(name: str, stored: Mapping[str, Any]) -> Rule:
    """The rule of that name. What is spoilt holds back what it still names, and lets nobody approve."""
    words: dict[str, Any] = {key: str(stored.get(key) or "") for key in _WORDS}
    spoilt = replace(Rule(name, approvers=()), **words)
    try:
        lengths: dict[str, Any] = {key: timedelta(seconds=int(stored[key])) for key in _LENGTHS}
        rule = Rule(
            name,
            **words,
            **lengths,
            approvals=_approvals(stored["approvals"]),
            approvers=tuple(str(each) for each in stored["approvers"]),
            own_group=bool(stored["own_group"]),
            quiet=read_quiet(stored["quiet"]) if stored["quiet"] else None,
            freezes=_freezes(stored["freezes"]),
        )
    except (KeyError, TypeError, ValueError, BadInput):
        return spoilt
    return rule


def _approvals(stored: Any) -> int | None:
    """How many, or that the rule does not say. Raises ValueError for less than none."""
    if stored is None:
        return None
    if (count := int(stored)) < 0:
        raise ValueError
    return count


def _freezes(stored: Any) -> tuple[Freeze, ...] | None:
    return () if stored == _LIFTED else tuple(Freeze(words, zone) for words, zone in stored) or None
