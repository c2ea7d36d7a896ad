"""Fills an account with experiences and tags: believable or many, the same for the same seed."""

from datetime import datetime
from random import Random
from typing import Any

from sandbox.appcues.account import Record
from sandbox.appcues.experiences import KINDS, Kind
from sandbox.appcues.seed_names import (
    CHECKLIST_LABELS,
    LARGE_COUNTS,
    LARGE_PLACES,
    LARGE_SUBJECTS,
    SKETCHES,
    TAG_NAMES,
    Sketch,
)  # fmt: skip
from sandbox.seed import Seeding, iso_milliseconds, moments, new_token, new_uuid

_SHARE_EDITED_BY_KEY = 0.15
_STEP_TYPES = {"pins": "tooltip", "mobile": "group", "launchpads": "launchpad", "banners": "banner"}
_TYPES = {"pins": "persistent", "mobile": "mobile", "launchpads": "launchpad", "banners": "banner"}
_TRAITS = ({"type": "@appcues/persistent"}, {"type": "@appcues/coreEvents"})


def studio_users(seeding: Seeding) -> tuple[str, ...]:
    """People of Studio in the documented forms: UUIDs, short digits, 28-character Firebase ids."""
    random = seeding.random("studio users")
    uuids = [new_uuid(random) for _ in range(3)]
    return (uuids[0], "461", new_token(random, 28), uuids[1], new_token(random, 28), uuids[2])


def seed_tags(seeding: Seeding, users: tuple[str, ...]) -> dict[str, Record]:
    """The tags, by id, oldest first."""
    random = seeding.random("tags")
    created = moments(random, seeding.now, [400 - 20 * n for n in range(len(TAG_NAMES))])
    tags = {}
    for name, born in zip(TAG_NAMES, created, strict=True):
        changed = (
            born if random.random() < 0.5 else moments(random, seeding.now, [random.uniform(20, 120)])[0]
        )
        tag_id = new_uuid(random)
        tags[tag_id] = {
            "created_at": iso_milliseconds(born),
            "created_by": random.choice(users),
            "id": tag_id,
            "name": name,
            "updated_at": iso_milliseconds(changed),
            "updated_by": random.choice(users),
            "url": "",
        }
    return tags


def seed_experiences(
    seeding: Seeding, account_id: str, users: tuple[str, ...], tags: dict[str, Record], key: str
) -> dict[str, dict[str, Record]]:
    """All experiences, by route segment and id, oldest first."""
    tag_ids = {tag["name"]: tag_id for tag_id, tag in tags.items()}
    app_id = new_uuid(seeding.random("studio apps"))
    found: dict[str, dict[str, Record]] = {}
    for kind in KINDS:
        random = seeding.random(kind.segment)
        drawer = _Drawer(random, seeding.now, account_id, users, tag_ids, key, app_id)
        sketches = _sketches(kind, seeding, random)
        drawn = [drawer.draw(kind, sketch) for sketch in sketches]
        drawn.sort(key=lambda record: record["created_at"])
        found[kind.segment] = {record["id"]: record for record in drawn}
    return found


def _sketches(kind: Kind, seeding: Seeding, random: Random) -> list[Sketch]:
    sketches = list(SKETCHES[kind.segment])
    if seeding.size == "large":
        for n in range(len(sketches) + 1, LARGE_COUNTS[kind.segment] + 1):
            name = f"{random.choice(LARGE_PLACES)} {random.choice(LARGE_SUBJECTS)} {n}"
            tags = tuple(random.sample(TAG_NAMES, k=random.randrange(3)))
            platform = random.choice(("ios", "android")) if kind.segment == "mobile" else "web"
            sketches.append(
                Sketch(
                    name,
                    random.random() < 0.4,
                    random.choice(("once", "every_time")),
                    tags,
                    platform=platform,
                )
            )
    return sketches


