"""`python -m sandbox apis` serves both APIs alone, to whom and filled as its options say."""

from typing import Any

import httpx

from sandbox.apis import ApiOptions, build_apis
from tests.slack_stand_in.test_command_line import first_line, program

from .conftest import APPIZER_KEY, KEY, MOMENT, SECRET, called

OPTIONS = {
    "--appcues-account": "55555",
    "--appcues-key": "other-key-02",
    "--appcues-secret": "other-secret",
    "--appizer-key": "apps_other",
    "--size": "large",
    "--seed": "7",
}
FLOWS = "/v2/accounts/55555/flows"


async def test_both_apis_are_served_alone_with_the_credentials_the_size_and_the_seed_that_were_given() -> (
    None
):
    async with program(
        "apis", "--port", "0", *(word for option in OPTIONS.items() for word in option)
    ) as process:
        url = (await first_line(process)).removeprefix("The vendor APIs are at ")
        async with httpx.AsyncClient(base_url=url, verify=False, timeout=30) as caller:
            flows = await caller.get(FLOWS, auth=("other-key-02", "other-secret"))
            apps = await caller.get("/v1/apps?limit=1", headers={"X-API-Key": "apps_other"})
            assert (await caller.get(FLOWS, auth=(KEY, SECRET))).status_code == 401
            assert (await caller.get("/v1/apps", headers={"X-API-Key": APPIZER_KEY})).status_code == 401
    assert apps.json()["pagination"]["total"] == 10_000
    async with called(
        build_apis(ApiOptions(appcues_account="55555", seed=7, size="large", clock=lambda: MOMENT))
    ) as twin:
        assert names(flows) == names(await twin.appcues.get(FLOWS))
    assert len(names(flows)) == 3_000


def names(answer: httpx.Response) -> list[tuple[str, str]]:
    items: list[dict[str, Any]] = answer.json()
    return [(item["id"], item["name"]) for item in items]
