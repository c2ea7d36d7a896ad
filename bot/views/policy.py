"""The rules of the policy in words, and what they say about a change."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from slackblocks import ActionsBlock, Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.people import Person, Role
from bot.domain.policy import PRODUCTION, Rule, Ruling
from bot.domain.timing import clock_words, frozen_at, length_words
from bot.views.rendering import button, mrkdwn, plain, render, safe
from bot.views.reply import Reply

MOST_RULES = 20
MOST_NAMED = 10
_ORDER = (
    "Of the rules that match a change the most specific one wins: a tag before an account, an account before"
    " production, production before a kind, a kind before an action; of two alike, the stricter one. What any of"
    " them freezes is frozen, unless a more specific one says that nothing is."
)
_DEFAULTS = (
    "Where no rule matches: taking something down, and the daily work on segments, profiles and apps, need one"
    " editor; everything else needs a second person. Whatever the rules say, a change of the policy, and taking the"
    " admin role from somebody else, need a second admin where there is one."
)


def listing(rules: Sequence[Rule], labels: Mapping[str, str], *, may_change: bool) -> Reply:
    """The rules of the workspace, and what holds where none of them does."""
    lines = [f"*{safe(rule.name, 200)}*: {rule_words(rule, labels)}" for rule in rules]
    own = lines or ["No rule was set yet, so the defaults hold."]
    blocks: list[Block] = [HeaderBlock(plain("Policy", 150))]
    for rule, line in zip(rules[:MOST_RULES], lines, strict=False):
        change = button("Change…", "form", "callboard policy set", len(blocks), {"name": rule.name})
        blocks.append(SectionBlock(mrkdwn(line), accessory=change if may_change else None))
    if not rules:
        blocks.append(SectionBlock(mrkdwn(own[0])))
    if len(rules) > MOST_RULES:
        blocks.append(ContextBlock([mrkdwn(f"and {len(rules) - MOST_RULES} more")]))
    blocks.append(ContextBlock([mrkdwn(_DEFAULTS), mrkdwn(_ORDER)]))
    if may_change:
        blocks.append(ActionsBlock([button("Set a rule…", "form", "callboard policy set", 0)]))
    return Reply("\n".join([*own, _DEFAULTS, _ORDER]), render(*blocks))


def rule_words(rule: Rule, labels: Mapping[str, str]) -> str:
    """What a rule says, in a sentence or some."""
    if rule.approvals is None:
        return f"{_scope(rule, labels)}: {'; '.join(_frozen(rule))}; other rules say who has to agree."
    people = "nobody has" if not rule.approvals else f"{rule.approvals} {_persons(rule.approvals)}"
    who = " or ".join(_approver(each) for each in rule.approvers) or "nobody, since it names none"
    held = f"{people} to agree" + (f" ({who})" if rule.approvals else "")
    more = [
        "" if rule.own_group else "nobody of the requester's own user groups counts",
        f"requests wait {length_words(rule.expires_after)}",
        f"first reminder after {length_words(rule.remind_after)}" if rule.remind_after else "no reminders",
        f"quiet {rule.quiet.words}" if rule.quiet else "",
        f"cards in <#{rule.channel}>" if rule.channel else "",
        f"at most {length_words(rule.ahead)} ahead",
        *_frozen(rule),
    ]
    return f"{_scope(rule, labels)}: {held}; {'; '.join(filter(None, more))}."


def tested(
    command_path: str, item_name: str, ruling: Ruling, person: Person, able: Sequence[Person], now: datetime
) -> Reply:
    """What the policy would say about a change: which rule, why, and who could approve."""
    item = f" “{safe(item_name)}”" if item_name else ""
    opening = f"`/{command_path}`{item}, asked by <@{person.id}>:"
    frozen = frozen_at(ruling, now)
    refusal = _why_not_ask(command_path, person, frozen)
    who = f"{opening} {refusal or _needs(ruling)}"
    why = f"By the rule *{safe(ruling.rule.name)}*: {ruling.why}."
    frozen_by = [f"By the rule *{safe(rule.name)}*: {'; '.join(_frozen(rule))}." for rule in ruling.freezing]
    lines = [who, why, *frozen_by, *_could(ruling, able)]
    return Reply("\n".join(lines), render(*(SectionBlock(mrkdwn(line)) for line in lines)))


def _why_not_ask(command_path: str, person: Person, frozen: tuple[str, datetime] | None) -> str:
    """Why it would be refused at once; empty when it would not. The policy itself is for admins to change."""
    least = Role.ADMIN if command_path.startswith("callboard ") else Role.EDITOR
    if person.role < least:
        return f"refused, since asking needs the {least.label} role, and theirs is {person.role.label}."
    if frozen is None:
        return ""
    name, end = frozen
    return (
        f"refused, since by the rule “{safe(name)}” it is frozen until {clock_words(end, person.member.tz)}."
    )


def _needs(ruling: Ruling) -> str:
    if not ruling.needed:
        return "carried out at once, since nobody else has to agree."
    others = "another person" if ruling.needed == 1 else f"{ruling.needed} other people"
    return f"waits for {others} to agree."


def _could(ruling: Ruling, able: Sequence[Person]) -> list[str]:
    if not ruling.needed:
        return []
    if not able:
        return [f"Nobody could approve it. Who may: {ruling.who}."]
    names = ", ".join(f"<@{person.id}>" for person in able[:MOST_NAMED])
    more = f" and {len(able) - MOST_NAMED} more" if len(able) > MOST_NAMED else ""
    few = f" That is fewer than the {ruling.needed} it takes." if len(able) < ruling.needed else ""
    return [f"Who could approve: {names}{more} ({ruling.who}).{few}"]


def _scope(rule: Rule, labels: Mapping[str, str]) -> str:
    what = " ".join(filter(None, [rule.verb, rule.noun])) or "everything"
    tag = f" tagged `{safe(rule.tag)}`" if rule.tag else ""
    if rule.account == PRODUCTION:
        return f"{what}{tag} in production"
    where = f" in *{safe(labels.get(rule.account, 'an account that is gone'))}*" if rule.account else ""
    return f"{what}{tag}{where}"


def _frozen(rule: Rule) -> list[str]:
    """Its windows in words, or that it lifts those of others."""
    if rule.freezes == ():
        return ["never frozen by less specific rules"]
    return [f"frozen {safe(freeze.words)} ({freeze.zone})" for freeze in rule.freezes or ()]


def _persons(number: int) -> str:
    return "other person has" if number == 1 else "other people have"


def _approver(each: str) -> str:
    return f"the user group {each}" if each.startswith("S") else f"with the {each} role"
