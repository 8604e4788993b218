from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm

from lms.kernel.mail_address import EmailField

User = get_user_model()


class UserEditForm(WagtailUserEditForm):
    email = EmailField(label=_("E-mail address"))

    class Meta(WagtailUserEditForm.Meta):
        model = User
        fields = {"email", "display_name", "is_active", "is_superuser", "groups"}
        widgets = {"groups": forms.CheckboxSelectMultiple}


class UserCreationForm(WagtailUserCreationForm):
    email = EmailField(label=_("E-mail address"))

    class Meta(WagtailUserCreationForm.Meta):
        model = User
        fields = {"email", "display_name", "is_superuser", "groups"}
        widgets = {"groups": forms.CheckboxSelectMultiple}
