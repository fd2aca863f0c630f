"""Intake: from outside to a kept raw file, fetched or imported, checked before it is written."""

from regionstat.intake.imports import take_in

__all__ = ["take_in"]
