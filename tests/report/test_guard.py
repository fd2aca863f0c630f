"""Where a path leads is found with less looking than `realpath` takes, and is the same place."""

from __future__ import annotations

import os

import pytest

from regionstat.report.guard import _real_path

PATHS = [
    "file.txt",
    "absent.txt",
    "link.txt",
    "folder",
    "folder/",
    "linked/file.txt",
    "linked/link.txt",
    "linked/absent/none.txt",
    "linked",
    "linked/",
    "linked/../file.txt",
    "folder/./file.txt",
    "folder//file.txt",
    "gone.txt",
    "",
]


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Files, folders and links to them; one link leads out, one nowhere, one to a folder."""
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside / "folder", outside):
        folder.mkdir(parents=True)
        (folder / "file.txt").write_text("x")
        (folder / "link.txt").symlink_to(outside / "file.txt")
    (inside / "file.txt").write_text("x")
    (inside / "link.txt").symlink_to(outside / "file.txt")
    (inside / "gone.txt").symlink_to(outside / "gone.txt")
    (inside / "linked").symlink_to(outside)
    monkeypatch.chdir(inside)
    return inside


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("absolute", [True, False], ids=["absolute", "relative"])
def test_a_path_leads_where_the_system_says(tree, path, absolute):
    asked = f"{tree}/{path}" if absolute else path
    for _ in range(2):
        # A slash at the end of a folder says no more than the folder does.
        assert _real_path(asked).rstrip("/") == os.path.realpath(asked)


def test_a_relative_path_is_of_the_folder_that_the_process_is_in(tree, monkeypatch):
    first = _real_path("file.txt")
    monkeypatch.chdir(tree / "folder")
    assert _real_path("file.txt") == str(tree / "folder" / "file.txt") != first
