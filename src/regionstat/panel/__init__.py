"""The panel: every number of an edition as one row of one long, checked frame."""

from regionstat.panel.select import select
from regionstat.panel.store import load

__all__ = ["load", "select"]
