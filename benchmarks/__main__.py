"""Our work beside its floor, measured in one run: `make bench`, or `python -m benchmarks [--quick] orders exports`.

Each line gives a ratio of medians; absolute figures depend on the machine and are only there to be compared with each
other. docs/performance.md says which goal each of them is for.
"""

import importlib
import sys

from benchmarks import settings
from benchmarks.goals import say
from tests.tools.packages import set_up

ALL = ("certificate", "public_pages", "desk_lists", "bulk_acts", "exports", "orders")

set_up()
names = [name for name in sys.argv[1:] if not name.startswith("-")]
settings.QUICK = "--quick" in sys.argv
for name in names or ALL:
    module = importlib.import_module(f"benchmarks.{name}")
    say(f"{name}: {(module.__doc__ or '').splitlines()[0]}")
    module.run()
