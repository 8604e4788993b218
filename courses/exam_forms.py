"""What the admin asks before a pass rule or the parts of a level are saved."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.actions.pass_rule import RuleBeginsTooEarly, RuleDraft, RuleNeedsADay, check_draft
from courses.exam_words import part_title
from courses.models import ExamLevel, PassRule
from courses.rule_checks import Finding, Flaw, Line

SENTENCES = {
    Flaw.NO_CONDITION: _("Add at least one condition, or say that the rule is not published."),
    Flaw.CONDITION_WITHOUT_RULE: _(
        "A rule that is not published has no conditions. Remove them, or judge another way."
    ),
    Flaw.NO_PART: _("Tick at least one part."),
    Flaw.UNKNOWN_PART: _("%(level)s has no part “%(part)s”. Add the part to the level first, or untick it."),
    Flaw.PART_TWICE: _("A part stands in a sum only once."),
    Flaw.NO_MINIMUM: _("Enter the least points."),
    Flaw.NOT_POSITIVE: _("The least points are more than 0. At 0 the condition asks for nothing."),
    Flaw.DUPLICATE: _("Another condition already names the same parts."),
    Flaw.UNREACHABLE: _("Nobody can reach this: the parts together have fewer points."),
    Flaw.UNIT_OF_SEVERAL_PARTS: _("A condition on credit units names exactly one part."),
    Flaw.UNCOUNTED_UNITS: _("The level does not say how many scores “%(part)s” has, so its units cannot be counted."),
    Flaw.NEVER_BINDS: _("Condition %(number)s never decides: the others already guarantee that sum."),
}
#: Beside which field of its line a sentence stands.
BESIDE_MINIMUM = {Flaw.NO_MINIMUM, Flaw.NOT_POSITIVE, Flaw.UNREACHABLE}


def sentence_of(finding: Finding, level: ExamLevel) -> str:
    words = {
        "level": str(level),
        "part": part_title(level, finding.part) if finding.part else "",
        "number": (finding.line or 0) + 1,
    }
    return str(SENTENCES[finding.flaw]) % words


class PassRuleForm(WagtailAdminModelForm):
    """A draft of the next version; nothing it is given changes a version that exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["level"].disabled = True
        else:
            self.fields["level"].queryset = ExamLevel.objects.filter(pass_rules=None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        level = cleaned.get("level")
        conditions = self.formsets["conditions"]
        if level is None or "judgement" not in cleaned or not conditions.is_valid():
            return cleaned
        self._check_day(level, cleaned.get("effective_from"))
        for finding in check_draft(level, self.draft()):
            if not finding.is_warning:
                self._refuse(finding, level)
        return cleaned

    def _check_day(self, level: ExamLevel, effective_from: Any) -> None:
        latest = level.pass_rules.order_by("-version").first()
        if latest is None:
            return
        if effective_from is None:
            self.add_error("effective_from", str(RuleNeedsADay.message))
        elif latest.effective_from and effective_from < latest.effective_from:
            self.add_error("effective_from", str(RuleBeginsTooEarly.message))

    def _refuse(self, finding: Finding, level: ExamLevel) -> None:
        message = sentence_of(finding, level)
        if finding.line is None:
            self.add_error(None, message)
        else:
            field = "minimum" if finding.flaw in BESIDE_MINIMUM else "parts"
            self._lines()[finding.line].add_error(field, message)

    def _lines(self) -> list[Any]:
        """The conditions in the order on the screen, without those taken away."""
        formset = self.formsets["conditions"]
        kept = [form for form in formset.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in kept if form not in formset.deleted_forms]
        return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)

    def draft(self) -> RuleDraft:
        given = self.cleaned_data
        return RuleDraft(
            judgement=given["judgement"],
            replaces=self.instance.version if self.instance.pk else 0,
            effective_from=given.get("effective_from"),
            conditions=tuple(
                Line(tuple(form.cleaned_data["parts"]), form.cleaned_data["minimum"]) for form in self._lines()
            ),
            resubmission_days=given.get("resubmission_days") or 0,
            resubmissions=given.get("resubmissions") or 0,
            practical_oral_retakes=given.get("practical_oral_retakes") or 0,
            extends_over_holidays=given.get("extends_over_holidays", False),
            source=given.get("source", ""),
            reason=given.get("reason", ""),
        )


class ExamLevelForm(WagtailAdminModelForm):
    """The parts a rule in force or to come names cannot be taken away under it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        parts = self.formsets["parts"]
        if self.instance.pk is None or not parts.is_valid():
            return cleaned
        kept = {
            form.cleaned_data["code"]: form.cleaned_data.get("score_count")
            for form in parts.forms
            if form.cleaned_data.get("code") and form not in parts.deleted_forms
        }
        latest = self.instance.pass_rules.prefetch_related("conditions").order_by("-version").first()
        for condition in latest.conditions.all() if latest else ():
            for code in condition.parts:
                self._check_part(latest, code, kept, condition.units)
        return cleaned

    def _check_part(self, rule: PassRule, code: str, kept: dict[str, int | None], units: int | None) -> None:
        words = {"version": rule.version, "part": part_title(self.instance, code)}
        if code not in kept:
            message = gettext("Version %(version)s of the pass rule names “%(part)s”. Publish one without it first.")
            raise forms.ValidationError(message % words, code="part_in_use")
        if units is not None and kept[code] != units:
            message = gettext("Version %(version)s of the pass rule counts %(units)s units of “%(part)s”.")
            raise forms.ValidationError(message % {**words, "units": units}, code="units_in_use")
