"""Taking away the beginning of an audit log, so that the rest of it still can be verified."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from storage.models.audit import AuditCheckpointRow, AuditRow
from storage.repositories.audit import AuditRepository
from storage.repositories.audit_verification import PRUNED
from storage.repositories.statements import changed, insert_unless_known


@dataclass(frozen=True)
class Pruned:
    """What was taken away: so many records, the last of them this one."""

    removed: int
    seq: int


class AuditPruningRepository:
    """Prunes. The newest record always stays, and a record in the chain testifies to each pruning."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def prune(self, team_id: str, before: datetime, now: datetime, *, limit: int) -> Pruned | None:
        """Take away the oldest records that were written before that, at most so many; None where there are none.

        A record that is old enough but stands behind one that is not stays: the chain has no gaps.
        """
        audit = AuditRepository(self._session)
        audit.hold_chain(team_id)
        known = audit.checkpoint(team_id)
        start = known.seq if known else 0
        seq = min(self._last_before(team_id, before, audit.last_seq(team_id)), start + limit)
        last = audit.get(team_id, seq) if seq > start else None
        if last is None:
            return None
        removed, so_far = seq - start, seq - start + (known.removed if known else 0)
        audit.append(
            team_id=team_id,
            at=now,
            actor_id="",
            source="clock",
            action=PRUNED,
            effect="write",
            verdict="done",
            item_kind="audit",
            arguments={"seq": seq, "hash": last.hash, "removed": removed},
            detail=f"records {start + 1} to {seq} were older than they are kept",
        )
        self._keep_checkpoint(team_id, seq=seq, hash=last.hash, pruned_at=now, removed=so_far)
        statement = delete(AuditRow).where(col(AuditRow.team_id) == team_id, col(AuditRow.seq) <= seq)
        changed(self._session, statement)
        return Pruned(removed, seq)

    def is_any(self, team_id: str, before: datetime) -> bool:
        """Whether `prune` would find something."""
        audit = AuditRepository(self._session)
        known = audit.checkpoint(team_id)
        return self._last_before(team_id, before, audit.last_seq(team_id)) > (known.seq if known else 0)

    def teams(self) -> list[str]:
        """The workspaces of which there are records."""
        return list(self._session.scalars(select(AuditRow.team_id).distinct()))

    def _last_before(self, team_id: str, before: datetime, newest: int) -> int:
        """The number of the last record that may go."""
        first_kept = select(func.min(AuditRow.seq)).where(
            col(AuditRow.team_id) == team_id, col(AuditRow.at) >= before
        )
        return (self._session.scalars(first_kept).one() or newest) - 1

    def _keep_checkpoint(self, team_id: str, **values: object) -> None:
        if not insert_unless_known(self._session, AuditCheckpointRow, team_id=team_id, **values):
            statement = update(AuditCheckpointRow).where(col(AuditCheckpointRow.team_id) == team_id)
            changed(self._session, statement.values(values))
