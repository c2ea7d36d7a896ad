"""The tasks of the schedule, all of them."""

from collections.abc import Awaitable, Callable

from bot.domain.change_requests import ChangeRequest
from bot.inbox.runner import InboxRunner
from bot.schedule.spec import Task
from bot.schedule.tasks.expire_change_requests import expire_change_requests
from bot.schedule.tasks.forget_deliveries import forget_deliveries
from bot.schedule.tasks.settle_change_requests import settle_change_requests
from bot.schedule.tasks.tidy_up import tidy_up
from bot.services.services import Services


def all_tasks(
    services: Services,
    inbox: InboxRunner,
    carry_out: Callable[[ChangeRequest], Awaitable[ChangeRequest]],
) -> tuple[Task, ...]:
    """Every task; `carry_out` is the pipeline's."""
    return (
        settle_change_requests(services.executions, carry_out),
        expire_change_requests(services.approvals),
        forget_deliveries(inbox),
        tidy_up(services),
    )
