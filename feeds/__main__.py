"""`python -m feeds` is the command `rubrique`."""

import signal
import sys


def main() -> int:
    """Run the command. A Ctrl-C while its parts are being imported, for a second or so, ends it in silence."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # else whoever started us wants it ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from feeds.cli import main as command

    signal.signal(signal.SIGINT, before)
    return command()


if __name__ == "__main__":
    sys.exit(main())
