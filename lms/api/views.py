from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from ninja import Router
from ninja.errors import HttpError

from cohorts.rate_limit import too_many_verifications
from cohorts.verification import verify
from lms.api.schemas import LicenseSchema
from lms.kernel import clock
from lms.kernel.access import public
from lms.kernel.calendar import JST, jst_date

router = Router()


@router.get("/licenses/{number}", response=LicenseSchema, summary="Verify a license by its number")
@public
def license_by_number(request: HttpRequest, number: str, name: str = "") -> LicenseSchema:
    """The same answer as the public page: one status per day in Japan; a number nobody holds answers 404."""
    if too_many_verifications(request):
        raise HttpError(429, gettext("Too many questions within a minute. Please try again shortly."))
    now = clock.now()
    found = verify(number, name, jst_date(now))
    if found.standing is None:
        raise Http404
    return LicenseSchema(
        number=found.number,
        checked_at=now.astimezone(JST),
        status=found.standing.value,
        title=found.title,
        valid_from=found.valid_from,
        valid_through=found.valid_through,
        since=found.since,
        holder_name=found.holder_name,
        prefecture=found.prefecture,
        employer=found.employer,
        name_matches=found.name_matches,
    )
