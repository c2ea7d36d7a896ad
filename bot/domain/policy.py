"""What needs other people, how many of them, and whether this person may be one. Rules are values; fails closed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.domain.freezes import Freeze, Quiet
from bot.domain.people import GRANTABLE_ROLES, Person, Role
from bot.errors import NotAllowed

EXPIRY = timedelta(hours=8)
FIRST_REMINDER = timedelta(minutes=15)
FARTHEST_AHEAD = timedelta(days=90)
QUIET = Quiet(time(20), time(8))
PRODUCTION = "production"
"""Instead of the id of an account: every account that end users see."""

POLICY_NOUN, ROLES_NOUN = "policy", "roles"
OF_ADMINS = {
    POLICY_NOUN: "it changes the policy itself",
    ROLES_NOUN: "it takes the admin role from somebody",
}
"""What a second admin has to agree to, whatever the rules say, and why."""
_PARTS_OF_A_PATH = 3
_ROLES = {role.label: role for role in GRANTABLE_ROLES}


@dataclass(frozen=True)
class Rule:
    """How a kind of change is held back. What it does not name, it does not ask about.

    `approvals` 0 means that it is not held back. `approvers` are labels of roles, which include the higher ones,
    and ids of user groups; where there are none, nobody may approve.
    """

    name: str
    account: str = ""
    noun: str = ""
    verb: str = ""
    tag: str = ""
    approvals: int | None = 1
    """How many people have to agree; None leaves that, and all that belongs to it, to the other rules."""
    approvers: tuple[str, ...] = (Role.APPROVER.label,)
    own_group: bool = True
    """Whether people of a user group that the requester is in may approve."""
    expires_after: timedelta = EXPIRY
    remind_after: timedelta = FIRST_REMINDER
    """When those who may approve are reminded first; then the waits double. No time at all: never."""
    quiet: Quiet | None = QUIET
    channel: str = ""
    """Where the cards go, if not where all of them do."""
    ahead: timedelta = FARTHEST_AHEAD
    """How long before its time a change may be asked for."""
    freezes: tuple[Freeze, ...] | None = None
    """When nothing goes out; empty lifts the freezes of less specific rules, None says nothing about them."""


@dataclass(frozen=True)
class Question:
    """Which change is asked about."""

    command_path: str
    account_id: str = ""
    is_production: bool = False
    tags: frozenset[str] = frozenset()
    admins: int | None = None
    """How many admins there are, where it is about the policy itself; None where nobody knows."""


@dataclass(frozen=True)
class Ruling:
    """What the policy says about one change: by which rules, how many approvals, by whom, and why."""

    rules: tuple[Rule, ...]
    needed: int
    who: str
    why: str
    freezing: tuple[Rule, ...] = ()
    """The rules whose freezes hold."""

    @property
    def rule(self) -> Rule:
        """The rule that counts first."""
        return self.rules[0]

    @property
    def words(self) -> str:
        """Who may approve and by which rule, to be read by anybody."""
        return f"{self.who}, by the rule “{self.rule.name}”"


TWO_PEOPLE = Rule("two people")
ONE_EDITOR = Rule("one editor", approvals=0)
SECOND_ADMIN = Rule("a second admin", approvers=(Role.ADMIN.label,))
ONLY_ADMIN = replace(SECOND_ADMIN, name="there is one admin only", approvals=0)

_SENSITIVE_NOUNS = ("keys", "enforcement", "rules")
_FREE_VERBS = (
    *("unpublish", "create", "update", "add", "remove", "track"),
    *("add-users", "profiles", "groups", "events"),
)
DEFAULTS = (
    *(replace(TWO_PEOPLE, noun=noun) for noun in _SENSITIVE_NOUNS),
    *(replace(ONE_EDITOR, verb=verb) for verb in _FREE_VERBS),
    TWO_PEOPLE,
)
"""What holds where no rule of the workspace does.

