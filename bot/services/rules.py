"""Ingestion filtering rules: read, and replaced as a whole."""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime
from typing import Any

from bot.clients.appcues.ingestion_rules import IngestionRuleSet
from bot.domain.changes import Sight, Subject
from bot.domain.ingestion_rules import ALLOW, IngestionRules, RuleNames, names_in, rule_fields, written
from bot.errors import BadInput


class RulesService:
    """What people can do with ingestion rules. Every method raises ApiError when Appcues fails."""

    def __init__(self, rules: IngestionRuleSet, account_id: str) -> None:
        self.client = rules
        self.account_id = account_id

    async def current(self) -> IngestionRules | None:
        """The rules; None if none were ever set, so that everything is kept."""
        return await self.client.get()

    async def replacing(self, mode: str, wanted: RuleNames, reason: str) -> "ReplacingRules":
        """The change that puts these rules in place of all others. Raises BadInput for none."""
        if not any(astuple(wanted)):
            raise BadInput("There is no rule.", "Name at least one attribute or event.", field="profiles")
        return ReplacingRules(self, await self.current(), mode, wanted, reason)


class ReplacingRules:
    """The change of all rules. Agreed to with the rules that stood before: if those change, it is asked anew."""

    repeatable = True

    def __init__(
        self, service: RulesService, before: IngestionRules | None, mode: str, wanted: RuleNames, reason: str
    ) -> None:
        self._service = service
        self.before = before
        self._mode = mode
        self._wanted = wanted
        self.reason = reason

    @property
    def subject(self) -> Subject:
        """What it is about."""
        count = sum(map(len, astuple(self._wanted)))
        what = "is kept, and everything else dropped" if self._mode == ALLOW else "is dropped from now on"
        names = f"{count} name" + ("" if count == 1 else "s")
        return Subject(
            item_kind="rules",
            item_id=self._service.account_id,
            item_name=f"the ingestion rules of account {self._service.account_id}",
            summary=f"Replace the ingestion rules: {self._mode} {names}",
            state_before=_state(self.before),
            effect_words=f"Data of {names} {what}. It replaces all rules there are; dropped data does not come back.",
            done_words=f"“{self._mode}” with {names}",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {**written(self._wanted), "reason": self.reason}

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - the rules tell by themselves
        """Reads the rules afresh."""
        now = await self._service.client.get()
        in_effect = (
            now is not None and now.mode == self._mode and names_in(now.names) == names_in(self._wanted)
        )
        return Sight(rule_fields(now), in_effect=in_effect)

    async def apply(self) -> None:
        """Replaces them."""
        if self._mode == ALLOW:
            await self._service.client.allow(self._wanted)
        else:
            await self._service.client.deny(self._wanted)


def _state(rules: IngestionRules | None) -> str:
    if rules is None:
        return "no rules: everything is kept"
    count = sum(map(len, astuple(rules.names)))
    return f"“{rules.mode}” with {count} name" + ("" if count == 1 else "s")
