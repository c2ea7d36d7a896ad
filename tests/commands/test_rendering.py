"""Texts, buttons and blocks come out as Slack takes them, whatever was put in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slackblocks import ActionsBlock, AlertBlock, DividerBlock, InvalidUsageError, SectionBlock

from bot.views.rendering import button, clip, code, confirmation, cut, escape, mrkdwn, plain, render, safe


def test_equal_blocks_render_equally_and_keep_the_ids_that_were_chosen() -> None:
    blocks = [render(SectionBlock(mrkdwn("x")), DividerBlock(block_id="mine")) for _ in range(2)]
    assert blocks[0] == blocks[1]
    assert "block_id" not in blocks[0][0]
    assert blocks[0][1]["block_id"] == "mine"


def test_what_slack_refuses_in_a_message_is_refused_here() -> None:
    with pytest.raises(InvalidUsageError):
        render(AlertBlock("only in modals"))
    with pytest.raises(InvalidUsageError):
        render(*[DividerBlock() for _ in range(51)])


def test_no_blocks_are_no_blocks() -> None:
    assert render() == ()


def test_names_cannot_ping() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
    assert render(SectionBlock(mrkdwn("@here")))[0]["text"]["verbatim"] is True


@given(st.text(), st.integers(10, 100))
def test_safe_text_fits_and_never_ends_inside_an_entity(text: str, limit: int) -> None:
    result = safe(text, limit)
    assert len(result) <= limit
    assert "<" not in result
    assert ">" not in result
    assert escape(result.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")) == result


def test_cutting_keeps_entities_whole() -> None:
    assert cut("ab&amp;cd", 6) == "ab…"
    assert clip("abcdef", 4) == "abc…"
    assert clip("abc", 3) == "abc"


def test_empty_texts_become_a_dash() -> None:
    assert plain(" ").text == "–"
    assert mrkdwn("").text == "–"
    assert code(" ") == "`–`"


def test_backticks_cannot_leave_code() -> None:
    assert code("a`b`<c>") == "`aˋbˋ&lt;c&gt;`"


def test_a_button_says_what_it_does_in_its_id_and_carries_json() -> None:
    rendered = render(ActionsBlock([button("x" * 99, "run", "appcues flows show", 3, {"flow": "ü"})]))
    element = rendered[0]["elements"][0]
    assert element["action_id"] == "run|appcues flows show|3"
    assert json.loads(element["value"]) == {"flow": "ü"}
    assert len(element["text"]["text"]) == 75


def test_a_button_whose_value_does_not_fit_opens_the_form_with_the_rest() -> None:
    for verb in ("run", "page", "form"):
        made = button("Go", verb, "a b", 0, {"x": "y" * 2000, "z": "1"})
        assert (made.action_id, made.value) == ("form|a b|0", '{"z":"1"}')


def test_a_question_before_a_press_fits() -> None:
    asked = confirmation("t" * 200, "q" * 400, "y" * 40, danger=True)
    rendered = render(ActionsBlock([button("x", "run", "a b", 0, confirm=asked)]))[0]["elements"][0][
        "confirm"
    ]
    assert (len(rendered["title"]["text"]), len(rendered["text"]["text"]), rendered["style"]) == (
        100,
        300,
        "danger",
    )
