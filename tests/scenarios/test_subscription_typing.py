"""Subscriptions as people type them: in another order, in the singular, with the zone behind the times."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.scenarios.hours import PARIS, THURSDAY, lives_in, move_to, next_weekday, spring_sunday
from tests.scenarios.playhouse import TEAM, Playhouse
from tests.scenarios.seats import LAUNCHES, Cast

MENTION = f"<#{LAUNCHES}|launches>"
PARIS_MORNINGS = "*digest, every weekday at 09:00 (Europe/Paris)* in #launches"
STOCKHOLM_MORNINGS = "*digest, every weekday at 09:00 (Europe/Stockholm)* in #launches"

SET_UP = (
    ("digest --zone Europe/Paris weekdays 09:00", PARIS_MORNINGS),
    ("digest weekdays 09:00 Europe/Paris", PARIS_MORNINGS),
    ("digest Weekdays 09:00 (europe/paris)", PARIS_MORNINGS),
    ("digest weekdays 09:00 --zone=Europe/Paris", PARIS_MORNINGS),
    (f"digest {MENTION}", STOCKHOLM_MORNINGS),
    ("subscribe digest --zone Europe/Paris weekdays 09:00", PARIS_MORNINGS),
    ("subscribe --zone Europe/Paris digest weekdays 09:00", PARIS_MORNINGS),
    ("subscribe digest Europe/Paris weekdays 09:00 --always", PARIS_MORNINGS),
    (f"subscribe digest weekdays 09:00 --always {MENTION}", STOCKHOLM_MORNINGS),
    (f"subscribe digest {MENTION} weekdays 09:00", STOCKHOLM_MORNINGS),
    ("subscribe digest --tag onboarding weekdays 09:00", "tagged onboarding, every weekday at 09:00"),
    ("subscribe stats --app Northwind Members mondays 9:00", "of Northwind Members, every Monday at 09:00"),
    ("subscribe digest 0 9 * * 1-5 Europe/Paris", PARIS_MORNINGS),
    ("digest weekdays 09:00 --zone Paris", PARIS_MORNINGS),
    ("digest weekdays 09:00 --zone=paris", PARIS_MORNINGS),
    ("digest --zone Paris weekdays 09:00", PARIS_MORNINGS),
    ("digest weekdays 09:00 (Paris)", PARIS_MORNINGS),
    ("digest weekdays 09:00 New York", "every weekday at 09:00 (America/New_York)"),
    ("digest --zone America/New York weekdays 09:00", "every weekday at 09:00 (America/New_York)"),
    ("digest weekdays 09:00 --zone port of spain", "every weekday at 09:00 (America/Port_of_Spain)"),
    ("digest weekdays noon", "every weekday at 12:00"),
    ("digest fridays at 12 noon", "every Friday at 12:00"),
    ("digest monday midnight", "every Monday at 00:00"),
    ("subscribe digest --tag onboarding midnight every day", "tagged onboarding, every day at 00:00"),
    (f"digest weekdays 09:00 in {MENTION}", STOCKHOLM_MORNINGS),
    (f"subscribe {MENTION} to jobs", "*jobs* in #launches"),
    (f"subscribe to jobs in {MENTION}", "*jobs* in #launches"),
    (f"subscribe jobs {MENTION}", "*jobs* in #launches"),
    (f"subscribe jobs --only failed {MENTION}", "*jobs, only failed* in #launches"),
    (f"subscribe {MENTION} job", "*jobs* in #launches"),
    ("subscribe publishings", "*publishing* in #launches"),
    ("subscribe stat", "*stats* in #launches"),
    ("subscribe Statistics mondays 9:00", "*stats, every Monday at 09:00"),
    ("subscribe KEY", "*keys* in #launches"),
    ("subscriptions preview digests weekdays 9:00 Europe/Paris", PARIS_MORNINGS),
)
"""What is typed, and what the review says of it."""


async def test_a_subscription_is_understood_however_its_words_are_put(cast: Cast) -> None:
    for line, told in SET_UP:
        said = await cast.maya.types(f"/callboard {line}", "C0RANDOM" if MENTION in line else LAUNCHES)
        assert told in said, (line, said.plain)


async def test_what_is_no_time_after_digest_is_not_taken_for_one(cast: Cast) -> None:
    for line in ("digest --days 7", "digest prevew", "digest shwo --days 3"):
        said = await cast.maya.types(f"/callboard {line}")
        assert "There is no `/callboard digest" in said, line


async def test_an_option_keeps_a_value_that_is_called_like_a_channel(cast: Cast) -> None:
    said = await cast.maya.types(f"/callboard subscribe publishing --tag {MENTION}")
    assert "None of the tags is called “#launches”" in said


async def test_words_after_two_dashes_stay_where_they_are(cast: Cast) -> None:
    said = await cast.maya.types(f"/callboard subscribe digest -- weekdays 09:00 {MENTION}")
    assert "“#launches” behind the times" in said


MISTAKEN = (
    (
        'digest "Morning news" weekdays 09:00',
        "“Morning news” is no time, and what is posted has no name of its own.",
        "/callboard subscribe digest weekdays 09:00",
    ),
    (
        "subscribe stats weekdays 9:00 in my office",
        "“in my office” behind the times",
        "/callboard subscribe stats weekdays 9:00",
    ),
    ("digest weekdays 09:00 Springfield", "“Springfield” behind the times", "--zone Europe/Paris"),
    ("digest weekdays 09:00 --zone Istanbul", "is not a time zone", "Asia/Istanbul or Europe/Istanbul"),
    ("digest weekdays 09:00 --zone north", "is not a time zone", "Did you mean"),
    ("digest Paris weekdays 09:00", "“Paris” is no time", "/callboard subscribe digest weekdays 09:00"),
    ("digest noon", "Say on which days, too", "weekdays 12:00"),
    ("subscribe jobs failed", "“failed” behind jobs", "/callboard subscribe jobs --only failed"),
    ("subscribe publishing only flows", "“only flows” behind publishing", "publishing --kind flows"),
    (
        "subscribe keys of everybody",
        "“of everybody” behind keys",
        "Leave that out: /callboard subscribe keys",
    ),
    ("digest weekly", "Say on which day and at what time", "monday 09:00"),
)
"""What is typed, what is wrong with it, and the line that is shown."""


async def test_what_is_no_time_is_named_beside_the_line_without_it(cast: Cast) -> None:
    for line, told, shown in MISTAKEN:
        said = await cast.maya.types(f"/callboard {line}")
        assert told in said, said.plain
        assert shown in said, said.plain
        assert said.buttons == ["Open the form again"], "with what was typed"


OFFSETS = {
    "UTC+2": "Etc/GMT-2",
    "gmt+2": "Etc/GMT-2",
    "+02:00": "Etc/GMT-2",
    "UTC-5": "Etc/GMT+5",
    "UTC−5": "Etc/GMT+5",
    "+0": "UTC",
    "UTC+5:45": "Asia/Kathmandu",
}
"""How people write offsets, and the zone that has it all year."""


async def test_for_an_offset_a_zone_is_offered_that_has_it_and_never_the_opposite(cast: Cast) -> None:
    for offset, zone in OFFSETS.items():
        for line in (f"digest weekdays 09:00 {offset}", f"subscribe digest --zone {offset}"):
            said = await cast.maya.types(f"/callboard {line}")
            assert f"“{offset}” is not a time zone" in said, said.plain
            assert f"for {offset} in summer and winter alike, {zone}" in said, said.plain
            assert "GMT+2" not in said.plain.replace(offset, "")
    beyond = await cast.maya.types("/callboard digest weekdays 09:00 --zone UTC+20")
    assert "Name a place near you." in beyond


@pytest.mark.parametrize(
    ("line", "muted", "hours"),
    [
        ("mute 1 day", "jobs keys", 24),
        ("mute 2 hours", "jobs keys", 2),
        ("mute for 2 hours", "jobs keys", 2),
        ("mute 1d 12h all", "jobs keys", 36),
        ("mute all 1d", "jobs keys", 24),
        (f"mute 1d {MENTION}", "jobs keys", 24),
        (f"mute {MENTION} 1 day", "jobs keys", 24),
        (f"mute {MENTION} 1d keys", "keys", 24),
        (f"mute jobs for 2 hours {MENTION}", "jobs", 2),
        ("mute 1 day 2", "keys", 24),
        ("mute 2 1 day", "keys", 24),
        ("mute 1 day job", "jobs", 24),
        ("mute for a day", "jobs keys", 24),
        ("mute an hour", "jobs keys", 1),
        ("mute 1 hour and 120 minutes jobs", "jobs", 3),
        ("mute 2h for jobs", "jobs", 2),
        (f"mute 2h jobs in {MENTION}", "jobs", 2),
    ],
)
async def test_a_length_of_several_words_is_one_wherever_it_stands(
    house: Playhouse, cast: Cast, line: str, muted: str, hours: int
) -> None:
    for topic in ("jobs", "keys"):
        await cast.maya.presses(await cast.maya.types(f"/callboard subscribe {topic}"), "Save")
    now = house.clock.now()
    said = await cast.maya.types(f"/callboard {line}", "C0RANDOM" if MENTION in line else LAUNCHES)
    assert "Muted until" in said, said.plain
    rows = await house.look(lambda work: work.subscriptions.list(TEAM))
    until = {row.topic: row.muted_until for row in rows if row.muted_until}
    assert set(until) == set(muted.split())
    assert {round((each - now).total_seconds() / 3600) for each in until.values()} == {hours}


@pytest.mark.parametrize(
    ("line", "muted", "days", "clock"),
    [
        ("mute jobs until 18:00", "jobs", 0, "18:00"),
        ("mute until 18:00 jobs", "jobs", 0, "18:00"),
        ("mute till 6pm", "jobs keys", 0, "18:00"),
        ("mute until 9:00", "jobs keys", 1, "09:00"),
        ("mute 2 until noon", "keys", 1, "12:00"),
        ("mute until midnight", "jobs keys", 1, "00:00"),
        ("mute until tomorrow", "jobs keys", 1, "00:00"),
        ("mute until tomorrow at 9:00 keys", "keys", 1, "09:00"),
        ("mute all until monday", "jobs keys", 4, "00:00"),
        ("mute until thursday", "jobs keys", 7, "00:00"),
        (f"mute keys until monday 9:00 in {MENTION}", "keys", 4, "09:00"),
        ("mute until {date}", "jobs keys", 3, "00:00"),
        ("mute until {date} 09:00 job", "jobs", 3, "09:00"),
    ],
)
async def test_what_is_muted_until_a_moment_rests_until_then_in_the_persons_zone(
    house: Playhouse, cast: Cast, line: str, muted: str, days: int, clock: str
) -> None:
    now = await thursday_noon(house, cast)
    date = f"{now + timedelta(days=days):%Y-%m-%d}"
    channel = "C0RANDOM" if MENTION in line else LAUNCHES
    said = await cast.maya.types(f"/callboard {line.format(date=date)}", channel)
    assert "Muted until" in said, said.plain
    assert await muted_until(house) == dict.fromkeys(muted.split(), f"{date} {clock}")


async def test_an_end_that_clocks_skip_or_show_twice_is_refused_with_what_to_say(
    house: Playhouse, cast: Cast
) -> None:
    await thursday_noon(house, cast)
    spring = spring_sunday(house)
    said = await cast.maya.types(f"/callboard mute until {spring:%Y-%m-%d} 02:30")
    assert f"02:30 does not exist on {spring:%Y-%m-%d} in {PARIS}: say" in said
    await move_to(house, spring)
    autumn = spring + timedelta(days=7 * 31)
    said = await cast.maya.types(f"/callboard mute jobs until {autumn:%Y-%m-%d} 02:30")
    assert f"02:30 happens twice on {autumn:%Y-%m-%d} in {PARIS}: say" in said
    assert await muted_until(house) == {}
    await cast.maya.types(f"/callboard mute jobs until {autumn:%Y-%m-%d} 02:30+02:00")
    assert await muted_until(house) == {"jobs": f"{autumn:%Y-%m-%d} 02:30"}


NO_END = (
    ("mute jobs", "“jobs” is not a length of time", "/callboard mute 1d jobs"),
    ("mute jobs for ever", "“for ever” is not a length of time", "/callboard mute 1d jobs"),
    ("mute today", "“today” is not a length of time", "/callboard mute 1d"),
    ("mute until", "“until” is not a length of time", "/callboard mute 1d"),
    ("mute jobs until end of day", "“end of day” is not a time", "/callboard mute 1d jobs"),
    ("mute until monday morning", "“monday morning” is not a time", "`monday 9:00`"),
    ("mute until monday 2", "“monday 2” is not a time", "`monday 9:00`"),
    ("mute until today", "Say at what time, too", "`today 9:00`"),
    ("mute until {yesterday}", "That is over already", ""),
    ("mute until {late}", "between 1 minute and 366 days", ""),
)
"""What is typed, what is wrong with it, and what to say instead."""


async def test_who_says_no_length_and_no_end_is_shown_what_would_be_one(house: Playhouse, cast: Cast) -> None:
    now = await thursday_noon(house, cast)
    dates = {
        "yesterday": f"{now - timedelta(days=1):%Y-%m-%d}",
        "late": f"{now + timedelta(days=400):%Y-%m-%d}",
    }
    for line, told, shown in NO_END:
        said = await cast.maya.types(f"/callboard {line.format(**dates)}")
        assert told in said, (line, said.plain)
        assert shown in said, (line, said.plain)
        assert said.buttons == ["Open the form again"], "with what was typed"
    assert await muted_until(house) == {}


async def thursday_noon(house: Playhouse, cast: Cast) -> datetime:
    """It is Thursday noon in Paris, where Maya lives, and #launches is told of jobs and keys."""
    lives_in(house, "U0MAYA", PARIS)
    for topic in ("jobs", "keys"):
        await cast.maya.presses(await cast.maya.types(f"/callboard subscribe {topic}"), "Save")
    await move_to(house, noon := next_weekday(house, THURSDAY, 12))
    return noon.astimezone(ZoneInfo(PARIS))


