"""What a report stands on, so that it can be made again: parameters, raw files, versions."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from typing import Any

from regionstat import __version__
from regionstat.snapshots import Edition
from regionstat.snapshots.keep import sha256

PACKAGES = (
    *("pandas", "numpy", "matplotlib", "fonttools", "papermill", "nbconvert"),
    *("typst", "pypdfium2", "pillow", "xlsxwriter", "babel"),
)


def manifest(parameters: Mapping[str, Any], edition: Edition, files: Mapping[str, bytes]) -> bytes:
    """Return the manifest of a report as JSON: no clock, no path, no name of a machine.

    `files` are the report's own files by name; each is listed with its sha256.
    """
    told = {
        "parameters": dict(sorted(parameters.items())),
        "raw": [
            {"source": raw.source, "file": raw.file, "sha256": raw.sha256} for raw in edition.raw
        ],
        "reported": [asdict(head) for head in edition.reports],
        "files": {name: sha256(data) for name, data in sorted(files.items())},
        "versions": versions(),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of this package, of Python and of the libraries a report is made by."""
    ours = {"regionstat": __version__, "python": platform.python_version()}
    return ours | {name: version(name) for name in PACKAGES}
