"""The bulk export of events: who gets which, from when to when."""

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.domain.condition_text import UNDERSTOOD, read_conditions
from bot.domain.conditions import Combination, Comparison, Condition, conditions_json
from bot.domain.experiences import KINDS
from bot.domain.export_advice import PRESETS, RECOMMENDED, advice_against
from bot.domain.exports import EventExport, export_json
from bot.domain.people import Role
from bot.domain.zones import offset_at
from bot.errors import BadInput
from bot.services.changes import Change
from bot.services.exports import Exporting
from bot.views import exports as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Modal, Shape, option

_MOST_KEPT = 3000
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class ExportEvents:
    """Which events, and for whom."""

    emails: str = option(
        "addresses to which the link is mailed, with commas between them",
        shape=Shape.LONG_WORDS,
        repeats=True,
    )
    start: str = option("from when on", shape=Shape.MOMENT)
    end: str = option("up to when; otherwise up to now", default="", shape=Shape.MOMENT)
    format: str = option("the form of the file", default="csv", choices=("csv", "json"))
    preset: str = option(
        "conditions that the documents give; without any condition, the recommended ones",
        default="",
        choices=tuple(PRESETS),
    )
    flow: str = option("only events of this flow", default="", shape=Shape.ITEM, source="flows")
    checklist: str = option(
        "only events of this checklist", default="", shape=Shape.ITEM, source="checklists"
    )
    segment: str = option(
        "only events of users in this segment", default="", shape=Shape.ITEM, source="segments"
    )
    where: str = option(
        f"further conditions, {UNDERSTOOD}".replace("`", ""), default="", shape=Shape.CONDITIONS, repeats=True
    )
    time_zone: str = option("for the times in the file: a zone, or -04:00; otherwise your own", default="")
    limit: int | None = option("at most so many events", default=None, shape=Shape.NUMBER)
    offset: int | None = option("without the first so many", default=None, shape=Shape.NUMBER)
    anyway: bool = option(
        "also a range, or events, that the documents advise against", default=False, shape=Shape.FLAG
    )

    def __post_init__(self) -> None:
        """Raises BadInput for conditions that cannot be read."""
        read_conditions(self.where)


async def review(args: ExportEvents, context: Context) -> Reply:
    """Shows who gets what. Raises BadInput for what is advised against, unless it is confirmed."""
    export = await _export(args, context)
    return views.review(export, context.zone, _confirmed(args, export, context))


async def start(args: ExportEvents, context: Context) -> Change:
    """The change that exports, with everything as it was understood."""
    export = await _export(args, context)
    _confirmed(args, export, context)
    words = views.range_words(export, context.zone)
    return Exporting(context.appcues.exports, export, _understood(args, export), words)


def _understood(args: ExportEvents, export: EventExport) -> dict[str, Any]:
    """The arguments that ask for the same export later on. Raises BadInput for more than can be kept."""
    where = json.dumps(conditions_json(export.conditions), ensure_ascii=False)
    if len(where) > _MOST_KEPT:
        raise BadInput(
            "These are more conditions than can be kept until they are carried out.", field="where"
        )
    return {
        "emails": ", ".join(export.emails),
        "start": export.start.isoformat(),
        "end": export.end.isoformat() if export.end else "",
        "format": export.format,
        "preset": "everything",
        "where": where,
        "time_zone": export.time_zone,
        "limit": export.limit,
        "offset": export.offset,
        "anyway": args.anyway,
    }


async def _export(args: ExportEvents, context: Context) -> EventExport:
    """Raises BadInput, naming the field, for anything that Appcues would refuse; NoSuchItem, SeveralMatch."""
    start = context.when(args.start)
    export = EventExport(
        emails=[address for address in _BETWEEN.split(args.emails) if address],
        start=start,
        end=context.when(args.end) if args.end else None,
        format="json" if args.format == "json" else "csv",
        conditions=await _conditions(args, context),
        time_zone=offset_at(args.time_zone or context.zone, start),
        limit=args.limit,
        offset=args.offset,
    )
    export_json(export)
    if start > context.now:
        raise BadInput("The range begins in the future, so there is nothing in it.", field="start")
    return export


async def _conditions(args: ExportEvents, context: Context) -> tuple[Condition, ...]:
    """All that was asked for: presets and further conditions must hold; of a flow and a checklist, one."""
    of_items = [
        Comparison(f"{noun}_id", "==", await _item_id(noun, words, context))
        for noun, words in (("flow", args.flow), ("checklist", args.checklist))
        if words
    ]
    chosen: list[Condition] = [Combination("or", tuple(of_items))] if len(of_items) > 1 else [*of_items]
    if args.segment:
        segment = await context.appcues.segments.find(args.segment)
        chosen.append(Comparison("user_segment_id", "==", segment.id))
    chosen += read_conditions(args.where)
    preset = args.preset or ("" if chosen else RECOMMENDED)
    return (*PRESETS.get(preset, ()), *chosen)


async def _item_id(noun: str, words: str, context: Context) -> str:
    kind = next(kind for kind in KINDS if kind.singular == noun)
    return (await context.appcues.experiences.find(kind, words)).id


def _confirmed(args: ExportEvents, export: EventExport, context: Context) -> tuple[str, ...]:
    """What is advised against. Raises BadInput unless the person wants it anyway."""
    against = advice_against(export, context.now)
    if against and not args.anyway:
        raise BadInput(
            " ".join(against),
            "Take a shorter range, leave them out by the preset “recommended”, or say --anyway.",
            field="anyway",
        )
    return against


COMMANDS = (
    Command(
        path="appcues exports events",
        summary="Export events of users, as a file that is mailed",
        args=ExportEvents,
        run=start,
        allow=Role.EDITOR,
        effect=Effect.GUARDED,
        examples=(
            "appcues exports events --emails harriet@example.com --start 2026-11-01 --end 2026-11-18",
            'appcues exports events --emails a@example.com,b@example.com --start 2026-11-01 --where "user_id == u-1"',
            'appcues exports events --emails a@example.com --start 2026-11-01 --flow "Welcome tour" --format json',
        ),
        modal=Modal(wants=("emails", "start"), review=review, title="Export events", go="Export"),
    ),
)
