"""`python -m collector` is `beckon`."""

from collector.cli import main

# The serving processes import this file again under another name.
if __name__ == "__main__":
    main()
