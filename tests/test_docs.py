"""The page of methods: its code gives the numbers beside it, and what it names is there."""

import doctest
import re
from pathlib import Path

import regionstat as rs
from regionstat.register import register

ROOT = Path(__file__).parents[1]
METHODS = ROOT / "docs" / "methods.md"
TEXT = METHODS.read_text(encoding="utf-8")


def test_the_numbers_are_those_of_the_code():
    found = doctest.testfile(str(METHODS), module_relative=False, verbose=False)
    assert found.attempted >= 10
    assert found.failed == 0


def test_every_function_that_is_named_is_there():
    named = set(re.findall(r"`rs\.((?:study\.)?\w+)\(", TEXT))
    assert {"study.verdicts", "study.sensitivity", "cite"} <= named
    for name in named:
        room, _, function = name.rpartition(".")
        assert callable(getattr(rs.study if room else rs, function))


def test_every_table_that_is_named_is_a_source():
    known = {source.table for source in register().sources.values()}
    named = set(re.findall(r"\b(\d{5})\b", TEXT))
    assert {"11713", "07459", "11618", "03321"} <= named
    assert named <= known


def test_every_file_that_is_named_is_there():
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert [link for link in links if not (METHODS.parent / link).exists()] == []
    assert f"regionstat {rs.__version__}." in TEXT
    assert f"version: {rs.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