async def muted_until(house: Playhouse) -> dict[str, str]:
    """Until when what is muted rests, by topic, as the clocks of Paris show it."""
    rows = await house.look(lambda work: work.subscriptions.list(TEAM))
    ends = {row.topic: row.muted_until.astimezone(ZoneInfo(PARIS)) for row in rows if row.muted_until}
    return {topic: f"{end:%Y-%m-%d %H:%M}" for topic, end in ends.items()}


async def test_others_are_named_with_the_channel_behind_and_in_the_singular(cast: Cast) -> None:
    for topic in ("jobs", "keys"):
        await cast.maya.presses(await cast.maya.types(f"/callboard subscribe {topic}"), "Save")
    await cast.maya.types("/callboard mute 1d")
    assert "*jobs*" in await cast.maya.types(f"/callboard unmute job {MENTION}", "C0RANDOM")
    assert "*keys*" in await cast.maya.types("/callboard unmute all")
    assert "Removed: *jobs*" in await cast.maya.types(f"/callboard unsubscribe job {MENTION}", "C0RANDOM")
    for line in ("subscriptions list", f"subscriptions list {MENTION}", f"subscriptions in {MENTION}"):
        assert "1 subscription in #launches" in await cast.maya.types(f"/callboard {line}"), line
    for line in ("subscriptions all", "subscriptions everything", "subscriptions ALL --all"):
        told = "--all" if line.endswith("--all") else "1 subscription in this workspace"
        assert told in await cast.maya.types(f"/callboard {line}", "C0RANDOM"), line


