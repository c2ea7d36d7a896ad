"""Ingestion filtering rules: get, and replace in one of two modes (reference: Appcues 9)."""

from bot.clients.appcues.nouns import AccountNoun
from bot.clients.bodies import lines_body
from bot.clients.reading import object_if_any, parsed_object
from bot.domain.ingestion_rules import (
    ALLOW,
    DENY,
    IngestionRules,
    RuleNames,
    parse_ingestion_rules,
    rules_bytes,
)
from bot.domain.uploads import Upload
from bot.errors import ApiItemMissing

_PLACE = "ingestion_filtering_rules"


class IngestionRuleSet(AccountNoun):
    """The one set of rules of one account."""

    async def get(self) -> IngestionRules | None:
        """The rules; 200. None (404) if none were ever set, so that everything is kept."""
        try:
            answer = await self._transport.request(
                "GET", self._path(_PLACE), repeatable=True, subject="ingestion filtering rules"
            )
        except ApiItemMissing:
            return None
        return parsed_object(answer, parse_ingestion_rules)

    async def allow(self, rules: RuleNames | Upload) -> IngestionRules | None:
        """Keeps only these names from now on, in place of the whole previous set and mode; 200.

        A file holds NDJSON, or CSV with the columns type and value. The new rules, in no order to rely on; None
        if the answer does not show them. Repeating is safe. Raises BadInput for no rules.
        """
        return await self._replace(ALLOW, rules)

    async def deny(self, rules: RuleNames | Upload) -> IngestionRules | None:
        """Drops these names from now on, otherwise as `allow`; 200. Repeating is safe. Raises BadInput for no rules."""
        return await self._replace(DENY, rules)

    async def _replace(self, mode: str, rules: RuleNames | Upload) -> IngestionRules | None:
        answer = await self._transport.request(
            "POST",
            self._path(_PLACE, mode),
            body=lines_body(rules if isinstance(rules, Upload) else rules_bytes(rules)),
            repeatable=True,
            settled_by="Read the rules before asking again.",
        )
        return object_if_any(answer, parse_ingestion_rules)
