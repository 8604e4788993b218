import pytest
from django.core.checks import run_checks

SMTP = "django.core.mail.backends.smtp.EmailBackend"
SET = {"LMS_CLOCK": "2027-01-15T10:00:00+09:00", "LMS_CLOCK_SETTABLE": True, "LMS_CLOCK_SET_AT": 1.0}


def said(*, deploy=False):
    return [
        message.id
        for message in run_checks(include_deployment_checks=deploy)
        if str(message.id).startswith("lms_kernel.")
    ]


@pytest.mark.parametrize(
    "changes, ids",
    [
        ({}, []),
        (SET, []),
        ({**SET, "LMS_CLOCK_SETTABLE": False}, ["lms_kernel.E001"]),
        ({**SET, "LMS_CLOCK": "yesterday"}, ["lms_kernel.E002"]),
        ({**SET, "LMS_CLOCK": "2027-01-15T10:00:00"}, ["lms_kernel.E002"]),
        ({**SET, "LMS_CLOCK_SET_AT": 0.0}, ["lms_kernel.E003"]),
        ({"LMS_BASE_URL": "https://training.example.jp"}, []),
        ({"LMS_BASE_URL": "training.example.jp"}, ["lms_kernel.E004"]),
        ({"LMS_BASE_URL": "https://"}, ["lms_kernel.E004"]),
        ({"LMS_BASE_URL": "ftp://training.example.jp"}, ["lms_kernel.E004"]),
        ({"LMS_BASE_URL": ""}, ["lms_kernel.E004"]),
        ({"LMS_OFFICE_CLOSURES": [(12, 29), (2, 29)]}, []),
        ({"LMS_OFFICE_CLOSURES": [(13, 1)]}, ["lms_kernel.E005"]),
        ({"LMS_OFFICE_CLOSURES": ["12-29"]}, ["lms_kernel.E005"]),
        ({"LMS_OFFICE_CLOSURES": [(12, 29, 1)]}, ["lms_kernel.E005"]),
        ({"EMAIL_BACKEND": SMTP, "EMAIL_TIMEOUT": 20}, []),
        ({"EMAIL_BACKEND": SMTP, "EMAIL_TIMEOUT": None}, ["lms_kernel.W001"]),
        ({"EMAIL_BACKEND": SMTP, "EMAIL_TIMEOUT": 330}, ["lms_kernel.W001"]),
    ],
)
def test_contradictions_are_said_at_start(settings, changes, ids):
    for name, value in changes.items():
        setattr(settings, name, value)
    assert said() == ids


@pytest.mark.parametrize(
    "address, ids",
    [
        ("https://training.example.jp", []),
        ("http://training.example.jp", ["lms_kernel.W002"]),
        ("https://127.0.0.1:8000", ["lms_kernel.W002"]),
    ],
)
def test_certificates_lead_to_a_public_https_address(settings, address, ids):
    settings.LMS_BASE_URL = address
    assert said(deploy=True) == ids
