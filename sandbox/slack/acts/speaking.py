"""Typing into the composer: messages, and slash commands with their acknowledgement."""

from typing import Any

from sandbox.slack.acts.people import channel_seen, person_acting
from sandbox.slack.acts.uploading import files_of, share
from sandbox.slack.contents import Content, read_content
from sandbox.slack.files import StoredFile, file_json
from sandbox.slack.interactions import slash_command
from sandbox.slack.mrkdwn import typed
from sandbox.slack.parcels import Acknowledgement, Parcel
from sandbox.slack.posting import Placement
from sandbox.slack.refusals import BoardRefusal, SlackRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Channel, Person

Json = dict[str, Any]

FAILED = '{command} failed with the error "{error}"'
"""What Slack tells a person whose command came to nothing."""
ERRORS = {
    "timeout": "operation_timeout",
    "unreachable": "dispatch_failed",
    "bad_status": "dispatch_failed",
}
NOT_A_COMMAND = (
    '{command} is not a valid command. In Slack, all messages that start with the "/" character are '
    "interpreted as slash commands."
)
NOT_IN_THREADS = "{command} is not supported in threads. Sorry!"


async def send(stage: Stage, asked: Json) -> Json:
    """Say `text` as that person, with `files` if any; a slash command (`/…`) waits for its acknowledgement."""
    person = person_acting(stage, str(asked.get("user", "")))
    channel = channel_seen(stage, person, str(asked.get("channel", "")))
    text = str(asked.get("text", "")).strip()
    thread_ts = str(asked["thread_ts"]) if asked.get("thread_ts") else None
    files = files_of(stage, person, asked.get("files"))
    if not text and not files:
        raise BoardRefusal("There is nothing to send.")
    if not text.startswith("/"):
        return _say(stage, person, channel, text, Placement(thread_ts), files)
    if files:
        raise BoardRefusal("Files cannot go along with a command.")
    return await _command(stage, person, channel, text, thread_ts)


def _say(
    stage: Stage, person: Person, channel: Channel, text: str, placement: Placement, files: list[StoredFile]
) -> Json:
    if channel.is_archived:
        raise BoardRefusal(f"#{channel.name} is archived.")
    if person.id not in channel.member_ids:
        raise BoardRefusal(f"{person.name} is not a member of #{channel.name}.")
    sent = typed(stage.workspace, text, with_names=False)
    said = Content(text=sent, files=[file_json(each, stage.public_url) for each in files])
    message = stage.posting.post_as_person(channel, person.id, said, placement)
    for stored in files:
        share(stage, stored, channel, message.ts)
    stage.last_read[person.id, channel.id] = message.ts
    return {"result": "sent", "ts": message.ts}


async def _command(stage: Stage, person: Person, channel: Channel, text: str, thread_ts: str | None) -> Json:
    command, _, words = text.partition(" ")
    known = {each.command for each in stage.options.commands}
    if (known and command not in known) or not stage.installation.is_active:
        stage.notify(person.id, NOT_A_COMMAND.format(command=command), channel)
        return {"result": "unknown_command"}
    if thread_ts:
        stage.notify(person.id, NOT_IN_THREADS.format(command=command), channel)
        return {"result": "not_in_threads"}
    sent = typed(stage.workspace, words.strip(), with_names=True)
    payload = slash_command(stage, person, channel, command, sent)
    label = f"slash_command {command} {sent}".strip()
    answer = await stage.delivery.deliver(Parcel("slash_commands", label, payload))
    if not answer.is_good:
        sentence = FAILED.format(command=command, error=ERRORS[answer.problem])
        stage.notify(person.id, sentence, channel)
        return {"result": answer.problem}
    _honour(stage, person, channel, command, answer)
    return {"result": "acknowledged"}


def _honour(stage: Stage, person: Person, channel: Channel, command: str, answer: Acknowledgement) -> None:
    """Show what the acknowledgement itself says, if anything."""
    if not any(answer.body.get(key) for key in ("text", "blocks", "attachments")):
        return
    try:
        content = read_content(answer.body, strict=stage.options.strict)
    except SlackRefusal as refusal:
        stage.journal.record(
            "to_bot",
            method=f"acknowledgement of {command}",
            path="",
            status=200,
            request=answer.body,
            answer=refusal.answer(),
            ms=0.0,
            notes=(refusal.code,),
        )
        stage.notify(person.id, FAILED.format(command=command, error=refusal.code), channel)
        return
    is_public = answer.body.get("response_type") == "in_channel"
    placement = Placement(ephemeral_to=None if is_public else person.id)
    stage.posting.post_as_bot(channel, content, placement)
