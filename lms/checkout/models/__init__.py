from lms.checkout.models.cancellation import Cancellation
from lms.checkout.models.charge import Charge
from lms.checkout.models.commerce_statement import CommerceStatement
from lms.checkout.models.group import GroupApplication, GroupSeat
from lms.checkout.models.legal_document import LegalDocument
from lms.checkout.models.listing import Listing
from lms.checkout.models.organizer_change import ChangeNotice, OrganizerChange
from lms.checkout.models.purchase import Purchase
from lms.checkout.models.substitution import Substitution
from lms.checkout.models.terms import CompanyTerms
from lms.checkout.models.transfer import Transfer

__all__ = [
    "Cancellation",
    "ChangeNotice",
    "Charge",
    "CommerceStatement",
    "CompanyTerms",
    "GroupApplication",
    "GroupSeat",
    "LegalDocument",
    "Listing",
    "OrganizerChange",
    "Purchase",
    "Substitution",
    "Transfer",
]
