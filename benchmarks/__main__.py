"""Our work beside its floor, measured in one run: `make bench`, or `python -m benchmarks certificate public_pages`.

Each line gives a ratio of medians; absolute figures depend on the machine and are only there to be compared with each
other.
"""

import importlib
import sys

from tests.tools.packages import set_up

ALL = ("certificate", "public_pages")

set_up()
for name in sys.argv[1:] or ALL:
    importlib.import_module(f"benchmarks.{name}").run()
