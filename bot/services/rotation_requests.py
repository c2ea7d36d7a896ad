"""What is asked for as a step of a rotation of an SDK key; it is taken back when that is cancelled."""

from bot.domain.audit import Verdict, Who
from bot.domain.change_requests import State
from bot.domain.key_rotations import KeyRotation, new_key_of
from bot.domain.people import Person
from bot.errors import PersonError
from bot.services.request_steps import RequestSteps
from storage.unit_of_work import UnitOfWork

CREATE, REVOKE = "appcues keys create", "appcues keys revoke"


def asked_for(work: UnitOfWork, rotation: KeyRotation) -> str:
    """The id of the request for its new key that is open; empty where there is none."""
    row = work.change_requests.open_for_item(
        rotation.team_id, CREATE, "keys", new_key_of(rotation.id), account_id=rotation.account_id
    )
    return row.id if row else ""


def withdraw(work: UnitOfWork, steps: RequestSteps, rotation: KeyRotation, person: Person, who: Who) -> None:
    """Takes back what waits for approval as a step of it.

    Raises PersonError for what is under way, StateMovedError for what is decided about at the same moment.
    """
    for path, item_id in ((CREATE, new_key_of(rotation.id)), (REVOKE, rotation.key_id)):
        row = work.change_requests.open_for_item(
            rotation.team_id, path, "keys", item_id, account_id=rotation.account_id
        )
        if row is None or row.args.get("rotation") != rotation.id:
            continue
        request = steps.read(work, rotation.team_id, row.id)
        if request.state is not State.WAITING:
            raise PersonError(
                f"“{request.summary}” is being carried out right now.",
                "Cancel the rotation when that is done; its card says so.",
            )
        note = f"{person.member.name} cancelled the rotation of {rotation.key_name}, so it is not needed."
        steps.move(
            work,
            request,
            State.WITHDRAWN,
            Verdict.WITHDRAWN,
            who=who,
            decision_note=note,
        )
