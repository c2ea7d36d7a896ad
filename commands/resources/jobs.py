"""Jobs, what Appcues works on after it has answered: list, show and follow."""

from dataclasses import dataclass

from bot.domain.people import Role
from bot.errors import BadInput
from bot.views import jobs as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Shape, option, positional


@dataclass(frozen=True)
class ListJobs:
    """Which jobs to list."""

    status: str = option("only those that stand so", default="", choices=views.STATUSES)
    search: str = option("only names that contain these words", default="")
    page: int = option("which page", default=1, shape=Shape.NUMBER, hidden=True)


@dataclass(frozen=True)
class ShowJob:
    """Which job."""

    job: str = positional("the id of the job, or its name", shape=Shape.ITEM, source="jobs")


@dataclass(frozen=True)
class FollowJob(ShowJob):
    """Which job to follow, and where its card goes."""

    here: bool = option(
        "show it in this channel, not in your direct messages", default=False, shape=Shape.FLAG
    )


async def show_list(args: ListJobs, context: Context) -> Reply:
    """Answers with a page of the jobs, newest first."""
    listing = await context.appcues.jobs.listing()
    shown = views.JobsShown(args.status, args.search, args.page)
    return views.listing(listing, shown, context.zone)


async def show_one(args: ShowJob, context: Context) -> Reply:
    """Answers with one job, its events and counters."""
    job = await context.appcues.jobs.find(args.job)
    return views.card(job, context.zone, may_follow=context.person.role >= Role.EDITOR)


async def follow(args: FollowJob, context: Context) -> Reply:
    """Puts up the card of a job, kept up to date until it has ended."""
    channel = await _place_of_card(context) if args.here else context.person.id
    job = await context.appcues.jobs.find(args.job)
    followed = await context.services.followed_jobs.follow(
        context.person, context.reached.account_id, job, channel, context.who
    )
    return views.followed(followed, channel, context.person.id)


async def _place_of_card(context: Context) -> str:
    """Where it was asked for, unless nothing may be posted there. Raises BadInput."""
    place = context.place.channel_id or context.person.id
    try:
        return await context.services.channels.to_post_in(context.person, place, place)
    except BadInput as problem:
        hint = "Leave out --here: then the card comes to your direct messages."
        raise BadInput(problem.sentence, hint, "here") from problem


COMMANDS = (
    Command(
        path="appcues jobs list",
        summary="List the recent jobs: imports, exports and others, with their status and age",
        args=ListJobs,
        run=show_list,
        allow=Role.VIEWER,
        examples=("appcues jobs", "appcues jobs list --status running"),
    ),
    Command(
        path="appcues jobs show",
        summary="Show a job: what has happened, and what it counted",
        args=ShowJob,
        run=show_one,
        allow=Role.VIEWER,
        examples=("appcues jobs show 75d59048-7961-419b-95e2-018c708bdfe5",),
    ),
    Command(
        path="appcues jobs follow",
        summary="Follow a job on a card that is kept up to date, and be told when it has ended",
        args=FollowJob,
        run=follow,
        allow=Role.EDITOR,
        effect=Effect.WRITE,
        examples=("appcues jobs follow 75d59048-7961-419b-95e2-018c708bdfe5 --here",),
    ),
)
