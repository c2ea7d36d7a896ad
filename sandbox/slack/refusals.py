"""Slack's way of saying no: a name, and what else the answer carries."""

from typing import Any


class SlackRefusal(Exception):
    """The call is refused; `code` is Slack's name for the reason, `details` go into the answer beside it."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def answer(self) -> dict[str, Any]:
        """The JSON body that Slack would send."""
        return {"ok": False, "error": self.code, **self.details}


class BoardRefusal(Exception):
    """The board cannot do what a person's browser or a test asks; `sentence` says why."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
