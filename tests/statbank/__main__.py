"""Serve the local StatBank from a checkout: `python -m tests.statbank --port 8123`."""

from __future__ import annotations

import argparse
import signal
import time

from . import brreg, klass, v2
from .bank import load_bank
from .faults import NAMES, Faults
from .samples import synthetic
from .serve import Server, serve


def _shape(text: str) -> tuple[int, ...]:
    sizes = text.split("x")
    if len(sizes) != 4 or not all(size.isdecimal() and int(size) for size in sizes):
        raise argparse.ArgumentTypeError("write four sizes, such as 1000x100x5x10")
    return tuple(map(int, sizes))


def _arguments() -> argparse.Namespace:
    known = "\n".join(f"  {name}: {text}" for name, text in NAMES.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.statbank",
        description="Serve a local StatBank, KLASS and Brønnøysund.",
        epilog=f"faults, each NAME or NAME:N for N calls:\n{known}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8123, help="0 takes a free one")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[:N]")
    parser.add_argument("--limit", type=int, default=800_000, help="cells an answer may have")
    parser.add_argument("--rate", type=int, help="calls in 60 seconds")
    parser.add_argument(
        "--synthetic",
        type=_shape,
        metavar="RxAxCxT",
        help="also serve a made-up table of so many regions, ages, contents and years as 90100",
    )
    return parser.parse_args()


def _faults(asked: list[str]) -> Faults:
    faults = Faults()
    for text in asked:
        name, _, times = text.partition(":")
        if name not in NAMES or (times and not times.isdecimal()):
            raise SystemExit(f"--fault {text}: write NAME or NAME:N; names: {', '.join(NAMES)}")
        faults.add(name, int(times) if times else None)
    return faults


def _say(server: Server) -> None:
    print(f"PxWebApi v2 at {server.url}{v2.ROOT}; v1, KLASS and Brønnøysund beside it. Tables:")
    for table in server.bank.values():
        shape = " x ".join(f"{v.code} {len(v.codes)}" for v in table.variables)
        print(f"  {table.id}  {shape}")
    print(f"KLASS {server.url}{klass.ROOT}: 131, 104")
    print(f"Entities {server.url}{brreg.ENTITIES}: {len(brreg.truth())} made-up companies")
    print(f"regionstat fetch --base-url {server.url}", flush=True)


def main() -> None:
    """Serve until interrupted."""
    asked = _arguments()
    faults = _faults(asked.fault)
    bank = load_bank()
    if asked.synthetic:
        bank["90100"] = synthetic("90100", *asked.synthetic)
    # A shell that starts it in the background has it ignore the interrupt from the keyboard.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.default_int_handler)
    with serve(bank, faults=faults, limit=asked.limit, rate=asked.rate, port=asked.port) as server:
        _say(server)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
