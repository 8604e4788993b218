from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from courses.competency_widgets import CompetencyChooserViewSet, competency_chooser
from courses.exam_viewsets import AppendOnlyPolicy
from courses.models import PassRule
from courses.views.study_materials import study_material
from courses.viewsets import CoursesViewSetGroup

register_permission_policy(PassRule, AppendOnlyPolicy(PassRule))
register_snippet(CoursesViewSetGroup)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("lms_courses.freeze_scheme", _("Freeze a standard"), _("Certification standard frozen"))
    actions.register_action("lms_courses.import_outline", _("Import an outline"), _("Syllabus outline imported"))
    actions.register_action("lms_courses.new_scheme_version", _("Copy a standard"), _("New version of the standard"))
    actions.register_action(
        "lms_courses.import_framework", _("Import a framework version"), _("Framework version imported")
    )
    actions.register_action("lms_courses.publish_rule", _("Publish a pass rule"), _("Pass rule published"))
    actions.register_action(
        "lms_courses.new_curriculum_version", _("Copy a curriculum"), _("New version of the curriculum")
    )
    actions.register_action(
        "lms_courses.make_curriculum_current", _("Make a curriculum current"), _("Curriculum made current")
    )
    actions.register_action(
        "lms_courses.propose_crosswalk", _("Suggest a crosswalk"), _("Crosswalk suggestions taken up")
    )
    actions.register_action("lms_courses.decide_crosswalk", _("Decide a crosswalk"), _("Crosswalk decided"))
    actions.register_action("lms_courses.dismiss_crosswalk", _("Turn a crosswalk down"), _("Crosswalk turned down"))
    actions.register_action("lms_courses.reopen_crosswalk", _("Reopen a crosswalk"), _("Crosswalk reopened"))


@hooks.register("register_admin_viewset")
def register_competency_chooser() -> CompetencyChooserViewSet:
    return competency_chooser


@hooks.register("register_admin_urls")
def register_study_material() -> list[URLPattern]:
    return [path("study-materials/<uuid:public_id>/", study_material, name="lms_courses_study_material")]
