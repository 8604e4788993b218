from lms.kernel.models.message import Message
from lms.kernel.models.number_sequence import NumberSequence
from lms.kernel.models.profile import OrganizationProfile, profile_of

__all__ = ["Message", "NumberSequence", "OrganizationProfile", "profile_of"]
