from django import forms
from django.contrib.auth import get_user_model
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm

User = get_user_model()


class UserEditForm(WagtailUserEditForm):
    class Meta(WagtailUserEditForm.Meta):
        model = User
        fields = {"email", "display_name", "is_active", "is_superuser", "groups"}
        widgets = {"groups": forms.CheckboxSelectMultiple}


class UserCreationForm(WagtailUserCreationForm):
    class Meta(WagtailUserCreationForm.Meta):
        model = User
        fields = {"email", "display_name", "is_superuser", "groups"}
        widgets = {"groups": forms.CheckboxSelectMultiple}
