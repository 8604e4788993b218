from lms.inquiries.models.inquiry import Inquiry, InquiryNote

__all__ = ["Inquiry", "InquiryNote"]
