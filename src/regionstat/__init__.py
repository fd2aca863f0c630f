"""Is the Trondheim region reaching its goal? The yearly benchmark as a library."""

__version__ = "0.1.0"
