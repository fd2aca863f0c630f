"""One made-up content and its database for all tests of the room."""

import pytest
from made_content import made

from regionstat.site.database import write_database


@pytest.fixture(scope="session")
def made_content():
    return made()


@pytest.fixture(scope="session")
def database_path(made_content, tmp_path_factory):
    path = tmp_path_factory.mktemp("site") / "regionstat-2020.sqlite"
    write_database(made_content, path)
    return path
