"""The table of contents of the API: every operation there is."""

from sandbox.appcues import (
    enforcement,
    experiences,
    exports,
    groups,
    imports,
    ingestion_rules,
    jobs,
    sdk_keys,
    segments,
    tags,
    users,
)
from sandbox.appcues.routing import Operation

_NOUNS = (
    experiences,
    segments,
    tags,
    users,
    groups,
    imports,
    exports,
    jobs,
    ingestion_rules,
    sdk_keys,
    enforcement,
)


def appcues_operations() -> list[Operation]:
    """All operations below `/v2/accounts/{account_id}`."""
    return [operation for noun in _NOUNS for operation in noun.operations()]
