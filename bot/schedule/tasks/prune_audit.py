"""Prunes the audit of what is older than it is kept."""

from datetime import timedelta

from bot.schedule.spec import Task
from bot.services.audit_retention import AuditRetention


def prune_audit(retention: AuditRetention) -> Task:
    """The task; it looks every hour, since a process may live for less than a day, and prunes once a day."""
    return Task("prune_audit", timedelta(hours=1), retention.prune)
