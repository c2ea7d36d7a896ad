"""Notes what the APIs answered while a piece of work was done, for the record of that work.

The transport lies many calls below whoever writes the record, and all between them speak of other things; so the
notes go by a context variable, which tasks that the work starts have in common with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.clients.error_mapping import Call, Lost, Reply
from bot.domain.api_calls import ApiCall

_NOTES: ContextVar[list[ApiCall] | None] = ContextVar("call_notes", default=None)


@contextmanager
def noting_calls() -> Iterator[list[ApiCall]]:
    """A list of the calls that are made from here on, and that changed something or failed."""
    notes: list[ApiCall] = []
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


def note_call(call: Call, result: Reply | Lost, *, failed: bool) -> None:
    """Notes one attempt, where somebody wants to know; a read that went well is no news."""
    notes = _NOTES.get()
    if notes is None or (call.is_read and not failed):
        return
    if isinstance(result, Lost):
        notes.append(ApiCall(call.method, call.path, None, call.id))
    else:
        notes.append(ApiCall(call.method, call.path, result.status, result.request_id))
