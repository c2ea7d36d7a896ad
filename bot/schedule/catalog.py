"""What is done in time, all of it: the tasks of every so often, and the handlers of schedules by their kind."""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.change_requests import ChangeRequest
from bot.domain.schedules import Work
from bot.errors import PersonError
from bot.inbox.runner import InboxRunner
from bot.schedule.spec import Handler, Task
from bot.schedule.tasks.begin_what_is_due import begin_what_is_due
from bot.schedule.tasks.expire_change_requests import expire_change_requests
from bot.schedule.tasks.follow_jobs import follow_jobs
from bot.schedule.tasks.forget_deliveries import forget_deliveries
from bot.schedule.tasks.forget_occurrences import forget_occurrences
from bot.schedule.tasks.keep_statistics import keep_statistics
from bot.schedule.tasks.prune_audit import prune_audit
from bot.schedule.tasks.remind_approvers import remind_approvers
from bot.schedule.tasks.settle_change_requests import settle_change_requests
from bot.schedule.tasks.tidy_up import tidy_up
from bot.schedule.tasks.watch_accounts import watch_accounts
from bot.schedule.ticker import Ticker
from bot.services import digests, statistics_posts
from bot.services.services import Services


def all_tasks(
    services: Services,
    inbox: InboxRunner,
    carry_out: Callable[[ChangeRequest], Awaitable[ChangeRequest]],
    ticker: Ticker,
) -> tuple[Task, ...]:
    """Every task; `carry_out` is the pipeline's."""
    return (
        begin_what_is_due(ticker),
        settle_change_requests(services.executions, services.installations, carry_out),
        expire_change_requests(services.approvals),
        follow_jobs(services.job_follower),
        remind_approvers(services.approval_reminders),
        keep_statistics(services.accounts, services.installations),
        watch_accounts(services.watch),
        forget_deliveries(inbox),
        tidy_up(services),
        forget_occurrences(services.occurrences),
        prune_audit(services.audit_retention),
    )


def all_handlers(services: Services) -> Mapping[str, Handler]:
    """Every handler, by the kind of its schedules. A kind that is not here is left to processes that know it.

    A new kind is a line here, and a method of a service (see `Handler`); its schedules are made by
    `SchedulesService.create_in`.
    """
    handlers: Mapping[str, Handler] = {
        digests.KIND: services.digests.post,
        statistics_posts.KIND: services.statistics_posts.post,
    }
    return {kind: _where_installed(services, handler) for kind, handler in handlers.items()}


def _where_installed(services: Services, handler: Handler) -> Handler:
    """The same handler, for workspaces that have Callboard; what comes due in another is let go."""

    async def run(work: Work) -> str:
        if not await services.installations.has(work.team_id):
            raise PersonError("The workspace has taken Callboard out.")
        return await handler(work)

    return run