BLACK_FRIDAY = "of Black Friday, every Monday at 09:00"
NAMED_LIKE_TIMES = (
    'digest --app "Black Friday" monday 09:00',
    "digest monday 09:00 --app Black Friday",
    "digest --app Black Friday -- monday 09:00",
    "subscribe digest --app=“Black Friday” monday 09:00",
    "subscriptions preview stats --app “Black Friday” every monday at 9:00",
)
"""Lines that say where the name ends."""
UNCLEAR = (
    ("digest --app Black Friday monday 09:00", "--app", "Black Friday"),
    ("digest --app=Black Friday monday 09:00", "--app", "Black Friday"),
    ("subscribe stats --app Black Friday monday 09:00 --zone Europe/Paris", "--app", "Black Friday"),
    ("subscribe digest --tag Cyber Sun monday 09:00", "--tag", "Cyber Sun"),
    ("subscribe digest --in-account The Daily monday 09:00", "--in-account", "The Daily"),
    ("subscriptions preview digest --tag Black Friday monday 09:00", "--tag", "Black Friday"),
)
"""Lines of which nobody can say where the name ends, with the option and its longest name."""


async def test_a_name_keeps_its_words_and_the_times_gain_none(cast: Cast) -> None:
    await cast.adam.types('/appizer apps create "Black Friday"')
    for line in NAMED_LIKE_TIMES:
        said = await cast.maya.types(f"/callboard {line}")
        assert BLACK_FRIDAY in said, (line, said.plain)
    said = await cast.maya.types("/callboard digest --app Black Friday weekdays 09:00")
    assert "of Black Friday, every weekday at 09:00" in said, "a Friday is no more than a weekday"
    for days in ("mon,thu", "mon, thu", "mon and thu", "mon , thu"):
        said = await cast.maya.types(f"/callboard digest --app Black Friday {days} 09:00")
        assert "can be read in several ways" in said, said.plain
        said = await cast.maya.types(f"/callboard digest --app Northwind Members {days} 09:00")
        assert "of Northwind Members, every Monday and Thursday at 09:00" in said, said.plain


