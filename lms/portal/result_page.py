"""Released results as their trainee reads them: what was reached, what was seen, and what is possible next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as Reader
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cohorts.models import Enrollment, ResultRelease
from cohorts.reevaluation import Reevaluation
from cohorts.repeating import allowance, assignment_attempts, lesson_model_attempts
from cohorts.requirements import Code, Requirement, requirements_told, with_facts
from cohorts.results import AssignmentFacts, Facts, LessonModelFacts
from courses.grading.verdicts import Verdict
from lms.checkout import conf
from lms.kernel.calendar import jst_date
from lms.portal.forms.evaluate import LEVEL_NAMES
from lms.templatetags.lms import long_date, yen_tax_included
from lms.templatetags.lms_site import url_or_nothing
from payments.models import Product

#: The association's three published requirements are made of these rows of the checklist.
THREE = (Code.LESSON_MODEL, Code.ASSIGNMENT, Code.SPECIALIST, Code.PURPOSE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a part reached the standard, as a chip."""

    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class SeenLine:
    level: str
    note: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    title: str
    weight: Decimal
    is_critical: bool
    is_met: bool
    seen: tuple[SeenLine, ...]


@dataclass(frozen=True, slots=True)
class LessonModelPart:
    facts: LessonModelFacts
    outcome: Outcome
    missed: tuple[str, ...]
    criteria: tuple[CriterionLine, ...]


@dataclass(frozen=True, slots=True)
class AssignmentPart:
    facts: AssignmentFacts
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be done now, or why it cannot any more."""

    title: str
    text: str
    url: str = ""
    label: str = ""


def enrollments_with_results(reader: Reader) -> QuerySet[Enrollment]:
    """The reader's own seats with a released result."""
    told = ResultRelease.objects.values("enrollment")
    mine = Enrollment.objects.filter(person__user_id=reader.pk, pk__in=told)
    return with_facts(mine).select_related("certification_case", "cohort__course")


def result_page(enrollment: Enrollment, release: ResultRelease, *, now: datetime) -> dict[str, Any]:
    """One version, the latest or an earlier one; what is possible next follows from the latest alone."""
    facts: Facts = release.facts
    releases = sorted(enrollment.releases.all(), key=lambda one: -one.version)
    is_latest = release == releases[0]
    rows = [row for row in requirements_told(enrollment, now) if row.code in THREE]
    return {
        "enrollment": enrollment,
        "release": release,
        "is_latest": is_latest,
        "lesson_model": _lesson_model(facts["lesson_model"]),
        "assignment": _assignment(facts["assignment"]),
        "requirements": rows,
        "options": _options(enrollment, release, rows, now=now) if is_latest else [],
        "others": [one for one in releases if one != release],
    }


def _outcome(verdict: str) -> Outcome:
    if verdict == Verdict.PASSED:
        return Outcome(_("Standard reached"), "success")
    return Outcome(_("Standard not reached"), "warning")


def _lesson_model(facts: LessonModelFacts | None) -> LessonModelPart | None:
    if facts is None:
        return None
    criteria = tuple(
        CriterionLine(
            f"{one['code']} {one['title']}",
            Decimal(one["weight"]),
            one["is_critical"],
            one["is_met"],
            tuple(SeenLine(_level(seen["level"]), seen["note"]) for seen in one["seen"]),
        )
        for one in facts["criteria"]
    )
    return LessonModelPart(facts, _outcome(facts["verdict"]), tuple(_missed(facts)), criteria)


def _level(level: int) -> str:
    return f"{level} {LEVEL_NAMES[level]}" if level in LEVEL_NAMES else "–"


