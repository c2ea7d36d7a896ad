"""Modals (a stack of three for each person) and the Home tab."""

import json
import secrets
from typing import Any

from sandbox.slack.clock import StandInClock
from sandbox.slack.inputs import IdGiver, state_values
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

_SPEC_KEYS = ("title", "submit", "close", "private_metadata", "callback_id", "external_id")


class ViewStore:
    """Who has which views open; a view is Slack's own JSON."""

    def __init__(self, workspace: Workspace, clock: StandInClock, ids: IdGiver) -> None:
        self._workspace = workspace
        self._clock = clock
        self._ids = ids
        self._stacks: dict[str, list[Json]] = {}
        self._homes: dict[str, Json] = {}
        self._count = 0

    def stack(self, user_id: str) -> list[Json]:
        """The open modals of that person, the lowest first."""
        return list(self._stacks.get(user_id, []))

    def home(self, user_id: str) -> Json | None:
        """The Home tab published for that person."""
        return self._homes.get(user_id)

    def open(self, user_id: str, spec: Json) -> Json:
        """Begin a new stack with a modal."""
        view = self._new(spec)
        view["root_view_id"] = view["id"]
        self._stacks[user_id] = [view]
        return view

    def push(self, user_id: str, spec: Json) -> Json:
        """Lay a modal on the stack.

        Raises:
            SlackRefusal: push_limit_reached, or not_found when nothing is open.
        """
        stack = self._stacks.get(user_id, [])
        if not stack:
            raise SlackRefusal("not_found")
        if len(stack) >= LIMIT["views.stack"]:
            raise SlackRefusal("push_limit_reached")
        view = self._new(spec)
        view |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
        self._stacks[user_id] = [*stack, view]
        return view

    def find(self, view_id: str = "", external_id: str = "") -> tuple[str, Json]:
        """Who has the open modal (or Home tab) of that id, and the view.

        Raises:
            SlackRefusal: not_found.
        """
        for user_id, stack in self._stacks.items():
            for view in stack:
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return user_id, view
        for user_id, view in self._homes.items():
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return user_id, view
        raise SlackRefusal("not_found")

    def update(self, view: Json, spec: Json, hash: str = "") -> Json:
        """Replace what stands in an open view; it keeps its id and gets a new hash.

        Raises:
            SlackRefusal: hash_conflict, duplicate_external_id, view_too_large.
        """
        user_id, current = self.find(view["id"])
        if hash and hash != current["hash"]:
            raise SlackRefusal("hash_conflict")
        kept = {key: current[key] for key in ("id", "root_view_id", "previous_view_id")}
        fresh = self._new(spec, current) | kept
        if current["type"] == "home":
            self._homes[user_id] = fresh
        else:
            stack = self._stacks[user_id]
            self._stacks[user_id] = [fresh if each["id"] == fresh["id"] else each for each in stack]
        return fresh

    def publish(self, user_id: str, spec: Json, hash: str = "") -> Json:
        """Set the Home tab of that person.

        Raises:
            SlackRefusal: hash_conflict, view_too_large.
        """
        current = self._homes.get(user_id)
        if current is not None:
            return self.update(current, spec, hash)
        view = self._new(spec)
        view["root_view_id"] = view["id"]
        self._homes[user_id] = view
        return view

    def close(self, user_id: str, view_id: str) -> list[Json]:
        """Close one modal and all that lie on it; answers those closed, the topmost first."""
        stack = self._stacks.get(user_id, [])
        for depth, view in enumerate(stack):
            if view["id"] == view_id:
                self._stacks[user_id] = stack[:depth]
                return list(reversed(stack[depth:]))
        return []

    def close_all(self, user_id: str) -> list[Json]:
        """Close the whole stack; answers the views closed, the topmost first."""
        return list(reversed(self._stacks.pop(user_id, [])))

    def _new(self, spec: Json, before: Json | None = None) -> Json:
        if len(json.dumps(spec, ensure_ascii=False).encode()) > LIMIT["view.bytes"]:
            raise SlackRefusal("view_too_large")
        external_id = spec.get("external_id") or ""
        if external_id and self._is_taken(external_id, before["id"] if before else ""):
            raise SlackRefusal("duplicate_external_id")
        blocks = self._ids.complete(spec.get("blocks", []), before["blocks"] if before else ())
        self._count += 1
        view: Json = {
            "id": f"V{self._count:09d}",
            "team_id": self._workspace.id,
            "type": spec["type"],
            **{key: spec.get(key) for key in _SPEC_KEYS},
            "blocks": blocks,
            "state": {"values": state_values(blocks)},
            "hash": f"{int(self._clock.now())}.{secrets.token_hex(4)}",
            "clear_on_close": bool(spec.get("clear_on_close")),
            "notify_on_close": bool(spec.get("notify_on_close")),
            "root_view_id": "",
            "previous_view_id": None,
            "app_id": self._workspace.app_id,
            "app_installed_team_id": self._workspace.id,
            "bot_id": self._workspace.bot_id,
        }
        return view | {key: view[key] or "" for key in ("private_metadata", "callback_id", "external_id")}

    def _is_taken(self, external_id: str, but_for: str) -> bool:
        everything = [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())
        return any(each["external_id"] == external_id and each["id"] != but_for for each in everything)
