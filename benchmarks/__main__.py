"""`python -m benchmarks`: prove that what is compared does the same, measure, report."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import (
    against_pxwebpy,
    batch,
    counting,
    decoding,
    linear,
    pages,
    regional_gdp,
    serve,
    site,
)
from benchmarks.peer import Differs
from benchmarks.statbank import serving
from regionstat.snapshots import write_whole

LATEST = Path(__file__).with_name("latest.json")


def main() -> None:
    """Run every benchmark; leaves with a message when two that are compared differ."""
    try:
        found, text = decoding.measure()
        print(text, end="\n\n", flush=True)
        gdp = regional_gdp.measure()
        print(regional_gdp.describe(*gdp), end="\n\n", flush=True)
        many = batch.measure()
        print(batch.describe(*many), end="\n\n", flush=True)
        one_by_one = pages.measure()
        print(pages.describe(one_by_one), end="\n\n", flush=True)
        served = serve.measure()
        print(serve.describe(served), end="\n\n", flush=True)
        built = site.measure()
        print(site.describe(built), end="\n\n", flush=True)
        counts = counting.count()
        print(counting.describe(counts), end="\n\n", flush=True)
        with serving() as url:
            against_pxwebpy.prove_equal(url)
            best = against_pxwebpy.measure(url)
            print(against_pxwebpy.describe(best), end="\n\n", flush=True)
            costs = linear.costs(url)
            print(linear.describe(costs))
    except Differs as problem:
        sys.exit(f"What was compared is not the same, so it was not measured. {problem}")
    found += (
        regional_gdp.figures(*gdp)
        + batch.figures(*many)
        + [*pages.figures(one_by_one)]
        + serve.figures(served)
        + [*site.figures(built)]
        + counting.figures(counts)
        + against_pxwebpy.figures(best)
        + linear.figures(costs)
    )
    write_whole(LATEST, json.dumps(found, indent=1, ensure_ascii=False).encode() + b"\n")


if __name__ == "__main__":
    main()
