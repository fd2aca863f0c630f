"""One made-up content and its database for all tests of the room."""

import pytest
from made_content import made

from regionstat.site.assets_built import Assets
from regionstat.site.build import build
from regionstat.site.database import write_database


@pytest.fixture(scope="session")
def made_content():
    return made()


@pytest.fixture(scope="session")
def database_path(made_content, tmp_path_factory):
    path = tmp_path_factory.mktemp("site") / "regionstat-2020.sqlite"
    write_database(made_content, path)
    return path


@pytest.fixture(scope="session")
def made_site(made_content, tmp_path_factory):
    """The folder of a site that was built, checks and all, of the made-up content."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("regionstat.site.build.content", lambda years, region: made_content)
        # Bundling the chart library takes a second; the slow tests run the real one.
        patch.setattr(Assets, "library", lambda self: {self.addresses["charts.js"]: ""})
        folder = tmp_path_factory.mktemp("built") / "site"
        build([2020], folder, base_url="https://tall.example.no/base")
    return folder
