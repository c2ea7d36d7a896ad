"""Help, nonsense and typos: usage and the nearest matches, and only what that person may do."""

from tests.scenarios.marks import house_with
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import Cast, Seat


async def whole_help(seat: Seat, typed: str) -> str:
    """What help says on all its pages."""
    page = await seat.types(typed)
    said = [page.plain]
    while "Next page" in page.buttons:
        page = await seat.presses(page, "Next page")
        said.append(page.plain)
    return "\n".join(said)


async def test_callboard_help_lists_what_an_editor_may_do_and_nothing_else(cast: Cast) -> None:
    for typed in ("/callboard help", "/callboard", "/callboard HELP", "/callboard --help"):
        help = await whole_help(cast.maya, typed)
        for command in ("subscribe", "approvals list", "roles list"):
            assert f"/callboard {command}" in help
        for forbidden in ("roles grant", "roles revoke", "audit"):
            assert f"/callboard {forbidden}" not in help
        assert "/appcues help" in help


async def test_an_admin_sees_the_audit_and_the_granting_of_roles_in_help(cast: Cast) -> None:
    help = await whole_help(cast.adam, "/callboard help")
    for command in ("/callboard roles grant", "/callboard audit list", "/callboard audit verify"):
        assert command in help


@house_with(editors="")
async def test_a_viewer_is_not_shown_what_changes_things(cast: Cast) -> None:
    for typed in ("/appcues help", "/appcues flows help", "/appcues flows"):
        answer = await cast.maya.types(typed)
        assert "publish " not in answer.plain.replace("published", "")
    assert "/appcues flows show" in await cast.maya.types("/appcues flows help")
    card = await cast.maya.types("/appcues flows show welcome")
    assert card.buttons == ["Open in Studio"]
    answer = await cast.maya.types("/appcues flows publish help")
    assert "editors and above" in answer


async def test_help_about_a_root_a_noun_and_a_verb_gets_more_and_more_exact(cast: Cast) -> None:
    root = await cast.maya.types("/appcues help")
    for noun in ("flows", "pins", "mobile", "launchpads", "banners", "checklists"):
        assert f"/appcues {noun} publish" in root
    noun_help = await cast.maya.presses(root, root.buttons[0])
    assert "/appcues flows publish ITEM" in noun_help
    verb = await cast.maya.types("/appcues flows publish help")
    for fact in ("Examples", "Welcome tour", "--reason", "name or id of the flow", "second person"):
        assert fact in verb


TYPOS = {
    "/appcues flows pubish welcome": "/appcues flows publish",
    "/appcues flwos": "/appcues flows",
    "/appcues flow show welcome": "/appcues flows show",
    "/callboard rolls": "/callboard roles list",
    "/appizer app": "/appizer apps",
    "/appcues publish welcome": "/appcues flows publish",
}


async def test_a_typo_is_answered_with_the_nearest_commands(cast: Cast) -> None:
    for typed, nearest in TYPOS.items():
        answer = await cast.maya.types(typed)
        assert "There is no" in answer, typed
        assert nearest in answer, typed


async def test_the_nearest_command_can_be_run_by_its_button_with_what_was_typed(cast: Cast) -> None:
    answer = await cast.maya.types("/appcues flow show welcome")
    heard = await cast.maya.clicks(answer, "/appcues flows show")
    if heard.modal is not None:
        heard = await cast.maya.submits()
    assert "Flow · draft" in heard.note


NONSENSE = (
    "/appcues lorem ipsum dolor",
    '/appcues "unclosed',
    "/callboard 🎭",
    "/appizer <script>alert(1)</script>",
    "/appcues flows show",
    "/appcues flows list --nonsense 7",
    "/appcues flows list --page x",
    "/appcues flows publish --reason",
    "/callboard audit list --limit many",
    "/callboard roles grant maya king",
    "/appcues " + "x" * 3000,
    "/appcues <!channel> @here",
    "/callboard approvals approve",
)


async def test_nonsense_is_answered_with_usage_and_never_with_a_crash(house: Playhouse, cast: Cast) -> None:
    for nonsense in NONSENSE:
        answer = await cast.adam.types(nonsense)
        assert nonsense.split(" ")[0] in answer.plain, nonsense
        assert answer.pings == [], nonsense
    assert "unexpected_error" not in house.log.getvalue()


async def test_a_typo_in_a_command_one_may_not_use_does_not_give_it_away(cast: Cast) -> None:
    answer = await cast.maya.types("/callboard roles grnt @tomas editor")
    assert "roles grant" not in answer.plain.split("\n", 1)[-1]


async def test_missing_words_are_named_and_a_form_with_the_rest_is_offered(cast: Cast) -> None:
    answer = await cast.maya.types('/appcues flows publish --reason "spring launch"')
    assert "name or id of the flow" in answer
    form = await cast.maya.opens(answer, "Fill in a form")
    assert "spring launch" in str(form["blocks"])
    offered = await cast.maya.board.options(form, "Item", "welc")
    heard = await cast.maya.submits(item=offered[0])
    assert "needs a second person" in heard.note


async def test_typographic_quotes_and_dashes_are_understood(cast: Cast) -> None:
    for typed in (
        "/appcues flows publish “Welcome tour” –reason “spring launch”",
        "/appcues flows publish „Checkout survey“ —reason ‘spring launch’",
        "/appcues flows publish 'Group booking guide' --reason=spring",
    ):
        assert "needs a second person" in await cast.maya.types(typed), typed
        assert "spring" in await cast.card(), typed


async def test_guests_get_no_help_but_a_sentence(cast: Cast) -> None:
    for typed in ("/callboard help", "/appcues flows help", "/appcues nonsense"):
        answer = await cast.greta.types(typed)
        assert "full members" in answer
        assert answer.buttons == []
