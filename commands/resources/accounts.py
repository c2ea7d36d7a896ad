"""Accounts of the vendors: list, add, test, use, rename, rotate, remove."""

from dataclasses import dataclass

from bot.domain.accounts import REGIONS, Account, Credentials, Vendor, is_called_production
from bot.domain.people import Role
from bot.errors import BadInput
from bot.views import accounts as views
from bot.views.reply import Reply
from commands.context import Context
from commands.spec import Command, Effect, Modal, NoArgs, Shape, option, positional
from commands.values import beside

_LABEL = "label of the account"
_SO_CALLED = " It counts as production, since it is called so."


@dataclass(frozen=True, kw_only=True)
class AddAccount:
    """What opens the new account, and how it is called."""

    label: str = positional("what to call it, such as staging")
    vendor: str = option("whose account it is", choices=tuple(Vendor), default=Vendor.APPCUES.value)
    number: str = option("the account id; Appcues only", default="")
    region: str = option("where it lives; Appcues only", choices=REGIONS, default=REGIONS[0])
    key: str = option("the API key", secret=True)
    secret: str = option("the API secret; Appcues only", default="", secret=True)
    production: bool = option("whether end users see it", default=False, shape=Shape.FLAG)


@dataclass(frozen=True)
class OneAccount:
    """Which account."""

    account: str = positional(_LABEL)


@dataclass(frozen=True)
class UseAccount:
    """Which account a channel speaks of."""

    account: str = positional(_LABEL)
    channel: str = option("which channel; otherwise this one", default="", shape=Shape.CHANNEL)


@dataclass(frozen=True)
class RenameAccount:
    """How an account is called from now on."""

    account: str = positional(_LABEL)
    to: str = option("its new label", default="")
    production: str = option("whether end users see it", choices=("yes", "no"), default="")


@dataclass(frozen=True)
class RotateAccount:
    """The new credentials of an account."""

    account: str = positional(_LABEL)
    key: str = option("the new API key", secret=True)
    secret: str = option("the new API secret; Appcues only", default="", secret=True)


@dataclass(frozen=True)
class RemoveAccount:
    """Which account to forget, and its label once more."""

    account: str = positional(_LABEL)
    confirm: str = option("the whole label, typed once more")


async def show_list(args: NoArgs, context: Context) -> Reply:  # noqa: ARG001 - every handler has the same form
    """Answers with every account, and which one this channel speaks of."""
    team_id, accounts = context.place.team_id, context.services.accounts
    here = await accounts.here(team_id, context.place.channel_id)
    return views.listing(await accounts.all(team_id), here)


async def add(args: AddAccount, context: Context) -> Reply:
    """Keeps a new account once its credentials were tried."""
    account, credentials = _new_account(args), Credentials(args.key, args.secret)
    added = await context.services.account_changes.add(
        context.place.team_id, account, credentials, context.who
    )
    so_called = _SO_CALLED if added.is_production and not args.production else ""
    return views.said(added, f"is added. Its credentials were tried, and are kept encrypted.{so_called}")


async def test(args: OneAccount, context: Context) -> Reply:
    """Reads something small with the account's credentials."""
    account = await _named(args.account, context)
    await context.services.accounts.test(context.place.team_id, account)
    return views.said(account, "answers.")


async def use(args: UseAccount, context: Context) -> Reply:
    """Lets a channel speak of an account."""
    account = await _named(args.account, context)
    channel_id = args.channel or context.place.channel_id
    await context.services.account_changes.use(context.place.team_id, account, channel_id, context.who)
    return views.used(account, channel_id)


async def rename(args: RenameAccount, context: Context) -> Reply:
    """Gives an account another label, and says whether it is production."""
    account = await _named(args.account, context)
    production = args.production == "yes" if args.production else None
    renamed = await context.services.account_changes.rename(
        context.place.team_id, account, context.who, label=args.to, production=production
    )
    was_asked = args.production or account.is_production
    so_called = _SO_CALLED if renamed.is_production and not was_asked else ""
    return views.said(renamed, f"is how it is called now.{so_called}")


async def rotate(args: RotateAccount, context: Context) -> Reply:
    """Puts new credentials in place of the old ones, once they were tried."""
    account = await context.services.accounts.labelled(context.place.team_id, args.account)
    credentials = Credentials(args.key, args.secret)
    await context.services.account_changes.rotate(context.place.team_id, account, credentials, context.who)
    return views.said(account, "has new credentials. They were tried, and are kept encrypted.")


async def remove(args: RemoveAccount, context: Context) -> Reply:
    """Forgets an account and its credentials."""
    account = await _named(args.account, context)
    await context.services.account_changes.remove(context.place.team_id, account, args.confirm, context.who)
    return views.said(
        account, "is removed, and its credentials are forgotten. Nothing changed at the vendor."
    )


async def _named(label: str, context: Context) -> Account:
    """The account that is named. Raises NoSuchItem, SeveralMatch, about the argument `account`."""
    with beside("account"):
        return await context.services.accounts.labelled(context.place.team_id, label)


def _new_account(args: AddAccount) -> Account:
    vendor = Vendor(args.vendor)
    is_production = args.production or is_called_production(args.label)
    if vendor is Vendor.APPIZER:
        return Account("", vendor, args.label, is_production=is_production)
    if not args.number.isdecimal():
        raise BadInput("An Appcues account has a number, its account id.", field="number")
    if not args.secret:
        raise BadInput("An Appcues key comes with a secret.", field="secret")
    return Account("", vendor, args.label, str(int(args.number)), args.region, is_production=is_production)


COMMANDS = (
    Command(
        path="callboard accounts list",
        summary="List the connected accounts, and which one this channel speaks of",
        args=NoArgs,
        run=show_list,
        allow=Role.VIEWER,
        examples=("callboard accounts",),
    ),
    Command(
        path="callboard accounts add",
        summary="Connect another account, after trying its credentials",
        args=AddAccount,
        run=add,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=("callboard accounts add staging --vendor appcues --number 17435 --region eu",),
        modal=Modal(wants=("key",)),
    ),
    Command(
        path="callboard accounts test",
        summary="See whether an account answers",
        args=OneAccount,
        run=test,
        allow=Role.EDITOR,
        examples=("callboard accounts test staging",),
    ),
    Command(
        path="callboard accounts use",
        summary="Let a channel speak of an account unless it says otherwise",
        args=UseAccount,
        run=use,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=("callboard accounts use staging", "callboard accounts use staging --channel <#C012345|qa>"),
        modal=Modal(title="Speak of an account"),
    ),
    Command(
        path="callboard accounts rename",
        summary="Give an account another label, or say whether it is production",
        args=RenameAccount,
        run=rename,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=("callboard accounts rename main --to production --production yes",),
        modal=Modal(wants=("to", "production")),
    ),
    Command(
        path="callboard accounts rotate",
        summary="Give an account new credentials, after trying them",
        args=RotateAccount,
        run=rotate,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=("callboard accounts rotate staging",),
        modal=Modal(wants=("key",), title="New credentials", go="Try and keep"),
    ),
    Command(
        path="callboard accounts remove",
        summary="Forget an account and its credentials",
        args=RemoveAccount,
        run=remove,
        allow=Role.ADMIN,
        effect=Effect.WRITE,
        examples=("callboard accounts remove staging --confirm staging",),
        modal=Modal(wants=("confirm",)),
    ),
)
