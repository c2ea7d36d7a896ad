"""The policy: show its rules, set and remove them (which other admins have to agree to), test what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.accounts import Vendor
from bot.domain.experiences import KIND_BY_PLURAL
from bot.domain.people import Role
from bot.domain.policy import PRODUCTION, Question, Rule
from bot.errors import NoSuchItem
from bot.services.changes import Change
from bot.views import policy as views
from bot.views.reply import Reply
from commands.context import Context
from commands.policy_words import (
    Hypothesis,
    by_default,
    hypothesis_from,
    new_rule,
    or_a_person,
    rule_from,
    words_of,
)
from commands.spec import Command, Effect, Modal, NoArgs, Shape, option, positional

_NAME = "what the rule is called"
_REASON = "why, for the admin who approves"


@dataclass(frozen=True, kw_only=True)
class SetRule:
    """What a rule says; what is left out stays as it is, or is as by default."""

    name: str = positional(_NAME)
    in_account: str = option("label of the one account it is for, or production", default="")
    kind: str = option("what it is about; otherwise everything", default="")
    action: str = option("what is done with it; otherwise everything", default="")
    tag: str = option("only items with this tag, by name or id", default="")
    approvals: str = option(
        "how many people have to agree: 0 for none, others leaves it to the other rules;"
        f" {by_default('approvals')}, or others where only --freeze is given",
        default="",
    )
    approvers: str = option(
        f"whose count: roles and user groups with commas between, or nobody; {by_default('approvers')}",
        default="",
        shape=Shape.MENTIONS,
    )
    own_group: str = option(
        "whether people of the requester's own group count, as they do by default",
        default="",
        choices=("yes", "no"),
    )
    expires: str = option(f"how long a request waits; {by_default('expires')}", default="")
    remind: str = option(f"when to remind first, or never; {by_default('remind')}", default="")
    quiet: str = option(f"hours without reminders, or none; {by_default('quiet')}", default="")
    channel: str = option("where the cards go, if elsewhere", default="", shape=Shape.CHANNEL)
    ahead: str = option(
        f"how long before its time a change may be asked for; {by_default('ahead')}", default=""
    )
    freeze: str = option(
        "when nothing goes out: `friday 18:00 - monday 8:00; …`; none lifts what less specific rules freeze,"
        " others leaves it to them",
        default="",
    )
    reason: str = option(_REASON, default="", shape=Shape.LONG_WORDS)


@dataclass(frozen=True)
class RemoveRule:
    """Which rule."""

    name: str = positional(_NAME)
    reason: str = option(_REASON, default="", shape=Shape.LONG_WORDS)


@dataclass(frozen=True)
class TestPolicy:
    """What to ask the policy about."""

    words: str = positional("such as publish flow Welcome tour as @person", shape=Shape.MENTIONS)
    in_account: str = option("label of the account, if not this channel's", default="")


async def show(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with the rules of the workspace, and those that hold where none of them does."""
    rules = await context.services.policy.listing(context.place.team_id)
    return views.listing(
        rules,
        await context.services.accounts.labels_ever(context.place.team_id),
        may_change=context.person.role is Role.ADMIN,
    )


async def set_rule(args: SetRule, context: Context) -> Change:
    """The change of writing a rule."""
    now = await _current(args.name, context) or new_rule(args.name, vars(args))
    if (
        args.channel and args.channel != now.channel
    ):  # who changes the rest of a rule need not be in its channel
        await context.services.channels.to_post_in(context.person, args.channel, context.place.channel_id)
    account = await _account(args.in_account, context)
    places = {"account": account, "tag": await _tag(args.tag, account, context)}
    rule = rule_from(args, now, {name: place for name, place in places.items() if place}, context)
    for group in (each for each in rule.approvers if each.startswith("S")):
        await context.services.people.require_full_member(context.place.team_id, group)
    change = await context.services.policy.setting(
        context.place.team_id, rule, context.person.id, args.reason
    )
    words = views.rule_words(rule, await context.services.accounts.labels_ever(context.place.team_id))
    return change.described(words, {**words_of(rule), "name": rule.name, "reason": args.reason})


async def remove(args: RemoveRule, context: Context) -> Change:
    """The change of removing a rule."""
    change = await context.services.policy.removing(
        context.place.team_id, args.name, context.person.id, args.reason
    )
    return change.described("", {"name": args.name, "reason": args.reason})


