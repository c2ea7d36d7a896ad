"""Fills an organisation with apps: eight believable ones, or ten thousand; the same for the same seed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.appizer.apps import App, new_app
from sandbox.seed import Seeding, iso_milliseconds, moments, new_hex

LARGE_COUNT = 10_000
_ZONES = ("Europe/London", "America/New_York", "America/Los_Angeles", "Europe/Berlin", "UTC")


@dataclass(frozen=True)
class _Sketch:
    name: str
    description: str | None
    host: str
    users: int
    events: int
    environment: str = "production"
    status: str = "active"
    quiet_hours: float = 0.05

    @property
    def domain(self) -> str:
        return f"{self.host}.northwind.example"


_SKETCHES = (
    _Sketch("Northwind Box Office", "Tickets, seats and prices", "tickets", 48_211, 3_902_114),
    _Sketch("Northwind Members", "Renewals and benefits", "members", 12_874, 640_233),
    _Sketch("Backstage", "Rota and call sheets for the crew", "backstage", 318, 92_480),
    _Sketch("Programme Notes", "Digital programmes", "programme", 27_405, 811_902, quiet_hours=1.5),
    _Sketch("Gift Shop", None, "shop", 5_120, 201_377, quiet_hours=6),
    _Sketch("Education Portal", "Bookings by schools", "schools", 934, 40_218, quiet_hours=30),
    _Sketch("Box Office (staging)", "Trials of the next release", "staging", 41, 12_006, "staging"),
    _Sketch("Summer Festival", "Archived", "festival", 8_802, 377_540, status="inactive", quiet_hours=2_160),
)
_LARGE_PLACES = ("Albion", "Beacon", "Civic", "Crescent", "Garrick", "Lyceum", "Orpheum", "Palace", "Regent")
_LARGE_USES = ("Tickets", "Members", "Programme", "Shop", "Kiosk", "Backstage", "Education")


def seed_apps(seeding: Seeding, organization_id: str) -> dict[str, App]:
    """The apps by id, oldest first."""
    random = seeding.random("appizer apps")
    sketches = list(_SKETCHES)
    if seeding.size == "large":
        sketches += [_drawn(random, n) for n in range(len(sketches) + 1, LARGE_COUNT + 1)]
    created = sorted(moments(random, seeding.now, [random.uniform(20, 420) for _ in sketches]))
    apps = [
        _app(random, seeding.now, organization_id, sketch, born)
        for sketch, born in zip(sketches, created, strict=True)
    ]
    return {app["id"]: app for app in apps}


def _drawn(random: Random, n: int) -> _Sketch:
    users = int(random.paretovariate(0.7) * 20)
    place, use = random.choice(_LARGE_PLACES), random.choice(_LARGE_USES)
    return _Sketch(
        name=f"{place} {use} {n}",
        description=None,
        host=f"{place}-{n}".lower(),
        users=users,
        events=users * random.randint(8, 120),
        environment=random.choices(("production", "staging", "development"), (8, 1, 1))[0],
        status=random.choices(("active", "inactive"), (19, 1))[0],
        quiet_hours=random.expovariate(1 / 20),
    )


def _app(random: Random, now: datetime, organization_id: str, sketch: _Sketch, created: datetime) -> App:
    counted = now - timedelta(minutes=random.uniform(3, 55))
    last_event = max(created, counted - timedelta(hours=sketch.quiet_hours))
    changed = created + (now - created) * random.uniform(0.1, 0.95)
    return new_app(random, organization_id, created) | {
        "name": sketch.name,
        "description": sketch.description,
        "website_url": f"https://{sketch.domain}",
        "updated_at": iso_milliseconds(changed),
        "environment": sketch.environment,
        "data_retention_days": random.choice((90, 180, 365, 365, 730)),
        "timezone": random.choice(_ZONES),
        "status": sketch.status,
        "cached_user_count": sketch.users,
        "cached_event_count": sketch.events,
        "cached_last_event": iso_milliseconds(last_event) if sketch.events else None,
        "stats_last_updated": iso_milliseconds(counted),
        "authorized_domains": [sketch.domain],
        **_services(random, sketch),
    }


def _services(random: Random, sketch: _Sketch) -> dict[str, Any]:
    """Connected services with their credentials, for the busier apps."""
    fields: dict[str, Any] = {}
    if sketch.users > 10_000:
        fields["engagement_platform"] = "wonderpush"
        fields["engagement_credentials"] = {
            "access_token": "wp_token_" + new_hex(random, 40),
            "application_id": new_hex(random, 16),
        }
        fields["email_platform"] = "brevo"
        fields["email_credentials"] = {"api_key": "xkeysib-" + new_hex(random, 64)}
    if sketch.users > 5_000:
        fields["webhook_enabled"] = True
        fields["webhook_url"] = f"https://hooks.{sketch.domain}/events"
    return fields
