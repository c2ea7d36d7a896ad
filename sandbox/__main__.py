"""The command line of the stand-ins: all of them with the bot (the demo), or one by one."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp

LOCAL = "127.0.0.1"


def main() -> int:
    """Runs what was asked for; the exit status."""
    arguments = _parser().parse_args()
    status: int = arguments.run(arguments)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="Local stand-ins for Appcues, Appizer and Slack. Without a command: all, with the bot.",
    )
    parser.set_defaults(run=_demo, strict=True)
    _add_strictness(parser)
    commands = parser.add_subparsers(title="commands")
    apis = commands.add_parser("apis", help="both vendor APIs on one port")
    apis.set_defaults(run=_apis)
    apis.add_argument("--port", type=int, required=True)
    for name in ("appcues-account", "appcues-key", "appcues-secret", "appizer-key"):
        apis.add_argument(f"--{name}")
    apis.add_argument("--size", choices=("small", "large"))
    apis.add_argument("--seed", type=int)
    _add_slack(commands.add_parser("slack", help="only the Slack stand-in"))
    return parser


def _add_slack(slack: argparse.ArgumentParser) -> None:
    slack.set_defaults(run=_slack)
    slack.add_argument("--port", type=int, required=True)
    slack.add_argument("--host", default=LOCAL, help="where it listens (default: this machine alone)")
    slack.add_argument("--public-url", help="its address for the bot and browsers, where that is another one")
    slack.add_argument("--bot-url", help="where the bot listens; not needed for Socket Mode")
    for name in ("bot-token", "app-token", "signing-secret", "client-id", "client-secret"):
        slack.add_argument(f"--{name}")
    slack.add_argument(
        "--any-command", action="store_true", help="hand every slash command over, not only Callboard's"
    )
    slack.add_argument(
        "--manifest", type=Path, help="the app's manifest: its commands, shortcuts, scopes and events"
    )
    slack.add_argument(
        "--not-installed",
        dest="is_installed",
        action="store_false",
        default=True,
        help="begin without the app: its bot token comes from OAuth",
    )
    slack.add_argument(
        "--rate-limits",
        action="store_true",
        default=False,
        help="refuse calls beyond Slack's rate limits (429)",
    )
    _add_strictness(slack)


def _add_strictness(parser: argparse.ArgumentParser) -> None:
    levels = parser.add_mutually_exclusive_group()
    levels.add_argument(
        "--strict",
        dest="strict",
        action="store_true",
        default=True,
        help="Slack's rules and clocks (default)",
    )
    levels.add_argument(
        "--friendly", dest="strict", action="store_false", help="longer clocks, invalid blocks only noted"
    )


def _given(arguments: argparse.Namespace, *names: str) -> dict[str, object]:
    values = {name: getattr(arguments, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _demo(arguments: argparse.Namespace) -> int:
    from sandbox.demo import run_demo  # noqa: PLC0415 - each part loads only what it needs

    return run_demo(_port(os.environ.get("PORT", "8000")), strict=arguments.strict)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**16):
        sys.exit(f"PORT must be a number from 0 to {2**16 - 1}, not {text!r}.")
    return int(text)


def _apis(arguments: argparse.Namespace) -> int:
    from sandbox.apis import ApiOptions, build_apis  # noqa: PLC0415 - as above

    names = ("appcues_account", "appcues_key", "appcues_secret", "appizer_key", "size", "seed")
    options = ApiOptions(**_given(arguments, *names))  # type: ignore[arg-type]  # argparse has checked them
    return _serve(build_apis(options), (arguments.port, LOCAL), "The vendor APIs are at")


def _slack(arguments: argparse.Namespace) -> int:
    from sandbox.slack.app import SlackOptions, build_slack  # noqa: PLC0415 - as above

    names = (
        "bot_url",
        "bot_token",
        "app_token",
        "signing_secret",
        "client_id",
        "client_secret",
        "public_url",
    )
    given = _given(arguments, *names, "strict", "is_installed", "rate_limits")
    given["is_open"] = arguments.host != LOCAL
    if arguments.manifest is not None:
        given |= _manifest(arguments.manifest)
    if arguments.any_command:
        given["commands"] = ()
    stand_in = build_slack(SlackOptions(**given))  # type: ignore[arg-type]  # argparse has checked them
    listening = (arguments.port, arguments.host)
    return _serve(stand_in.asgi, listening, "Slack is at", stand_in.aclose)


def _manifest(file: Path) -> dict[str, object]:
    from sandbox.slack.app_manifest import NoManifest, read_manifest  # noqa: PLC0415 - as above

    try:
        return {**read_manifest(file)}
    except NoManifest as problem:
        sys.exit(str(problem))


def _serve(
    asgi: "ASGIApp", place: tuple[int, str], words: str, end: Callable[[], Awaitable[None]] | None = None
) -> int:
    import uvloop  # noqa: PLC0415 - as above

    from sandbox.slack.serving import CannotListen, listening_socket, serving  # noqa: PLC0415 - as above

    async def run() -> None:
        stop = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        async with serving(asgi, listening) as url:
            print(f"{words} {url}", flush=True)  # noqa: T201 - the one line the command prints
            await stop.wait()
            if end is not None:
                await end()

    try:
        listening = listening_socket(*place)
    except CannotListen as error:
        print(error, file=sys.stderr)  # noqa: T201 - a sentence for the person
        return 1
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
