"""Bytes → one typed JSON-stat dataset, whichever legal wrapping it came in."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec

BOM = b"\xef\xbb\xbf"
AGAIN = "Fetch the table again; if it comes out the same, report it to its sender"
ONE_TABLE = "Ask for one table at a time"

# A cell's place in the flat array; a larger one than numpy can count is refused here.
Place = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]

T = TypeVar("T")
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Fault(Exception):
    """What is wrong with an answer, and the next step; `decode` adds the file's name."""

    def __init__(self, found: str, todo: str = AGAIN) -> None:
        self.found, self.todo = found, todo
        super().__init__(found)


class Category(msgspec.Struct):
    """The categories of one dimension as written."""

    index: dict[str, int] | list[str] | None = None
    label: dict[str, str] | None = None
    unit: Any = None
    note: Any = None


class WireDimension(msgspec.Struct):
    """One dimension as written."""

    category: Category
    label: str | None = None
    note: Any = None
    extension: Any = None
    link: Any = None


class Dataset(msgspec.Struct):
    """A JSON-stat dataset as written, its dimensions not yet read.

    What shapes the numbers is typed, so that a word among the sizes is refused while parsing;
    notes and extensions differ between senders and stay untyped. The values stay bytes.
    """

    dimension: dict[str, msgspec.Raw]
    id: list[str] | None = None
    size: list[int] | None = None
    role: dict[str, list[str]] | None = None
    value: msgspec.Raw = msgspec.Raw(b"null")
    status: dict[Place, str | None] | list[str | None] | str | None = None
    label: str | None = None
    source: str | None = None
    updated: str | None = None
    note: Any = None
    extension: Any = None


class _Links(msgspec.Struct):
    item: list[msgspec.Raw] = []


def parse(data: bytes) -> Dataset:
    """Return the one dataset that `data` holds, of JSON-stat 2.0 or 1.x.

    `data` is UTF-8 JSON: a dataset, a 1.x bundle or a collection that embeds exactly one.
    Raises Fault when it is not JSON, is cut short, holds no dataset or several, or when what
    must be numbers or text is not.
    """
    data = data.removeprefix(BOM)
    try:
        return _lift(msgspec.json.decode(data, type=Dataset))
    except msgspec.ValidationError as error:
        return _lift(read_as(_embedded(data, str(error)), Dataset, "the embedded dataset"))
    except UNREADABLE as error:
        raise _malformed(data, error) from error


def read_dimension(dataset: Dataset, dim: str) -> WireDimension:
    """Return dimension `dim` as written; raises Fault when it is absent or misshapen."""
    if dim not in dataset.dimension:
        raise Fault(f"dimension {dim!r} stands in `id` but is not described")
    return read_as(dataset.dimension[dim], WireDimension, f"dimension {dim!r}")


def _lift(dataset: Dataset) -> Dataset:
    """Bring `id`, `size` and `role` to the root, where 2.0 has them and 1.x has not."""
    if dataset.id is not None:
        return dataset
    inside = dataset.dimension
    if "id" not in inside or "size" not in inside:
        raise Fault("it names no dimensions: `id` is absent")
    dataset.id = read_as(inside["id"], list[str], "`dimension.id`")
    dataset.size = read_as(inside["size"], list[int], "`dimension.size`")
    if "role" in inside:
        dataset.role = read_as(inside["role"], dict[str, list[str]], "`dimension.role`")
    return dataset


def read_as(raw: msgspec.Raw | bytes, kind: type[T], what: str) -> T:
    """Return `raw` as a `kind`; raises Fault, which calls it `what`, when it is none."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except UNREADABLE as error:
        raise Fault(f"{what} is misshapen: {error}") from error


def _embedded(data: bytes, problem: str) -> msgspec.Raw:
    """Return the only dataset inside a wrapping; `problem` is why `data` itself is not one."""
    members = _members(data)
    if "dimension" in members:
        raise Fault(problem)
    listed = read_as(members["link"], _Links, "`link`").item if "link" in members else []
    inside = [raw for raw in (*members.values(), *listed) if _is_dataset(raw)]
    if len(inside) == 1:
        return inside[0]
    if inside:
        raise Fault(f"it wraps {len(inside)} datasets and only one can be read", ONE_TABLE)
    if listed:
        raise Fault(f"it is a collection of {len(listed)} links that embeds no dataset", ONE_TABLE)
    raise _no_dataset(data)


def _members(data: bytes) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        raise _no_dataset(data) from None
    except UNREADABLE as error:
        raise _malformed(data, error) from error


def _is_dataset(raw: msgspec.Raw) -> bool:
    if bytes(memoryview(raw)[:1]) != b"{":
        return False
    return "dimension" in read_as(raw, dict[str, msgspec.Raw], "an embedded object")


def _no_dataset(data: bytes) -> Fault:
    return Fault(f"it is JSON but holds no dataset; it begins {_opening(data)}")


def _malformed(data: bytes, error: Exception) -> Fault:
    if not data.lstrip().startswith(b"{"):
        return Fault(f"it is not JSON; it begins {_opening(data)}")
    if "truncated" in str(error):
        return Fault(f"it is cut short after {len(data):,} bytes")
    return Fault(f"it is not whole JSON in UTF-8: {error}")


def _opening(data: bytes) -> str:
    return repr(data[:60].decode("utf-8", "replace"))
