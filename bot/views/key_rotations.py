"""The card of the rotation of an SDK key: the plan, how far it is, and what is to be done next."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from slackblocks import ActionsBlock, Block, Button, ContextBlock, HeaderBlock, SectionBlock

from bot.domain.key_rotations import REMIND_AFTER, KeyRotation, Step, Value
from bot.domain.sdk_keys import MOST_KEYS, KnownKey
from bot.views.rendering import button, code, confirmation, mrkdwn, plain, render, safe
from bot.views.reply import Reply
from bot.views.times import age, moment

KEYS, ROTATIONS = "appcues keys", "appcues rotations"
MOST_IN_NAME = 200
_DONE, _NEXT, _LATER = ":white_check_mark:", ":arrow_right:", ":white_circle:"
_LOST = ":warning:"


def card(rotation: KeyRotation) -> Reply:
    """The one message of a rotation, edited at each step."""
    steps = [
        _line(rotation, Step.CREATE, _create(rotation)),
        _copy(rotation),
        _line(rotation, Step.ROLL_OUT, _roll_out(rotation)),
        _line(rotation, Step.REVOKE, _watch()),
        _line(rotation, Step.REVOKE, _revoke(rotation)),
    ]
    words = [_standing(rotation), "\n".join(steps)]
    blocks: list[Block] = [
        HeaderBlock(plain(f"Rotation of the SDK key {rotation.key_name}", 150)),
        *(SectionBlock(mrkdwn(each)) for each in words),
    ]
    if buttons := tuple(_buttons(rotation)):
        blocks.append(ActionsBlock(list(buttons)))
    blocks.append(ContextBlock([mrkdwn(_context(rotation))]))
    text = "\n".join([f"Rotation of the SDK key {safe(rotation.key_name)}.", *words, _context(rotation)])
    return Reply(text.replace("*", ""), render(*blocks))


def started(rotation: KeyRotation, *, is_new: bool) -> Reply:
    """Says where the card is."""
    name = f"*{safe(rotation.key_name, MOST_IN_NAME)}*"
    where = f"<#{rotation.channel_id}>" if rotation.channel_id[:1] in {"C", "G"} else "your direct messages"
    opening = "The rotation of" if is_new else "There is an open rotation of"
    text = f"{opening} {name} {'is planned: its card is' if is_new else 'already; its card is'} in {where}."
    return Reply(text.replace("*", ""), render(SectionBlock(mrkdwn(text))))


def moved(rotation: KeyRotation) -> Reply:
    """Says that the card has moved on."""
    text = _standing(rotation)
    return Reply(text.replace("*", ""), render(SectionBlock(mrkdwn(text))))


def blocked(old: KnownKey, keys: Sequence[KnownKey], now: datetime) -> Reply:
    """No slot is free for a new key: which one to revoke first, the oldest others first."""
    others = sorted((key for key in keys if key.id != old.id), key=lambda key: key.made_at or now)
    name = f"*{safe(old.name, MOST_IN_NAME)}*"
    plan = (
        "*The plan*: first revoke a key that nothing signs with any more, then start again. Appcues does not tell "
        "when a key was last used, so ask whoever it was made for. The oldest of the others is "
        f"*{safe(others[0].name, MOST_IN_NAME)}*."
    )
    words = [f"*All {MOST_KEYS} slots are used*, so no new key can be made while {name} stays valid.", plan]
    blocks: list[Block] = [SectionBlock(mrkdwn(each)) for each in words]
    for n, key in enumerate(others):
        made = f"made {moment(key.made_at)}" if key.made_at else "of unknown age"
        line = f"*{safe(key.name, MOST_IN_NAME)}* · {made}"
        words.append(line)
        blocks.append(SectionBlock(mrkdwn(line), accessory=_revoke_button("Revoke…", key.id, key.name, n)))
    again = button("Start again", "run", f"{KEYS} rotate", 9, {"key": old.id})
    blocks.append(ActionsBlock([again]))
    return Reply("\n".join(words).replace("*", ""), render(*blocks), is_problem=True)


def reminder_line(rotation: KeyRotation) -> str:
    """The old key lives on, in one line of mrkdwn."""
    name = f"*{safe(rotation.key_name, MOST_IN_NAME)}*"
    return f"The old SDK key {name} is still valid, though its successor is rolled out"


def reminder(rotation: KeyRotation, now: datetime) -> Reply:
    """The old key lives on: the next step, once more."""
    days = (now - (rotation.rolled_out_at or now)) // timedelta(days=1)
    text = (
        f":warning: {reminder_line(rotation)} since {days} days. If nothing signs with it any more, revoke it; "
        "as long as it is valid, whoever has it can sign for every end user."
    )
    blocks = (
        SectionBlock(mrkdwn(text)),
        ActionsBlock([_revoke_old(rotation, 0)]),
    )
    return Reply(text.replace("*", ""), render(*blocks))


def _line(rotation: KeyRotation, step: Step, words: str) -> str:
    is_done = {
        Step.CREATE: bool(rotation.new_key_id),
        Step.ROLL_OUT: rotation.rolled_out_at is not None,
        Step.REVOKE: rotation.step is Step.DONE,
    }[step]
    is_next = rotation.step is step and not (step is Step.ROLL_OUT and rotation.value is Value.KEPT)
    return f"{_DONE if is_done else _NEXT if is_next else _LATER} {words}"


def _standing(rotation: KeyRotation) -> str:
    name = f"*{safe(rotation.key_name, MOST_IN_NAME)}*"
    new = f"*{safe(rotation.new_key_name, MOST_IN_NAME)}*"
    note = f"{safe(rotation.note, 500)} " if rotation.note else ""
    if rotation.step is Step.GONE:
        if rotation.new_key_id:
            next_step = f"let everything sign with {new} at once"
        elif rotation.asked:
            next_step = (
                f"let everything sign with the key that {_request(rotation)} makes, once it is approved"
            )
        else:
            next_step = "make a new key, and let everything sign with it"
        how = note[:1].lower() + note[1:]
        return f"{name} is gone: {how}What is signed with it is no longer valid. Next: {next_step}."
    if rotation.step is Step.ROLL_OUT and rotation.value is Value.LOST:
        return f"{note}Next: revoke {new}, whose value cannot be shown any more, and make another key."
    make = f"{_request(rotation)} makes" if rotation.asked else "make"
    approved = ", once it is approved" if rotation.asked else ""
    return (
        note
        + {
            Step.CREATE: f"Next: {make} the key that takes the place of {name}{approved}. Both are valid in between.",
            Step.ROLL_OUT: f"Next: let everything sign with {new}, then press *Rolled out*. {name} stays valid.",
            Step.REVOKE: f"{new} is rolled out. Next: watch, then revoke {name}.",
            Step.DONE: f"Done: {name} is revoked, and {new} has taken its place.",
            Step.CANCELLED: f"<@{rotation.ended_by}> cancelled the rotation of {name} {moment(rotation.ended_at)}.",
        }[rotation.step]
    )


def _request(rotation: KeyRotation) -> str:
    """The one for the new key that is open."""
    return f"request {code(rotation.asked, 40)}"


def _create(rotation: KeyRotation) -> str:
    if rotation.asked:
        return f"*Create* a new key: by {_request(rotation)}, once it is approved"
    if not rotation.new_key_id:
        return "*Create* a new key; a second person has to approve it"
    by = f" by request {code(rotation.request_id, 40)}" if rotation.request_id else ""
    return (
        f"*Create*: *{safe(rotation.new_key_name, MOST_IN_NAME)}* was made{by} {moment(rotation.created_at)}"
    )


def _copy(rotation: KeyRotation) -> str:
    """Ticked when the value was shown to somebody, and not before."""
    words = "*Copy* its value, which is shown once, to whoever asked for the key"
    if not rotation.new_key_id:
        return f"{_LATER} {words}"
    if rotation.value is Value.LOST:
        return f"{_LOST} *Copy* its value: nobody has seen it, and it cannot be shown any more"
    if rotation.value is Value.SHOWN:
        return f"{_DONE} *Copy* its value: it was shown, once, to whoever asked for the key"
    mark = _NEXT if rotation.step is Step.ROLL_OUT else _LATER
    return f"{mark} {words}: `/callboard secrets show {safe(rotation.request_id, 40)}`"


def _roll_out(rotation: KeyRotation) -> str:
    if rotation.rolled_out_at is None:
        return "*Roll out*: let apps and servers sign with the new key"
    return f"*Roll out*: <@{rotation.rolled_out_by}> said {moment(rotation.rolled_out_at)} that it is done"


def _watch() -> str:
    days = REMIND_AFTER // timedelta(days=1)
    return (
        "*Watch* that nothing signs with the old key any more; Appcues does not tell, so look at your own releases. "
        f"Channels with the topic keys are reminded after {days} days"
    )


def _revoke(rotation: KeyRotation) -> str:
    if rotation.step in {Step.DONE, Step.GONE}:
        how = ", " if rotation.step is Step.DONE else ": it is gone since "
        return f"*Revoke* the old key{how}{moment(rotation.ended_at)}"
    return "*Revoke* the old key; a second person has to approve it"


def _buttons(rotation: KeyRotation) -> Iterator[Button]:
    value = {"rotation": rotation.id}
    is_to_make = rotation.step in {Step.CREATE, Step.GONE} and not rotation.new_key_id
    if is_to_make and rotation.asked:
        yield button("Show the request", "run", "callboard approvals show", 0, {"request": rotation.asked})
    elif is_to_make and rotation.used < MOST_KEYS:
        filled = {"tag": f"{rotation.key_name} (new)", **value}
        yield button("Create the new key…", "form", f"{KEYS} create", 0, filled, style="primary")
    if rotation.step is Step.ROLL_OUT:
        sure = confirmation(
            "Is it rolled out?", "Everything signs with the new key by now, old releases too.", "Rolled out"
        )
        yield button("Rolled out", "run", f"{ROTATIONS} confirm", 1, value, style="primary", confirm=sure)
    if rotation.step is Step.ROLL_OUT and rotation.value is Value.LOST:
        yield _revoke_button("Revoke the new key…", rotation.new_key_id, rotation.new_key_name, 4)
    if rotation.step is Step.REVOKE:
        yield _revoke_old(rotation, 2)
    if rotation.ended_at is None:
        yield button("Cancel", "run", f"{ROTATIONS} cancel", 3, value, spoken="Cancel the rotation")


def _revoke_old(rotation: KeyRotation, n: int) -> Button:
    step = {"rotation": rotation.id}
    return _revoke_button("Revoke the old key…", rotation.key_id, rotation.key_name, n, step)


def _revoke_button(
    text: str, key_id: str, name: str, n: int, step: Mapping[str, str] | None = None
) -> Button:
    chosen = {"key": {"id": key_id, "name": name}, **(step or {})}
    return button(text, "form", f"{KEYS} revoke", n, chosen, style="danger", spoken=f"Revoke {name}")


def _context(rotation: KeyRotation) -> str:
    made = rotation.key_made_at
    old = f"The old key was made {moment(made)}, {age(made)}" if made else "The age of the old key is unknown"
    return f"{old} · {rotation.used} of {MOST_KEYS} slots used · rotation {code(rotation.id, 40)}"
