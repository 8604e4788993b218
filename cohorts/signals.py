"""Facts that cohorts tells whoever announces courses and writes to participants.

Sent with `.send()` inside the transaction that made them true.
"""

from django.dispatch import Signal

# cohort=, now= : something a visitor reads of this cohort was decided, changed or called off.
cohort_changed = Signal()

# enrollments=, now= : a list of enrollments that were held, confirmed, given back, moved or ended.
enrollments_changed = Signal()

# holds=, now= : seats held for companies were set, changed, drawn from or given back.
company_holds_changed = Signal()

# seats=, now= : seats without a name were confirmed, given back or named.
open_seats_changed = Signal()

# account=, closed=, now= : two entries of one person were merged; both had an account, and one of them is closed.
people_merged = Signal()

# account=, now= : the person behind this account was forgotten; nobody may sign in with it any more.
person_forgotten = Signal()
