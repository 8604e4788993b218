"""Names of companies, compared and never changed."""

import pytest

from lms.kernel.company_names import company_key, legal_form, same_company
from lms.kernel.registration_number import is_corporate_number


@pytest.mark.parametrize(
    "one, other, without_form, at_once",
    [
        ("株式会社髙橋", "(株)高橋", True, True),
        ("株式会社髙橋", "㈱　高橋", True, True),
        ("株式会社髙橋", "（株）髙橋", True, True),
        ("株式会社髙橋", "髙橋株式会社", True, False),  # where the form stands belongs to the name
        ("株式会社髙橋", "髙橋", True, False),
        ("ミホンサービス㈲", "有限会社みほんさーびす", True, False),
        ("株式会社みほんサービス", "㈱ミホンさーびす", True, True),
        ("ＭＩＨＯＮ合同会社", "mihon合同会社", True, True),
        ("（一社）見本協会", "一般社団法人見本協会", True, False),  # 社団法人 has several forms of one abbreviation
        ("社会福祉法人見本会", "（福）見本会", True, False),
        ("株式会社高橋", "株式会社髙橋東京", False, False),
        ("学校", "(学)校", False, False),
    ],
)
def test_which_names_are_one(one, other, without_form, at_once):
    assert (company_key(one) == company_key(other), same_company(one, other)) == (without_form, at_once)


@pytest.mark.parametrize(
    "name, form",
    [
        ("株式会社髙橋", "カ"),
        ("髙橋㈱", "カ"),
        ("有限会社髙橋", "ユ"),
        ("カブシキガイシャタカハシ", "カ"),
        ("医療法人社団見本会", "イ"),
        ("（財）見本", "ザイ"),
        ("髙橋商店", ""),
        ("有馬旅館", ""),
    ],
)
def test_the_legal_form_a_name_carries(name, form):
    assert legal_form(name) == form


@pytest.mark.parametrize(
    "number, exists",
    [("7000012050002", True), ("7000012050003", False), ("700001205000", False), ("T700001205000", False), ("", False)],
)
def test_a_corporate_number_carries_its_check_digit(number, exists):
    assert is_corporate_number(number) is exists
