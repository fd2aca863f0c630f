"""What is known about every number: sources, indicators, regions, borders, plan rows."""

from regionstat.register.entries import Indicator, Region, Register, Source
from regionstat.register.find import find_indicator, find_region
from regionstat.register.read import register

__all__ = [
    "Indicator",
    "Region",
    "Register",
    "Source",
    "find_indicator",
    "find_region",
    "register",
]
