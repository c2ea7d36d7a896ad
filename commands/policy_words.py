"""Rules of the policy in the words of commands, and the question that somebody puts to the policy."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.domain.experiences import KINDS
from bot.domain.freezes import Freeze, read_freezes, read_quiet
from bot.domain.matching import nearest
from bot.domain.moments import read_duration
from bot.domain.people import GRANTABLE_ROLES
from bot.domain.policy import OF_ADMINS, Rule
from bot.domain.timing import length_words
from bot.errors import BadInput, Candidate, NoSuchItem
from commands.context import Context
from commands.values import quoted

MOST_APPROVALS, LONGEST_NAME = 10, 60
_LONGEST = timedelta(days=366)
_NONE, _NOBODY, _NEVER, _OTHERS = "none", "nobody", "never", "others"
_ABOUT_AGREEING = ("approvals", "approvers", "own_group", "expires", "remind", "quiet", "channel", "ahead")
_GROUP = re.compile(r"(?:<!subteam\^)?(S[A-Z0-9]{2,24})(?:\|[^>]*)?>?")
_AS = re.compile(r"(?P<words>.*?)\s+as\s+(?:<@)?(?P<id>[UW][A-Z0-9]{2,24})(?:\|[^>]*)?>?\s*", re.DOTALL)
_AS_NAMED = re.compile(r"\sas\s+(?P<name>\S+)\s*\Z")
_ROLES = frozenset(role.label for role in GRANTABLE_ROLES)
_SINGULARS = {kind.singular: kind.plural for kind in KINDS}


@dataclass(frozen=True)
class Hypothesis:
    """A change that somebody might ask for."""

    command_path: str
    item: str
    person_id: str


def hypothesis_from(words: str, me: str, guarded: Collection[str]) -> Hypothesis:
    """What is asked about: `publish flow Welcome tour as @person`; without a person, oneself. Raises BadInput."""
    found = _AS.fullmatch(words)
    person_id = found["id"] if found else me
    text = (found["words"] if found else words).strip()
    for singular, plural in _SINGULARS.items():
        text = re.sub(rf"^(\S+) {singular}\b", rf"\1 {plural}", text, count=1, flags=re.IGNORECASE)
    verb, _, rest = text.partition(" ")
    noun, _, item = rest.partition(" ")
    by_words = {(path.split(" ")[2], path.split(" ")[1]): path for path in guarded}
    nouns = (noun.lower(), f"{noun.lower()}s")
    path = next((by_words[verb.lower(), each] for each in nouns if (verb.lower(), each) in by_words), None)
    if path is None:
        asked, known = f"{verb} {noun}".strip(), [f"{verb} {noun}" for verb, noun in by_words]
        raise BadInput(
            f"“{asked}” is nothing that the policy holds back.{_perhaps(asked, known)}",
            "Say for example: publish flow Welcome tour as @person",
            field="words",
        )
    return Hypothesis(path, item.strip().strip("\"“”'"), person_id)


def or_a_person(missing: NoSuchItem, item: str) -> NoSuchItem:
    """What to say where nothing is called so: how to name a person, if the words end as if one was meant."""
    found = _AS_NAMED.search(item)
    if found is None:
        return missing
    hint = f"If “{found['name']}” is a person, pick them from Slack's list after an @: as @person"
    return NoSuchItem(missing.sentence, hint, missing.candidates, missing.field)


def new_rule(name: str, given: Mapping[str, Any]) -> Rule:
    """A rule that is not there yet. One that only says when nothing goes out leaves it to others who has to agree."""
    only_freezes = bool(given.get("freeze")) and not any(given.get(each) for each in _ABOUT_AGREEING)
    return Rule(name.strip(), approvals=None if only_freezes else 1)


def rule_from(args: Any, now: Rule, places: Mapping[str, str], context: Context) -> Rule:
    """The rule as it will be: what the arguments leave out stays as it is. Raises BadInput."""
    given = {
        "noun": args.kind and _known(args.kind, 1, "kind", context.guarded),
        "verb": args.action and _known(args.action, 2, "action", context.guarded),
        "channel": args.channel,
        "expires_after": args.expires and _length(args.expires, "expires"),
        "ahead": args.ahead and _length(args.ahead, "ahead"),
        **places,
    }
    if not 0 < len(now.name) <= LONGEST_NAME:
        raise BadInput(f"The name of a rule has up to {LONGEST_NAME} characters.", field="name")
    rule = replace(now, **{name: value for name, value in given.items() if value})
    if args.approvals:
        rule = replace(rule, approvals=_approvals(args.approvals))
    elif rule.approvals is None and any(getattr(args, each) for each in _ABOUT_AGREEING):
        raise BadInput(
            f"“{rule.name}” leaves it to other rules who has to agree.",
            "Say how many people: --approvals 1",
            field="approvals",
        )
    if args.approvers:
        rule = replace(rule, approvers=_approvers(args.approvers))
    if args.own_group:
        rule = replace(rule, own_group=args.own_group == "yes")
    if args.remind:
        never = args.remind.strip().lower() == _NEVER
        rule = replace(rule, remind_after=timedelta() if never else _length(args.remind, "remind"))
    if args.quiet:
        rule = replace(rule, quiet=None if _is_none(args.quiet) else read_quiet(args.quiet))
    if args.freeze:
        rule = replace(rule, freezes=_freezes(args.freeze, context))
    if rule.approvals is None and rule.freezes is None:
        raise BadInput(
            "Such a rule would say nothing.",
            "Say how many people have to agree, or when nothing goes out.",
            field="approvals",
        )
    return rule


def words_of(rule: Rule) -> dict[str, Any]:
    """The arguments that say what a rule says."""
    return {
        "in_account": rule.account,
        "kind": rule.noun,
        "action": rule.verb,
        "tag": rule.tag,
        "approvals": _OTHERS if rule.approvals is None else str(rule.approvals),
        "approvers": ", ".join(rule.approvers) or _NOBODY,
        "own_group": "yes" if rule.own_group else "no",
        "expires": length_typed(rule.expires_after),
        "remind": length_typed(rule.remind_after) if rule.remind_after else _NEVER,
        "quiet": rule.quiet.words if rule.quiet else _NONE,
        "channel": rule.channel,
        "ahead": length_typed(rule.ahead),
        "freeze": _freeze_words(rule.freezes),
    }


def by_default(name: str) -> str:
    """What a new rule says of an argument that is left out, for its help."""
    return f"by default {words_of(Rule(''))[name]}"


def length_typed(length: timedelta) -> str:
    """A length of time as it is typed: `90m`, `2h`, `90d`."""
    minutes = int(length.total_seconds()) // 60
    units = (("d", 24 * 60), ("h", 60), ("m", 1))
    return next(f"{minutes // size}{unit}" for unit, size in units if minutes % size == 0)


def _typed(freeze: Freeze) -> str:
    return f"{freeze.words} {freeze.zone}"


def _freezes(text: str, context: Context) -> tuple[Freeze, ...] | None:
    if text.strip().lower() == _OTHERS:
        return None
    return () if _is_none(text) else read_freezes(text, context.now, context.zone)


def _freeze_words(freezes: tuple[Freeze, ...] | None) -> str:
    return _OTHERS if freezes is None else "; ".join(_typed(freeze) for freeze in freezes) or _NONE


def _is_none(text: str) -> bool:
    return text.strip().lower() == _NONE


def _known(word: str, place: int, field: str, guarded: Collection[str]) -> str:
    parts = [path.split(" ") for path in guarded]
    known = {each[place] for each in parts if each[1] not in OF_ADMINS}
    wanted = _SINGULARS.get(word.strip().lower(), word.strip().lower())
    if wanted not in known:
        raise BadInput(
            f"The policy knows no {field} “{word[:60]}”.{_perhaps(word, sorted(known))}", field=field
        )
    return wanted


def _perhaps(word: str, known: Collection[str]) -> str:
    near = nearest(word, [Candidate(each, each) for each in known], limit=3)
    return f" Did you mean {' or '.join(candidate.name for candidate in near)}?" if near else ""


def _length(text: str, field: str) -> timedelta:
    length = read_duration(text)
    if not timedelta(minutes=1) <= length <= _LONGEST:
        raise BadInput(f"It takes between 1 minute and {length_words(_LONGEST)}.", field=field)
    return length


def _approvals(text: str) -> int | None:
    if text.strip().lower() == _OTHERS:
        return None
    if not text.strip().isdecimal() or int(text) > MOST_APPROVALS:
        raise BadInput(f"The number of approvals is between 0 and {MOST_APPROVALS}.", field="approvals")
    return int(text)


def _approvers(text: str) -> tuple[str, ...]:
    if text.strip().lower() == _NOBODY:
        return ()
    return tuple(dict.fromkeys(_approver(each) for each in re.split(r"[,\s]+", text.strip()) if each))


def _approver(word: str) -> str:
    if word.lower() in _ROLES:
        return word.lower()
    if found := _GROUP.fullmatch(word):
        return found[1]
    raise BadInput(
        f"{quoted(word)} is neither a role nor a user group.",
        "Rules name roles and user groups, no single people."
        f" Roles are {', '.join(role.label for role in GRANTABLE_ROLES)}; or say {_NOBODY}.",
        field="approvers",
    )