One editor is enough to take something down, which must be quick, and for the daily work on segments, profiles
and apps. Everything else, what nobody thought of included, needs two people: what end users see, what is deleted
for good, keys, enforcement and ingestion rules.
"""


def verdict(rules: Collection[Rule], question: Question) -> Ruling:
    """What the policy says. Of the workspace's rules that match, the most specific one wins; else the defaults.

    Rules that do not say who has to agree are not asked about it: their freezes hold beside what others say.
    A rule that names a tag is more specific than any that names none; then one that names an account, then
    production, then a kind, then an action. Of two that are equally specific, the stricter one counts. A change of
    the policy itself, or of who is an admin, needs another admin wherever there may be one, whatever the rules
    say, and no freeze keeps it.
    """
    if why := OF_ADMINS.get(_noun_and_verb(question.command_path)[0]):
        return _ruling(ONLY_ADMIN if question.admins == 1 else SECOND_ADMIN, why)
    own = [rule for rule in rules if matches(rule, question)]
    if speaking := [rule for rule in own if rule.approvals is not None]:
        beaten = f", before {len(speaking) - 1} more" if len(speaking) > 1 else ""
        why = f"it is the most specific rule that matches{beaten}"
    else:
        speaking = [rule for rule in DEFAULTS if matches(rule, question)]
        silent = " and says who has to agree" if own else ""
        why = f"it holds by default, since no rule of yours matches{silent}"
    return replace(_ruling(min(speaking, key=_precedence), why), freezing=freezing(own))


def is_of_admins(command_path: str) -> bool:
    """Whether it changes the policy itself, or who is an admin."""
    return _noun_and_verb(command_path)[0] in OF_ADMINS


def is_about_roles(command_path: str) -> bool:
    """Whether it changes who is an admin."""
    return _noun_and_verb(command_path)[0] == ROLES_NOUN


def freezing(matching: Collection[Rule]) -> tuple[Rule, ...]:
    """Of the rules that match, those whose freezes hold: all, but for those less specific than one that lifts them."""
    lifted = min((_narrowness(rule) for rule in matching if rule.freezes == ()), default=None)
    holding = (rule for rule in matching if rule.freezes and (lifted is None or _narrowness(rule) <= lifted))
    return tuple(sorted(holding, key=_precedence))


def both(first: Ruling, second: Ruling) -> Ruling:
    """What one decision about two changes needs: as many people as the stricter asks for, who may decide on both."""
    asking = [ruling for ruling in (first, second) if ruling.needed] or [first]
    ordered = sorted(asking, key=lambda ruling: -ruling.needed)
    rules = tuple(dict.fromkeys(rule for ruling in ordered for rule in ruling.rules))
    who = " and ".join(dict.fromkeys(ruling.who for ruling in ordered))
    frozen = tuple(dict.fromkeys((*first.freezing, *second.freezing)))
    return Ruling(rules, ordered[0].needed, who, ordered[0].why, frozen)


def matches(rule: Rule, question: Question) -> bool:
    """Whether everything that a rule names is so."""
    noun, verb = _noun_and_verb(question.command_path)
    of_account = rule.account in {"", question.account_id} or (
        rule.account == PRODUCTION and question.is_production
    )
    return (
        of_account
        and rule.noun in {"", noun}
        and rule.verb in {"", verb}
        and (not rule.tag or rule.tag in question.tags)
    )


def groups_in(rules: Iterable[Rule]) -> frozenset[str]:
    """The user groups that rules speak of."""
    return frozenset(each for rule in rules for each in rule.approvers if each not in _ROLES)


def why_not_approver(rule: Rule, person: Person, requester_groups: Collection[str]) -> NotAllowed | None:
    """Why this person is none of those who may approve by a rule; None when they are one."""
    if not rule.approvers:
        return NotAllowed(
            f"By the rule “{rule.name}” nobody may approve this: its list of approvers is empty.",
            "An admin can name some: /callboard policy set",
            rule=rule.name,
        )
    least = min((_ROLES[each] for each in rule.approvers if each in _ROLES), default=None)
    has_role = least is not None and person.role >= least
    is_named = has_role or bool(person.groups & groups_in([rule]))
    if person.role is Role.NOBODY or not is_named:
        return _lacks(rule, person, least)
    if not rule.own_group and (shared := person.groups & set(requester_groups)):
        return NotAllowed(
            f"You are in the user group {min(shared)}, as is the person who asked, and by the rule"
            f" “{rule.name}” somebody else has to decide.",
            rule=rule.name,
        )
    return None


def able_of(
    people: Iterable[Person], ruling: Ruling, requester_id: str, requester_groups: Collection[str]
) -> tuple[Person, ...]:
    """Of these people, in their order, those who may approve what somebody asks for."""
    return tuple(
        person
        for person in people
        if person.id != requester_id
        and all(why_not_approver(rule, person, requester_groups) is None for rule in ruling.rules)
    )


def reminders_due(rule: Rule, asked_at: datetime, now: datetime) -> int:
    """How many times those who may approve should have been reminded by now: each wait is twice the one before."""
    if rule.remind_after <= timedelta():
        return 0
    return int((now - asked_at) / rule.remind_after + 1).bit_length() - 1 if now > asked_at else 0


def _noun_and_verb(command_path: str) -> tuple[str, str]:
    parts = command_path.split(" ", 2)
    return (parts[1], parts[2]) if len(parts) == _PARTS_OF_A_PATH else ("", "")


def _precedence(rule: Rule) -> tuple[object, ...]:
    """Sorts the most specific rule first, then the strictest."""
    is_shut = bool(rule.approvals) and not rule.approvers
    return (
        *_narrowness(rule),
        not is_shut,
        -(rule.approvals or 0),
        rule.own_group,
        len(rule.approvers),
        rule.name,
    )


def _narrowness(rule: Rule) -> tuple[int, ...]:
    """Sorts the most specific rule first."""
    account = 0 if rule.account not in {"", PRODUCTION} else 1 if rule.account else 2
    return (not rule.tag, account, not rule.noun, not rule.verb)


def _ruling(rule: Rule, why: str) -> Ruling:
    return Ruling((rule,), rule.approvals or 0, _who(rule), why)


def _who(rule: Rule) -> str:
    names = [
        f"people with the {each} role" if each in _ROLES else f"members of the user group {each}"
        for each in rule.approvers
    ]
    return " or ".join(names) or "nobody: its list of approvers is empty"


def _lacks(rule: Rule, person: Person, least: Role | None) -> NotAllowed:
    if least is None:
        return NotAllowed(f"Deciding by the rule “{rule.name}” is for {_who(rule)}.", rule=rule.name)
    return NotAllowed(
        f"Deciding needs the {least.label} role; yours is {person.role.label}.",
        f"An admin can grant it: /callboard roles grant <@{person.id}> {least.label}",
        rule=f"{least.label} or higher",
    )
