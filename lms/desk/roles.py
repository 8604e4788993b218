"""The groups a site begins with. Trainers and evaluators are no group: a cohort names them."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from lms.desk.permissions import ACCOMMODATIONS, APPROVE, DECIDE, MISUSE, SECRETARIAT

ADMIN_ACCESS = "wagtailadmin.access_admin"
WRITES_PAGES = ("wagtailcore.add_page", "wagtailcore.change_page")
PUBLISHES_PAGES = (*WRITES_PAGES, "wagtailcore.publish_page", "wagtailcore.lock_page", "wagtailcore.unlock_page")
COLLECTION_RIGHTS = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
TEACHES = (
    "lms_courses.add_course",
    "lms_courses.change_course",
    "lms_courses.add_curriculum",
    "lms_courses.change_curriculum",
    "lms_courses.add_syllabusoutline",
    "lms_courses.change_syllabusoutline",
    "lms_courses.add_lesson",
    "lms_courses.change_lesson",
    "lms_courses.add_studymaterial",
    "lms_courses.change_studymaterial",
    "lms_courses.add_textbook",
    "lms_courses.change_textbook",
)
SETS_STANDARDS = (
    *TEACHES,
    "lms_courses.add_schemeversion",
    "lms_courses.change_schemeversion",
    "lms_courses.publish_lesson",
    *(
        f"lms_courses.{right}_{model}"
        for model in ("examlevel", "passrule", "awardingbody", "referencequalification")
        for right in ("add", "change")
    ),
    "lms_courses.change_framework",
    "lms_courses.add_crosswalkentry",
    "lms_courses.change_crosswalkentry",
    # What records depend on refuses to be deleted, whoever may.
    "lms_courses.delete_course",
    "lms_courses.delete_curriculum",
    "lms_courses.delete_schemeversion",
)
# Rights of apps that a host may have left out.
OPTIONAL = (
    "wagtail_localize.submit_translation",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
)
REVIEW = "公開前の確認"
WAGTAILS_OWN_REVIEW = "Moderators approval"


@dataclass(frozen=True, slots=True)
class Role:
    """Group names are Japanese as the staff reads them, and permanent: a site finds its groups by them."""

    name: str
    rights: tuple[str, ...]
    page_rights: tuple[str, ...] = ()
    reviews_pages: bool = False


ROLES = (
    Role(
        "事務局",
        (ADMIN_ACCESS, SECRETARIAT, APPROVE, *SETS_STANDARDS),
        PUBLISHES_PAGES,
        reviews_pages=True,
    ),
    Role("認定決定者", (ADMIN_ACCESS, DECIDE)),
    Role("配慮の担当", (ADMIN_ACCESS, ACCOMMODATIONS)),
    Role("名称使用の担当", (ADMIN_ACCESS, SECRETARIAT, MISUSE)),
    Role("編集者", (ADMIN_ACCESS, *TEACHES), WRITES_PAGES),
)


@transaction.atomic
def set_up(role: Role) -> bool:
    """Create the group of a role, or complete it; True where it is new. Rights that staff added stay."""
    group, created = Group.objects.get_or_create(name=role.name)
    group.permissions.add(*map(permission, role.rights))
    if role.page_rights:
        _let_edit(group, role.page_rights)
    return created


def permission(right: str) -> Permission:
    label, codename = right.split(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def _let_edit(group: Group, page_rights: tuple[str, ...]) -> None:
    """All pages, images and documents, from the root down, with what the site has to translate and redirect them."""
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    for right in page_rights:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission(right))
    for right in COLLECTION_RIGHTS:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission(right)
        )
    for right in OPTIONAL:
        label, codename = right.split(".")
        group.permissions.add(*Permission.objects.filter(content_type__app_label=label, codename=codename))


@transaction.atomic
def set_up_review() -> bool:
    """Pages of those who may not publish go to the reviewing roles first; True where that is new.

    A review that staff chose for all pages stays; only the one Wagtail begins with is replaced.
    """
    root = Page.get_first_root_node()
    assigned = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if assigned and assigned.workflow.name != WAGTAILS_OWN_REVIEW:
        return False
    workflow, _created = Workflow.objects.get_or_create(name=REVIEW, active=True)
    task, _created = GroupApprovalTask.objects.get_or_create(name=REVIEW, active=True)
    task.groups.add(*Group.objects.filter(name__in=[role.name for role in ROLES if role.reviews_pages]))
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    return True
