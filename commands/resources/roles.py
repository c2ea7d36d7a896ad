"""Roles: list, grant, revoke."""

from dataclasses import dataclass

from bot.domain.people import GRANTABLE_ROLES, Role, RoleWish
from bot.errors import SlackError
from bot.services.changes import Change
from bot.services.role_changes import RoleChange
from bot.views import roles as views
from bot.views.reply import Reply
from commands.context import Context, Source
from commands.spec import Command, Effect, NoArgs, Shape, option, positional

ROLE_NAMES = tuple(role.label for role in GRANTABLE_ROLES)


@dataclass(frozen=True)
class GrantRole:
    """Who gets which role."""

    person: str = positional("who, as a mention of a person or a user group", shape=Shape.PERSON)
    role: str = positional("which role", choices=ROLE_NAMES)
    in_account: str = option("label of the one account where it holds; otherwise in all", default="")


@dataclass(frozen=True)
class RevokeRole:
    """Whose role is taken away."""

    person: str = positional("who, as a mention of a person or a user group", shape=Shape.PERSON)
    in_account: str = option("label of the account where it was granted, if it was for one", default="")


async def show_list(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with who was given which role, and where."""
    team_id = context.place.team_id
    labels = await context.services.accounts.labels_ever(team_id)
    return views.role_list(await context.services.roles.listing(team_id), labels, context.person)


async def grant(args: GrantRole, context: Context) -> Reply | Change:
    """Gives a role to a full member, or to a user group."""
    role, team_id = Role[args.role.upper()], context.place.team_id
    account = await context.services.accounts.labelled(team_id, args.in_account) if args.in_account else None
    await context.services.people.require_full_member(team_id, args.person)
    done = await _change(RoleWish(args.person, role, account.key if account else ""), context)
    if not isinstance(done, bool):
        return done
    highest = await _highest(args.person, account.key if account else "", context)
    return views.granted(args.person, role, account, highest)


async def _highest(subject_id: str, account_key: str, context: Context) -> Role:
    """The role that somebody has now in an account; of a user group nothing is known but what it was given."""
    if subject_id.startswith("S"):
        return Role.NOBODY
    people, team_id = context.services.people, context.place.team_id
    try:
        return (await people.person(team_id, subject_id, afresh=False, account_key=account_key)).role
    except SlackError:
        return Role.NOBODY  # the role is given all the same


async def revoke(args: RevokeRole, context: Context) -> Reply | Change:
    """Takes a granted role away."""
    done = await _change(RoleWish(args.person, None, await _where_granted(args.in_account, context)), context)
    return views.revoked(args.person, was_granted=done) if isinstance(done, bool) else done


async def _change(wish: RoleWish, context: Context) -> bool | Change:
    """Changes a role, and tells whether there was something to change; or the change that others have to agree to."""
    roles, people, team_id = context.services.roles, context.services.people, context.place.team_id
    is_agreed = context.source is Source.APPROVAL
    if not is_agreed and not await roles.may_end_admin(team_id, wish):
        return await roles.change(team_id, wish, context.who, None, name=_name(wish, context))
    roster = await people.roster_now(team_id)
    losing = await roles.losing(team_id, wish, roster)
    if not is_agreed and losing <= {context.person.id}:
        return await roles.change(team_id, wish, context.who, roster, name=_name(wish, context))
    is_group, subject_id = wish.subject_id.startswith("S"), wish.subject_id
    names = await people.names(team_id, losing if is_group else {subject_id, *losing})
    return RoleChange(
        roles,
        people,
        team_id,
        wish,
        context.person.id,
        name=f"the user group {subject_id}" if is_group else names[subject_id],
        losing={each: names[each] for each in losing},
    )


def _name(wish: RoleWish, context: Context) -> str:
    return context.services.people.known_name(context.place.team_id, wish.subject_id)


async def _where_granted(label: str, context: Context) -> str:
    """The key of the account where a role was granted, which may be gone. Raises NoSuchItem, SeveralMatch."""
    team_id = context.place.team_id
    granted = await context.services.roles.granted(team_id)
    if label in {"", *(grant.account_key for grant in granted)}:
        return label
    return (await context.services.accounts.labelled_ever(team_id, label)).key


COMMANDS = (
    Command(
        path="callboard roles list",
        summary="List who was given which role",
        args=NoArgs,
        run=show_list,
        allow=Role.VIEWER,
        examples=("callboard roles",),
    ),
    Command(
        path="callboard roles grant",
        summary="Give a person a role; where it takes the admin role away, another admin has to agree",
        args=GrantRole,
        run=grant,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=(
            "callboard roles grant <@U012345|maya> editor",
            "callboard roles grant <!subteam^S012345> approver",
        ),
    ),
    Command(
        path="callboard roles revoke",
        summary="Take away a role that was granted; another admin has to agree where it is the admin role of others",
        args=RevokeRole,
        run=revoke,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=("callboard roles revoke <@U012345|maya>",),
    ),
)
