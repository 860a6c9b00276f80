"""`python -m collector` is `beckon`."""

from collector.cli import main

main()
