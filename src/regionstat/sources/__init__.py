"""Sources: bytes from outside. Importing or constructing anything here never goes online."""

from regionstat.sources.files import read_file

__all__ = ["read_file"]
