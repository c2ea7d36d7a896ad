"""Changes of people's accounts, as an administrator of the workspace makes them, with the events that follow."""

import re
from typing import Any

from sandbox.slack.refusals import BoardRefusal
from sandbox.slack.shapes import board_user_json, user_json
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Person

Json = dict[str, Any]

_WORDS = ("real_name", "title", "tz")
_FLAGS = ("is_admin", "is_owner", "is_restricted", "deleted")
_NAME = re.compile(r"[a-z0-9._-]{1,80}")


def change_person(stage: Stage, asked: Json) -> Json:
    """Change what is named of a person's account; with `action` "join" somebody new comes first."""
    name = str(asked.get("person", ""))
    is_new = asked.get("action") == "join"
    person = _welcome(stage, name) if is_new else stage.workspace.find_person(name)
    if person is None or person.is_bot:
        raise BoardRefusal(f"There is nobody called {name!r}.", 404)
    for key in _WORDS:
        if key in asked:
            setattr(person, key, str(asked[key]))
    for key in _FLAGS:
        if key in asked:
            setattr(person, key, bool(asked[key]))
    kind = "team_join" if is_new else "user_change"
    stage.events.announce(kind, {"type": kind, "user": user_json(stage.workspace, person)})
    stage.broadcasts.publish("person", {"user": board_user_json(person)})
    return {"user": board_user_json(person)}


def _welcome(stage: Stage, name: str) -> Person:
    name = name.removeprefix("@")
    if not _NAME.fullmatch(name) or stage.workspace.find_person(name) is not None:
        raise BoardRefusal(f"Nobody new can be called {name!r}.")
    person = Person(f"U0{re.sub('[^A-Z0-9]', '', name.upper())}", name, name.capitalize())
    stage.workspace.people[person.id] = person
    stage.workspace.direct_message(person.id)
    return person
