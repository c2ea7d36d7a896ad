"""Offline jobs: start, list, get (Appcues 8)."""

from collections.abc import Callable

from sandbox.appcues.account import Account, Record
from sandbox.appcues.answers import Answer, CsvForm, Problem
from sandbox.appcues.routing import Call, Operation
from sandbox.appcues.timeline import Job, duration, job_time
from sandbox.seed import new_uuid

_CSV = CsvForm(("id", "name", "status", "started_at", "url"))
_ACCEPTED_CSV = CsvForm(("status", "title", "job_id", "job_url"))


def operations() -> list[Operation]:
    """List and get."""
    return [Operation("GET", "/jobs", _list_all), Operation("GET", "/jobs/{id}", _get)]


def start(
    account: Account,
    call: Call,
    name: str,
    apply: Callable[[], None],
    *,
    good: int = 1,
    failed: int = 0,
    counters: dict[str, int] | None = None,
) -> Answer:
    """Begins a job over so many good and failed items, and gives the 202 answer.

    A job in which no item at all could be read ends as FAILED (I).
    """
    now = account.now()
    job = Job(
        id=new_uuid(account.random),
        name=name,
        started_at=now,
        finishes_at=now + duration(good + failed),
        counters=counters
        or {"ingestions_completed": good, "ingestions_failed": failed, "requests_failed": 0},
        error=None if good or not failed else "No row could be read.",
        apply=apply,
    )
    account.begin(job)
    url = call.url("jobs", job.id)
    body = {"job_id": job.id, "job_url": url, "status": 202, "title": "Accepted"}
    return Answer(body, 202, csv=_ACCEPTED_CSV, changed=True)


def _list_all(account: Account, call: Call) -> Answer:
    # Oldest first, as in the sample.
    jobs = sorted(account.jobs.values(), key=lambda job: job.started_at)
    return Answer([_shown(account, call, job) for job in jobs], csv=_CSV)


def _get(account: Account, call: Call) -> Answer:
    job = account.jobs.get(call.ids["id"])
    if job is None:
        raise Problem(404)
    return Answer({"events": job.events(account.now()), **_shown(account, call, job)}, csv=_CSV)


def _shown(account: Account, call: Call, job: Job) -> Record:
    return {
        "id": job.id,
        "name": job.name,
        "started_at": job_time(job.started_at),
        "status": job.status(account.now()),
        "url": call.url("jobs", job.id),
    }
