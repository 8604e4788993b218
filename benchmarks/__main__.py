"""Our work beside its floor, measured in one run: `make bench`.

Each line gives a ratio of medians; absolute figures depend on the machine and are only there to be compared with each
other.
"""

from tests.tools.packages import set_up

set_up()

from benchmarks import certificate  # noqa: E402 - models can only be imported once Django is set up
from benchmarks.measure import report  # noqa: E402

report("certificate: ours / Typst with the fonts kept", *certificate.pair())
