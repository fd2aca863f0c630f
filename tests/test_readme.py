"""What the README says is what happens: its Python, its commands, its chart, its verbs."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import regionstat as rs
from regionstat.cli.main import main, verbs

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# The names that matplotlib gives to shapes are made of their places.
SHAPE = re.compile(r"\b[mp][0-9a-f]{10}\b")
NUMBER = re.compile(r"-?\d+\.\d+")
DRAWN_BY = re.compile(r"Matplotlib v[\d.]+")


def _blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def _commands():
    """Yield each command of the console blocks with the output below it."""
    for block in _blocks("console"):
        for part in block.split("$ ")[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def test_the_python_gives_the_output_beside_it():
    (block,) = _blocks("python")
    example = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
    assert len(example.examples) == 12
    told = []
    failed, _ = doctest.DocTestRunner(verbose=False).run(example, out=told.append)
    assert not failed, "".join(told)


@pytest.mark.parametrize(("command", "output"), list(_commands()))
def test_a_command_gives_the_output_below_it(command, output, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    with pytest.raises(SystemExit):
        main()
    out, err = capsys.readouterr()
    assert (out or err) == output


def _without_places(svg):
    return SHAPE.sub("shape", NUMBER.sub("0", svg))


def test_the_chart_is_the_one_that_the_figures_give():
    kept = (ROOT / "docs" / "estimate.svg").read_text(encoding="utf-8")
    chart = rs.study.estimate(rs.load(2020), region="trondheimsregionen", language="en")
    if DRAWN_BY.search(kept)[0] != DRAWN_BY.search(chart.svg)[0]:
        pytest.skip("drawn by another matplotlib than the locked one: the bytes may differ")
    # Another processor may round the last decimal of a place on the page otherwise.
    told = "renew it as CONTRIBUTING.md tells"
    assert _without_places(chart.svg) == _without_places(kept), told
    places = ([float(one) for one in NUMBER.findall(svg)] for svg in (kept, chart.svg))
    assert all(a == pytest.approx(b, abs=0.01) for a, b in zip(*places, strict=True))


def test_every_verb_of_regionstat_that_is_named_is_there():
    named = set(re.findall(r"^ {4}regionstat ([a-z]+)", README, re.MULTILINE))
    assert {"fetch", "edition", "doctor", "report"} <= named
    assert named <= set(verbs.commands)


def test_every_verb_of_make_that_is_named_is_there():
    run = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True)
    verbs = set(re.findall(r"^  make (\w+)", run.stdout, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b(?= |`|$)", README + CONTRIBUTING, re.MULTILINE))
    assert {"report", "test", "lab", "help"} <= named
    assert named <= verbs


def test_every_file_that_is_named_is_there():
    links = re.findall(r"\]\(([^)#]+)\)", README + CONTRIBUTING)
    assert {"docs/estimate.svg", "docs/methods.md", "CONTRIBUTING.md"} <= set(links)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_house_is_told_in_its_order():
    rooms = "bytes → table → panel → analysis → page → study → report"
    assert rooms in README.replace("\n", " ").lower()