class _Drawer:
    """Draws the fields that a sketch leaves open."""

    def __init__(
        self,
        random: Random,
        now: datetime,
        account_id: str,
        users: tuple[str, ...],
        tag_ids: dict[str, str],
        key: str,
        app_id: str,
    ) -> None:
        self._random = random
        self._now = now
        self._account_id = account_id
        self._users = users
        self._tag_ids = tag_ids
        self._key = key
        self._app_id = app_id

    def draw(self, kind: Kind, sketch: Sketch) -> Record:
        """One experience in the documented shape of its kind, fields in the documented order."""
        history = self._history(kind, sketch)
        if kind.segment == "flows":
            return self._flow(sketch, history)
        if kind.segment == "checklists":
            return self._checklist(sketch, history)
        return self._layered(kind, sketch, history)

    def _history(self, kind: Kind, sketch: Sketch) -> Record:
        """Created, perhaps published, last changed: over the last ten months, never after now."""
        random = self._random
        born = random.uniform(30, 300)
        changed = random.uniform(1, born - 1)
        was_live = sketch.is_live or random.random() < 0.4
        live = changed if random.random() < 0.5 else random.uniform(changed, born - 0.5)
        created, updated, published = moments(random, self._now, [born, changed, live])
        published = min(max(published, created), updated)
        by_key = random.random() < _SHARE_EDITED_BY_KEY
        return {
            "created_at": kind.written(created),
            "created_by": random.choice(self._users),
            "updated_at": kind.written(max(updated, created)),
            "updated_by": self._key if by_key else random.choice(self._users),
            "published_at": kind.written(published) if was_live else None,
        }

    def _tagged(self, sketch: Sketch) -> Record:
        ids = [self._tag_ids[name] for name in sketch.tags]
        return {"tag_ids": ids, "tags": dict.fromkeys(ids, True)}

    def _flow(self, sketch: Sketch, history: Record) -> Record:
        return {
            "id": new_uuid(self._random),
            "name": sketch.name,
            "published": sketch.is_live,
            "frequency": sketch.frequency,
            "created_at": history["created_at"],
            "updated_at": history["updated_at"],
            "published_at": history["published_at"],
            "created_by": history["created_by"],
            "updated_by": history["updated_by"],
            "url": "",
            **self._tagged(sketch),
        }

    def _layered(self, kind: Kind, sketch: Sketch, history: Record) -> Record:
        """A pin, mobile experience, launchpad or banner; the samples have their fields in order."""
        fields: Record = {
            **history,
            **self._tagged(sketch),
            "account_id": self._account_id,
            "app_id": self._app_id,
            "frequency": sketch.frequency,
            "id": new_uuid(self._random),
            "locked_for_localization": False,
            "name": sketch.name,
            "platform": sketch.platform,
            "preview_url": "https://shop.northwind.example/" if kind.segment == "pins" else None,
            "published": sketch.is_live,
            "state": "PUBLISHED" if sketch.is_live else "DRAFT",
            "steps": self._steps(kind, sketch, history),
            "theme": new_uuid(self._random) if self._random.random() < 0.5 else None,
            "traits": [] if kind.segment == "mobile" else list(_TRAITS),
            "type": _TYPES[kind.segment],
            "url": "",
        }
        if kind.segment in {"launchpads", "banners"}:
            fields |= {"contains_localized_blocks": False, "experiment": None, "schema_version": None}
            fields["public_name"] = sketch.name if self._random.random() < 0.5 else None
        return dict(sorted(fields.items()))

    def _steps(self, kind: Kind, sketch: Sketch, history: Record) -> list[dict[str, Any]]:
        count = self._random.randint(1, 3) if kind.segment in {"pins", "mobile"} else 1
        return [self._step(kind, sketch, history, index) for index in range(count)]

    def _step(self, kind: Kind, sketch: Sketch, history: Record, index: int) -> dict[str, Any]:
        is_html = kind.segment == "pins"
        is_mobile = kind.segment == "mobile"
        return {
            "actions": {},
            "children": [],
            "content": {"html": f"<p>{index + 1}</p>"} if is_html else None if is_mobile else {},
            "contentType": "text/html" if is_html else None if is_mobile else "application/json",
            "createdAt": history["created_at"],
            "createdBy": history["created_by"],
            "id": new_uuid(self._random),
            "index": index,
            "name": f"{sketch.name} {index + 1}" if is_html else None,
            "parentId": None,
            "rows": [],
            "traits": [],
            "type": _STEP_TYPES[kind.segment],
            "updatedAt": history["updated_at"],
            "updatedBy": history["updated_by"],
        }

    def _checklist(self, sketch: Sketch, history: Record) -> Record:
        random = self._random
        is_copy = sketch.name.startswith("Copy of")
        was_taken_down = history["published_at"] is not None and not sketch.is_live
        title = sketch.name.removeprefix("Copy of ")
        fields: Record = {
            **history,
            "cloned_by": random.choice(self._users) if is_copy else None,
            "cloned_from": new_uuid(random) if is_copy else None,
            "completion_flow_id": "",
            "id": new_uuid(random),
            "internal_name": sketch.name,
            "intro_flow_id": "",
            "is_sequential": random.random() < 0.5,
            "items": self._items(),
            "published": sketch.is_live,
            "published_by": random.choice(self._users) if history["published_at"] is not None else None,
            "state": "PUBLISHED" if sketch.is_live else "DRAFT",
            "title": title,
            "type": "checklist",
            "unpublished_at": history["updated_at"] if was_taken_down else None,
            "unpublished_by": history["updated_by"] if was_taken_down else None,
        }
        return dict(sorted(fields.items()))

    def _items(self) -> Record:
        labels = CHECKLIST_LABELS[: self._random.randint(2, len(CHECKLIST_LABELS))]
        items: Record = {}
        for index, label in enumerate(labels):
            item_id = new_uuid(self._random)
            condition: Record = {"event": {"event": label.lower()}}
            if index % 2:
                condition = {"properties": {"operator": "^", "property": "last_step", "value": str(index)}}
            items[item_id] = {
                "conditions": {"and": [condition]},
                "id": item_id,
                "index": index,
                "label": label,
            }
        return items
