"""A nursery of bots, houses for them to live in, and the endings of the stories that play there."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from tests.crash.boundaries import Case
from tests.crash.house import NEWS, House, open_house
from tests.crash.lives import Start, as_its_own_process, from_the_nursery
from tests.crash.stories import Ending, play

AT_A_TIME = 6
"""Houses that play at once: enough to keep two cores busy while messages wait for their pace."""

OpenHouse = Callable[[str], AbstractAsyncContextManager[House]]

TOPICS = ("approvals", "publishing", "jobs")
"""What is posted in the channel that hears of everything."""


@pytest.fixture(scope="session")
def bytecode(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where children keep their bytecode if they may not keep it beside the sources."""
    cache = request.config.cache
    return cache.mkdir("crash-bytecode") if cache else tmp_path_factory.mktemp("bytecode")


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def nursery(bytecode: Path) -> AsyncIterator[Start]:
    """Starts bots in milliseconds."""
    async with from_the_nursery(bytecode) as start:
        yield start


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def own_process(bytecode: Path) -> AsyncIterator[Start]:
    """Starts `python -m bot`."""
    async with as_its_own_process(bytecode) as start:
        yield start


@pytest.fixture(scope="package")
def new_schema(postgresql_schema: str) -> Iterator[Callable[[], str]]:
    """Makes empty schemas beside the one of the test run, and drops them afterwards."""
    start, mark, first = postgresql_schema.rpartition("%3D")
    names: list[str] = []
    with psycopg.connect(postgresql_schema, autocommit=True) as connection:

        def make() -> str:
            name = f"{first}_{len(names)}"
            names.append(name)
            connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
            connection.execute(f"CREATE SCHEMA {name}")
            return f"{start}{mark}{name}"

        yield make
        for name in names:
            connection.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(scope="package")
def house_on(
    request: pytest.FixtureRequest,
    nursery: Start,
    migrated_sqlite_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> OpenHouse:
    """Opens houses with a database of their own, of the kind that is named."""

    @asynccontextmanager
    async def on_sqlite() -> AsyncIterator[House]:
        folder = tmp_path_factory.mktemp("house")
        shutil.copyfile(migrated_sqlite_file, folder / "callboard.db")
        async with open_house(f"sqlite:///{folder / 'callboard.db'}", folder, nursery) as house:
            await house.records.want(NEWS, *TOPICS)
            yield house

    @asynccontextmanager
    async def on_postgresql() -> AsyncIterator[House]:
        url = request.getfixturevalue("new_schema")()
        async with open_house(url, tmp_path_factory.mktemp("house"), nursery) as house:
            await house.migrate()
            await house.records.want(NEWS, *TOPICS)
            yield house

    def open_one(kind: str) -> AbstractAsyncContextManager[House]:
        return on_sqlite() if kind == "sqlite" else on_postgresql()

    return open_one


class Season:
    """The stories that were chosen, played several at a time; each test looks at the ending of one."""

    def __init__(self, house_on: OpenHouse, chosen: list[Case]) -> None:
        self._house_on = house_on
        self._chosen = chosen
        self._stages = asyncio.Semaphore(AT_A_TIME)
        self._playing: dict[Case, asyncio.Task[Ending]] = {}

    async def ending(self, case: Case) -> Ending:
        """The ending of a story; with it, all on the same kind of database begin."""
        for each in self._chosen:
            if each.database == case.database and each not in self._playing:
                self._playing[each] = asyncio.create_task(self._play(each))
        return await self._playing[case]

    async def _play(self, case: Case) -> Ending:
        async with self._stages, self._house_on(case.database) as house:
            boundary = case.boundary
            return await play(house, boundary.phase, boundary.point, min(boundary.answers))

    async def close(self) -> None:
        """Ends what nobody waited for."""
        for task in self._playing.values():
            task.cancel()
        await asyncio.gather(*self._playing.values(), return_exceptions=True)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def season(request: pytest.FixtureRequest, house_on: OpenHouse) -> AsyncIterator[Season]:
    """The stories of the tests that were chosen for this run."""
    callspecs = [getattr(item, "callspec", None) for item in request.session.items]
    cases = [spec.params["case"] for spec in callspecs if spec and "case" in spec.params]
    season = Season(house_on, list(dict.fromkeys(case for case in cases if isinstance(case, Case))))
    yield season
    await season.close()


@pytest_asyncio.fixture(loop_scope="package")
async def ending(request: pytest.FixtureRequest, season: Season, case: Case) -> Ending:
    """How the story of this test's case ends."""
    if case.database == "postgresql":
        request.getfixturevalue("new_schema")  # says, before anything begins, if there is no PostgreSQL
    return await season.ending(case)
