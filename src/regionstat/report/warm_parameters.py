"""The parameters of a notebook: which it declares, which values fit them, as data only."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from regionstat.errors import Misuse, NotebookFailed, unknown

DECLARED, INJECTED = "parameters", "injected-parameters"
_PLAIN: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "None": (type(None),),
}
_ANY = (str, bool, int, float, type(None))


def declared(cells: Iterable[Mapping[str, Any]]) -> dict[str, ast.expr | None]:
    """Return the names that the parameters cell of `cells` assigns, each with its annotation.

    Raises `SyntaxError` when that cell is no Python.
    """
    found: dict[str, ast.expr | None] = {}
    for cell in cells:
        if DECLARED not in cell["metadata"].get("tags", []):
            continue
        for node in ast.parse("".join(cell["source"])).body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found[node.target.id] = node.annotation
            elif isinstance(node, ast.Assign):
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
                found |= dict.fromkeys(names)
    return found


def check_values(
    known: Mapping[str, ast.expr | None], parameters: Mapping[str, Any], path: Path
) -> None:
    """Hold `parameters` against those that the notebook `path` declares, `known`.

    A value is a text, a number, a truth value, None or a list of these, of the type that
    the annotation names. Raises `Misuse` for another name or value.
    """
    where = f"the parameters cell of {path.name}"
    for name, value in parameters.items():
        if name not in known:
            raise unknown("parameter", name, known, where=where)
        wanted = known[name]
        if not (_is_plain(value) if wanted is None else _fits(value, wanted)):
            raise Misuse(
                f"Set the parameter {name} to {value!r}",
                found=f"it is of type {type(value).__name__}, and must be "
                + (ast.unparse(wanted) if wanted else "a plain value"),
                where=where,
                todo="Give a text, a number, a truth value, None or a list of these that fits",
            )


def _fits(value: object, wanted: ast.expr) -> bool:
    """Say whether `value` is what the annotation `wanted` names: a type, a union, a list."""
    if isinstance(wanted, ast.BinOp) and isinstance(wanted.op, ast.BitOr):
        return _fits(value, wanted.left) or _fits(value, wanted.right)
    if isinstance(wanted, ast.Subscript) and ast.unparse(wanted.value) == "list":
        return type(value) is list and all(_fits(one, wanted.slice) for one in value)
    name = ast.unparse(wanted)
    if name == "list":
        return type(value) is list and _is_plain(value)
    return type(value) in _PLAIN.get(name, ()) and _is_plain(value)


def _is_plain(value: object) -> bool:
    if type(value) is list:
        return all(type(one) in _ANY and _is_plain(one) for one in value)
    # Infinity has no literal: it could go in as code only.
    return type(value) in _ANY and (not isinstance(value, float) or math.isfinite(value))


def values(source: str) -> dict[str, Any]:
    """Return the values that the injected cell `source` assigns, read and never run.

    Raises `NotebookFailed` when it holds anything but names and literals.
    """
    try:
        return dict(_assigned(node) for node in ast.parse(source).body)
    except (SyntaxError, ValueError, TypeError) as error:
        raise NotebookFailed(
            "Read the injected parameters",
            found="a line that is not a name and a literal",
            where="the cell tagged injected-parameters",
            todo="Give parameters as data: texts, numbers, truth values, None, lists",
        ) from error


def _assigned(node: ast.stmt) -> tuple[str, Any]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, ast.literal_eval(value)
    raise ValueError(ast.unparse(node))
