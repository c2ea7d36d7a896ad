"""What has to come of a visit, by the rules alone; and what came of it, by what was reached and written down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.audit import Entry, Verdict
from bot.domain.people import Person
from bot.domain.policy import DEFAULTS, Question, verdict
from commands.permissions import why_not_run
from commands.spec import Command, Effect
from tests.matrix.stage import Stage, Visit, Way, opens_its_form
from tests.scenarios.playhouse import TEAM

NOTHING = "nothing yet"
REVIEW = "review"


@dataclass(frozen=True)
class Came:
    """What came of a visit: a verdict of the audit with the rule that refused, `review`, or nothing yet."""

    what: str
    rule: str = ""


def expected(command: Command, person: Person, way: Way) -> Came:
    """What has to come of it; nothing yet where a form is opened."""
    if refusal := why_not_run(command, person):
        return Came(Verdict.REFUSED, refusal.rule)
    if way is Way.TYPED and opens_its_form(command):
        return Came(NOTHING)
    if way in {Way.BUTTON, Way.HOME} and any(each.secret and each.required for each in command.arguments):
        return Came(Verdict.FAILED)  # no button carries a secret
    if command.modal.review:
        return Came(REVIEW)
    return Came(Verdict.ASKED if is_held(command) else Verdict.DONE)


def is_held(command: Command) -> bool:
    """Whether the policy, as it is by default and where there are two admins, lets this wait for others."""
    return command.effect is Effect.GUARDED and bool(
        verdict(DEFAULTS, Question(command.path, admins=2)).needed
    )


async def wrongs(stage: Stage, command: Command, visits: Iterable[Visit]) -> list[tuple[object, ...]]:
    """Every one of these visits, of which no two come alike, that came out otherwise than it has to."""
    ran: dict[Visit, tuple[int, int]] = {}
    for visit in visits:
        await stage.comes(command, visit)
        runs, reviews = stage.reached.take()
        assert {*runs, *reviews} <= {(command.path, visit.person)}
        ran[visit] = len(runs), len(reviews)
    told = _shared_out(stage, command, ran, await stage.new_records(len(ran) + 2))
    came = {visit: _came(command, *ran[visit], told[visit]) for visit in ran}
    due = {
        visit: expected(command, stage.somebody(visit.person, stage.key(command, visit)), visit.way)
        for visit in ran
    }
    return [(command.path, visit, came[visit], due[visit]) for visit in ran if came[visit] != due[visit]]


def _shared_out(
    stage: Stage, command: Command, ran: Mapping[Visit, tuple[int, int]], records: Iterable[Entry]
) -> dict[Visit, list[Entry]]:
    """To each visit the records that tell of it: they say who came, by which way, from where, about which account.

    A change that was made is recorded where its card stands, and by another way; these are told apart by their order.
    """
    told: dict[Visit, list[Entry]] = {visit: [] for visit in ran}
    by_mark = {
        (visit.person, visit.way.value, stage.channel(visit), stage.key(command, visit)): visit
        for visit in ran
    }
    assert len(by_mark) == len(ran)
    changes = iter([visit for visit, (runs, _) in ran.items() if runs])
    for record in records:
        assert (record.team_id, record.action) == (TEAM, command.path), record
        if command.effect is Effect.GUARDED and record.verdict is not Verdict.REFUSED:
            visit = next(changes)
            source = visit.way if record.verdict is Verdict.ASKED else "at once"
            marks = visit.person, source, stage.key(command, visit)
            assert (record.actor_id, record.source, record.account) == marks, (record, visit)
        else:
            visit = by_mark[record.actor_id, record.source, record.channel_id, record.account]
        told[visit].append(record)
    return told


def _came(command: Command, runs: int, reviews: int, records: list[Entry]) -> Came:
    verdicts = [str(record.verdict) for record in records]
    if not runs and not reviews and not verdicts:
        return Came(NOTHING)
    if runs and command.effect is Effect.WRITE:  # recorded by its service, in the same transaction
        return Came(Verdict.DONE) if (runs, verdicts) == (1, []) else Came(f"{runs} runs, {verdicts}")
    if reviews:
        return (
            Came(REVIEW)
            if (runs, reviews, verdicts) == (0, 1, [])
            else Came(f"{reviews} reviews, {verdicts}")
        )
    is_reached = verdicts not in ([Verdict.REFUSED], [Verdict.FAILED])
    if len(records) != 1 or bool(runs) is not is_reached:
        return Came(f"{runs} runs, {verdicts}")
    return Came(verdicts[0], "" if is_reached else records[0].rule)
