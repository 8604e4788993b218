from django.db import migrations

SECRETARIAT = "事務局"  # the group `setup_roles` makes, by its permanent name


def let_approve(apps, schema_editor):
    """A group made before two people decided about money could never say yes; new ones begin with the right."""
    del schema_editor
    group = apps.get_model("auth", "Group").objects.filter(name=SECRETARIAT).first()
    if group is None:
        return
    # Rights are written after the last migration; on the way there this one may be missing still.
    content, _new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="lms_payments", model="approval"
    )
    right, _new = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content,
        codename="approve_money",
        defaults={"name": "Can approve what others want to do with money"},
    )
    group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("lms_desk", "0002_work_items"),
        ("lms_payments", "0013_approvals_of_two"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(let_approve, migrations.RunPython.noop)]
