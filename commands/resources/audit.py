"""The audit: who did what, refusals included; listed, searched, shown, exported, verified."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from bot.domain.accounts import Vendor
from bot.domain.audit import UNATTENDED, AuditSearch, Item, Verdict, own_change
from bot.domain.audit_kinds import kinds_named
from bot.domain.past_moments import Span, read_past
from bot.domain.people import Role
from bot.errors import BadInput
from bot.services.audit_exports import ExportFormat
from bot.views import audit as views
from bot.views.reply import OutgoingFile, Reply
from commands.context import Context, Source
from commands.parsing import to_json
from commands.quoting import spoken
from commands.spec import Command, Effect, NoArgs, Shape, Words, option, positional
from commands.values import mentioned

_LONGEST_NUMBER = 9
"""Digits."""
_ROOTS = (*Vendor, "callboard", "schedule", "watch")
"""With what actions begin: the slash commands, and what happens by itself."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which records."""

    person: str = option("only what this person did", default="", shape=Shape.PERSON)
    item: str = option(
        "only what was done to this: its id, a part of its name, or a mention",
        default="",
        shape=Shape.MENTIONS,
    )
    kind: str = option("only items of this kind, such as flow, app or role", default="")
    in_account: str = option("only what was done in the account of this label", default="")
    since: str = option("not before: yesterday, monday 9:00, 3 days ago, 2026-11-02", default="")
    until: str = option("not after; a day counts whole", default="")
    verdict: str = option("only what ended so", default="", choices=tuple(Verdict))
    way: str = option("only what came by this way", default="", choices=(*Source, *UNATTENDED))
    action: str = option("only commands that begin with these words, such as flows publish", default="")
    request: str = option("only what belongs to the change request of this id", default="")


@dataclass(frozen=True, kw_only=True)
class ListAudit:
    """Which page of the audit."""

    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)
    upto: int = option("the newest record then", default=0, shape=Shape.NUMBER, hidden=True)
    asked: str = option("when it was first asked, which times like 2h count from", default="", hidden=True)


@dataclass(frozen=True, kw_only=True)
class SearchAudit(ListAudit, Filters):
    """Which records to show."""


@dataclass(frozen=True)
class ShowRecord:
    """Which record."""

    number: str = positional("the number of the record")


@dataclass(frozen=True, kw_only=True)
class ExportAudit(Filters):
    """Which records to export, and in which form."""

    format: str = option(
        "csv for spreadsheets, jsonl to verify the chain", default="csv", choices=tuple(ExportFormat)
    )


async def show_list(args: ListAudit, context: Context) -> Reply:
    """Answers with a page of all records."""
    return await search(SearchAudit(**to_json(args)), context)


async def search(args: SearchAudit, context: Context) -> Reply:
    """Answers with a page of the records that are looked for."""
    context = replace(context, now=_moment(args.asked) or context.now)
    wanted = replace(await _wanted(args, context), up_to_seq=args.upto)
    found = await context.services.audit.search(context.place.team_id, wanted, args.page)
    actors = {args.person, *(record.entry.actor_id for record in found.records)}
    shown = await _shown(args, actors, context)
    return views.page(found, shown, asked=context.now.isoformat() if args.since or args.until else "")


async def show_one(args: ShowRecord, context: Context) -> Reply:
    """Answers with one record, and all that is known of it."""
    number = args.number.strip().removeprefix("#").replace(",", "")
    if not number.isascii() or not number.isdigit() or len(number) > _LONGEST_NUMBER:
        raise BadInput("A record is named by its number, such as 42.", field="number")
    examined = await context.services.audit.examine(context.place.team_id, int(number))
    shown = await _shown(Filters(), {examined.record.entry.actor_id}, context)
    link = await context.services.message_links.to(context.place.team_id, *examined.message)
    account = examined.record.entry.account
    badges = await context.services.accounts.badges_ever(context.place.team_id)
    return views.one(examined, shown, badges.get(account, account), link)


async def export(args: ExportAudit, context: Context) -> Reply:
    """Hands the records over as a file, privately; that it was asked for is recorded first."""
    entry = own_change(
        context.place.team_id,
        context.who,
        "callboard audit export",
        Item("audit", "", ""),
    )
    entry = replace(entry, arguments=_given(args))
    wanted, shown = await _wanted(args, context), await _shown(args, {args.person}, context)
    made = await context.services.audit_exports.export(wanted, ExportFormat(args.format), entry)
    return views.exported(made.name, OutgoingFile(made.name, made.content), made.records, shown.filters)


