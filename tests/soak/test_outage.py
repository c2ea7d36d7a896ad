"""A short bad day in each run of the tests; `make soak` has the long one, with a thousand facts."""

import io

from structlog.testing import capture_logs

from tests.scenarios.playhouse import Plan, open_playhouse
from tests.soak.outage import Outage
from tests.soak.test_soak import SEED

SHORT = 100
SLACKS_PATIENCE = 3.0


async def test_on_a_bad_day_nothing_is_lost_doubled_or_out_of_order_and_people_hardly_notice(
    sqlite_url: str,
) -> None:
    with capture_logs():
        async with open_playhouse(Plan(), sqlite_url, io.StringIO()) as house:
            outage = Outage(house, SEED, SHORT)
            verdict = await outage.play()
    assert verdict.trouble == {}, verdict
    assert verdict.facts >= SHORT
    assert outage.busy.p95 < SLACKS_PATIENCE, verdict
    assert outage.direct.worst_clock < 60, verdict
