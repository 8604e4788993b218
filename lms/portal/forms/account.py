"""allauth's forms, with addresses read as people type them (`ACCOUNT_FORMS`)."""

from typing import Any

from allauth.account import forms as allauth
from django import forms

from lms.kernel.mail_address import EmailField


class AccountEmailField(EmailField):
    """Accounts are found in lower case."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class _AsTyped(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.EmailField):
                self.fields[name] = AccountEmailField(label=field.label, required=field.required)


class LoginForm(_AsTyped, allauth.LoginForm):  # type: ignore[misc]  # allauth is untyped
    pass


class SignupForm(_AsTyped, allauth.SignupForm):  # type: ignore[misc]  # allauth is untyped
    pass


class ChangeEmailForm(_AsTyped, allauth.ChangeEmailForm):  # type: ignore[misc]  # allauth is untyped
    pass


class AddEmailForm(_AsTyped, allauth.AddEmailForm):  # type: ignore[misc]  # allauth is untyped
    pass


class ResetPasswordForm(_AsTyped, allauth.ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    pass


class RequestLoginCodeForm(_AsTyped, allauth.RequestLoginCodeForm):  # type: ignore[misc]  # allauth is untyped
    pass
