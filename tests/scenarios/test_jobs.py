"""Jobs from Slack: listed, shown with their events and counters, followed where somebody wants them."""

from tests.scenarios.asking import verdicts
from tests.scenarios.bulk import events_of, job_cards, jobs, passes, picked, said, told_of
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import VENDORS, Playhouse, Vendors
from tests.scenarios.scheduled import comes_due, posts, subscribe
from tests.scenarios.seats import LAUNCHES, Cast
from tests.scenarios.test_lists import table_of

PROFILES = b"user_id,plan\nu-1,PRO\nu-2,TRIAL\n"


async def import_of(cast: Cast, name: str = "crew.csv", data: bytes = PROFILES) -> None:
    (file,) = await picked(cast.maya, name, data)
    review = await cast.maya.types(f"/appcues imports profiles --file {file['id']}")
    said(await cast.maya.clicks(review, "Import"))


async def test_jobs_are_listed_newest_first_with_status_and_age_and_opened_from_the_list(
    cast: Cast, vendors: Vendors
) -> None:
    await import_of(cast)
    newest = await jobs(vendors)
    listed = await cast.maya.types("/appcues jobs")
    header, *rows = table_of(listed)
    assert header == ["Name", "Status", "Started", "Age"]
    assert [row[0] for row in rows] == [job["name"] for job in newest]
    assert (rows[0][1], rows[0][3]) == ("running", "under a minute")
    assert f"{len(newest)} jobs" in listed
    (option, *_) = await cast.maya.board.options(listed, "Open a job…", "import profiles")
    assert "in progress" in option["text"]["text"]
    shown = await cast.maya.presses(listed, "Open a job…", option)
    assert "Running" in shown
    assert shown.buttons == ["Look again", "Follow", "All jobs"]


async def test_jobs_are_filtered_by_status_and_words(cast: Cast, vendors: Vendors) -> None:
    failed = [job for job in await jobs(vendors) if job["status"] == "FAILED"]
    listed = await cast.maya.types("/appcues jobs list --status failed")
    assert f"{len(failed)} of {len(await jobs(vendors))} jobs: failed" in listed
    none = await cast.maya.types("/appcues jobs list --search nonsense --status running")
    assert "None of the" in none
    assert "jobs" in await cast.maya.presses(none, "Show all")
    assert "“status” is one of running" in await cast.maya.types("/appcues jobs list --status odd")


@house_with(size="large")
async def test_thousands_of_jobs_are_listed_page_by_page(cast: Cast) -> None:
    listed = await cast.maya.types("/appcues jobs --status completed")
    assert "Page 1 of" in listed
    turned = await cast.maya.presses(listed, "Next page")
    assert "Page 2 of" in turned
    assert "completed" in turned


