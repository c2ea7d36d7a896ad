"""What tests and operators order of the stand-in: time, trouble, limits, and changes of the workspace."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.slack.acts.changing import change_channel
from sandbox.slack.acts.personnel import change_person
from sandbox.slack.stage import Stage

Json = dict[str, Any]


async def _clock(stage: Stage, asked: Json) -> Json:
    stage.clock.advance(float(asked.get("advance", 0)))
    return {"now": stage.clock.now()}


async def _faults(stage: Stage, asked: Json) -> Json:
    if asked.get("clear"):
        stage.faults.clear()
    else:
        stage.faults.add_from(asked)
    return {"ok": True}


async def _sockets(stage: Stage, asked: Json) -> Json:
    await stage.links.announce_disconnect(str(asked.get("reason") or "refresh_requested"))
    return {"ok": True}


async def _limits(stage: Stage, asked: Json) -> Json:
    stage.rates.switch(on=bool(asked.get("on", True)))
    return {"ok": True}


async def _uninstall(stage: Stage, _asked: Json) -> Json:
    stage.uninstall()
    return {"ok": True}


async def _channel_change(stage: Stage, asked: Json) -> Json:
    return change_channel(stage, asked)


async def _person_change(stage: Stage, asked: Json) -> Json:
    return change_person(stage, asked)


ORDERS: dict[str, Callable[[Stage, Json], Awaitable[Json]]] = {
    "clock": _clock,
    "faults": _faults,
    "sockets": _sockets,
    "limits": _limits,
    "uninstall": _uninstall,
    "channel": _channel_change,
    "person": _person_change,
}
"""By the last part of their address below `/board`."""
