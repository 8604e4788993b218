"""A fact that cohorts tells whoever announces courses. Sent with `.send()` inside the transaction that made it true."""

from django.dispatch import Signal

# cohort=, now= : something a visitor reads of this cohort was decided, changed or called off.
cohort_changed = Signal()