async def test_a_job_is_shown_with_its_events_its_counters_and_why_it_failed(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    failed = next(job for job in await jobs(vendors) if job["status"] == "FAILED")
    shown = await cast.maya.types(f"/appcues jobs show {failed['id']}")
    for words in ("Failed", "Ingesting", "rows failed", "Why"):
        assert words in shown.text, words
    await import_of(cast, "bad.csv", b"user_id,plan\nu-1,PRO\n,TRIAL\n")
    running = (await jobs(vendors))[0]
    shown = await cast.maya.types(f"/appcues jobs show {running['id']}")
    assert "nothing yet" in shown
    await passes(house, 20)
    again = await cast.maya.presses(shown, "Look again")
    assert "1 row got in, 1 row failed" in again
    (card,) = await job_cards(cast.maya)
    assert "Done, but not all of it got in" in card
    assert "None of the jobs is called “nonsense”" in await cast.maya.types("/appcues jobs show nonsense")


@on_both_databases
async def test_a_job_started_elsewhere_can_be_followed_here_and_by_others_in_their_direct_messages(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    body = b'{"user_id": "u-7", "plan": "PRO"}\n'
    headers = {"Content-Type": "application/ndjson"}
    answer = await vendors.door.post(
        "/v2/accounts/17434/import/profiles",
        content=body,
        headers=headers,
        auth=(VENDORS.appcues_key, VENDORS.appcues_secret),
    )
    job_id = answer.json()["job_id"]
    assert (
        "its card is in #launches" in (await cast.maya.types(f"/appcues jobs follow {job_id} --here")).plain
    )
    assert "in your direct messages" in said(await cast.adam.says(f"/appcues jobs follow {job_id}", LAUNCHES))
    (card,) = [each for each in await cast.olivia.in_channel(LAUNCHES) if each.raw["is_bot"]]
    assert "Running" in card
    await passes(house, 10)
    (card,) = [each for each in await cast.olivia.in_channel(LAUNCHES) if each.raw["is_bot"]]
    assert "Done" in card
    assert "1 row got in" in card
    (told,) = await told_of(cast.olivia, card)
    assert told.startswith("@maya")
    (own,) = await job_cards(cast.adam)
    assert (await told_of(cast.adam, own))[0].startswith("@adam")
    assert await job_cards(cast.maya) == [], "it was asked for in the channel"
    assert await verdicts(house) == ["done", "done", "done"], "followed by two, and ended once"


async def test_no_card_of_a_job_is_put_up_where_people_from_outside_would_read_it(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    done = next(job for job in await jobs(vendors) if job["status"] == "COMPLETED")
    await cast.olivia.board.change_channel("C0RANDOM", "share")
    await house.settle()
    refused = await cast.maya.types(f"/appcues jobs follow {done['id']} --here", "C0RANDOM")
    assert "#random is shared with people outside this workspace" in refused
    assert "Leave out --here: then the card comes to your direct messages." in refused
    assert [each for each in await cast.olivia.in_channel("C0RANDOM") if each.raw["is_bot"]] == []
    said(await cast.maya.says(f"/appcues jobs follow {done['id']}", "C0RANDOM"))
    (card,) = await job_cards(cast.maya)
    assert "Done" in card


async def test_following_twice_shows_one_card_and_what_has_ended_is_shown_at_once(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    done = next(job for job in await jobs(vendors) if job["status"] == "COMPLETED")
    for _ in range(2):
        said(await cast.maya.says(f"/appcues jobs follow {done['id']}", LAUNCHES))
        await house.later(61)
    (card,) = await job_cards(cast.maya)
    assert "Done" in card
    assert await told_of(cast.maya, card) == [], "nobody waited for it"


async def test_a_job_that_failed_long_before_it_was_followed_is_no_news_of_today(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    failed = next(job for job in await jobs(vendors) if job["status"] == "FAILED")
    digest = await subscribe(house, even_if_empty=True)
    said(await cast.maya.says(f"/appcues jobs follow {failed['id']}", LAUNCHES))
    (card,) = await job_cards(cast.maya)
    ended = (await events_of(vendors, failed["id"]))[-1]["timestamp"]
    assert f"*Failed* {ended[:10]} {ended[11:16]} UTC" in card, card.plain
    await comes_due(house, digest)
    (told,) = await posts(cast, "Digest, ")
    assert "failed" not in told.plain
    assert failed["name"] not in told.plain


async def test_a_job_that_vanishes_is_called_unknown_and_nobody_waits_for_ever(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await import_of(cast)
    await vendors.fault("GET /v2/accounts/*/jobs", "status", count=3)
    await passes(house, 10)
    (card,) = await job_cards(cast.maya)
    assert "Accepted" in card, "trouble with the list says nothing about the job"
    await passes(house, 31)
    assert "Done" in (await job_cards(cast.maya))[0]


@house_with(approvers="U0ADAM")
async def test_viewers_look_but_do_not_follow_and_guests_do_nothing(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await import_of(cast)
    job = (await jobs(vendors))[0]
    shown = await cast.tomas.types(f"/appcues jobs show {job['id']}")
    assert shown.buttons == ["Look again", "All jobs"]
    assert "needs the editor role" in await cast.tomas.types(f"/appcues jobs follow {job['id']}")
    assert "Guests" in await cast.greta.types("/appcues jobs")
    assert (await verdicts(house)).count("refused") == 2
