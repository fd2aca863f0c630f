"""How fast and how frugal decoding is, measured against pyjstat in the same run."""