async def verify(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers whether the chain of records holds."""
    return views.verified(await context.services.audit.verify(context.place.team_id))


def about(_command: Command, words: Words) -> Words:
    """What stands before the options says whose records are meant, when it is a mention, and of which item."""
    free = tuple(takewhile(lambda word: not word.startswith("--"), words))
    people = [word for word in free if word.startswith("<@")]
    item = " ".join(word for word in free if word not in people)
    whose = [part for each in people for part in ("--person", each)]
    return (*whose, *(("--item", item) if item else ()), *words[len(free) :])


async def _wanted(args: Filters, context: Context) -> AuditSearch:
    """The records that are meant. Raises BadInput, NoSuchItem, SeveralMatch."""
    since, until = _span(args.since, "since", context), _span(args.until, "until", context)
    if since and until and until.end <= since.start:
        raise BadInput("That ends before it begins.", "Say an earlier --since, or a later --until.", "until")
    account = None
    if args.in_account:
        account = await context.services.accounts.labelled_ever(context.place.team_id, args.in_account)
    return AuditSearch(
        actor_id=args.person,
        item=mentioned(args.item) or spoken(args.item),
        item_kinds=kinds_named(args.kind) if args.kind else (),
        account=account.key if account else "",
        since=since.start if since else None,
        until=until.end if until else None,
        verdict=args.verdict,
        source=args.way,
        actions=_beginnings(args.action),
        request_id=args.request,
    )


def _beginnings(action: str) -> tuple[str, ...]:
    """How the actions begin that are meant, whose root may be left out."""
    words = " ".join(action.removeprefix("/").casefold().split())
    return (words, *(f"{root} {words}" for root in _ROOTS)) if words else ()


def _span(words: str, field: str, context: Context) -> Span | None:
    try:
        return read_past(words, context.now, context.zone) if words else None
    except BadInput as problem:
        raise BadInput(problem.sentence, problem.hint, field) from problem


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        moment = None
    return moment if moment and moment.tzinfo else None


async def _shown(args: Filters, people: set[str], context: Context) -> views.AuditShown:
    subject = mentioned(args.item)
    asked_about = (
        {subject} if subject and not subject.startswith("S") else set()
    )  # user groups have no names here
    names = await context.services.people.names(context.place.team_id, people | asked_about)
    words = {
        "person": f"by {names.get(args.person, args.person)}",
        "item": f"about “{names.get(subject, subject or spoken(args.item))}”",
        "kind": f"about {args.kind}",
        "in_account": f"in {args.in_account}",
        "since": f"since {args.since}",
        "until": f"until {args.until}",
        "verdict": args.verdict,
        "way": f"by way of {args.way}",
        "action": f"of /{args.action.removeprefix('/')}",
        "request": f"of request {args.request}",
    }
    filters = [said for name, said in words.items() if getattr(args, name)]
    asked = {name: value for name, value in _given(args).items() if name in words}
    accounts = await context.services.accounts.badges_of_several(context.place.team_id)
    return views.AuditShown(asked, filters, context.zone, names, accounts)


def _given(args: Filters) -> dict[str, str]:
    return {name: value for name, value in to_json(args).items() if value}


COMMANDS = (
    Command(
        path="callboard audit list",
        summary="List who did what, refusals included, newest first",
        args=ListAudit,
        run=show_list,
        allow=Role.ADMIN,
        examples=("callboard audit",),
    ),
    Command(
        path="callboard audit search",
        summary="Search who did what: by person, item, account, time and outcome",
        args=SearchAudit,
        run=search,
        allow=Role.ADMIN,
        examples=(
            "callboard audit search <@U012345|maya> --since yesterday",
            "callboard audit search Welcome tour --verdict refused",
            'callboard audit search --action "appcues flows" --since "3 days ago" --until today',
        ),
        order=about,
    ),
    Command(
        path="callboard audit show",
        summary="Show one record with everything that is known of it",
        args=ShowRecord,
        run=show_one,
        allow=Role.ADMIN,
        examples=("callboard audit show 42",),
    ),
    Command(
        path="callboard audit export",
        summary="Get records as a file in your direct messages; JSON Lines can be verified by others",
        args=ExportAudit,
        run=export,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=(
            "callboard audit export",
            "callboard audit export --format jsonl",
            "callboard audit export --since 2026-11-01 --until 2026-11-30",
        ),
        order=about,
    ),
    Command(
        path="callboard audit verify",
        summary="Check that no record was changed, removed or moved",
        args=NoArgs,
        run=verify,
        allow=Role.ADMIN,
        examples=("callboard audit verify",),
    ),
)