async def test(args: TestPolicy, context: Context) -> Reply:
    """Answers with what the policy would say: which rule, why, and who could approve."""
    asked = hypothesis_from(args.words, context.person.id, context.guarded)
    team_id, root = context.place.team_id, asked.command_path.split(" ")[0]
    question, item_name, account_key = Question(asked.command_path), asked.item, ""
    if root in set(Vendor):
        question, item_name, account_key = await _question(asked, args.in_account, context)
    elif root == "callboard":
        admins = await context.services.people.count_admins(team_id)
        question = Question(asked.command_path, admins=admins)
    ruling = await context.services.policy.judge(team_id, question)
    person = await context.services.people.person(
        team_id, asked.person_id, afresh=True, account_key=account_key
    )
    able = await context.services.decisions.able(ruling, person, account_key)
    return views.tested(asked.command_path, item_name, ruling, person, able, context.now)


async def fill(known: Mapping[str, Any], context: Context) -> Mapping[str, Any]:
    """The form of a rule as it is now; of a new one nothing is filled in, since what is said counts as meant."""
    now = await _current(str(known.get("name", "")), context)
    return {**(words_of(now) if now else {}), **{name: value for name, value in known.items() if value}}


async def _current(name: str, context: Context) -> Rule | None:
    rules = await context.services.policy.listing(context.place.team_id)
    known = (rule for rule in rules if rule.name.casefold() == name.strip().casefold())
    return next(known, None)


async def _account(label: str, context: Context) -> str:
    if label.strip().casefold() in {"", PRODUCTION}:
        return label.strip().casefold()
    account = await context.services.accounts.labelled(context.place.team_id, label)
    return account.key


async def _tag(tag: str, account: str, context: Context) -> str:
    if not tag:
        return ""
    account_id = "" if account == PRODUCTION else account.rpartition(":")[2]
    return (await (await context.appcues_of(account_id)).tags.find(tag)).id


async def _question(asked: Hypothesis, label: str, context: Context) -> tuple[Question, str, str]:
    """The question, the name of the item that is meant, and the key of the account."""
    vendor, noun, _ = asked.command_path.split(" ", 2)
    place = context.place
    found = await context.services.accounts.meant(
        place.team_id, Vendor(vendor), place.channel_id, label=label
    )
    name, tags = asked.item, frozenset[str]()
    if asked.item and noun in KIND_BY_PLURAL:
        experiences = (await context.appcues_of(found.account.id)).experiences
        try:
            experience = await experiences.find(KIND_BY_PLURAL[noun], asked.item)
        except NoSuchItem as missing:
            raise or_a_person(missing, asked.item) from missing
        name, tags = experience.name, frozenset(experience.tag_ids)
    question = Question(
        asked.command_path,
        found.account.key,
        is_production=found.account.is_production,
        tags=tags,
    )
    return question, name, found.account.key


COMMANDS = (
    Command(
        path="callboard policy show",
        summary="Show what needs how many approvals, and whose",
        args=NoArgs,
        run=show,
        allow=Role.VIEWER,
        examples=("callboard policy show",),
    ),
    Command(
        path="callboard policy set",
        summary="Set a rule of the policy; where there are two admins, the other one has to agree",
        args=SetRule,
        run=set_rule,
        allow=Role.ADMIN,
        effect=Effect.GUARDED,
        examples=(
            "callboard policy set live flows --kind flows --action publish --approvals 2",
            'callboard policy set weekend --freeze "friday 18:00 - monday 8:00"',
        ),
        modal=Modal(
            wants=(
                *("in_account", "kind", "action", "tag", "approvals", "approvers", "own_group"),
                *("expires", "remind", "quiet", "channel", "ahead", "freeze"),
            ),
            fill=fill,
            title="Set a rule",
        ),
    ),
    Command(
        path="callboard policy remove",
        summary="Remove a rule of the policy; where there are two admins, the other one has to agree",
        args=RemoveRule,
        run=remove,
        allow=Role.ADMIN,
        effect=Effect.GUARDED,
        examples=("callboard policy remove live flows",),
        modal=Modal(title="Remove a rule"),
    ),
    Command(
        path="callboard policy test",
        summary="See what the policy says about a change, why, and who could approve it",
        args=TestPolicy,
        run=test,
        allow=Role.VIEWER,
        examples=("callboard policy test publish flow Welcome tour as <@U012345|maya>",),
    ),
)
