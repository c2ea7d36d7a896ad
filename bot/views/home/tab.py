"""The whole Home tab: the first page with something of every section, and the pages of each section."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import (
    ActionsBlock,
    Block,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    HomeTabView,
    SectionBlock,
)

from bot.domain.home import Extract, HomeFacts, Section
from bot.domain.people import Role
from bot.views.home import happenings, people, requests
from bot.views.home.people import Setting
from bot.views.rendering import button, cut, mrkdwn, plain, without_made_up_ids
from bot.views.reply import Reply
from bot.views.times import moment

MOST_SAID = 500


@dataclass(frozen=True)
class _Part:
    """A section that has pages of its own."""

    title: str
    nothing: str
    """What it says when it is empty."""
    extract: Callable[[HomeFacts], Extract[Any]]
    draw: Callable[[HomeFacts], list[Block]]


_PARTS = {
    Section.WAITING: _Part(
        "Waiting for you", "Nothing waits for your decision.", lambda facts: facts.waiting, requests.waiting
    ),
    Section.OTHERS: _Part(
        "Waiting for others", "Nothing waits for others.", lambda facts: facts.others, requests.others
    ),
    Section.MINE: _Part(
        "Asked by you", "You have not asked for anything yet.", lambda facts: facts.mine, requests.mine
    ),
    Section.COMING: _Part(
        "Coming up",
        "Nothing has a time of its own that is still to come.",
        lambda facts: facts.coming,
        requests.coming,
    ),
    Section.CHANGED: _Part(
        "Changed in the last week",
        "Nothing was published or changed in the last week, as far as Callboard knows.",
        lambda facts: facts.changed,
        happenings.changed,
    ),
}


def home_tab(
    facts: HomeFacts, choices: Sequence[Setting] = (), said: Reply | None = None
) -> Mapping[str, Any]:
    """The view for one person. `said` is what a button that they have just pressed here was answered with.

    `choices` are the settings that admins have buttons for.
    """
    banner = _banner(said) if said and said.text else []
    if facts.page.section:
        return _view([*banner, *_page(facts, facts.page.section)], facts.page.text)
    blocks = [
        *banner,
        HeaderBlock(plain(f"Hello, {facts.person.member.name}", 150)),
        *people.beginning(facts),
        *_front(facts),
        *_titled("Accounts and health", happenings.health(facts)),
        *_titled("Your role", people.role(facts)),
        *(_titled("Settings", people.settings(choices)) if _is_admin(facts) and choices else []),
        _foot(facts),
    ]
    return _view(blocks)


def home_of_nobody() -> Mapping[str, Any]:
    """The view for guests, bots, and people from elsewhere."""
    return _view([SectionBlock(mrkdwn("Callboard is for full members of this workspace."))])


def _front(facts: HomeFacts) -> list[Block]:
    blocks: list[Block] = []
    for section, part in _PARTS.items():
        shown = part.extract(facts)
        if shown.total or section is not Section.OTHERS:
            count = f" ({shown.total})" if shown.total else ""
            blocks += _titled(f"{part.title}{count}", part.draw(facts) or [_nothing(part)])
        if shown.total > len(shown.items):
            everything = button(f"Show all ({shown.total})", "home", section, 0, {"page": 1})
            blocks.append(ActionsBlock([everything]))
    return blocks


def _page(facts: HomeFacts, section: Section) -> list[Block]:
    part = _PARTS[section]
    shown = part.extract(facts)
    back = button("Back", "home", "front", 0)
    turns = [
        *(
            [button("Previous page", "home", section, 0, {"page": shown.number - 1})]
            if shown.number > 1
            else []
        ),
        *(
            [button("Next page", "home", section, 0, {"page": shown.number + 1})]
            if shown.number < shown.pages
            else []
        ),
    ]
    where = f", page {shown.number} of {shown.pages}" if shown.pages > 1 else ""
    return [
        ActionsBlock([back]),
        HeaderBlock(plain(f"{part.title} ({shown.total}){where}", 150)),
        *(part.draw(facts) or [_nothing(part)]),
        *([ActionsBlock([back, *turns])] if turns else []),
        _foot(facts),
    ]


def _titled(title: str, blocks: Sequence[Block]) -> list[Block]:
    return [DividerBlock(), HeaderBlock(plain(title, 150)), *blocks]


def _nothing(part: _Part) -> Block:
    return SectionBlock(mrkdwn(f"_{part.nothing}_"))


def _banner(said: Reply) -> list[Block]:
    """What a press was answered with: its first line here, all of it where messages are."""
    lines = said.text.strip().split("\n")
    sign = ":warning:" if said.is_problem else ":speech_balloon:"
    return [
        SectionBlock(mrkdwn(f"{sign} {cut(lines[0], MOST_SAID)}")),
        ContextBlock([mrkdwn("The whole answer is under *Messages*, beside this tab.")]),
        DividerBlock(),
    ]


def _foot(facts: HomeFacts) -> Block:
    return ContextBlock(
        [
            mrkdwn(
                f"As of {moment(facts.now)}. Type `/callboard help`, `/appcues help` or `/appizer help` anywhere."
            )
        ]
    )


def _is_admin(facts: HomeFacts) -> bool:
    return facts.person.role is Role.ADMIN


def _view(blocks: Sequence[Block], page: str = "") -> Mapping[str, Any]:
    """The view; its page travels along, so that it is the one that is drawn anew after a press."""
    view: dict[str, Any] = HomeTabView(blocks=list(blocks), private_metadata=page or None).to_dict()
    return _numbered(dict(without_made_up_ids(view)))


def _numbered(view: dict[str, Any]) -> Mapping[str, Any]:
    """Gives each button its own number, since no two of a view may have the same id."""
    elements = [
        element
        for block in view["blocks"]
        for element in (*(block["elements"] if block["type"] == "actions" else ()), block.get("accessory"))
        if element
    ]
    for number, element in enumerate(elements):
        element["action_id"] = f"{element['action_id'].rpartition('|')[0]}|{number}"
    return view
