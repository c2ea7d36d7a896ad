"""The command line of the stand-ins: all of them with the bot (the demo), or one by one."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp


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
    slack = commands.add_parser("slack", help="only the Slack stand-in")
    slack.set_defaults(run=_slack)
    slack.add_argument("--port", type=int, required=True)
    slack.add_argument("--bot-url", help="where the bot listens; not needed for Socket Mode")
    for name in ("bot-token", "app-token", "signing-secret"):
        slack.add_argument(f"--{name}")
    slack.add_argument(
        "--any-command", action="store_true", help="hand every slash command over, not only Callboard's"
    )
    _add_strictness(slack)
    return parser


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
    return _serve(build_apis(options), arguments.port, "The vendor APIs are at")


def _slack(arguments: argparse.Namespace) -> int:
    from sandbox.slack.app import SlackOptions, build_slack  # noqa: PLC0415 - as above

    given = _given(arguments, "bot_url", "bot_token", "app_token", "signing_secret", "strict")
    if arguments.any_command:
        given["commands"] = ()
    stand_in = build_slack(SlackOptions(**given))  # type: ignore[arg-type]  # argparse has checked them
    return _serve(stand_in.asgi, arguments.port, "Slack is at", stand_in.aclose)


def _serve(asgi: "ASGIApp", port: int, words: str, end: Callable[[], Awaitable[None]] | None = None) -> int:
    from sandbox.slack.serving import PortTaken, listening_socket, serving  # noqa: PLC0415 - as above

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
        listening = listening_socket(port)
    except PortTaken as error:
        print(error, file=sys.stderr)  # noqa: T201 - a sentence for the person
        return 1
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
