from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.actions.scheme import RubricIncomplete, freeze_scheme, new_scheme_version
from courses.models import RubricCriterion, RubricLevel, SchemeVersion
from lms.kernel.actor import Actor
from tests.factories.scheme import RubricCriterionFactory, RubricLevelFactory, SchemeVersionFactory, full_scheme
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
OFFICE = Actor.process("test office")


def test_criteria_come_from_the_rows():
    criteria = full_scheme(lesson_model_pass_total=Decimal("72.5")).criteria()
    assert criteria.pass_total == Decimal("72.5")
    assert [criterion.code for criterion in criteria.rubric] == [f"C{n}" for n in range(1, 9)]
    assert [criterion.code for criterion in criteria.rubric if criterion.is_critical] == ["C1", "C4"]
    assert [criterion.code for criterion in criteria.scored] == [f"C{n}" for n in range(1, 8)]


def test_freezing_keeps_its_first_moment():
    scheme = full_scheme()
    assert freeze_scheme(scheme, by=OFFICE, now=NOW).frozen_at == NOW
    assert freeze_scheme(scheme, by=OFFICE, now=NOW.replace(year=2027)).frozen_at == NOW


@pytest.mark.parametrize("weight", ["10", "10.01"])
def test_weights_that_do_not_add_up_are_not_frozen(weight):
    scheme = full_scheme()
    RubricCriterionFactory(scheme=scheme, weight=Decimal(weight))
    with pytest.raises(RubricIncomplete):
        freeze_scheme(scheme, by=OFFICE, now=NOW)
    scheme.refresh_from_db()
    assert scheme.is_frozen is False


def test_frozen_version_refuses_edits():
    scheme = freeze_scheme(full_scheme(), by=OFFICE, now=NOW)
    scheme.lesson_model_pass_total = Decimal(60)
    with pytest.raises(ValidationError) as refusal:
        scheme.full_clean()
    assert [error.code for error in refusal.value.error_dict["__all__"]] == ["frozen"]


def test_new_version_copies_everything_and_can_be_edited():
    old = freeze_scheme(full_scheme(version=1, license_years=4), by=OFFICE, now=NOW)
    RubricLevelFactory(criterion=old.rubric.first(), level=5, descriptor="模範")
    new = new_scheme_version(old, by=OFFICE)
    assert (new.version, new.frozen_at, new.license_years) == (2, None, 4)
    assert new.criteria() == old.criteria()
    assert list(RubricLevel.objects.filter(criterion__scheme=new).values_list("level", "descriptor")) == [(5, "模範")]
    assert RubricCriterion.objects.filter(scheme=old).count() == 8
    assert new_scheme_version(old, by=OFFICE).version == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"lesson_model_pass_total": Decimal("100.01")},
        {"assignment_pass_score": Decimal("-0.01")},
        {"critical_minimum_level": 6},
        {"forbidden_level": 5},
        {"license_years": 0},
    ],
)
def test_impossible_standards(fields):
    scheme = SchemeVersionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeVersion.objects.filter(pk=scheme.pk).update(**fields)


def test_a_gate_carries_no_weight():
    with pytest.raises(IntegrityError), transaction.atomic():
        RubricCriterionFactory(is_gate=True, weight=10)


def test_a_code_stands_once_in_a_rubric():
    criterion = RubricCriterionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        RubricCriterionFactory(scheme=criterion.scheme, code=criterion.code)


# The admin screen


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def posted(scheme, **changes):
    """What the edit screen sends back for a standard and its rubric."""
    data = {
        field.name: getattr(scheme, field.attname)
        for field in SchemeVersion._meta.fields
        if field.editable and field.name != "id"
    }
    rows = list(scheme.rubric.all())
    data |= {"rubric-TOTAL_FORMS": len(rows), "rubric-INITIAL_FORMS": len(rows), "rubric-MIN_NUM_FORMS": 0}
    for place, row in enumerate(rows):
        prefix = f"rubric-{place}"
        data |= {
            f"{prefix}-id": row.pk,
            f"{prefix}-position": row.position,
            f"{prefix}-code": row.code,
            f"{prefix}-title": row.title,
            f"{prefix}-weight": row.weight,
            f"{prefix}-anchor": row.anchor,
            f"{prefix}-levels-TOTAL_FORMS": 0,
            f"{prefix}-levels-INITIAL_FORMS": 0,
        }
        data |= {f"{prefix}-{flag}": "on" for flag in ("is_critical", "is_gate") if getattr(row, flag)}
    return {**data, **changes}


def edit_url(scheme):
    return reverse("wagtailsnippets_lms_courses_schemeversion:edit", args=[scheme.pk])


def test_editor_changes_thresholds_and_rubric_on_one_screen(admin):
    scheme = full_scheme()
    assert admin.get(edit_url(scheme)).status_code == 200
    changes = {"lesson_model_pass_total": "75", "rubric-0-title": "理論の正確さ", "rubric-0-levels-TOTAL_FORMS": 1}
    changes |= {"rubric-0-levels-0-level": 5, "rubric-0-levels-0-descriptor": "模範"}
    assert admin.post(edit_url(scheme), posted(scheme, **changes)).status_code == 302
    stored = SchemeVersion.objects.get(pk=scheme.pk)
    assert stored.lesson_model_pass_total == 75
    assert (stored.rubric.first().title, stored.rubric.first().levels.get().descriptor) == ("理論の正確さ", "模範")


def test_frozen_standard_is_not_changed_on_the_screen(admin):
    scheme = freeze_scheme(full_scheme(), by=OFFICE, now=NOW)
    changes = {"lesson_model_pass_total": "1", "rubric-0-title": "書き換え"}
    response = admin.post(edit_url(scheme), posted(scheme, **changes))
    assert response.status_code == 200
    stored = SchemeVersion.objects.get(pk=scheme.pk)
    assert stored.lesson_model_pass_total == 70
    assert stored.rubric.first().title != "書き換え"
