"""StatBank: metadata, queries counted before they are sent, and answers checked part by part."""

from __future__ import annotations
