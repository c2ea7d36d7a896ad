"""Subscriptions in the words of commands: what somebody wants posted, and which standing ones they mean."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.accounts import Account
from bot.domain.experiences import KINDS
from bot.domain.moments import read_end
from bot.domain.recurrences import (
    Recurrence,
    is_recurrence,
    read_recurrence,
    recurrence_within,
    where_times_begin,
)
from bot.domain.subscriptions import (
    HAVE_TIMES,
    LEAST_OF,
    USUAL_RHYTHM,
    Filters,
    NewSubscription,
    Severity,
    Standing,
    Topic,
    require_fit,
    require_rare,
    require_vendor,
)
from bot.domain.timing import length_words
from bot.domain.zones import zone_named
from bot.errors import BadInput, NoSuchItem
from commands.context import Context
from commands.quoting import quote
from commands.values import beside, quoted

_CHOICES = ("kind", "tag", "app", "only", "elsewhere", "rhythm", "zone", "always")
_OPTION_OF = {
    **dict.fromkeys(LEAST_OF, "--only"),
    **dict.fromkeys((kind.plural for kind in KINDS), "--kind"),
}
"""The options whose values are often typed without them."""
_NAMES = ("tag", "app", "in_account")
_LONGEST = timedelta(days=366)


async def new_from(args: Any, context: Context) -> NewSubscription:
    """What somebody wants to have posted. Raises PersonError for what cannot be, beside its argument."""
    topic, chosen = Topic(args.topic), {name: getattr(args, name) for name in _CHOICES}
    _require_clear_names(args)
    _require_no_words(args, topic)
    require_fit(topic, chosen)
    zone, recurrence = _times(args, topic, context)
    place = context.place.channel_id
    channel_id = await context.services.channels.to_post_in(context.person, args.channel or place, place)
    return NewSubscription(
        team_id=context.place.team_id,
        channel_id=channel_id,
        topic=topic,
        filters=await _filters(args, topic, context),
        zone=zone,
        created_by=context.person.id,
        created_by_name=context.person.member.name,
        recurrence=recurrence,
        even_if_empty=args.always,
    )


def pinned(args: Any, new: NewSubscription, context: Context) -> Any:
    """The arguments that say the same wherever and whenever they are read, by whatever names."""
    times = new.recurrence
    return replace(
        args,
        channel=args.channel or context.place.channel_id,
        rhythm=times.text if times else "",
        zone=times.zone if times else "",
        in_account=new.filters.account,
        tag=new.filters.tag,
        app=new.filters.app,
    )


async def channel_of(args: Any, context: Context) -> str:
    """The channel that is named, or this one. Raises BadInput unless the person may know of it."""
    place = context.place.channel_id
    return await context.services.channels.known(context.person, args.channel or place, place)


async def one_of(args: Any, context: Context) -> Standing:
    """The one that is meant by `which`. Raises NoSuchItem, SeveralMatch, BadInput."""
    team_id, place = context.place.team_id, context.place.channel_id
    standing = await context.services.subscriptions.get(team_id, args.which.strip())
    if standing is not None:
        await context.services.channels.known(context.person, standing.subscription.channel_id, place)
        return standing
    return await context.services.subscriptions.find(team_id, await channel_of(args, context), args.which)


async def some_of(args: Any, context: Context) -> tuple[Standing, ...]:
    """Those that are meant by `which`: all of the channel, those of a topic, or one. Raises as `one_of`."""
    word = args.which.strip().casefold()
    if word and word not in set(Topic):
        return (await one_of(args, context),)
    listed = await context.services.subscriptions.listing(
        context.place.team_id, await channel_of(args, context)
    )
    found = tuple(each for each in listed if word in {"", each.subscription.topic})
    if not found:
        about = f" of {word}" if word else ""
        raise NoSuchItem(
            f"There are no subscriptions{about} in this channel.", "Set one up: /callboard subscribe"
        )
    return found


def end_of_mute(args: Any, context: Context) -> datetime:
    """Until when to mute. Raises BadInput with a line that does."""
    which = args.length if args.length in set(Topic) else args.which
    try:
        until = read_end(args.length, context.now, context.zone)
    except BadInput as problem:
        line = f"/callboard mute 1d {which}".rstrip()
        raise BadInput(problem.sentence, f"Say how long: {line}", "length") from problem
    if until <= context.now:
        raise BadInput("That is over already.", field="length")
    if not timedelta(minutes=1) <= until - context.now <= _LONGEST:
        raise BadInput(f"It takes between 1 minute and {length_words(_LONGEST)}.", field="length")
    return until


def _times(args: Any, topic: Topic, context: Context) -> tuple[str, Recurrence | None]:
    """The zone, and at which times it comes, if it does."""
    with beside("zone"):
        zone = zone_named(args.zone or context.zone).key
    rhythm = args.rhythm or (USUAL_RHYTHM if topic is Topic.DIGEST else "")
    if not rhythm:
        return zone, None
    with beside("rhythm"):
        recurrence = _recurrence(topic, rhythm, zone)
    require_rare(recurrence, context.now)
    return zone, recurrence


def _recurrence(topic: Topic, rhythm: str, zone: str) -> Recurrence:
    """The times that were said. Raises BadInput that shows what to leave out."""
    try:
        return read_recurrence(rhythm, zone)
    except BadInput:
        words, found = rhythm.split(), recurrence_within(rhythm)
        if found is None:
            raise
    if len(places := where_times_begin(words)) > 1:
        lines = " or ".join(f"/callboard subscribe {topic} {' '.join(words[place:])}" for place in places)
        raise BadInput(_in_several_ways(rhythm), f"Leave out what is no time: {lines}")
    before, times, behind = found
    line = f"Leave that out: /callboard subscribe {topic} {times}"
    if before:
        raise BadInput(f"{quoted(before)} is no time, and what is posted has no name of its own.", line)
    raise BadInput(
        f"I do not know what to do with {quoted(behind)} behind the times.",
        f"{line}, or name a zone: --zone Europe/Paris",
    )


async def _filters(args: Any, topic: Topic, context: Context) -> Filters:
    account = await _account(args, topic, context)
    account_id = account.id if account else ""
    filters = Filters(
        account=account.key if account else "",
        kind=args.kind,
        least=LEAST_OF.get(args.only, Severity.NEWS),
        elsewhere=args.elsewhere,
    )
    if args.tag:
        with beside("tag"):
            tag = await (await context.appcues_of(account_id)).tags.find(args.tag)
        filters = replace(filters, tag=tag.id, tag_name=tag.name)
    if args.app:
        with beside("app"):
            app = await (await context.appizer_of(account_id)).apps.find(args.app)
        filters = replace(filters, app=app.id, app_name=app.name)
    return filters


async def _account(args: Any, topic: Topic, context: Context) -> Account | None:
    if not args.in_account:
        return None
    with beside("in_account"):
        account = await context.services.accounts.labelled(context.place.team_id, args.in_account)
    require_vendor(topic, account.vendor, {"kind": args.kind, "tag": args.tag, "app": args.app})
    return account


def _require_clear_names(args: Any) -> None:
    """Raises BadInput for a name with times behind it, where it is not clear which of its words are times."""
    for field in () if args.rhythm else _NAMES:
        words = getattr(args, field).split()
        if len(places := where_times_begin(words)) > 1:
            flag, short, long = f"--{field.replace('_', '-')}", places[0], places[-1]
            raise BadInput(
                _in_several_ways(" ".join(words)),
                f"Put the name in quotes: {flag} {quote(' '.join(words[:long]))} {' '.join(words[long:])}. "
                f"Or the times before it: {' '.join(words[short:])} {flag} {quote(' '.join(words[:short]))}",
                field,
            )


def _require_no_words(args: Any, topic: Topic) -> None:
    """Raises BadInput for words that are no times behind a topic that has none, with the option that may be meant."""
    if not args.rhythm or topic in HAVE_TIMES or is_recurrence(args.rhythm):
        return
    word = next((word for word in args.rhythm.casefold().split() if word in _OPTION_OF), "")
    option = f" {_OPTION_OF[word]} {word}" if word else ""
    raise BadInput(
        f"I do not know what to do with {quoted(args.rhythm)} behind {topic}.",
        f"{'Type it as' if option else 'Leave that out'}: /callboard subscribe {topic}{option}",
        "rhythm",
    )


def _in_several_ways(text: str) -> str:
    return f"{quoted(text)} can be read in several ways: it is not clear where the times begin."
