import pytest

from courses.isbn import is_isbn


@pytest.mark.parametrize(
    "written,fits",
    [
        ("978-4-00-310101-8", True),
        ("9784003101018", True),
        ("978-4-00-310101-9", False),
        ("4-00-310101-4", True),
        ("4-00-310101-5", False),
        ("0-8044-2957-X", True),
        ("0-8044-2957-x", True),
        ("X-8044-2957-0", False),
        ("97840031010", False),
        ("９７８４００３１０１０１８", False),
        ("", False),
    ],
)
def test_the_check_digit(written, fits):
    assert is_isbn(written) is fits
