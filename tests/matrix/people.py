"""Who comes to the matrix: one of each role, and people whose roles in the two accounts of a vendor differ."""

from collections.abc import Iterator, Mapping
from itertools import product

from bot.domain.accounts import Vendor, account_key
from bot.domain.people import Member, Person, Role, RoleGrant, RoleGrants, role_of
from tests.scenarios.playhouse import TEAM

PEOPLE = {
    Role.NOBODY: "U0GRETA",
    Role.VIEWER: "U0VERA",
    Role.EDITOR: "U0MAYA",
    Role.APPROVER: "U0TOMAS",
    Role.ADMIN: "U0ADAM",
}
"""By the role that they have everywhere."""

TORN = {
    "U0TORN1": (Role.VIEWER, Role.EDITOR),
    "U0TORN2": (Role.APPROVER, Role.VIEWER),
    "U0TORN3": (Role.EDITOR, Role.ADMIN),
    "U0TORN4": (Role.ADMIN, Role.APPROVER),
}
"""By the person: their role in the account of the settings, and in the added one."""

SETTLED = RoleGrants(((PEOPLE[Role.APPROVER], Role.APPROVER), (PEOPLE[Role.EDITOR], Role.EDITOR)))
"""What the settings of the house give."""


def grants_in(accounts: Mapping[Vendor, tuple[str, str]]) -> Iterator[RoleGrant]:
    """What is granted to those whose roles differ, by the ids of the two accounts of each vendor."""
    for (vendor, ids), (person, roles) in product(accounts.items(), TORN.items()):
        for account_id, role in zip(ids, roles, strict=True):
            if role > Role.VIEWER:
                yield RoleGrant(person, role, account_key=account_key(vendor, account_id))


def somebody(person: str, granted: tuple[RoleGrant, ...], account: str) -> Person:
    """Who somebody is in an account, by the rules of roles alone."""
    is_guest, is_admin = person == PEOPLE[Role.NOBODY], person == PEOPLE[Role.ADMIN]
    member = Member(person, TEAM, person, is_admin=is_admin, is_guest=is_guest)
    return Person(member, role_of(member, frozenset(), SETTLED.joined(granted, account)))
