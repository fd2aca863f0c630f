"""The frame of a JSON-stat answer: dimensions, codes and labels; its numbers stay bytes."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_BOM = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """What is wrong with a body, as a clause; the caller adds which table it belongs to."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(found)


class Category(msgspec.Struct):
    """The categories of a dimension as written."""

    index: dict[str, int] | list[str] | None = None
    label: Any = None
    unit: Any = None


class Dimension(msgspec.Struct):
    """One dimension as written."""

    category: Category
    label: Any = None
    extension: Any = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of their cells."""
        index = self.category.index
        if isinstance(index, dict):
            return tuple(sorted(index, key=index.__getitem__))
        return tuple(index if index is not None else self.category.label or ())

    def label_of(self, code: str) -> str:
        """Return the label of `code`; without one, the code is its own label."""
        return text_at(self.category.label, code) or code


class Dataset(msgspec.Struct):
    """A JSON-stat 2.0 dataset as written; what only describes is untyped, so that it may drift."""

    dimension: dict[str, Dimension]
    id: list[str]
    kind: str = msgspec.field(name="class", default="dataset")
    size: list[int] = []
    value: msgspec.Raw = msgspec.Raw(b"[]")
    label: Any = None
    source: Any = None
    updated: Any = None
    note: Any = None
    role: Any = None
    extension: Any = None


def read_json(body: bytes, kind: type[T]) -> T:
    """Return `body`, UTF-8 JSON, as a `kind`; raises Unreadable, which quotes its first words."""
    body = body.removeprefix(_BOM)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise Unreadable(f"its JSON has another shape: {error}") from error
    except _UNREADABLE as error:
        raise Unreadable(_unreadable(body, error)) from error


def read_dataset(body: bytes) -> Dataset:
    """Return the dataset in `body`.

    Raises Unreadable when it is no JSON, is cut short, is no dataset, or names a dimension that it
    does not describe or a code twice.
    """
    dataset = read_json(body, Dataset)
    if dataset.kind != "dataset":
        raise Unreadable(f"it is of class {dataset.kind!r}, not a dataset")
    for code in dataset.id:
        if code not in dataset.dimension:
            raise Unreadable(f"it names the dimension {code!r} and does not describe it")
        codes = dataset.dimension[code].codes
        if len(set(codes)) != len(codes):
            raise Unreadable(f"a code stands twice in the dimension {code!r}")
    if len(set(dataset.id)) != len(dataset.id):
        raise Unreadable("it names a dimension twice")
    return dataset


def first_words(body: bytes) -> str:
    """Return the beginning of a body for a message, or "nothing" of an empty one."""
    words = " ".join(body[:300].decode("utf-8", "replace").split())
    return repr(words[:80]) if words else "nothing"


def text_at(value: object, *keys: str) -> str:
    """Return the text under `keys` in nested objects, or "" where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def object_at(value: object, *keys: str) -> Any:
    """Return whatever stands under `keys` in nested objects, or None."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def texts(value: object) -> tuple[str, ...]:
    """Return a text, or the texts of a list, as a tuple; anything else counts as unsaid."""
    if isinstance(value, str):
        return (value,)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _unreadable(body: bytes, error: Exception) -> str:
    if not body.lstrip().startswith((b"{", b"[")):
        return f"it is not JSON; it begins with {first_words(body)}"
    if "truncated" in str(error):
        return f"its JSON is cut short after {len(body):,} bytes"
    return f"it is not whole JSON in UTF-8: {error}"
