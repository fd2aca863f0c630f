"""pyproject.toml, environment.yml and requirements.lock name the same dependencies."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
GIVEN = ("jupyterlab", "pandas", "statsmodels", "matplotlib", "seaborn", "pyjstat", "papermill")
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
HOST = re.compile(
    r"https?:|file:|//|--(?:extra-)?index-url|--find-links|--trusted-host"
    r"|\b[a-z0-9-]+\.(?:com|dev|io|net|no|org)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Pin:
    """One entry of the lock."""

    name: str
    version: Version
    marker: Marker | None
    hashes: tuple[str, ...]

    def goes_into(self, environment):
        return self.marker is None or self.marker.evaluate(environment)


# --- the checks: pure functions of what the files say → the sentences that tell what is wrong -----


def environments():
    """Each Python on each platform that the project promises, as markers see it."""
    return {
        f"Python {python} on {system}": {
            "python_version": python,
            "python_full_version": f"{python}.9",
            "sys_platform": platform,
            "platform_system": system,
            "os_name": os_name,
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "extra": "",
        }
        for python in PYTHONS
        for platform, system, os_name in PLATFORMS
    }


def read_lock(text):
    """The pins of a lock; an entry that is not `name==version` is an error."""
    entries = [e for e in text.replace("\\\n", " ").splitlines() if e and not e.startswith("#")]
    return [_pin(entry) for entry in entries]


def _pin(entry):
    words, *hashes = entry.split(" --hash=")
    requirement = Requirement(words)
    (only,) = requirement.specifier
    if only.operator != "==":
        raise ValueError(f"{words}: not pinned")
    return Pin(
        canonicalize_name(requirement.name),
        Version(only.version),
        requirement.marker,
        tuple(h.strip() for h in hashes),
    )


def without_hashes(pins):
    """Pins that have no sha256, or something else beside it."""
    good = re.compile(r"sha256:[0-9a-f]{64}")
    return [
        f"{pin.name}=={pin.version} has no proper hash"
        for pin in pins
        if not pin.hashes or not all(map(good.fullmatch, pin.hashes))
    ]


def not_locked(requirements, pins):
    """Dependencies that a platform lacks, has twice, or has in a version out of bounds."""
    wrong = []
    for requirement in requirements:
        name = canonicalize_name(requirement.name)
        for place, environment in environments().items():
            found = [p.version for p in pins if p.name == name and p.goes_into(environment)]
            if len(found) != 1 or found[0] not in requirement.specifier:
                wrong.append(f"{requirement} has {[*map(str, found)]} for {place}")
    return wrong


def twice(pins):
    """Packages that one platform would get in two versions."""
    wrong = []
    for place, environment in environments().items():
        names = [pin.name for pin in pins if pin.goes_into(environment)]
        wrong += [f"{n} is pinned twice for {place}" for n in set(names) if names.count(n) > 1]
    return wrong


def differences(wanted, found):
    """What two lists of requirements do not share, as sentences; the order does not count."""
    wanted, found = ({canonicalize_name(r.name): r.specifier for r in rs} for rs in (wanted, found))
    return [
        f"{name}: pyproject.toml has {_bounds(wanted, name)},"
        f" environment.yml {_bounds(found, name)}"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    ]


def _bounds(specifiers, name):
    return repr(str(specifiers[name])) if name in specifiers else "nothing"


def hosts(name, text):
    """Lines that name a host or an index."""
    return [
        f"{name}:{number}: names a host: {found[0]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := HOST.search(line))
    ]


# --- the files ------------------------------------------------------------------------------------


def _read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project():
    return tomllib.loads(_read("pyproject.toml"))["project"]


@pytest.fixture(scope="module")
def requirements(project):
    extras = project["optional-dependencies"]
    others = [line for name, lines in extras.items() if name != "dev" for line in lines]
    assert not set(others) - {*extras["dev"]}, "what the lock and environment.yml do not know"
    return [Requirement(line) for line in [*project["dependencies"], *extras["dev"]]]


@pytest.fixture(scope="module")
def pins():
    return read_lock(_read("requirements.lock"))


@pytest.fixture(scope="module")
def conda():
    return yaml.safe_load(_read("environment.yml"))


def test_the_given_packages_are_there(project):
    names = {Requirement(line).name for line in project["dependencies"]}
    assert not set(GIVEN) - names


def test_every_dependency_has_a_lower_bound(requirements):
    assert [r for r in requirements if not any(s.operator == ">=" for s in r.specifier)] == []


def test_the_lock_holds_every_dependency_on_every_platform(requirements, pins):
    assert len(pins) > 100
    assert not_locked(requirements, pins) == []
    assert twice(pins) == []


def test_the_lock_has_hashes_and_no_hosts(pins):
    assert without_hashes(pins) == []
    assert hosts("requirements.lock", _read("requirements.lock")) == []
    assert hosts("environment.yml", _read("environment.yml")) == []


def test_environment_yml_has_the_same_bounds(project, requirements, conda):
    assert (conda["name"], conda["channels"]) == ("regionstat", ["conda-forge"])
    plain = [line for line in conda["dependencies"] if isinstance(line, str)]
    (pip,) = [line["pip"] for line in conda["dependencies"] if isinstance(line, dict)]
    assert pip[-1] == "-e .", "the package itself comes last"
    found = [Requirement(line) for line in [*plain, *pip[:-1]]]
    python = Requirement(f"python{project['requires-python']}")
    assert differences([python, Requirement("pip"), *requirements], found) == []


def test_the_pythons_are_those_that_the_project_promises(project):
    promised = SpecifierSet(project["requires-python"])
    minors = [f"3.{minor}" for minor in range(8, 20)]
    assert tuple(minor for minor in minors if f"{minor}.9" in promised) == PYTHONS


# --- the checks can fail --------------------------------------------------------------------------

HASH = "sha256:" + "0" * 64
NUMPY = f"""\
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash={HASH} \\
    --hash={HASH}
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash={HASH}
"""


def test_a_lock_is_read():
    first, second = read_lock(NUMPY)
    assert (first.name, str(first.version), len(first.hashes)) == ("numpy", "2.4.6", 2)
    assert (str(second.version), second.hashes) == ("2.5.5", (HASH,))
    with pytest.raises(ValueError, match="not pinned"):
        read_lock("numpy>=2")


@pytest.mark.parametrize("hashes", ["", " --hash=md5:0", f" --hash={HASH} --hash=sha256:12"])
def test_a_missing_hash_is_found(hashes):
    assert without_hashes(read_lock(f"a==1{hashes}")) == ["a==1 has no proper hash"]


def test_a_dependency_that_is_not_locked_is_found():
    pins = read_lock(NUMPY)
    assert not_locked([Requirement("numpy>=2.4")], pins) == []
    assert len(not_locked([Requirement("numpy>=2.5")], pins)) == 3
    assert len(not_locked([Requirement("pandas")], pins)) == 9
    assert (
        not_locked([Requirement("numpy")], pins[1:])[0] == "numpy has [] for Python 3.11 on Linux"
    )
    unix = read_lock("numpy==2.5.5 ; os_name != 'nt'")
    assert len(not_locked([Requirement("numpy")], unix)) == 3


def test_a_package_in_two_versions_is_found():
    assert twice(read_lock(NUMPY)) == []
    assert "numpy is pinned twice for Python 3.11 on Linux" in twice(
        read_lock("numpy==1\n" + NUMPY)
    )


def test_different_bounds_are_found():
    wanted = [Requirement("Babel>=2"), Requirement("click>=8"), Requirement("rich>=15")]
    found = [Requirement("babel>=2"), Requirement("click>=7"), Requirement("wine")]
    assert differences(wanted, found) == [
        "click: pyproject.toml has '>=8', environment.yml '>=7'",
        "rich: pyproject.toml has '>=15', environment.yml nothing",
        "wine: pyproject.toml has nothing, environment.yml ''",
    ]


@pytest.mark.parametrize(
    "line",
    ["-i https://a/simple", "--index-url x", "# from packages.example.org", "a @ file:///a.whl"],
)
def test_a_host_is_found(line):
    assert hosts("x.lock", f"a==1\n{line}\n")[0].startswith("x.lock:2: names a host: ")


def test_ordinary_entries_are_no_hosts():
    assert hosts("x", "zope.interface==1\nnumpy>=2.4\n  - -e .\n# conda env create -f e.yml") == []
