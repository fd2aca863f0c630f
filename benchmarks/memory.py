"""Peak memory of one reading, in its own process: `python -m benchmarks.memory READER FILE`."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.readers import reader

ROOT = Path(__file__).parents[1]
RESET_PEAK = "5"  # proc(5): "reset the peak resident set size to the current value"


def peak_in_new_process(name: str, file: Path) -> float | None:
    """Return the highest resident memory over the baseline while `name` reads `file`, in MB.

    The baseline has everything imported and the file read. None where the system cannot tell.
    """
    command = [sys.executable, "-m", "benchmarks.memory", name, str(file.resolve())]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(run.stdout) if run.stdout.strip() else None


def peak(call: Callable[[], object]) -> float | None:
    """Return the highest resident memory over the baseline during `call`, in MB, or None.

    Linux forgets earlier peaks on request; elsewhere the growth of the peak since the process
    began is what can be had, and it is exact when `call` takes more than importing took.
    """
    gc.collect()
    try:
        Path("/proc/self/clear_refs").write_text(RESET_PEAK)
        return _difference(_high_water, call)
    except OSError:
        return _difference(_highest_ever, call)


def _difference(highest: Callable[[], float | None], call: Callable[[], object]) -> float | None:
    before = highest()
    result = call()
    after = highest()
    del result
    return None if before is None or after is None else after - before


def _high_water() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("this system names no VmHWM")


def _highest_ever() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    found = peak(reader(sys.argv[1], Path(sys.argv[2]).read_bytes()))
    print("" if found is None else found)
