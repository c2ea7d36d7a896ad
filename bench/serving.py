"""The server process of one variant: pinned to its core, told by lines on standard input what to do next."""

import argparse
import asyncio
import contextlib
import gc
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.types import ASGIApp

from bench.bare_bolt import answer_at_once, build_bolt
from bench.callboard import MANY, bench_settings, build_held_back, catalog_of
from bot.lifecycle import run_process, serving
from bot.log_setup import set_up_logging
from bot.redaction import Redactor

Settle = Callable[[], Awaitable[int]]


def main() -> None:
    """Serve the variant that the arguments name until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m bench.serving")
    parser.add_argument("variant", help="as bench/acknowledgements.py names them")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--core", type=int, required=True)
    parser.add_argument("--slack", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {arguments.core})
    set_up_logging("ERROR", "console", Redactor())  # standard output is for whoever measures
    run_process(_serve(arguments))  # as `python -m bot` does, here for every variant


async def _serve(arguments: argparse.Namespace) -> None:
    async with contextlib.AsyncExitStack() as stack:
        application, settle = await _build(arguments, stack)
        await stack.enter_async_context(serving(application, "127.0.0.1", arguments.port))
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            rows = await settle()
            gc.collect()
            print(rows, flush=True)


async def _build(arguments: argparse.Namespace, stack: contextlib.AsyncExitStack) -> tuple[ASGIApp, Settle]:
    variant: str = arguments.variant
    if variant == "raw":
        return answer_at_once, _nothing_to_settle
    if variant.startswith("callboard"):
        settings = bench_settings(arguments.folder, arguments.slack)
        catalog = catalog_of(MANY if variant == "callboard-300" else 0)
        held_back = await build_held_back(stack, settings, catalog)
        return held_back.asgi(), held_back.settle
    way, _, payload = variant.rpartition("-")
    bolt = build_bolt(arguments.slack, listens_to=payload, process_before_response=way == "before-response")
    return bolt, _nothing_to_settle


async def _nothing_to_settle() -> int:
    return 0


if __name__ == "__main__":
    main()
