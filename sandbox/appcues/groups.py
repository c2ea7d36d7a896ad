"""Groups: their profiles, and the users who belong to them (Appcues 5)."""

from sandbox.appcues.account import Account
from sandbox.appcues.answers import Answer, CsvForm, Problem, ok
from sandbox.appcues.batches import Batch, user_ids
from sandbox.appcues.bodies import json_object
from sandbox.appcues.ingestion_rules import kept
from sandbox.appcues.routing import Call, Operation


def operations() -> list[Operation]:
    """Profile get and update, association of users.

    The document gives PATCH and POST for both changes, once in the command and once in the request line, so
    both methods are understood for each.
    """
    return [
        Operation("GET", "/groups/{id}/profile", _get_profile),
        Operation("PATCH", "/groups/{id}/profile", _update_profile, json_object),
        Operation("POST", "/groups/{id}/profile", _update_profile, json_object),
        Operation("POST", "/groups/{id}/users", _associate_users, user_ids),
        Operation("PATCH", "/groups/{id}/users", _associate_users, user_ids),
    ]


def _get_profile(account: Account, call: Call) -> Answer:
    profile = account.groups.get(call.ids["id"])
    if profile is None:
        raise Problem(404)
    return Answer(profile, csv=CsvForm(tuple(profile)))


def _update_profile(account: Account, call: Call) -> Answer:
    """Merges; an unknown group is created (I)."""
    account.groups.setdefault(call.ids["id"], {}).update(kept(account, "group", call.body))
    return ok(changed=True)


def _associate_users(account: Account, call: Call) -> Answer:
    """At once and without a job (D); one bad row refuses them all (I), unknown users come into being (I)."""
    batch: Batch = call.body
    if batch.failed:
        raise Problem(400, f"{batch.failed} of the rows hold no user ID")
    members = account.group_members.setdefault(call.ids["id"], {})
    for user_id in batch.good:
        members[user_id] = None
        account.users.setdefault(user_id, {})
    return ok(changed=True)
