"""A command whose libraries are not installed says how to get them, and does nothing."""

from __future__ import annotations

import sys

import pytest

from regionstat.cli import extras
from regionstat.cli.main import main

COMMANDS = [
    (["site"], "altair", "site"),
    (["serve"], "datasette", "site"),
    (["batch", "--editions", "2020", "--regions", "50", "--dask", "a:1"], "distributed", "dask"),
]


@pytest.mark.parametrize(("words", "lacking", "extra"), COMMANDS, ids=["site", "serve", "batch"])
def test_a_command_that_lacks_a_library_says_how(monkeypatch, capsys, words, lacking, extra):
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == lacking else object())
    monkeypatch.setattr(sys, "argv", ["regionstat", *words])
    with pytest.raises(SystemExit) as caught:
        main()
    told = capsys.readouterr().err
    assert caught.value.code == 2
    assert f"not installed: {lacking}" in told
    assert f"pip install 'regionstat[{extra}]'" in told


def test_what_is_installed_is_no_hindrance():
    extras.check_extra("dask", ("json",), "Run the batch on Dask")
