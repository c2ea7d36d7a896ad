"""Who has which role, and what a change of roles is answered with."""

from collections.abc import Mapping, Sequence

from slackblocks import Block, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.accounts import Account, Vendor
from bot.domain.people import Person, Role, RoleGrant
from bot.views.rendering import mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import moment

MEANINGS = {
    Role.VIEWER: "looks at everything, changes nothing",
    Role.EDITOR: "asks for changes, takes things down",
    Role.APPROVER: "decides about what others ask for",
    Role.ADMIN: "gives roles, reads the audit",
}
_ADMIN_OF_ONE = "decides about what others ask for there, and withdraws it"
_ADMIN_OF_APPS = "decides about what others ask for there, withdraws it, and sees the secrets of apps"
MOST_LISTED = 40


def meaning_in(role: Role, account: Account | None) -> str:
    """What a role allows in one account, or in all: roles, accounts, the policy and the audit belong to no account."""
    if account is None or role is not Role.ADMIN:
        return MEANINGS[role]
    return _ADMIN_OF_APPS if account.vendor is Vendor.APPIZER else _ADMIN_OF_ONE


def role_list(grants: Sequence[RoleGrant], labels: Mapping[str, str], me: Person) -> Reply:
    """What the settings say and what was granted; whoever is not listed is a viewer."""
    lines = [_line(grant, labels) for grant in grants[:MOST_LISTED]]
    if len(grants) > MOST_LISTED:
        lines.append(f"and {len(grants) - MOST_LISTED} more")
    body = "\n".join(lines) or "Nobody was given a role yet."
    rest = (
        "Workspace owners and admins are admins. Every other full member is a viewer; guests may do nothing."
    )
    meanings = " · ".join(f"*{role.label}* {meaning}" for role, meaning in MEANINGS.items())
    if any(grant.role is Role.ADMIN and grant.account_key for grant in grants):
        meanings = f"{meanings}; in one account: {_ADMIN_OF_ONE}"
    blocks: list[Block] = [
        HeaderBlock(plain("Roles", 150)),
        SectionBlock(mrkdwn(body)),
        ContextBlock([mrkdwn(rest), mrkdwn(meanings), mrkdwn(f"Your own role: *{me.role.label}*")]),
    ]
    return Reply(f"{body}\n{rest}\nYour own role: {me.role.label}.", render(*blocks))


def granted(
    subject_id: str, role: Role, account: Account | None = None, highest: Role = Role.NOBODY
) -> Reply:
    """A role was given, in all accounts or in one, to somebody whose highest one may be another."""
    where = f" in the account *{safe(account.label)}*" if account else ""
    given = f"{_who(subject_id)} now has the *{role.label}* role{where}: {meaning_in(role, account)}."
    if highest <= role:
        return _said(given)
    return _said(
        f"{given} The highest role counts, so {_who(subject_id)} stays *{highest.label}*{where}:"
        " by Slack, by the settings, or by another role that was granted."
    )


def revoked(subject_id: str, *, was_granted: bool) -> Reply:
    """A role was taken away, or there was none to take."""
    if was_granted:
        return _said(f"The role that was granted to {_who(subject_id)} is taken away.")
    return _said(
        f"{_who(subject_id)} has no role that was granted here. Roles of workspace admins come from Slack, and"
        " some come from the settings Callboard was started with."
    )


def _line(grant: RoleGrant, labels: Mapping[str, str]) -> str:
    label = labels.get(grant.account_key, grant.account_key)
    where = f" in *{safe(label)}*" if grant.account_key else ""
    if not grant.granted_by:
        return f"{_who(grant.subject_id)}: *{grant.role.label}*, by the settings"
    return (
        f"{_who(grant.subject_id)}: *{grant.role.label}*{where}, by <@{grant.granted_by}>"
        f" {moment(grant.granted_at)}"
    )


def _who(subject_id: str) -> str:
    return f"<!subteam^{subject_id}>" if subject_id.startswith("S") else f"<@{subject_id}>"


def _said(text: str) -> Reply:
    return Reply(text, render(SectionBlock(mrkdwn(text))))
