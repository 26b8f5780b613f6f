"""The command line: python -m bfp demo, import, export, backup, restore, key, account, check, doctor, bench."""

import argparse
import os
import sys

from bfp.base.errors import BfpError, Busy
from bfp.command_line import common, keeping, looking, records


def main(arguments: list[str] | None = None) -> int:
    """Run one command; what goes wrong is one sentence on stderr and a number."""
    asked = parser().parse_args(arguments)
    os.umask(0o077)  # what this program writes names people: for its own user only
    try:
        return asked.run(asked)
    except Busy as error:
        print(error, file=sys.stderr)
        return common.BUSY
    except BfpError as error:
        print(error, file=sys.stderr)
        return common.MISUSED
    except KeyboardInterrupt:
        print("Stopped. What was not finished was not kept.", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python -m bfp",
        description="The desk of a books-for-prisoners program, from the command line. The desk itself starts with `make run`.",
        epilog=common.CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in (records, keeping, looking):
        group.add(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
