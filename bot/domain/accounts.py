"""Accounts of the vendors that Callboard runs, side by side, and which of them is meant."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.matching import find_one
from bot.errors import BadInput, Candidate, NoSuchItem, PersonError, SeveralMatch

ENVIRONMENT = "environment"
"""The id of the account that the settings give; it is the first one, and cannot be removed from Slack."""

CALLED_PRODUCTION = frozenset({"production", "prod"})
"""Labels that everybody takes for what they say, so that such an account is production whether or not it is flagged."""

REGIONS = ("us", "eu")
_LABEL = re.compile(r"[\w][\w .-]{0,39}")


class Vendor(StrEnum):
    """Whose account it is; the word is the slash command's."""

    APPCUES = "appcues"
    APPIZER = "appizer"

    @property
    def name_of_one(self) -> str:
        """What one account of it is called."""
        return "Appcues account" if self is Vendor.APPCUES else "Appizer organisation"


@dataclass(frozen=True)
class Credentials:
    """What opens an account; Appizer has no secret beside its key."""

    key: str = field(repr=False)
    secret: str = field(default="", repr=False)

    @property
    def values(self) -> tuple[str, ...]:
        """Each of them, for what must not be shown."""
        return tuple(filter(None, (self.key, self.secret)))


@dataclass(frozen=True)
class Account:
    """One account of one vendor."""

    id: str
    vendor: Vendor
    label: str
    external_id: str = ""
    """The vendor's number of an Appcues account."""
    region: str = ""
    is_production: bool = False
    added_by: str = ""
    added_at: datetime | None = None
    revision: int = 0
    is_removed: bool = False

    @property
    def key(self) -> str:
        """How rules and filters name it: the settings may give one of each vendor, with the same id."""
        return account_key(self.vendor, self.id)

    @property
    def is_from_environment(self) -> bool:
        """Whether its credentials come from the settings."""
        return self.id == ENVIRONMENT

    def renamed(self, label: str, production: bool | None) -> "Account":
        """It with another label, if one is given, and as production or not, if that is said.

        Raises BadInput for a label that would say the opposite.
        """
        label = label or self.label
        if production is False and is_called_production(label):
            raise BadInput(
                f"An account that is called “{label}” is taken for production by everybody.",
                f"Give it another label with it: /callboard accounts rename “{self.label}” --to LABEL --production no",
                field="production",
            )
        counts = self.is_production or is_called_production(label) if production is None else production
        return replace(self, label=label, is_production=counts)

    @property
    def badge(self) -> str:
        """How cards and lists name it: `staging (Appcues 17435, EU)`."""
        where = f", {self.region.upper()}" if self.region else ""
        number = f" {self.external_id}" if self.external_id else ""
        production = ", production" if self.is_production else ""
        removed = ", removed" if self.is_removed else ""
        return f"{self.label} ({self.vendor.value.capitalize()}{number}{where}{production}{removed})"


@dataclass(frozen=True)
class Meant:
    """The account that is meant, and whether it has to be named because there are others of its vendor."""

    account: Account
    is_one_of_several: bool


def is_one_account(one: Account, key: str, other: Account, others_key: str) -> bool:
    """Whether two are the same account of a vendor: by its number, or by the key where there is no number."""
    if one.external_id:
        return (one.vendor, one.external_id) == (other.vendor, other.external_id)
    return one.vendor is other.vendor and key == others_key


def is_production(accounts: Iterable[Account], vendor: str, account_id: str) -> bool:
    """Whether end users see an account of a vendor; so it is taken where there is no such account."""
    mine = (each for each in accounts if each.vendor == vendor)
    return vendor in set(Vendor) and next(
        (each.is_production for each in mine if each.id == account_id), True
    )


def badges(accounts: Iterable[Account]) -> dict[str, str]:
    """How cards name accounts, by their keys: those that are not the only one of their vendor."""
    known = [*accounts]
    vendors = Counter(each.vendor for each in known)
    return {each.key: each.badge for each in known if vendors[each.vendor] > 1}


def account_key(vendor: str, account_id: str) -> str:
    """How rules and the audit name an account: the settings may give one of each vendor, with the same id."""
    return f"{vendor}:{account_id}"


def account_of(command_path: str, account_id: str) -> str:
    """The account that a command speaks of, named like that; empty for commands that speak of none."""
    vendor = command_path.partition(" ")[0]
    return account_key(vendor, account_id) if vendor in set(Vendor) and account_id else ""


def is_called_production(label: str) -> bool:
    """Whether everybody takes an account of this label for production."""
    return label.strip().casefold() in CALLED_PRODUCTION


def checked_label(label: str) -> str:
    """The label as it is kept. Raises BadInput for one that could not be typed."""
    words = label.strip()
    if not _LABEL.fullmatch(words):
        raise BadInput(
            "A label has up to 40 letters, digits, spaces, dots and dashes.",
            "For example: staging",
            field="label",
        )
    return words


