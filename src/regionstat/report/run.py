"""One notebook with its parameters → an executed notebook, by papermill."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from regionstat.errors import BadFile, NotebookFailed
from regionstat.report.kernel import KERNEL
from regionstat.report.warm import CELL_SECONDS, ENGINE, register
from regionstat.report.warm_parameters import check_values, declared

Notebook = nbformat.NotebookNode
# nbformat trusts that JSON has a notebook's shape and trips over whatever it meets instead.
UNREADABLE = (
    nbformat.reader.NotJSONError,
    nbformat.ValidationError,
    AttributeError,
    OSError,
    LookupError,
    TypeError,
    ValueError,
)


def run_notebook(path: Path, parameters: Mapping[str, Any], target: Path) -> Notebook:
    """Run the notebook `path` with `parameters` top to bottom and return it executed.

    The executed notebook is written to `target`, without times or chance ids: the same
    input gives the same bytes. Runs on the warm engine, within `own_kernel`. Raises `Misuse`
    for a parameter the notebook does not have or a value that does not fit it, `BadFile` when
    it is no notebook, and `NotebookFailed` naming notebook, cell and error when a cell fails.
    """
    check_parameters(path, parameters)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    register()
    try:
        found = execute_notebook(
            str(path),
            None,
            parameters=dict(parameters),
            engine_name=ENGINE,
            kernel_name=KERNEL,
            language="python",
            progress_bar=False,
            log_output=False,
            execution_timeout=CELL_SECONDS,
        )
    except PapermillExecutionError as error:
        told = error.exec_count, error.source, error.ename, error.evalue
        raise failed(path, *told) from error
    check_finished(path, found)
    found = settled(found)
    nbformat.write(found, target)
    return found


def check_parameters(path: Path, parameters: Mapping[str, Any]) -> None:
    """Raise `Misuse` when `parameters` has one that the notebook `path` does not declare so."""
    try:
        known = declared(nbformat.read(path, as_version=4).cells)
    except UNREADABLE as error:
        raise BadFile(
            f"Read the notebook {path.name}",
            found=f"it is not a notebook ({type(error).__name__})",
            where=str(path),
            todo="Restore it from version control",
        ) from error
    check_values(known, parameters, path)


def check_finished(path: Path, notebook: Notebook) -> None:
    """Raise `NotebookFailed` when a cell left early, which papermill takes for an end."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                raise failed(path, cell.execution_count, cell.source, output.ename, output.evalue)


def failed(path: Path, count: int | None, source: str, ename: str, evalue: str) -> NotebookFailed:
    """Return the error that names the failing cell of the notebook `path`."""
    first = source.strip().splitlines()[0] if source.strip() else ""
    return NotebookFailed(
        f"Run {path.name}",
        found=f"code cell {count} failed: {ename}" + (f": {evalue}" if evalue else ""),
        where=f"the cell that begins `{first}`",
        todo="Run the notebook in JupyterLab with the same parameters; the old report stays",
    )


def settled(notebook: Notebook) -> Notebook:
    """Return `notebook` without what differs from run to run: times, chance ids."""
    notebook.metadata.pop("papermill", None)
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{place:02}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
    return notebook
