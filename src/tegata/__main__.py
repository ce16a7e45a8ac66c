"""`python -m tegata` is the command line."""

from tegata.cli import main

main()
