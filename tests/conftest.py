"""Every test: no internet, the same examples in every run of CI, and two kinds of panel."""

import ipaddress
import math
import os
import shutil
import sys

# The workers share the cores: threads of their own would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pandas as pd
import pytest
from hypothesis import settings

from regionstat.analysis import load
from regionstat.panel import load as load_published
from regionstat.panel.build import PANEL

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

_CALLS = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
_LOOK_UPS = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0}


@pytest.fixture(scope="session", autouse=True)
def _limits_apart(tmp_path_factory):
    """Keep the limits that tests reach apart from those of real work on this machine."""
    folder = tmp_path_factory.mktemp("limits")
    before = os.environ.get("REGIONSTAT_LIMITS")
    os.environ["REGIONSTAT_LIMITS"] = str(folder)
    yield
    os.environ.pop("REGIONSTAT_LIMITS")
    if before is not None:
        os.environ["REGIONSTAT_LIMITS"] = before


class Internet(RuntimeError):
    """A test tried to leave this machine."""


def is_local(host):
    """Say whether `host` is this machine: a name, an address, or none at all."""
    if isinstance(host, bytes):
        host = host.decode()
    if not host or host in {"localhost", "localhost.localdomain"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _forbid(event, args):
    if event in _LOOK_UPS:
        host = args[_LOOK_UPS[event]]
    elif event in _CALLS and isinstance(args[_CALLS[event]], tuple):
        host = args[_CALLS[event]][0]
    else:
        return
    if not is_local(host):
        raise Internet(f"A test went online: {event} to {host!r}; tests stand on bundled figures")


# An audit hook sees every way to a socket, also those that a library took before this line.
sys.addaudithook(_forbid)


# --- the engine that runs pages ------------------------------------------------------------------


@pytest.fixture(scope="session")
def server():
    """The server that pages are forked from, one for all the tests of a session."""
    from regionstat.report.forks import serving
    from regionstat.snapshots import find_home

    with serving(find_home()) as found:
        yield found


@pytest.fixture(scope="module")
def forks(server):
    """The same, with the kernel that pages run in by name."""
    from regionstat.report.kernel import own_kernel
    from regionstat.snapshots import find_home

    with own_kernel(find_home()):
        yield server


# --- the panel of the bundled edition, and panels small enough to reckon by hand ------------------


@pytest.fixture(scope="session")
def panel():
    return load(2020)


@pytest.fixture(scope="session")
def published():
    """The panel without the estimates: counties stand in for the regions that lie in them."""
    return load_published(2020)


@pytest.fixture(scope="session")
def made():
    """Make a panel from {region: {year: cell}}; a cell is a value, (low, value, high) or a sign."""

    def cell(found):
        if isinstance(found, str):
            return math.nan, math.nan, math.nan, found
        if isinstance(found, tuple):
            low, value, high = found
            return value, low, high, "estimated"
        return found, math.nan, math.nan, ""

    def make(indicator, regions):
        rows = [
            (indicator, region, year, *cell(found))
            for region, years in regions.items()
            for year, found in years.items()
        ]
        kinds = {"year": "int64", "value": "float64", "low": "float64", "high": "float64"}
        frame = pd.DataFrame(rows, columns=PANEL).astype(kinds)
        return frame.sort_values(PANEL[:3], ignore_index=True)

    return make


@pytest.fixture(scope="module")
def browser():
    """A Chromium without a window, which keeps what pages complain of."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (binary and driver):
        pytest.fail("chromium and chromedriver are needed; `.ci/run` installs them")
    from selenium.webdriver import Chrome
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = binary
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options=options, service=Service(driver))
    chrome.set_script_timeout(180)
    yield chrome
    chrome.quit()
