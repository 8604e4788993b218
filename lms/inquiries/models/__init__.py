from lms.inquiries.models.inquiry import Inquiry, InquiryNote
from lms.inquiries.models.misuse import MisuseReport

__all__ = ["Inquiry", "InquiryNote", "MisuseReport"]
