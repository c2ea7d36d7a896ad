"""Lets the changes of accounts, and what counts on an account that is there, come one after the other."""

from storage.unit_of_work import UnitOfWork


def hold(work: UnitOfWork, team_id: str) -> None:
    """Keeps others from changing accounts and the policy until this transaction ends.

    Two who change them at once could each count on the other.
    """
    work.audit.hold_chain(team_id)


def stays(work: UnitOfWork, team_id: str, account_id: str) -> bool:
    """Whether an account was not removed, and is not until this transaction ends.

    What is written of an account has to ask first: nobody would end it any more after the removal.
    """
    hold(work, team_id)
    return not work.accounts.is_removed(account_id)
