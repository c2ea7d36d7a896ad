"""Typed text becomes Slack's text, and who would be pinged is known."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.cast import demo_workspace
from sandbox.slack.contents import Content
from sandbox.slack.driver import Board
from sandbox.slack.mrkdwn import shown, typed
from tests.slack_stand_in.payloads import cell, field, input_element, mrkdwn, plain, rich_text, section


@pytest.mark.parametrize(
    ("said", "with_names", "sent"),
    [
        ("hello @maya", True, "hello <@U0MAYA|maya>"),
        ("hello @maya", False, "hello <@U0MAYA>"),
        ("ask @maya.", False, "ask <@U0MAYA>."),
        ("see #launches!", True, "see <#C0LAUNCHES|launches>!"),
        ("a@maya.example #1 @nobody", True, "a@maya.example #1 @nobody"),
        ("Q&A <b>", True, "Q&amp;A &lt;b&gt;"),
        ("<@U0TOMAS> and <@U0TOMAS|tomas>", False, "<@U0TOMAS> and <@U0TOMAS>"),
        ("<!channel>", True, "&lt;!channel&gt;"),
        ("at https://example.com/a?b=1&c=2 now", True, "at <https://example.com/a?b=1&amp;c=2> now"),
    ],
)
def test_what_is_typed_is_sent_as_slack_does(said: str, with_names: bool, sent: str) -> None:
    assert typed(demo_workspace(), said, with_names=with_names) == sent


def test_what_is_sent_is_shown_as_a_person_reads_it() -> None:
    text = "<@U0MAYA> in <#C0LAUNCHES|old>: <https://e.com|there> &amp; <!here> <!date^1^{date}|today>"
    names = {"U0MAYA": "maya", "C0LAUNCHES": "launches"}
    assert shown(text, names) == "@maya in #launches: there & @here today"


@pytest.mark.parametrize(
    ("content", "pinged"),
    [
        (Content("<!channel> <@U0MAYA|maya> <!subteam^S1>"), ["channel", "U0MAYA", "S1"]),
        (Content("&lt;!channel&gt; @here"), []),
        (Content("@here", link_names=True), ["here"]),
        (Content("x", [section(text=mrkdwn("<!here>"))]), ["here"]),
        (Content("x", [section(text=plain("<!here>"))]), []),
        (Content("x", [{"type": "table", "rows": [[cell("<!everyone>")]]}]), []),
        (Content("x", [rich_text({"type": "broadcast", "range": "channel"})]), ["channel"]),
        (Content("x", [rich_text({"type": "user", "user_id": "U0MAYA"})]), ["U0MAYA"]),
        (Content("x", [{"type": "markdown", "text": "<!channel>"}]), ["channel"]),
        (Content("x", attachments=[{"text": "<!channel>"}]), ["channel"]),
        (Content("<!here> made from blocks", [section(text=plain("<!here>"))], has_own_text=False), []),
        (Content("x", [field(input_element("users_select"))]), []),
    ],
)
def test_whoever_would_be_pinged_is_recorded(content: Content, pinged: list[str]) -> None:
    assert content.pings() == pinged


async def test_a_ping_stands_in_the_message(client: AsyncWebClient, board: Board) -> None:
    await client.chat_postMessage(channel="C0RANDOM", text="a flow called &lt;!channel&gt;")
    await client.chat_postMessage(channel="C0RANDOM", text="a flow called <!channel>")
    quiet, loud = await board.messages("#random")
    assert (quiet.pings, loud.pings) == ([], ["channel"])
    assert quiet.plain == "a flow called <!channel>"


async def test_plain_text_is_read_as_it_is_and_mrkdwn_as_slack_draws_it(
    client: AsyncWebClient, board: Board
) -> None:
    table = {"type": "table", "rows": [[cell("<!here> & &amp;")]]}
    blocks = [section(text=plain("<!channel>")), section(text=mrkdwn("&lt;!channel&gt; <@U0MAYA>")), table]
    await client.api_call("chat.postMessage", json={"channel": "C0RANDOM", "blocks": blocks})
    message = await board.last("#random")
    assert message.lines == ["<!channel>", "<!channel> @maya", "<!here> & &amp;"]
    assert message.pings == ["U0MAYA"]
