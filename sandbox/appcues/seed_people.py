"""Fills an account with end users, groups, segments and months of events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.appcues.account import Account, Record
from sandbox.appcues.history import Event
from sandbox.seed import Seeding, iso_milliseconds, moments, new_firebase_id

_FIRST = (
    "Harriet",
    "Snabe",
    "Amara",
    "Béatrice",
    "Chidi",
    "Daiyu",
    "Elif",
    "Farah",
    "Goran",
    "Hana",
    "Ivo",
    "Jun",
)
_LAST = ("Porber", "Bumbleborn", "Okafor", "Lindqvist", "O'Neill", "Nakamura", "da Silva", "Weiß")
_PLANS = ("PRO", "TRIAL", "ENTRY")
_GROUPS = (
    "Awesome People",
    "Riverside School",
    "Friends of Northwind",
    "Old Vic Tours",
    "City Council",
    "Press",
)
_SEGMENTS = (
    ("Trial customers", "Accounts in non-expired free trial status"),
    ("Paying customers", "Paying accounts in good standing"),
    ("Season ticket holders", "Bought a season ticket this year"),
    ("Lapsed members", None),
    ("School bookers", "Teachers and school offices"),
    ("Beta testers", "Asked to see new things first"),
)  # fmt: skip
_OWN_EVENTS = ("Booked tickets", "Clicked button", "Verified email", "Renewed membership")
_SMALL_USERS, _LARGE_USERS = 24, 2_000
_MOST_EVENTS = 30


@dataclass(frozen=True)
class _Person:
    id: str
    first: str
    last: str
    seen: datetime


def seed_people(account: Account, seeding: Seeding) -> None:
    """Puts users, groups, segments and events into an account that has its flows."""
    random = seeding.random("people")
    people = list(_people(random, seeding))
    account.groups.update(_groups(random))
    group_ids = list(account.groups)
    for person in people:
        group_id = random.choice(group_ids)
        account.users[person.id] = _profile(random, person, account.groups[group_id]["plan"])
        account.group_members.setdefault(group_id, {})[person.id] = None
        for event in _events(random, person, group_id, list(account.experiences["flows"].values())):
            account.record(event)
    _add_segments(account, seeding, random, [person.id for person in people])


def _people(random: Random, seeding: Seeding) -> Iterator[_Person]:
    count = _LARGE_USERS if seeding.size == "large" else _SMALL_USERS
    for n, seen in enumerate(moments(random, seeding.now, [random.uniform(0, 60) for _ in range(count)]), 1):
        yield _Person(f"user-{1000 + n}", random.choice(_FIRST), random.choice(_LAST), seen)


def _profile(random: Random, person: _Person, plan: str) -> Record:
    return {
        "first_name": person.first,
        "last_name": person.last,
        "email": f"{person.id}@example.com",
        "plan": plan,
        "is_admin": random.random() < 0.1,
        "bookings": random.randrange(40),
        "last_seen_at": iso_milliseconds(person.seen),
    }


def _groups(random: Random) -> dict[str, Record]:
    return {
        name.lower().replace(" ", "_"): {"group_name": name, "plan": random.choice(_PLANS)}
        for name in _GROUPS
    }


def _events(random: Random, person: _Person, group_id: str, flows: Sequence[Record]) -> Iterator[Event]:
    at = person.seen
    for _ in range(random.randint(3, _MOST_EVENTS)):
        flow = random.choice(flows)
        name, attributes = _happening(random, flow)
        context = {"url": "https://shop.northwind.example/"}
        yield Event(person.id, group_id, name, at, attributes, context, at)
        at -= timedelta(milliseconds=random.randrange(1_000, 3 * 86_400_000))


def _happening(random: Random, flow: Record) -> tuple[str, dict[str, Any]]:
    if random.random() < 0.4:
        return "appcues:page_view", {"url": f"https://shop.northwind.example/show/{random.randint(1, 60)}"}
    if random.random() < 0.4:
        return random.choice(_OWN_EVENTS), {"button": "Book now", "seats": random.randint(1, 6)}
    name = random.choice(("flow_started", "flow_completed", "flow_skipped", "step_completed"))
    return f"appcues:{name}", {"flowId": flow["id"], "flowName": flow["name"]}


def _add_segments(account: Account, seeding: Seeding, random: Random, user_ids: Sequence[str]) -> None:
    created = moments(random, seeding.now, [360 - 40 * n for n in range(len(_SEGMENTS))])
    changed = moments(random, seeding.now, [random.uniform(1, 100) for _ in _SEGMENTS])
    for (name, description), born, moved in zip(_SEGMENTS, created, changed, strict=True):
        segment_id = new_firebase_id(random)
        account.segments[segment_id] = {
            "created_at": iso_milliseconds(born),
            "created_by": random.choice(account.studio_users),
            "description": description,
            "id": segment_id,
            "name": name,
            "updated_at": iso_milliseconds(max(born, moved)),
            "updated_by": random.choice(account.studio_users),
            "url": "",
        }
        members = random.sample(list(user_ids), k=random.randrange(len(user_ids) // 2))
        account.segment_members[segment_id] = dict.fromkeys(members)
