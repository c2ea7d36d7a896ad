"""The enforcement mode of the account: whether the SDK must prove who it is (Appcues 10)."""

from sandbox.appcues.account import Account
from sandbox.appcues.answers import Answer
from sandbox.appcues.routing import Call, Operation


def operations() -> list[Operation]:
    """On and off; both answer 204 whatever the mode was."""
    return [
        Operation("POST", "/enforcement_mode/enable", lambda account, call: _switch(account, call, True)),
        Operation("POST", "/enforcement_mode/disable", lambda account, call: _switch(account, call, False)),
    ]


def _switch(account: Account, _call: Call, is_enforced: bool) -> Answer:
    changed = account.is_enforced != is_enforced
    account.is_enforced = is_enforced
    return Answer(None, 204, changed=changed)
