"""Every boundary at which the bot may die, and what its dying there may cost."""

from dataclasses import dataclass

from tests.crash.stories import Phase


@dataclass(frozen=True)
class Boundary:
    """A crash point, and the phase in which the bot gets there.

    A private answer goes to an address of Slack that knows no keys, so it cannot be told apart from its
    repetition: a bot that dies after it has answered and before that is written down lets the next one
    answer again. `answers` says how many may come; where the answer and the death are on two paths, the
    second may come or not.
    """

    phase: Phase
    point: str
    answers: tuple[int, ...] = (1,)
    is_acknowledged: bool = True
    is_the_same_everywhere: bool = False
    """Whether what follows is no different on PostgreSQL, so that SQLite is enough."""

    def __str__(self) -> str:
        return f"{self.phase}-{self.point}"


TWICE, PERHAPS_TWICE = (2,), (1, 2)

BOUNDARIES = (
    Boundary("asking", "inbox_recorded_before_ack", is_acknowledged=False),
    Boundary("asking", "acked_before_work", is_the_same_everywhere=True),
    Boundary("asking", "change_request_stored_before_reply"),
    Boundary("asking", "reply_sent_before_inbox_finish", TWICE, is_the_same_everywhere=True),
    Boundary("asking", "work_done_before_inbox_finish", TWICE, is_the_same_everywhere=True),
    Boundary("asking", "outbox_claimed_before_post", PERHAPS_TWICE),
    Boundary("asking", "posted_before_recorded", PERHAPS_TWICE),
    Boundary("approving", "inbox_recorded_before_ack", is_acknowledged=False),
    Boundary("approving", "acked_before_work"),
    Boundary("approving", "decision_committed_before_execution"),
    Boundary("approving", "claimed_before_started_mark"),
    Boundary("approving", "started_mark_before_api_call"),
    Boundary("approving", "api_called_before_read_back"),
    Boundary("approving", "read_back_before_conclusion", is_the_same_everywhere=True),
    Boundary("approving", "conclusion_committed_before_reply"),
    Boundary("approving", "reply_sent_before_inbox_finish", TWICE, is_the_same_everywhere=True),
    Boundary("approving", "work_done_before_inbox_finish", TWICE),
    Boundary("approving", "outbox_claimed_before_edit", PERHAPS_TWICE, is_the_same_everywhere=True),
    Boundary("approving", "edited_before_recorded", PERHAPS_TWICE),
    Boundary("approving", "outbox_claimed_before_post", PERHAPS_TWICE, is_the_same_everywhere=True),
    Boundary("approving", "posted_before_recorded", PERHAPS_TWICE, is_the_same_everywhere=True),
)
"""All of them. The outbox is worked on beside the answers, so there the one may be before the other or not."""


OF_JOBS = ("jobs_read_before_recorded", "jobs_recorded_before_posted")
"""Where the bot may die while it looks after the jobs that it follows."""


@dataclass(frozen=True)
class Case:
    """A boundary on one kind of database."""

    database: str
    boundary: Boundary

    def __str__(self) -> str:
        return f"{self.database}-{self.boundary}"


CASES = (
    *(Case("sqlite", boundary) for boundary in BOUNDARIES),
    *(Case("postgresql", boundary) for boundary in BOUNDARIES if not boundary.is_the_same_everywhere),
)
