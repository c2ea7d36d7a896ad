"""One transaction, with every repository at hand."""

from functools import cached_property

from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from storage.repositories.audit import AuditRepository
from storage.repositories.change_requests import ChangeRequestRepository
from storage.repositories.inbox import InboxRepository
from storage.repositories.occurrences import OccurrenceRepository
from storage.repositories.outbox import OutboxRepository
from storage.repositories.outbox_sweeps import OutboxSweepRepository
from storage.repositories.raised_warnings import RaisedWarningRepository
from storage.repositories.role_grants import RoleGrantRepository
from storage.repositories.snapshot_takes import SnapshotTakeRepository
from storage.repositories.snapshots import SnapshotRepository


class UnitOfWork:
    """What happens within one transaction; all of it is kept, or none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @cached_property
    def inbox(self) -> InboxRepository:
        """What Slack told us."""
        return InboxRepository(self._session)

    @cached_property
    def outbox(self) -> OutboxRepository:
        """The messages."""
        return OutboxRepository(self._session)

    @cached_property
    def outbox_sweeps(self) -> OutboxSweepRepository:
        """Messages that may stand in Slack twice."""
        return OutboxSweepRepository(self._session)

    @cached_property
    def change_requests(self) -> ChangeRequestRepository:
        """Changes that wait for a second person."""
        return ChangeRequestRepository(self._session)

    @cached_property
    def role_grants(self) -> RoleGrantRepository:
        """Who was given which role."""
        return RoleGrantRepository(self._session)

    @cached_property
    def audit(self) -> AuditRepository:
        """Who did what."""
        return AuditRepository(self._session)

    @cached_property
    def occurrences(self) -> OccurrenceRepository:
        """Due times that were taken."""
        return OccurrenceRepository(self._session)

    @cached_property
    def snapshot_takes(self) -> SnapshotTakeRepository:
        """When the counts of all apps were read."""
        return SnapshotTakeRepository(self._session)

    @cached_property
    def snapshots(self) -> SnapshotRepository:
        """What the counts of the apps were."""
        return SnapshotRepository(self._session)

    @cached_property
    def raised_warnings(self) -> RaisedWarningRepository:
        """What people are warned of."""
        return RaisedWarningRepository(self._session)


def read_afresh(state: ORMExecuteState) -> None:
    """Let a query show what stands in the table, also after an UPDATE that the session knows nothing of."""
    if state.is_select:
        state.update_execution_options(populate_existing=True)
