"""How the stand-ins are filled: the same for the same seed, small to be believed, large to be counted."""

from functools import cache

from starlette.applications import Starlette

from sandbox.apis import ApiOptions, build_apis

from .conftest import ACCOUNT, MOMENT, called

SEGMENTS = ("flows", "pins", "mobile", "launchpads", "banners", "checklists")


@cache
def large() -> Starlette:
    """One for all tests of this module, which only read it."""
    return build_apis(ApiOptions(size="large", clock=lambda: MOMENT))


async def test_the_same_seed_gives_the_same_content_and_another_seed_does_not() -> None:
    paths = [f"{ACCOUNT}/{noun}" for noun in (*SEGMENTS, "segments", "tags", "jobs", "sdk_keys")]
    seen: list[list[str]] = []
    for seed in (7, 7, 8):
        async with called(build_apis(ApiOptions(seed=seed, clock=lambda: MOMENT))) as apis:
            shown = [(await apis.appcues.get(path)).text for path in paths]
            shown.append((await apis.appcues.get(f"{ACCOUNT}/users/user-1001/events")).text)
            shown.append((await apis.appizer.get("/v1/apps")).text)
            seen.append([text.replace(apis.url, "") for text in shown])
    assert seen[0] == seen[1]
    assert all(one != other for one, other in zip(seen[0], seen[2], strict=True))


async def test_the_large_account_has_five_thousand_experiences_with_names_unique_within_a_kind() -> None:
    counts = []
    async with called(large()) as apis:
        for segment in SEGMENTS:
            items = (await apis.appcues.get(f"{ACCOUNT}/{segment}", timeout=30)).json()
            names = [item.get("name") or item["internal_name"] for item in items]
            assert len(set(names)) == len(names)
            counts.append(len(items))
    assert sum(counts) == 5_000


async def test_the_large_account_has_two_thousand_jobs() -> None:
    async with called(large()) as apis:
        assert len((await apis.appcues.get(f"{ACCOUNT}/jobs")).json()) == 2_000


async def test_the_large_organisation_has_ten_thousand_apps_with_unique_names() -> None:
    names: set[str] = set()
    async with called(large()) as apis:
        for offset in range(0, 10_000, 100):
            page = (await apis.appizer.get("/v1/apps", params={"limit": 500, "offset": offset})).json()
            assert page["pagination"] == {
                "limit": 100,
                "offset": offset,
                "total": 10_000,
                "has_more": offset < 9_900,
            }
            names |= {app["name"] for app in page["apps"]}
    assert len(names) == 10_000
