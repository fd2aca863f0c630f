"""Tables: the bytes of one answer → a frame of codes, values and signs, and what it says of itself.

Pure: nothing here opens a file or a socket. A table that contradicts itself is refused.
"""

from regionstat.tables.jsonstat import decode
from regionstat.tables.table import Table

__all__ = ["Table", "decode"]
