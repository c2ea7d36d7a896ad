"""Tells channels how change requests stand, and what took effect by them."""

from datetime import datetime

from bot.domain.change_requests import ChangeRequest, State
from bot.domain.changes import Done
from bot.domain.experiences import KIND_BY_PLURAL
from bot.domain.notices import Notice
from bot.domain.subscriptions import Severity, Topic
from bot.services.notices import NoticesService
from bot.views import request_news as views
from bot.views.reply import Reply
from storage.models.notices import APPROVAL
from storage.unit_of_work import UnitOfWork

_AMISS = frozenset({State.EXPIRED, State.FAILED, State.CHANGED, State.UNCLEAR})
_TOPIC_OF = {
    **dict.fromkeys((*KIND_BY_PLURAL, "segments", "rules"), Topic.PUBLISHING),
    **dict.fromkeys(("keys", "enforcement"), Topic.KEYS),
}
"""Where a change of an item is told. What leads to a job is told when that ends; other items in no channel."""


class RequestNews:
    """Writes the notices of change requests inside the transactions that move them."""

    def __init__(self, notices: NoticesService) -> None:
        self._notices = notices

    def tell(self, work: UnitOfWork, request: ChangeRequest, now: datetime) -> None:
        """Tells how a request stands, on the one notice that it has; not where its own card stands.

        One that nobody has to agree to, and the counterpart of another, have none.
        """
        if not request.needed or request.follows:
            return
        severity = Severity.WARNING if request.state in _AMISS else Severity.NEWS
        line, shown = views.standing_line(request), views.standing_card(request)
        notice = _notice(request, f"{APPROVAL}{request.id}", Topic.APPROVALS, now, line, shown, severity)
        but = (request.channel_id,)
        if not self._notices.post(work, notice, now, but):
            self._notices.revise(work, notice, now, but)

    def took_effect(self, work: UnitOfWork, request: ChangeRequest, done: Done) -> None:
        """Tells what a change has made of an item, in the transaction that concludes it as done."""
        topic = _TOPIC_OF.get(request.item_kind)
        if topic is None or done.job_id:
            return
        now = request.finished_at or request.created_at
        line, shown = views.effect_line(request), views.effect_card(request)
        notice = _notice(request, effect_key(topic, request, done), topic, now, line, shown)
        self._notices.post(work, notice, now, (request.channel_id,) if request.has_card else ())


def effect_key(topic: Topic, request: ChangeRequest, done: Done) -> str:
    """The key of what took effect: topic, account, kind, item, and the state with the moment that the vendor says.

    Where the item was not read back with them, the request stands for the moment.
    """
    parts: tuple[object, ...] = (request.id,)
    if "published" in done.fields:
        state = "live" if done.fields["published"] else "draft"
        parts = (state, done.fields.get("updated_at") or done.fields.get("published_at") or request.id)
    account = request.account_key
    return ":".join(map(str, (topic, account, request.item_kind, request.item_id, *parts)))


def _notice(
    request: ChangeRequest,
    key: str,
    topic: Topic,
    at: datetime,
    line: str,
    shown: Reply,
    severity: Severity = Severity.NEWS,
) -> Notice:
    return Notice(
        key=key,
        team_id=request.team_id,
        topic=topic,
        at=at,
        line=line,
        text=shown.text,
        blocks=shown.blocks,
        severity=severity,
        account=request.account_key,
        kind=request.item_kind,
        item_id=request.item_id,
        item_name=request.item_name,
        tags=frozenset(request.tags),
        app_id=request.item_id if request.item_kind == "apps" else "",
        actor_id=request.requester_id,
    )
