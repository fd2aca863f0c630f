"""The public indicator database: SQLite, downloads, server and pages, all of one content."""

from regionstat.site.content import Content, content

__all__ = ["Content", "content"]
