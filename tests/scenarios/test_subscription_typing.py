"""Subscriptions as people type them: in another order, in the singular, with the zone behind the times."""

import pytest

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
    ("digest weekdays 09:00 Paris", "“Paris” behind the times", "--zone Europe/Paris"),
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


async def test_who_says_no_length_is_shown_the_line_with_one(cast: Cast) -> None:
    assert "/callboard mute 1d jobs" in await cast.maya.types("/callboard mute jobs")
    said = await cast.maya.types("/callboard mute until tomorrow")
    assert "is not a length of time" in said
    assert "/callboard mute 1d" in said


async def test_others_are_named_with_the_channel_behind_and_in_the_singular(cast: Cast) -> None:
    for topic in ("jobs", "keys"):
        await cast.maya.presses(await cast.maya.types(f"/callboard subscribe {topic}"), "Save")
    await cast.maya.types("/callboard mute 1d")
    assert "*jobs*" in await cast.maya.types(f"/callboard unmute job {MENTION}", "C0RANDOM")
    assert "*keys*" in await cast.maya.types("/callboard unmute all")
    assert "Removed: *jobs*" in await cast.maya.types(f"/callboard unsubscribe job {MENTION}", "C0RANDOM")
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
