"""Rotations of SDK keys: plan one, say that the new key is rolled out, cancel."""

from dataclasses import dataclass

from bot.domain.people import Role
from bot.domain.sdk_keys import MOST_KEYS, known_key
from bot.errors import BadInput, PersonError
from bot.views import key_rotations as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Modal, Shape, positional


@dataclass(frozen=True)
class RotateKey:
    """Which key gives way to a new one."""

    key: str = positional("tag or id of the key", shape=Shape.ITEM, source="keys")


@dataclass(frozen=True)
class OneRotation:
    """Which rotation."""

    rotation: str = positional("id of the rotation, as its card says")


async def rotate(args: RotateKey, context: Context) -> Reply:
    """Puts up the card with the plan; where no slot is free for a new key, answers with what to do first."""
    keys = await context.appcues.keys.afresh()
    old = known_key(await context.appcues.keys.find(args.key))
    if len(keys) >= MOST_KEYS:
        return views.blocked(old, [known_key(key) for key in keys], context.now)
    channel = await _channel_of_card(context)
    rotation, is_new = await context.services.key_rotations.start(
        context.person, context.reached.account_id, old, len(keys), channel, context.who
    )
    return views.started(rotation, is_new=is_new)


async def _channel_of_card(context: Context) -> str:
    """Where it is asked, unless no card of ours may stand there. Raises PersonError."""
    here = context.place.channel_id
    if not here:
        return context.person.id
    try:
        return await context.services.channels.to_post_in(context.person, here, here)
    except BadInput as refusal:
        raise PersonError(
            f"{refusal.sentence} The card of a rotation cannot stand there.",
            "Type /appcues keys rotate in a channel of this workspace alone that I am in, or in your direct "
            "messages with me.",
        ) from refusal


async def confirm(args: OneRotation, context: Context) -> Reply:
    """Writes down who says that the new key is rolled out."""
    rotation = await context.services.key_rotations.confirm(
        context.person, _account_of(context), args.rotation, context.who
    )
    return views.moved(rotation)


async def cancel(args: OneRotation, context: Context) -> Reply:
    """Ends a rotation, and leaves the keys as they are."""
    rotation = await context.services.key_rotations.cancel(
        context.person, _account_of(context), args.rotation, context.who
    )
    return views.moved(rotation)


def _account_of(context: Context) -> str:
    """The id of the account that is meant. Raises PersonError where it cannot be reached: it was removed, say."""
    if context.reached.problem:
        raise context.reached.problem
    return context.reached.account_id


COMMANDS = (
    Command(
        path="appcues keys rotate",
        summary="Plan how a new SDK key takes the place of an old one, step by step on a card",
        args=RotateKey,
        run=rotate,
        allow=Role.EDITOR,
        effect=Effect.WRITE,
        examples=('appcues keys rotate "iOS app"',),
        modal=Modal(wants=("key",)),
    ),
    Command(
        path="appcues rotations confirm",
        summary="Say that the new key of a rotation is rolled out",
        args=OneRotation,
        run=confirm,
        allow=Role.EDITOR,
        effect=Effect.WRITE,
        examples=("appcues rotations confirm k7m2p9qa",),
    ),
    Command(
        path="appcues rotations cancel",
        summary="Cancel the rotation of a key; the keys stay as they are",
        args=OneRotation,
        run=cancel,
        allow=Role.EDITOR,
        effect=Effect.WRITE,
        examples=("appcues rotations cancel k7m2p9qa",),
    ),
)
