"""Everything that can go wrong, sorted by what should happen next.

CallboardError                 carries a sentence for the person and a hint what to do
├── SettingsError              stop the start; names the setting
├── PersonError                the person can mend it; shown as it is, nothing logged as a fault
│   ├── BadInput               shows the usage of the command
│   ├── NameUnclear            carries what may have been meant
│   │   ├── NoSuchItem         shows the nearest matches
│   │   └── SeveralMatch       shows the candidates as buttons
│   └── NotAllowed             a refusal; always audited
├── ApiError                   Appcues or Appizer answered badly; carries service, status, request id
│   ├── ApiRefused             4xx: the request was understood and refused, repeating is useless
│   │   ├── ApiKeyRefused      401, 403: an admin has to look at the credentials
│   │   └── ApiItemMissing     404
│   ├── ApiRateLimited         429: had no effect; carries retry_after
│   ├── ApiUnavailable         had no effect: never sent, or a read that failed for good
│   ├── ApiUnreadable          answered with something that is not the documented form (reads)
│   └── ApiOutcomeUnknown      a write may or may not have happened: look before doing it again
└── SlackError                 Slack answered badly
    ├── SlackRefused           a definite no, by Slack's name (`code`)
    ├── SlackRateLimited       429: had no effect; carries retry_after
    └── SlackOutcomeUnknown    the call may or may not have happened
"""

from collections.abc import Sequence
from dataclasses import dataclass


class CallboardError(Exception):
    """Any failure we know: a sentence for a person, and a hint what to do about it."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class SettingsError(CallboardError):
    """The program cannot start: a setting is missing or wrong."""


class PersonError(CallboardError):
    """The person who asked can mend it."""


@dataclass(frozen=True)
class Candidate:
    """One thing that a person may have meant."""

    id: str
    name: str
    more: str = ""
    """What tells it from others of the same name."""

    @property
    def words(self) -> str:
        """All that names it."""
        return f"{self.name}, {self.more}" if self.more else self.name


class BadInput(PersonError):
    """What was typed or filled in cannot be read; `field` names the argument where known."""

    def __init__(self, sentence: str, hint: str = "", field: str = "") -> None:
        super().__init__(sentence, hint)
        self.field = field


class NameUnclear(PersonError):
    """Not just one thing is called that; `candidates` may have been meant, best first.

    `field` names the argument that they are for, where a command has several that it may be.
    """

    def __init__(
        self, sentence: str, hint: str = "", candidates: Sequence[Candidate] = (), field: str = ""
    ) -> None:
        super().__init__(sentence, hint)
        self.candidates = tuple(candidates)
        self.field = field


class NoSuchItem(NameUnclear):
    """Nothing is called that; `candidates` are the nearest matches, perhaps none."""


class SeveralMatch(NameUnclear):
    """More than one thing is meant by that; `candidates` are all of them."""


class NotAllowed(PersonError):
    """The person may not do that; `rule` names the rule that said no, for the audit."""

    def __init__(self, sentence: str, hint: str = "", rule: str = "") -> None:
        super().__init__(sentence, hint)
        self.rule = rule


class ApiError(CallboardError):
    """A vendor's API answered badly, or not at all."""

    def __init__(
        self,
        sentence: str,
        hint: str = "",
        *,
        service: str,
        status: int | None = None,
        request_id: str = "",
    ) -> None:
        super().__init__(sentence, hint)
        self.service = service
        self.status = status
        self.request_id = request_id


class ApiRefused(ApiError):
    """The API understood the request and refused it; repeating is useless."""


class ApiKeyRefused(ApiRefused):
    """The credentials do not open this account, or lack the rights for it."""


class ApiItemMissing(ApiRefused):
    """The API knows no such item."""


class ApiRateLimited(ApiError):
    """Too many requests; nothing happened. `retry_after` is in seconds."""

    def __init__(
        self,
        sentence: str,
        hint: str = "",
        *,
        service: str,
        retry_after: float,
        status: int | None = 429,
        request_id: str = "",
    ) -> None:
        super().__init__(sentence, hint, service=service, status=status, request_id=request_id)
        self.retry_after = retry_after


class ApiUnavailable(ApiError):
    """Nothing happened: the request was never sent, or it was a read that failed for good."""


class ApiUnreadable(ApiError):
    """The answer to a read is not in the documented form."""


class ApiOutcomeUnknown(ApiError):
    """A write may or may not have happened; look before doing it again."""


class SlackError(CallboardError):
    """Slack answered badly, or not at all."""


class SlackRefused(SlackError):
    """A definite no; `code` is Slack's own name for it."""

    def __init__(self, code: str, method: str) -> None:
        super().__init__(f"Slack refused {method}: {code}.")
        self.code = code
        self.method = method


class SlackRateLimited(SlackError):
    """Slack asks to wait; nothing happened. `retry_after` is in seconds."""

    def __init__(self, method: str, retry_after: float) -> None:
        super().__init__(f"Slack asks to wait {retry_after:g} s before {method}.")
        self.method = method
        self.retry_after = retry_after


class SlackOutcomeUnknown(SlackError):
    """The call may or may not have happened: no answer, or an answer that says nothing."""

    def __init__(self, method: str, reason: str) -> None:
        super().__init__(f"No usable answer from Slack to {method}: {reason}.")
        self.method = method
        self.reason = reason
