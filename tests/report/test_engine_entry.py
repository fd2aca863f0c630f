"""papermill finds the warm engine by its name, whichever of the two is imported first."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("first", ["papermill", "regionstat.report.warm"])
def test_papermill_knows_the_engine_by_name(first):
    code = (
        f"import {first}, sys\n"
        "print('regionstat.report.warm' in sys.modules)\n"
        "from papermill.engines import papermill_engines\n"
        "print(papermill_engines.get_engine('regionstat').execute_notebook.__self__.__name__)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # Whoever uses papermill for something else does not load it.
    assert run.stdout.split() == [str(first != "papermill"), "WarmEngine"]