async def test_where_a_name_may_end_at_several_places_it_is_wanted_in_quotes(cast: Cast) -> None:
    await cast.adam.types('/appizer apps create "Black Friday"')
    for line, flag, name in UNCLEAR:
        said = await cast.maya.types(f"/callboard {line}")
        less, day = name.split()
        assert f"“{name} monday 09:00” can be read in several ways" in said, (line, said.plain)
        assert f'Put the name in quotes: {flag} "{name}" monday 09:00.' in said, said.plain
        assert f"Or the times before it: {day} monday 09:00 {flag} {less}" in said, said.plain
        assert said.buttons == ["Open the form again"], "with what was typed"
        assert f"{name} monday 09:00" in str(await cast.maya.opens(said, "Open the form again"))
        await cast.maya.board.close()


async def test_words_among_the_times_are_not_named_at_one_place_where_there_are_several(cast: Cast) -> None:
    said = await cast.maya.types("/callboard digest Black Friday monday 09:00")
    assert "“Black Friday monday 09:00” can be read in several ways" in said
    assert (
        "/callboard subscribe digest Friday monday 09:00 or /callboard subscribe digest monday 09:00" in said
    )


async def test_an_account_that_is_named_as_for_other_commands_is_answered_with_how(cast: Cast) -> None:
    for line in ("digest --account production monday 09:00", "digest monday 09:00 --account=production"):
        assert "Name the account by --in-account." in await cast.maya.types(f"/callboard {line}"), line