def _missed(facts: LessonModelFacts) -> list[str]:
    """Every hurdle that was not cleared, in words."""
    missed = []
    if Decimal(facts["total"]) < Decimal(facts["needed"]):
        words = _("The weighted score of %(total)s is below the %(needed)s that are needed.")
        missed.append(words % {"total": facts["total"], "needed": facts["needed"]})
    for one in facts["criteria"]:
        if not one["is_met"] and one["is_critical"]:
            words = _("%(criterion)s needs at least level %(level)d from the evaluators.")
            missed.append(words % {"criterion": one["title"], "level": facts["lowest_critical"]})
        elif not one["is_met"]:
            missed.append(_("%(criterion)s was too far from the standard.") % {"criterion": one["title"]})
    missed += [_("%(gate)s was not passed.") % {"gate": one["title"]} for one in facts["gates"] if not one["is_met"]]
    return missed


def _assignment(facts: AssignmentFacts | None) -> AssignmentPart | None:
    return AssignmentPart(facts, _outcome(facts["verdict"])) if facts else None


# What is possible next -------------------------------------------------------------------------------------------


def _options(
    enrollment: Enrollment, release: ResultRelease, rows: Sequence[Requirement], *, now: datetime
) -> list[Option]:
    facts: Facts = release.facts
    failed = [
        part for part in (facts["lesson_model"], facts["assignment"]) if part and part["verdict"] != Verdict.PASSED
    ]
    today = jst_date(now)
    options = []
    if failed:
        options += [_reevaluation(enrollment, facts, today=today, now=now), _retake()]
    elif all(row.is_met for row in rows):
        text = _("Everything is met. Somebody who neither taught nor evaluated you decides on the certification.")
        options.append(Option(_("Nothing to do"), text))
    elif facts["lesson_model"] and facts["assignment"]:
        text = _("The results of the course stand. What is still open is in the list of requirements.")
        options.append(Option(_("Wait for what is open"), text))
    return [*options, _appeal(release, today=today)]


def _reevaluation(enrollment: Enrollment, facts: Facts, *, today: date, now: datetime) -> Option:
    title = _("Re-evaluation")
    rule = _left(enrollment, facts, today=today)
    if rule is None or not rule.is_open:
        return Option(title, _("It is not possible any more: the limit of times or months is reached."))
    words = _(
        "Only the part that was not reached is repeated; what was reached stands. %(left)d more are possible, "
        "until %(day)s. Fee: %(fee)s. Write to the office, which agrees on the day with you."
    )
    facts_of_it = {"left": rule.left, "day": long_date(rule.last_day), "fee": _fee(now)}
    return Option(title, words % facts_of_it, _inquiry(), _("Write to the office"))


def _left(enrollment: Enrollment, facts: Facts, *, today: date) -> Reevaluation | None:
    """Of the part that can be repeated most often; both are told in one sentence."""
    counted = ((facts["lesson_model"], lesson_model_attempts), (facts["assignment"], assignment_attempts))
    attempts = [count(enrollment) for part, count in counted if part and part["verdict"] != Verdict.PASSED]
    return allowance(enrollment, attempts=min(attempts, default=1), today=today)


def _fee(now: datetime) -> str:
    product = Product.objects.on_sale().with_prices().filter(code=conf.LMS_REEVALUATION_PRODUCT).first()
    price = product.price_at(now) if product else None
    return yen_tax_included(price.unit_jpy) if price else _("to be decided")


def _retake() -> Option:
    text = _("You can also take the course again in a later cohort; everything is evaluated anew then.")
    return Option(_("Taking the course again"), text, url_or_nothing("lms_catalogue:schedule"), _("See the schedule"))


def _appeal(release: ResultRelease, *, today: date) -> Option:
    title, day = _("Appeal"), {"day": long_date(release.appeal_until)}
    if today > release.appeal_until:
        return Option(title, _("Appeals were possible until %(day)s.") % day)
    text = _(
        "Until the end of %(day)s you can appeal: on grounds of procedure, conflict of interest, arithmetic or "
        "accommodation. Write which of these it is and what happened. An appeal never makes the result worse."
    )
    return Option(title, text % day, _inquiry(), _("Send an appeal"))


def _inquiry() -> str:
    address = url_or_nothing("lms_inquiries:ask")
    return f"{address}?topic=result" if address else ""
