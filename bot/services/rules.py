"""Ingestion filtering rules: which names are kept, or dropped."""

from bot.clients.appcues.ingestion_rules import IngestionRuleSet


class RulesService:
    """What people can do with ingestion rules. Every method raises ApiError when Appcues fails."""

    def __init__(self, rules: IngestionRuleSet) -> None:
        self._rules = rules
