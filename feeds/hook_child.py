"""A Python hook called in a process of its own: an entry as JSON from stdin, what it returns to stdout.

Started as a file, by its path, so that nothing of Rubrique need be found or loaded; the folder that it is started in,
that of sources.toml, is where modules are looked for first.
"""

import importlib
import json
import os
import sys


def main(name: str) -> None:
    """Call the function that *name*, module:function, stands for; what it prints is no answer."""
    sys.path[0] = os.getcwd()
    answer = os.dup(1)
    os.dup2(2, 1)
    module, _, function = name.partition(":")
    found = getattr(importlib.import_module(module), function)
    made = found(json.load(sys.stdin))
    with open(answer, "w", encoding="utf-8") as out:
        if made is not None:
            json.dump(made, out)


if __name__ == "__main__":
    main(sys.argv[1])
