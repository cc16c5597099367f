"""``python -m artmatch``: the command line."""

from artmatch.cli import main

main()
