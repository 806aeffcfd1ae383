"""`python -m feeds` is the command `rubrique`."""

import sys

from feeds.cli import main

if __name__ == "__main__":
    sys.exit(main())
