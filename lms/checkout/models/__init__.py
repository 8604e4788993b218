from lms.checkout.models.cancellation import Cancellation
from lms.checkout.models.commerce_statement import CommerceStatement
from lms.checkout.models.legal_document import LegalDocument
from lms.checkout.models.listing import Listing
from lms.checkout.models.purchase import Purchase

__all__ = ["Cancellation", "CommerceStatement", "LegalDocument", "Listing", "Purchase"]
