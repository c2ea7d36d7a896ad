"""A secret that is typed behind a misspelt option stands nowhere: in no answer, form, record or line of the log."""

from tests.scenarios.endings import leaks_of
from tests.scenarios.playhouse import Playhouse
from tests.scenarios.seats import LAUNCHES, Cast

SECRET = "Canary0123456789"
MISSPELT = (
    "/callboard accounts add --kye {} staging",
    "/callboard accounts add --kye={} staging",
    "/callboard accounts add staging --number 77 --secert {} {}",
    "/callboard accounts add staging --number 77 -key {}",
    "/callboard accounts add staging --number 77 key={}",
    "/callboard accounts add staging --pasphrase {}",
    "/callboard accounts add staging --key:{}",
    "/callboard accounts add staging --key{}",
    "/callboard accounts add staging --kye{}",
    "/callboard accounts rotate --secrte {} appcues",
    "/callboard accounts rotate appcues -secret {}",
    '/appizer apps update Northwind Members --email-credentails {{"api_key":"{}"}}',
    "/appizer apps update --email-credentails {} Northwind Members",
    "/appizer apps update Northwind Members -email-credentials {}",
    "/appizer apps update Northwind Members email_credentials={}",
    "/appizer apps create Shop -engagement-credentials {}",
    "/appizer apps create Shop --wonderpush {}",
    "/appizer app update Northwind Members --email-credentails {}",
    "/callboard acounts add staging --kye {} --number 77",
    "/callboard acounts add --key:{} staging",
    "/callboard acounts add staging --key{}",
    "/callboard acounts add staging --kye{}",
    "/callboard acounts add staging -secert {}",
    "/appcues flows show Welcome --tokne {}",
    "/appcues flows list --kye {}",
)
"""Lines with a secret that nobody can read as one; `{}` is where it stands."""


async def test_a_secret_behind_a_misspelt_option_stands_nowhere(house: Playhouse, cast: Cast) -> None:
    for line in MISSPELT:
        await cast.adam.board.type(LAUNCHES, line.format(SECRET, SECRET))
        await house.settle()
        if await cast.adam.board.modal() is not None:
            await cast.adam.board.close()
        assert await leaks_of(house, [SECRET]) == [], line
    assert "Canary" not in " ".join(str(each.raw) for each in await cast.adam.board.messages(LAUNCHES))


async def test_who_misspells_the_option_of_a_secret_is_told_which_one_and_where_it_goes(cast: Cast) -> None:
    for option in ("--email-credentails", "-email-credentials"):
        said = await cast.adam.types(f"/appizer apps create Shop {option} {SECRET}")
        assert f"There is no option {option}. Did you mean --email-credentials?" in said, said.plain
        assert "Enter it in the form" in said
        assert "Shop" in str(await cast.adam.opens(said, "Fill in a form"))
        await cast.adam.board.close()


async def test_what_is_no_secret_is_still_shown_where_an_option_is_misspelt(cast: Cast) -> None:
    said = await cast.maya.types("/appcues flos list --serach welcome --state live")
    assert "/appcues flos list --serach ••• --state live" in said, said.plain
    said = await cast.maya.types("/appcues flows list --serach welcome")
    assert "There is no option --serach. Did you mean --search?" in said
    said = await cast.maya.types('/appcues flows publish --raeson "spring launch" Welcome tour')
    assert "Welcome tour" in str(await cast.maya.opens(said, "Fill in a form")), "nothing typed is lost"
