"""Run the command line as `python -m regionstat.cli`."""

from regionstat.cli.main import main

main()
