"""StatBank: metadata, queries counted before they are sent, and answers checked part by part."""

from regionstat.sources.pxweb.choose import choose
from regionstat.sources.pxweb.opening import open_bank
from regionstat.sources.pxweb.parts import fetch_parts
from regionstat.sources.pxweb.protocol import StatBank
from regionstat.sources.pxweb.split import split
from regionstat.sources.pxweb.v1 import StatBankV1
from regionstat.sources.pxweb.v2 import StatBankV2

__all__ = [
    "StatBank",
    "StatBankV1",
    "StatBankV2",
    "choose",
    "fetch_parts",
    "open_bank",
    "split",
]
