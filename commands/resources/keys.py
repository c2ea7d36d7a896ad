"""SDK keys: list, create, tag, revoke; and the enforcement of signatures: enable, disable."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.domain.people import Role
from bot.services.changes import Change
from bot.services.keys import RotationStep
from bot.views import keys as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Modal, NoArgs, Shape, option, positional


@dataclass(frozen=True)
class CreateKey:
    """What the new key is for."""

    tag: str = positional("what it is for, such as the app that signs with it", default="")
    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)
    rotation: str = option("the rotation that it is a step of", default="", hidden=True)


@dataclass(frozen=True)
class TagKey:
    """Which key, and what it is for."""

    key: str = positional("tag or id of the key", shape=Shape.ITEM, source="keys")
    tag: str = option("what it is for; left out, the tag is taken away", default="")
    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)


@dataclass(frozen=True)
class RevokeKey:
    """Which key, and the account id where it is the last one."""

    key: str = positional("tag or id of the key", shape=Shape.ITEM, source="keys")
    confirm: str = option("the account id, needed for the last key only", default="")
    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)
    rotation: str = option("the rotation that it is a step of", default="", hidden=True)


@dataclass(frozen=True)
class EnableEnforcement:
    """Why, and the account id where there is no key."""

    confirm: str = option("the account id, needed where there is no key only", default="")
    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)


@dataclass(frozen=True)
class DisableEnforcement:
    """Why."""

    reason: str = option("why, for whoever approves", default="", shape=Shape.LONG_WORDS)


async def show_list(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with all keys, without their values."""
    listing = await context.appcues.keys.listing()
    return views.listing(listing, context.now, may_change=context.person.role >= Role.EDITOR)


async def create(args: CreateKey, context: Context) -> Change:
    """The change that makes one."""
    step = _step(args.rotation, context.services.key_rotations.require_to_create, context)
    return await context.appcues.keys.creating(args.tag, args.reason, step)


async def tag(args: TagKey, context: Context) -> Change:
    """The change that gives one another tag."""
    return await context.appcues.keys.tagging(args.key, args.tag, args.reason)


async def revoke(args: RevokeKey, context: Context) -> Change:
    """The change that revokes one."""
    step = _step(args.rotation, context.services.key_rotations.require_to_revoke, context)
    return await context.appcues.keys.revoking(args.key, args.confirm, args.reason, step)


async def enable(args: EnableEnforcement, context: Context) -> Change:
    """The change that rejects calls without a signature."""
    return await context.appcues.enforcement.enabling(args.confirm, args.reason)


async def disable(args: DisableEnforcement, context: Context) -> Change:
    """The change that lets calls without a signature in."""
    return await context.appcues.enforcement.disabling(args.reason)


def _step(
    rotation_id: str, require: Callable[[str, str, str], Awaitable[None]], context: Context
) -> RotationStep | None:
    if not rotation_id:
        return None
    place = (context.place.team_id, context.reached.account_id)
    return RotationStep(rotation_id, partial(require, *place, rotation_id))


COMMANDS = (
    Command(
        path="appcues keys list",
        summary="List the SDK keys without their values, and how many slots are used",
        args=NoArgs,
        run=show_list,
        allow=Role.VIEWER,
        examples=("appcues keys",),
    ),
    Command(
        path="appcues keys create",
        summary="Make an SDK key; its value is shown once, to you alone",
        args=CreateKey,
        run=create,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues keys create "iOS app" --reason "new release train"',),
        modal=Modal(wants=("tag",)),
    ),
    Command(
        path="appcues keys tag",
        summary="Give an SDK key another tag",
        args=TagKey,
        run=tag,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues keys tag "iOS app" --tag "iOS app 2027"',),
        modal=Modal(wants=("tag",)),
    ),
    Command(
        path="appcues keys revoke",
        summary="Revoke an SDK key for good",
        args=RevokeKey,
        run=revoke,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues keys revoke "iOS app" --reason "replaced by the key of 2027"',),
        modal=Modal(wants=("key",)),
    ),
    Command(
        path="appcues enforcement enable",
        summary="Reject SDK calls without a valid signature",
        args=EnableEnforcement,
        run=enable,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues enforcement enable --reason "all apps sign since Monday"',),
    ),
    Command(
        path="appcues enforcement disable",
        summary="Let SDK calls without a signature in",
        args=DisableEnforcement,
        run=disable,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=('appcues enforcement disable --reason "the new release signs wrongly"',),
    ),
)
