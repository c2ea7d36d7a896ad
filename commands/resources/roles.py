"""Roles: list, grant, revoke."""

from dataclasses import dataclass

from bot.domain.people import GRANTABLE_ROLES, Role
from bot.views import roles as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, NoArgs, Shape, positional

ROLE_NAMES = tuple(role.label for role in GRANTABLE_ROLES)


@dataclass(frozen=True)
class GrantRole:
    """Who gets which role."""

    person: str = positional("who, as a mention", shape=Shape.PERSON)
    role: str = positional("which role", choices=ROLE_NAMES)


@dataclass(frozen=True)
class RevokeRole:
    """Whose role is taken away."""

    person: str = positional("who, as a mention", shape=Shape.PERSON)


async def show_list(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with who was given which role."""
    return views.role_list(await context.services.roles.listing(context.place.team_id), context.person)


async def grant(args: GrantRole, context: Context) -> Reply:
    """Gives a role to a full member."""
    role = Role[args.role.upper()]
    await context.services.people.require_full_member(context.place.team_id, args.person)
    await context.services.roles.grant(
        context.place.team_id, args.person, role, context.person.id, context.source
    )
    return views.granted(args.person, role)


async def revoke(args: RevokeRole, context: Context) -> Reply:
    """Takes a granted role away."""
    was_granted = await context.services.roles.revoke(
        context.place.team_id, args.person, context.person.id, context.source
    )
    return views.revoked(args.person, was_granted=was_granted)


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
        summary="Give a person a role",
        args=GrantRole,
        run=grant,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=("callboard roles grant <@U012345|maya> editor",),
    ),
    Command(
        path="callboard roles revoke",
        summary="Take away a role that was granted",
        args=RevokeRole,
        run=revoke,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=("callboard roles revoke <@U012345|maya>",),
    ),
)
