import pytest

from lms.inquiries.spam import Sign, Written, signs


@pytest.mark.parametrize(
    "changes,found",
    [
        ({}, []),
        ({"message": "次の記事を読みました。https://a.test https://b.test"}, []),
        ({"message": "講座 https://a.test www.b.test [url=c]"}, [Sign.LINKS]),
        ({"message": "Buy now https://a.test"}, [Sign.FOREIGN_LINK]),
        ({"message": "Buy now https://a.test", "language": "en"}, []),
        ({"message": "When is the next course?"}, []),
        ({"trap": "https://a.test"}, [Sign.TRAP]),
        ({"trap": "  "}, []),
        ({"name": "http://a.test"}, [Sign.NAME_IS_LINK]),
        ({"company": "www.a.test"}, [Sign.NAME_IS_LINK]),
    ],
)
def test_what_looks_like_an_advertisement(changes, found):
    written = {"name": "見本 花子", "company": "", "message": "日程を教えてください。", "trap": "", "language": "ja"}
    assert signs(Written(**{**written, **changes})) == found
