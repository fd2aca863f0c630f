"""Where the servers are, and how a local one stands in for all of them."""

from __future__ import annotations

from dataclasses import dataclass

SSB = "https://data.ssb.no"
BRREG = "https://data.brreg.no"


@dataclass(frozen=True)
class Hosts:
    """The roots of the servers, without a trailing slash."""

    ssb: str = SSB
    brreg: str = BRREG

    @property
    def statbank_v2(self) -> str:
        """The root of PxWebApi v2."""
        return f"{self.ssb}/api/pxwebapi/v2"

    def statbank_v1(self, language: str) -> str:
        """Return the root of PxWebApi v1 in `language`, "no" or "en"."""
        return f"{self.ssb}/api/v0/{language}/table"

    @property
    def klass(self) -> str:
        """The root of KLASS."""
        return f"{self.ssb}/api/klass/v1"

    @property
    def entities(self) -> str:
        """The root of the register of entities."""
        return f"{self.brreg}/enhetsregisteret/api"

    @property
    def accounts(self) -> str:
        """The root of the register of company accounts."""
        return f"{self.brreg}/regnskapsregisteret/regnskap"


def hosts_at(base_url: str | None) -> Hosts:
    """Return the real servers, or those under `base_url`, the root of a local one."""
    if base_url is None:
        return Hosts()
    root = base_url.rstrip("/")
    return Hosts(ssb=root, brreg=root)
