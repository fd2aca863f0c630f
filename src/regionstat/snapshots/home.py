"""Where the project lies: the folder that holds `data/raw` and `reports`."""

from __future__ import annotations

import os
from pathlib import Path

from regionstat.errors import Misuse

VARIABLE = "REGIONSTAT_HOME"


def find_home() -> Path:
    """Return the project folder: REGIONSTAT_HOME, else one above here, else the checkout.

    Raises `Misuse` when none of the three holds `data/raw`.
    """
    named = os.environ.get(VARIABLE)
    here = Path.cwd()
    candidates = [Path(named)] if named else [here, *here.parents, *Path(__file__).parents]
    for folder in candidates:
        if (folder / "data" / "raw").is_dir() and (folder / "reports").is_dir():
            return folder
    raise Misuse(
        "Find the project folder",
        found="no folder with data/raw and reports",
        where=f"{VARIABLE}={named}" if named else f"{here} and the folders above it",
        todo=f"Run inside the checkout, or set {VARIABLE} to it",
    )
