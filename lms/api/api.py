"""The public JSON API. It tells what the public pages tell, and no personal data beyond them."""

from ninja import NinjaAPI

from lms.api import cohorts, exam_levels, frameworks, outlines, search
from lms.api.views import router
from lms.kernel.access import public

api = NinjaAPI(
    title="Instructor training",
    version="1",
    description=(
        "Cohorts that can be joined, licenses that can be verified, exam levels and their pass rules. "
        "Amounts are yen, tax included; null means not decided yet (未定); "
        "moments are given in Japanese time."
    ),
    urls_namespace="lms_api",
    docs_url=None,
    docs_decorator=public,
)
api.add_router("", cohorts.router)
api.add_router("", router)
api.add_router("", frameworks.router)
api.add_router("/outlines", outlines.router)
api.add_router("/exam-levels", exam_levels.router)
api.add_router("", search.router)
