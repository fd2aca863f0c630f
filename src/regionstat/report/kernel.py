"""The kernel a page runs in: this interpreter, whatever kernels the machine has."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from regionstat.report.forks import serving
from regionstat.snapshots.home import VARIABLE

KERNEL = "regionstat"
_SPEC = {
    "argv": [
        *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
        # What a cell says goes into the page; what the kernel says of itself helps nobody.
        "--log-level=CRITICAL",
    ],
    "display_name": "regionstat",
    "language": "python",
}


@contextmanager
def own_kernel(home: Path) -> Iterator[None]:
    """Offer, for a while, a kernel named `regionstat` that runs this interpreter.

    It reads the project in `home` and keeps its history and settings in a folder of its
    own, so that no user's start-up files can change a page.
    """
    with tempfile.TemporaryDirectory(prefix="regionstat-") as folder:
        spec = Path(folder) / "kernels" / KERNEL
        spec.mkdir(parents=True)
        (spec / "kernel.json").write_text(json.dumps(_SPEC), encoding="utf-8")
        settings = {
            "JUPYTER_PATH": folder,
            "IPYTHONDIR": str(Path(folder) / "ipython"),
            VARIABLE: str(home),
            # Silences a warning of the debugger that would stand on every page.
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        with _variables(settings), serving(home):
            yield


@contextmanager
def _variables(settings: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ[name] for name in settings if name in os.environ}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name in settings:
            os.environ.pop(name, None)
        os.environ.update(before)
