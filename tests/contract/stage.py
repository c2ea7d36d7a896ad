"""A running pair of stand-ins on which an example is played: its ids are found, its ground is prepared."""

import csv
import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from sandbox.apis import ApiOptions, build_apis
from sandbox.slack.serving import serving
from tests.contract.curl import Request, basic, request_of, words_of
from tests.contract.examples import Example
from tests.contract.shapes import missing

KEY = "6ec53e5f-2b7a-4d9a-94ed-68a3a22cacbd-02"
SECRET = "0b5c3f0e-7e0c-4d53-9a52-2f6f2a7f4c11"
APPIZER_KEY = "apps_demo_organization_key"
ACCOUNT = "17434"
MOMENT = datetime(2025, 3, 10, 9, 30, tzinfo=UTC)
UNTIL_ALL_JOBS_ARE_DONE = 600

# Ids in the documents that mean an item of a list; which one, an example may choose.
_LISTED = {
    "FLOW_ID": "flows",
    "PIN_ID": "pins",
    "MOBILE_ID": "mobile",
    "LAUNCHPAD_ID": "launchpads",
    "BANNER_ID": "banners",
    "CHECKLIST_ID": "checklists",
    "SEGMENT_ID": "segments",
    "TAG_ID": "tags",
    "JOB_ID": "jobs",
    "SDK_KEY_ID": "sdk_keys",
}
_APP_ID = "550e8400-e29b-41d4-a716-446655440000"
_PLACEHOLDER = re.compile(
    r"https://api\.app(?:cues|izer)\.com|\bDOOR\b|\bapps_your_api_key\b|\b[A-Z]+(?:_[A-Z]+)*\b|" + _APP_ID
)


class Stage:
    """The server, the names that it knows, and a client that sends requests as they are."""

    def __init__(self, url: str, client: httpx.AsyncClient, choose: Mapping[str, Any]) -> None:
        self.url = url
        self.root = f"{url}/v2/accounts/{ACCOUNT}"
        self._client = client
        self._choose = choose
        self._names = {
            "https://api.appcues.com": url,
            "https://api.appizer.com": url,
            "DOOR": f"{url}/_sandbox",
            "ACCOUNT": self.root,
            "ACCOUNT_ID": ACCOUNT,
            "API_KEY": KEY,
            "API_SECRET": SECRET,
            "USER_ID": "abc123",
            "GROUP_ID": "bumbleborn_ltd",
            "apps_your_api_key": APPIZER_KEY,
        }

    async def request(self, command: str, files: Mapping[str, str]) -> Request:
        """The request of a command, with real names in place of the documented ones."""
        words = [await self._named(word) for word in words_of(command)]
        return request_of(words, files)

    async def send(self, request: Request, **headers: str) -> httpx.Response:
        """Sends a request exactly as it is, with other headers where some are given."""
        answer = await self._client.request(
            request.method, request.url, headers=request.headers | headers, content=request.body
        )
        if answer.status_code == httpx.codes.ACCEPTED:
            self._names["JOB_ID"] = _job_id(answer)
        return answer

    async def prepare(self, example: Example) -> None:
        """Runs what has to stand before the example."""
        for command in example.before:
            answer = await self.send(self._with_credentials(await self.request(command, {})))
            assert answer.is_success, f"{command}: {answer.text}"

    async def consequences(self, example: Example) -> list[str]:
        """What is not as the example says, once all jobs are done."""
        if not example.after:
            return []
        await self._client.post(f"{self.url}/_sandbox/clock", json={"advance": UNTIL_ALL_JOBS_ARE_DONE})
        found = []
        for address, part in example.after.items():
            actual = await self._get(await self._named(address))
            found += missing(part, actual, address)
        return found

    async def _named(self, text: str) -> str:
        """The text with real names; a word in capitals that is no name stays as it is."""
        for word in dict.fromkeys(_PLACEHOLDER.findall(text)):
            if word not in self._names and (word in _LISTED or word == _APP_ID):
                self._names[word] = await self._chosen(word)
        return _PLACEHOLDER.sub(lambda found: self._names.get(found[0], found[0]), text)

    async def _chosen(self, word: str) -> str:
        if word == _APP_ID:
            items = (await self._get(f"{self.url}/v1/apps"))["apps"]
        else:
            items = await self._get(f"{self.root}/{_LISTED[word]}")
        fitting: list[str] = [item["id"] for item in items if not missing(self._choose, item)]
        assert fitting, f"no {word} with {self._choose}"
        return fitting[0]

    async def _get(self, url: str) -> Any:
        return (await self.send(self._with_credentials(Request("GET", url, {}, b"")))).json()

    def _with_credentials(self, request: Request) -> Request:
        headers = {"authorization": basic(KEY, SECRET), "x-api-key": APPIZER_KEY} | request.headers
        return Request(request.method, request.url, headers, request.body)


def _job_id(answer: httpx.Response) -> str:
    if answer.headers["content-type"].startswith("text/csv"):
        return next(csv.DictReader(io.StringIO(answer.text)))["job_id"]
    job_id: str = answer.json()["job_id"]
    return job_id


@asynccontextmanager
async def staged(example: Example) -> AsyncIterator[Stage]:
    """A fresh stage on which everything that the example needs is there."""
    async with (
        serving(build_apis(ApiOptions(clock=lambda: MOMENT))) as url,
        httpx.AsyncClient(verify=False, trust_env=False) as client,
    ):
        stage = Stage(url, client, example.choose)
        await stage.prepare(example)
        yield stage
