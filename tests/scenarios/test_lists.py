"""Lists: native tables with filters, pages, a total and an empty state."""

from typing import Any

from sandbox.slack.driver import SeenMessage
from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Vendors, name_of
from tests.scenarios.seats import LAUNCHES, Cast


def table_of(message: SeenMessage) -> list[list[Any]]:
    """The rows of the one native table in a message, its header first, as plain values."""
    (table,) = [block for block in message.blocks if block["type"] == "data_table"]
    return [[cell.get("value", cell.get("text")) for cell in row] for row in table["rows"]]


def names_in(message: SeenMessage) -> list[str]:
    """The first column."""
    return [row[0] for row in table_of(message)[1:]]


async def test_the_flows_are_listed_in_a_native_table_that_only_the_asker_sees(
    cast: Cast, vendors: Vendors
) -> None:
    answer = await cast.maya.types("/appcues flows")
    assert answer.is_ephemeral
    assert await cast.tomas.in_channel(LAUNCHES) == []
    header, *rows = table_of(answer)
    assert header == ["Name", "State", "Tags", "Updated"]
    flows = await vendors.experiences()
    assert sorted(row[0] for row in rows) == sorted(name_of(flow) for flow in flows)
    assert f"{len(flows)} flows" in answer, "the total is stated"
    (welcome,) = [row for row in rows if row[0] == "Welcome tour"]
    assert welcome[1:3] == ["draft", "onboarding"]
    flow = await vendors.experience("Welcome tour")
    assert welcome[3].startswith("20")
    assert flow["tag_ids"]
    assert "As of" in answer


NARROWED = {
    "--state live": ("7 of 14 flows: live", {"live"}),
    "--state draft --tag research": ("2 of 14 flows", {"draft"}),
    "--tag onboarding": ("3 of 14 flows", {"draft", "live"}),
    "--search checkout": ("2 of 14 flows", {"draft", "live"}),
    '--search "SEAT map"': ("1 of 14 flows", {"live"}),
    "--search tour --state draft --tag onboarding": ("1 of 14 flows", {"draft"}),
}


async def test_a_list_can_be_narrowed_by_state_tag_and_words(cast: Cast) -> None:
    for options, (told, states) in NARROWED.items():
        answer = await cast.maya.types(f"/appcues flows list {options}")
        rows = table_of(answer)[1:]
        assert told in answer, options
        assert len(rows) == int(told.split()[0]), options
        assert {row[1] for row in rows} == states, options


async def test_a_list_without_a_match_says_so_and_leads_back_to_all(cast: Cast) -> None:
    for options in ("--search zzz", "--tag zzz", "--tag announcement --search zzz"):
        empty = await cast.maya.types(f"/appcues flows list {options}")
        assert "None of the 14 flows" in empty
        assert "zzz" in empty
        everything = await cast.maya.presses(empty, "Show all")
        assert len(names_in(everything)) == 14
        assert everything.ts == empty.ts, "it takes the place of the empty one"


async def test_an_unknown_state_is_answered_with_those_there_are(cast: Cast) -> None:
    answer = await cast.maya.types("/appcues flows list --state lve")
    assert "live, draft" in answer
    assert "Did you mean live?" in answer


@house_with(size="large")
async def test_long_lists_are_turned_page_by_page_keep_their_filters_and_leave_nothing_out(
    cast: Cast, vendors: Vendors
) -> None:
    live = [name_of(flow) for flow in await vendors.experiences() if flow["published"]]
    page = await cast.maya.types("/appcues flows list --state live")
    assert f"{len(live):,} of 3,000 flows: live" in page
    assert page.buttons[-2:] == ["Next page", "As a file"]
    first, ts = names_in(page), page.ts
    page = await cast.maya.presses(page, "Next page")
    assert page.ts == ts, "the page takes the place of the one before"
    assert "Page 2 of" in page
    assert page.buttons[-3:] == ["Previous page", "Next page", "As a file"]
    second = names_in(page)
    assert not set(first) & set(second)
    assert set(first) | set(second) <= set(live)
    assert names_in(await cast.maya.presses(page, "Previous page")) == first

    banners = sorted(name_of(banner) for banner in await vendors.experiences("banners"))
    page = await cast.maya.types("/appcues banners")
    seen = names_in(page)
    while "Next page" in page.buttons:
        page = await cast.maya.presses(page, "Next page")
        seen += names_in(page)
    assert sorted(seen) == banners

    page = await cast.maya.types("/appizer apps")
    assert "10000 apps" in page.plain.replace(",", "")
    first = names_in(page)
    assert not set(first) & set(names_in(await cast.maya.presses(page, "Next page")))


async def test_an_item_is_picked_from_the_list_by_typing_a_part_of_its_name(cast: Cast) -> None:
    answer = await cast.maya.types("/appcues flows")
    offered = await cast.maya.board.options(answer, "Open a flow…", "welc")
    (option,) = offered
    assert option["text"]["text"] == "Welcome tour"
    shown = await cast.maya.presses(answer, "Open a flow…", option)
    assert "Flow · draft" in shown
