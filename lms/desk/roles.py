"""The groups a site begins with. Trainers and evaluators are no group: a cohort names them."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from lms.desk.permissions import DECIDE, SECRETARIAT

ADMIN_ACCESS = "wagtailadmin.access_admin"
PAGE_RIGHTS = ("wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page")
COLLECTION_RIGHTS = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)


@dataclass(frozen=True, slots=True)
class Role:
    """Group names are Japanese as the staff reads them, and permanent: a site finds its groups by them."""

    name: str
    rights: tuple[str, ...]
    edits_content: bool = False


ROLES = (
    Role("事務局", (ADMIN_ACCESS, SECRETARIAT)),
    Role("認定決定者", (ADMIN_ACCESS, DECIDE)),
    Role("編集者", (ADMIN_ACCESS,), edits_content=True),
)


@transaction.atomic
def set_up(role: Role) -> bool:
    """Create the group of a role, or complete it; True where it is new. Rights that staff added stay."""
    group, created = Group.objects.get_or_create(name=role.name)
    group.permissions.add(*map(permission, role.rights))
    if role.edits_content:
        _let_edit(group)
    return created


def permission(right: str) -> Permission:
    label, codename = right.split(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def _let_edit(group: Group) -> None:
    """All pages, images and documents, from the root down."""
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    for right in PAGE_RIGHTS:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission(right))
    for right in COLLECTION_RIGHTS:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission(right)
        )
