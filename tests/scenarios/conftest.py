"""A house for each story, and what must be true at the end of every one of them."""

import io
import logging
from collections.abc import AsyncIterator, Generator, Iterator

import pytest
import structlog

from bot.log_setup import set_up_logging
from bot.redaction import Redactor
from tests.scenarios.endings import check_ending, standing_secrets
from tests.scenarios.playhouse import Plan, Playhouse, Vendors, open_playhouse
from tests.scenarios.seats import Cast, cast_of


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Function,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Shows the log of a story that failed."""
    report = yield
    log = item.funcargs.get("log")
    if report.failed and isinstance(log, io.StringIO):
        report.sections.append(("The log of the story", log.getvalue()))
    return report


@pytest.fixture
def plan() -> Plan:
    """How the house is set up; a test asks for another by `@house_with(...)`."""
    return Plan()


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database: SQLite, or both where a test is marked `@on_both_databases`."""
    url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    return url


@pytest.fixture(scope="package")
def log_of_all_stories() -> Iterator[io.StringIO]:
    """Where all log lines go, as an operator reads them; logging is put back after the last story."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    named = {name: logging.getLogger(name) for name in list(logging.root.manager.loggerDict)}
    levels = {name: (each.level, each.handlers[:], each.propagate) for name, each in named.items()}
    stream = io.StringIO()
    set_up_logging("DEBUG", "json", Redactor(standing_secrets()), stream)
    logging.captureWarnings(capture=False)
    yield stream
    root.handlers, level = before
    root.setLevel(level)
    for name, (level, handlers, propagate) in levels.items():
        named[name].setLevel(level)
        named[name].handlers, named[name].propagate = handlers, propagate
    structlog.reset_defaults()


@pytest.fixture
def log(log_of_all_stories: io.StringIO) -> io.StringIO:
    """The log lines of this story alone."""
    log_of_all_stories.seek(0)
    log_of_all_stories.truncate()
    return log_of_all_stories


@pytest.fixture
async def house(plan: Plan, database_url: str, log: io.StringIO) -> AsyncIterator[Playhouse]:
    """A running house; what must never happen is looked for when the story is over."""
    async with open_playhouse(plan, database_url, log) as house:
        yield house
        await house.settle()
        for each in filter(None, [house, house.neighbour]):
            await check_ending(each)


@pytest.fixture
def cast(house: Playhouse) -> Cast:
    """The people of the workspace."""
    return cast_of(house)


@pytest.fixture
def vendors(house: Playhouse) -> Vendors:
    """Appcues and Appizer, as they are behind the bot's back."""
    return house.vendors
