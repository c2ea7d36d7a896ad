"""The command line: run the bot, migrate its database, print its manifest, rotate its keys, check its setup."""

import argparse
import asyncio
import gc
import sys
from pathlib import Path

from bot.errors import CallboardError


def main() -> int:
    """Runs what was asked for; the exit status."""
    gc.disable()  # until everything is imported: a third of the start would be spent looking for garbage
    arguments = _parser().parse_args()
    try:
        status: int = arguments.run(arguments)
    except CallboardError as error:
        print(f"callboard: {error.sentence} {error.hint}".rstrip(), file=sys.stderr)  # noqa: T201
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Callboard, the board in Slack.")
    parser.set_defaults(run=_serve, part="both")
    commands = parser.add_subparsers(title="commands")
    for part, words in (
        ("web", "only the doors to Slack"),
        ("worker", "only the work that nobody waits for"),
    ):
        commands.add_parser(part, help=words).set_defaults(run=_serve, part=part)
    commands.add_parser("migrate", help="bring the database up to date").set_defaults(run=_migrate)
    manifest = commands.add_parser("manifest", help="print the Slack app manifest")
    way = manifest.add_mutually_exclusive_group()
    way.add_argument("--url", help="where Slack reaches the bot, e.g. https://callboard.example.com")
    way.add_argument("--socket", action="store_true", help="for Socket Mode")
    manifest.add_argument("--check", action="store_true", help="fail unless manifest.yml is the same")
    manifest.set_defaults(run=_manifest)
    commands.add_parser("rotate-keys", help="encrypt again with the newest key").set_defaults(run=_rotate)
    commands.add_parser("doctor", help="check the setup and say what is wrong").set_defaults(run=_doctor)
    return parser


def _serve(arguments: argparse.Namespace) -> int:
    from bot.lifecycle import run, run_process  # noqa: PLC0415 - the other commands start four times as fast without
    from bot.log_setup import set_up_logging  # noqa: PLC0415
    from bot.redaction import Redactor  # noqa: PLC0415
    from bot.settings import load_settings  # noqa: PLC0415
    from bot.wiring.starting import Part, require_current_database, start  # noqa: PLC0415

    settings = load_settings()
    set_up_logging(settings.log_level, settings.log_format, Redactor(settings.secrets))
    require_current_database(settings)
    part = {"web": Part.WEB, "worker": Part.WORKER | Part.OPERATORS, "both": Part.BOTH}[arguments.part]
    run_process(run(lambda stack: start(settings, part, stack)))
    return 0


def _migrate(_arguments: argparse.Namespace) -> int:
    from bot.settings import load_settings  # noqa: PLC0415 - as above
    from storage.migrate import migrate  # noqa: PLC0415

    settings = load_settings()
    migrate(settings.database_url.get_secret_value(), settings.encryption_keys)
    print("The database is up to date.")  # noqa: T201 - the answer to a command
    return 0


def _manifest(arguments: argparse.Namespace) -> int:
    from commands.all_commands import build_catalog  # noqa: PLC0415 - as above
    from commands.manifest import check_manifest, render_manifest  # noqa: PLC0415

    catalog = build_catalog()
    if arguments.check:
        check_manifest(catalog, Path("manifest.yml"))
        print("manifest.yml is what the commands say.")  # noqa: T201 - the answer to a command
        return 0
    print(render_manifest(catalog, arguments.url, socket=arguments.socket), end="")  # noqa: T201 - likewise
    return 0


def _rotate(_arguments: argparse.Namespace) -> int:
    from bot.settings import load_settings  # noqa: PLC0415 - as above
    from bot.wiring.ground import open_database  # noqa: PLC0415
    from storage.rotation import rotate  # noqa: PLC0415

    async def run() -> int:
        database = open_database(load_settings())
        try:
            return await rotate(database)
        finally:
            await database.close()

    print(f"{asyncio.run(run())} stored secrets are encrypted with the newest key.")  # noqa: T201 - likewise
    return 0


def _doctor(_arguments: argparse.Namespace) -> int:
    from bot.settings import load_settings  # noqa: PLC0415 - as above
    from bot.wiring.doctor import examine  # noqa: PLC0415

    findings = asyncio.run(examine(load_settings()))
    for finding in findings:
        print(f"{'ok  ' if finding.is_fine else 'FAIL'} {finding.subject}: {finding.words}")  # noqa: T201
    return 0 if all(finding.is_fine for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
