"""Fills a whole account."""

from datetime import timedelta

from sandbox.appcues.account import Account
from sandbox.appcues.sdk_keys import new_key
from sandbox.appcues.seed_experiences import seed_experiences, seed_tags, studio_users
from sandbox.appcues.seed_jobs import seed_jobs
from sandbox.appcues.seed_people import seed_people
from sandbox.seed import Seeding, new_uuid

_KEY_TAGS = (("web shop", 140), ("mobile apps", 60))


def seed_account(account: Account, seeding: Seeding) -> None:
    """Puts the make-believe content into an empty account; it begins without ingestion rules, unenforced."""
    account.uuid = new_uuid(seeding.random("account"))
    account.studio_users = studio_users(seeding)
    account.tags = seed_tags(seeding, account.studio_users)
    account.experiences = seed_experiences(
        seeding, account.id, account.studio_users, account.tags, account.key
    )
    seed_people(account, seeding)
    seed_jobs(account, seeding)
    for tag, days in _KEY_TAGS:
        key = new_key(account, tag, seeding.now - timedelta(days=days))
        account.sdk_keys[key["id"]] = key
