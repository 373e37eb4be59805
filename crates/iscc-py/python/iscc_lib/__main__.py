"""`python -m iscc_lib`: the command `iscc`."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
