"""`regionstat site` refuses what it cannot do, in one line and before anything is built."""

import sys

import pytest

from regionstat.cli import site
from regionstat.cli.main import main


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    def go(*words):
        where = ["--output", str(tmp_path / "site")]
        monkeypatch.setattr(sys, "argv", ["regionstat", "site", *where, *words])
        with pytest.raises(SystemExit) as caught:
            main()
        assert not (tmp_path / "site").exists()
        return caught.value.code, capsys.readouterr().err

    return go


@pytest.mark.parametrize(
    "address",
    [
        "tall.example.no",
        "ftp://x.no",
        "https://",
        "https://x.no?a=1",
        "https://x.no/#a",
        "https://x.no/<b>",
    ],
)
def test_a_base_url_that_is_no_address_of_a_folder_is_refused(run, address):
    code, told = run("--base-url", address)
    assert code == 2
    assert told.count("\n") == 1
    assert "it is no absolute address of a folder (--base-url)" in told


@pytest.mark.parametrize(("text", "found"), [("1900", "1900"), ("2020:2019", "comes first")])
def test_editions_that_there_are_not_are_refused(run, text, found):
    code, told = run("--editions", text)
    assert code == 2
    assert found in told


def test_the_last_stroke_of_an_address_does_not_count():
    assert site._address("https://x.no/tall/") == "https://x.no/tall"
    assert site._address("") == ""
