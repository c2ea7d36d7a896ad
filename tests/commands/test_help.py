"""Help answers with usage and the nearest matches, lists only what the person may do, and fits into Slack."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Role
from bot.errors import BadInput
from bot.views.reply import Reply
from commands.catalog import Catalog, Found
from commands.help import help_for, mistake_reply
from commands.parsing import parse, split, understood
from tests.commands.sample import CATALOG, EVERYTHING, LIST, PUBLISH, VERIFY, large_catalog
from tests.commands.slack_limits import assert_fits_message, elements, texts


def answer(line: str, role: Role, *, catalog: Catalog = CATALOG, page: int | None = None) -> Reply:
    root, *words = split(line)
    found = catalog.find(root, words)
    assert not isinstance(found, Found)
    reply = help_for(catalog, found, role, page)
    assert_fits_message(reply)
    return reply


def buttons(reply: Reply) -> dict[str, Any]:
    """What each button does, with the value it carries."""
    return {
        element["action_id"].rpartition("|")[0]: json.loads(element["value"])
        for element in elements(reply.blocks)
    }


def shown(reply: Reply) -> str:
    return "\n".join(text["text"] for text in texts(list(reply.blocks)))


@pytest.mark.parametrize("line", ["/appcues", "/appcues help", "/appcues flows help"])
def test_a_viewer_sees_only_what_a_viewer_may_do(line: str) -> None:
    reply = answer(line, Role.VIEWER)
    assert "/appcues flows list [--search WORDS] [--state live|draft]" in reply.text
    assert "Show a flow" in shown(reply)
    assert "publish" not in reply.text
    assert "publish" not in shown(reply)
    assert "publish" in answer(line, Role.EDITOR).text


def test_the_overview_leads_to_each_noun_and_to_the_other_slash_commands() -> None:
    reply = answer("/appcues help", Role.ADMIN)
    assert set(buttons(reply)) == {
        "run|appcues flows help",
        "run|appcues tags help",
        "run|appizer help",
        "run|callboard help",
    }
    assert "/callboard help" in reply.text


def test_a_slash_command_without_anything_for_a_role_still_leads_on() -> None:
    reply = answer("/callboard help", Role.VIEWER)
    assert "Nothing below `/callboard` is open to your role." in reply.text
    assert "run|appcues help" in buttons(reply)


def test_a_noun_offers_a_form_where_something_has_to_be_filled_in_and_else_runs() -> None:
    reply = answer("/appcues flows help", Role.EDITOR)
    assert {"run|appcues flows list", "form|appcues flows show", "form|appcues flows publish"} <= set(
        buttons(reply)
    )


def test_a_command_is_explained_with_arguments_examples_and_who_may_use_it() -> None:
    text = answer("/appcues flows publish help", Role.EDITOR).text
    assert "`/appcues flows publish FLOW [--reason WORDS]`" in text
    assert "`FLOW` name or id of the flow" in text
    assert "`--reason` why, for whoever approves (optional)" in text
    assert '`/appcues flows publish "Welcome tour" --reason "spring launch"`' in text
    assert "For editors and above. A second person may have to approve it." in text
    everything = answer("/appizer apps check help", Role.VIEWER).text
    assert "`--count` how many, otherwise 20 (optional)" in everything
    assert "`--state` which state: live, draft (optional)" in everything
    assert "cursor" not in everything


def test_help_about_what_a_role_may_not_do_says_who_may() -> None:
    assert (
        "is for editors and above; your role is viewer"
        in answer("/appcues flows publish help", Role.VIEWER).text
    )
    assert "is for admins; your role is editor" in answer("/callboard audit help", Role.EDITOR).text


@pytest.mark.parametrize("line", ["/appcues help", "/appcues flows publish help", "/appcues xyzzy"])
def test_nobody_is_told_nothing_about_commands(line: str) -> None:
    reply = answer(line, Role.NOBODY)
    assert "full members of this workspace only" in reply.text
    assert "flows" not in reply.text
    assert not buttons(reply)


def test_a_typo_is_answered_with_the_nearest_command_keeping_what_was_typed() -> None:
    reply = answer("/appcues flows publsh “Welcome tour” —reason soon", Role.EDITOR)
    assert reply.text.startswith("There is no `/appcues flows publsh Welcome tour --reason soon`.")
    assert "Publish a flow" in reply.text
    assert buttons(reply)["form|appcues flows publish"] == {"flow": "Welcome tour", "reason": "soon"}
    assert buttons(answer("/appcues flow list --state live", Role.VIEWER))["run|appcues flows list"] == {
        "state": "live"
    }


def test_a_typo_of_a_forbidden_command_does_not_offer_it() -> None:
    reply = answer("/appcues flows publsh x", Role.VIEWER)
    assert "form|appcues flows publish" not in buttons(reply)
    assert "Publish a flow" not in reply.text


def test_nonsense_is_answered_with_where_to_read_on() -> None:
    reply = answer("/appcues xyzzy &lt;!channel&gt; `now`", Role.ADMIN)
    assert "<!channel>" not in reply.text
    assert "<!channel>" not in shown(reply)
    assert "&lt;!channel&gt;" in reply.text
    assert list(buttons(reply)) == ["run|appcues help"]


def test_arguments_that_cannot_be_read_get_the_reason_the_usage_and_a_form_with_the_rest() -> None:
    words = split("Welcome tour --reason a <b> --reson x")
    with pytest.raises(BadInput) as raised:
        parse(PUBLISH, words)
    reply = mistake_reply(PUBLISH, raised.value, understood(PUBLISH, words))
    assert_fits_message(reply)
    assert "Did you mean --reason?" in reply.text
    assert "`/appcues flows publish FLOW [--reason WORDS]`" in reply.text
    assert "For example" in reply.text
    assert buttons(reply)["form|appcues flows publish"] == {"flow": "Welcome tour", "reason": "a <b>"}


def test_a_form_starts_with_as_much_as_a_button_can_carry() -> None:
    words = split(f"--note {'n' * 3000} --words {'w' * 400} --count x -- item")
    with pytest.raises(BadInput) as raised:
        parse(EVERYTHING, words)
    reply = mistake_reply(EVERYTHING, raised.value, understood(EVERYTHING, words))
    assert_fits_message(reply)
    assert buttons(reply)["form|appizer apps check"] == {"words": "w" * 400, "item": "item"}


def test_every_page_of_a_large_catalog_fits_and_together_they_show_everything() -> None:
    catalog = large_catalog(30, 10)
    seen = ""
    page = 1
    while has_next(reply := answer("/appcues help", Role.ADMIN, catalog=catalog, page=page)):
        assert reply.replace
        seen += reply.text
        page += 1
    seen += reply.text
    assert page > 10
    assert all(f"/{command.path} " in seen for command in catalog.below("appcues"))


def test_a_page_beyond_the_last_is_the_last() -> None:
    catalog = large_catalog(1, 60)
    last = answer("/appcues noun-0 help", Role.VIEWER, catalog=catalog, page=10**9)
    assert "verb-59" in last.text
    assert not has_next(last)
    assert not answer("/appcues noun-0 help", Role.VIEWER, catalog=catalog).replace


def has_next(reply: Reply) -> bool:
    return any(element["text"]["text"] == "Next page" for element in elements(reply.blocks))


@given(st.text(max_size=300), st.sampled_from(list(Role)))
def test_whatever_is_typed_is_answered_within_the_limits(line: str, role: Role) -> None:
    words = split(line)
    found = CATALOG.find("appcues", words)
    if not isinstance(found, Found):
        assert_fits_message(help_for(CATALOG, found, role))
    for command in (LIST, PUBLISH, VERIFY):
        assert_fits_message(mistake_reply(command, BadInput(line), understood(command, words)))