def labelled(accounts: Sequence[Account], label: str) -> Account:
    """The account that somebody names by its label, its number, or its key or badge, which no label can be like.

    Raises NoSuchItem, SeveralMatch.
    """
    words = label.strip()
    if not any(each.label.casefold() == words.casefold() for each in accounts):
        for account in accounts:
            if words and words in {account.external_id, account.badge}:
                return account
    try:
        found = find_one(words, [Candidate(each.key, each.label) for each in accounts], "accounts")
    except SeveralMatch as several:
        raise _told_apart(several, accounts) from several
    return next(each for each in accounts if each.key == found)


def _told_apart(several: SeveralMatch, accounts: Sequence[Account]) -> SeveralMatch:
    """The same, with badges for labels where accounts of two vendors have one label."""
    labels = Counter(each.name for each in several.candidates)
    named = {each.key: each.badge for each in accounts if labels[each.label] > 1}
    offered = [Candidate(each.id, named.get(each.id, each.name)) for each in several.candidates]
    return SeveralMatch(several.sentence, several.hint, offered)


def labelled_ever(accounts: Sequence[Account], removed: Sequence[Account], label: str) -> Account:
    """The same; else the one that was removed, where its whole label or its key is named.

    Raises NoSuchItem, SeveralMatch.
    """
    words = label.strip().casefold()
    gone = [each for each in removed if words in {each.label.casefold(), each.key}]
    if not gone or any(each.label.casefold() == words for each in accounts):
        return labelled(accounts, label)
    if len(gone) > 1:
        keys = ", ".join(each.key for each in gone)
        raise SeveralMatch(
            f"{len(gone)} accounts that are removed were labelled “{gone[0].label}”.",
            f"Name one by its key, newest first: {keys}.",
        )
    return gone[0]


def labels_ever(accounts: Iterable[Account], removed: Iterable[Account]) -> dict[str, str]:
    """How lists name accounts by their keys; those that were removed so that they can be named too."""
    there, gone = [*accounts], [*removed]
    counts = Counter(each.label.casefold() for each in (*there, *gone))
    labels = {each.key: each.label for each in there}
    for each in gone:
        key = f", {each.key}" if counts[each.label.casefold()] > 1 else ""
        labels[each.key] = f"{each.label} (removed{key})"
    return labels


def meant(
    accounts: Iterable[Account],
    vendor: Vendor,
    channel_id: str,
    channels: Mapping[tuple[str, str], str],
    *,
    label: str = "",
    account_id: str = "",
) -> Meant:
    """The account that is meant: the one that is named or stored, else the channel's, else the first one.

    People name an account by its label; what is stored, as in buttons and requests, names it by its id, which may
    look like the beginning of another one's label.

    Raises PersonError when none is connected, or the one that is meant is gone; NoSuchItem and SeveralMatch for
    a label that is not one account's.
    """
    known = [*accounts]
    mine = [account for account in known if account.vendor is vendor]
    if not mine:
        raise not_connected(vendor)
    if account_id:
        hint = "Ask for it again in one that is: /callboard accounts lists them."
        account = _of_id(mine, account_id, "this was about", hint)
    elif label:
        account = _labelled_of(vendor, known, label)
    else:
        hint = (
            "Choose another one here: /callboard accounts use LABEL. Or name one: --account LABEL."
            " /callboard accounts lists them."
        )
        chosen = spoken_of(mine, channel_id, channels)[vendor.value]
        account = _of_id(mine, chosen, "this channel spoke of", hint)
    return Meant(account, len(mine) > 1)


def _labelled_of(vendor: Vendor, accounts: Sequence[Account], label: str) -> Account:
    """The account of this vendor that is named. Raises NoSuchItem, also for one of the other vendor; SeveralMatch."""
    try:
        return labelled([each for each in accounts if each.vendor is vendor], label)
    except NoSuchItem:
        names = label.strip().casefold()
        for each in accounts:
            if names in {each.label.casefold(), each.badge.casefold(), each.external_id} - {""}:
                raise NoSuchItem(
                    f"“{each.label}” is an {each.vendor.name_of_one}; this takes an {vendor.name_of_one}.",
                    "/callboard accounts lists them.",
                ) from None
        raise


def spoken_of(
    accounts: Iterable[Account], channel_id: str, channels: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    """The ids of the accounts that a channel speaks of, by vendor: those chosen for it, else the first ones."""
    first: dict[str, str] = {}
    for each in accounts:
        first.setdefault(each.vendor.value, each.id)
    return {vendor: channels.get((channel_id, vendor), account_id) for vendor, account_id in first.items()}


def _of_id(mine: Sequence[Account], account_id: str, which: str, hint: str) -> Account:
    for account in mine:
        if account.id == account_id:
            return account
    raise PersonError(f"The {mine[0].vendor.name_of_one} that {which} is not connected any more.", hint)


def not_connected(vendor: Vendor) -> PersonError:
    """What to say where there is no account at all."""
    settings = (
        "APPCUES_ACCOUNT_ID, APPCUES_API_KEY and APPCUES_API_SECRET"
        if vendor is Vendor.APPCUES
        else "APPIZER_API_KEY"
    )
    return PersonError(
        f"No {vendor.name_of_one} is connected.",
        f"An admin can add one: /callboard accounts add. "
        f"Whoever runs Callboard can set {settings} instead, for the workspace of SLACK_BOT_TOKEN.",
    )
