"""Where a batch puts what it makes: a folder here, or one behind any URL that fsspec knows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from regionstat.errors import Misuse
from regionstat.report.swap import swapped
from regionstat.snapshots import write_whole
from regionstat.snapshots.keep import sha256

# What is put last: where it is there, all of it is.
INDEX = "index.html"
_LONGEST = 100
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")
# Names that Windows keeps for devices, whatever ending they have.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))}


def safe_name(text: str) -> str:
    """Return the name of a file or folder for `text`: one part, valid on every system.

    Ids as the register has them stay as they are; of anything else each sign that is not a
    small letter, a digit, `_` or `-` becomes %xx, so that two texts never share a name.
    """
    found = "".join(sign if sign in _PLAIN else _escaped(sign) for sign in text)
    if found in _DEVICES or not found:
        found = f"%{found}"
    return found if len(found) <= _LONGEST else f"%{sha256(text.encode('utf-8', 'surrogatepass'))}"


def _escaped(sign: str) -> str:
    return "".join(f"%{byte:02x}" for byte in sign.encode("utf-8", "surrogatepass"))


def checked(name: str) -> str:
    """Return `name`, a path under an output; raises `Misuse` when it leads out of it."""
    parts = PurePosixPath(name).parts
    wrong = not parts or name.startswith("/") or {"..", "."} & {*name.split("/")}
    odd = not name.isprintable() or {"\\", ":"} & {*name}
    if wrong or odd or "" in name.split("/"):
        raise Misuse(
            f"Write {name!r}",
            found="the name leads out of the output folder",
            where="--output",
            todo="Choose a name of letters, digits, _ and -",
        )
    return name


class Output(ABC):
    """A folder that files and whole folders are put into; names use `/`.

    Whatever is put is there whole or not at all.
    """

    @abstractmethod
    def read(self, name: str) -> bytes | None:
        """Return the bytes of the file `name`, or None when there is none."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Say whether there is a file `name`."""

    @abstractmethod
    def put(self, name: str, data: bytes) -> None:
        """Write the file `name`, in place of an older one."""

    @abstractmethod
    def put_folder(self, name: str, files: Mapping[str, bytes]) -> None:
        """Let `files` be all that the folder `name` holds."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove the file `name` if it is there."""

    @abstractmethod
    def address(self, name: str) -> str:
        """Return what a person opens `name` by."""


class LocalOutput(Output):
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str) -> bytes | None:
        """Return the bytes of the file `name`, or None when there is none."""
        path = self._root / checked(name)
        return path.read_bytes() if path.is_file() else None

    def has(self, name: str) -> bool:
        """Say whether there is a file `name`."""
        return (self._root / checked(name)).is_file()

    def put(self, name: str, data: bytes) -> None:
        """Write the file `name`, in place of an older one."""
        write_whole(self._root / checked(name), data)

    def put_folder(self, name: str, files: Mapping[str, bytes]) -> None:
        """Let `files` be all that the folder `name` holds; the older one stays until then."""
        with swapped(self._root / checked(name)) as target:
            for file, data in files.items():
                path = target / checked(file)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def remove(self, name: str) -> None:
        """Remove the file `name` if it is there."""
        (self._root / checked(name)).unlink(missing_ok=True)

    def address(self, name: str) -> str:
        """Return the path of `name`."""
        return str(self._root / checked(name))


class RemoteOutput(Output):
    """A folder behind a URL: what is put is uploaded under another name and then moved."""

    def __init__(self, fs: Any, root: str, url: str) -> None:
        self._fs, self._root, self._url = fs, root.rstrip("/"), url.rstrip("/")

    def read(self, name: str) -> bytes | None:
        """Return the bytes of the file `name`, or None when there is none."""
        try:
            found: bytes = self._fs.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        return found

    def has(self, name: str) -> bool:
        """Say whether there is a file `name`."""
        return bool(self._fs.isfile(self._path(name)))

    def put(self, name: str, data: bytes) -> None:
        """Write the file `name`, in place of an older one."""
        with self._aside() as aside:
            self._fs.pipe_file(aside, data)
            self._move(aside, name)

    def put_folder(self, name: str, files: Mapping[str, bytes]) -> None:
        """Let `files` be all that the folder `name` holds, its index last.

        All of it is uploaded before any of it is moved.
        """
        order = sorted(files, key=lambda file: (file == INDEX, file))
        wanted = {file: f"{checked(name)}/{checked(file)}" for file in order}
        with self._aside() as aside:
            for place, file in enumerate(order):
                self._fs.makedirs(aside, exist_ok=True)
                self._fs.pipe_file(f"{aside}/{place}", files[file])
            for place, file in enumerate(order):
                self._move(f"{aside}/{place}", wanted[file])
        kept = {self._path(one) for one in wanted.values()}
        for path in self._fs.find(self._path(name)):
            if self._fs._strip_protocol(path) not in kept:
                self._fs.rm_file(path)

    def remove(self, name: str) -> None:
        """Remove the file `name` if it is there."""
        with suppress(FileNotFoundError):
            self._fs.rm_file(self._path(name))

    def address(self, name: str) -> str:
        """Return the URL of `name`."""
        return f"{self._url}/{quote(checked(name))}"

    def _path(self, name: str) -> str:
        return f"{self._root}/{checked(name)}"

    @contextmanager
    def _aside(self) -> Iterator[str]:
        """Give a path beside all that is seen; whatever is left there is removed."""
        path = f"{self._root}/.part-{uuid4().hex}"
        self._fs.makedirs(self._root, exist_ok=True)
        try:
            yield path
        finally:
            with suppress(FileNotFoundError):
                self._fs.rm(path, recursive=True)

    def _move(self, path: str, name: str) -> None:
        target = self._path(name)
        self._fs.makedirs(target.rsplit("/", 1)[0], exist_ok=True)
        self._fs.mv(path, target)


def open_output(text: str) -> Output:
    """Return the output that `text` names: a folder, or a URL that fsspec knows.

    Raises `Misuse` when nothing installed here understands the URL.
    """
    import fsspec  # type: ignore[import-untyped]
    from fsspec.implementations.local import (  # type: ignore[import-untyped]
        LocalFileSystem,
    )

    if "://" not in text:
        return LocalOutput(Path(text))
    try:
        fs, root = fsspec.core.url_to_fs(text)
    except (ValueError, ImportError) as error:
        raise Misuse(
            f"Write to {text!r}",
            found=str(error).rstrip("."),
            where="--output",
            todo="Name a folder, or install what the URL needs (s3fs for s3://, gcsfs for gs://)",
        ) from error
    return (
        LocalOutput(Path(root)) if isinstance(fs, LocalFileSystem) else RemoteOutput(fs, root, text)
    )
