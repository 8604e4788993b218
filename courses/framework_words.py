"""What the reader of framework texts has to remark, in sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.framework_remarks import Kind, Remark

SENTENCES: dict[str, Promise] = {
    Kind.NO_HEADING: _("No heading such as 「● CMBOK2.0 コンピテンシー」 was found. Is this the published text?"),
    Kind.EMPTY_VERSION: _("No competency follows the heading of version %(text)s. The text seems to be cut off."),
    Kind.VERSION_TWICE: _("Version %(text)s begins a second time; it began in line %(other_line)s."),
    Kind.OTHER_FRAMEWORK: _("This heading belongs to another framework: %(text)s. Import one framework at a time."),
    Kind.CUT_OFF: _("The row ends too early, after 「%(text)s」. The text seems to be cut off."),
    Kind.NO_TITLE: _("%(text)s has no title."),
    Kind.NO_DOMAIN: _("No domain is named above %(text)s."),
    Kind.NO_AREA: _("No area is named above the domain 「%(text)s」."),
    Kind.CODE_TWICE: _("%(text)s stands here a second time; it stood in line %(other_line)s."),
    Kind.TITLE_TWICE: _("Two codes have the same title: %(text)s."),
    Kind.DOMAIN_TWICE: _("Codes with %(text)s stand under two domains; the first is in line %(other_line)s."),
    Kind.TOO_MANY_HEADINGS: _("Which of these names the area and which the domain? %(text)s"),
    Kind.LEFT_OVER: _("No competency follows 「%(text)s」. The text seems to be cut off."),
    Kind.SKIPPED_NUMBER: _("%(text)s is missing: the numbers of its domain skip it."),
    Kind.NOT_PLACED: _("Not part of a table, left out: %(text)s"),
}


def sentence(remark: Remark) -> str:
    """With the line a person can look up."""
    words = str(SENTENCES[remark.kind]) % {"text": remark.text, "other_line": remark.other_line}
    return gettext("Line %(line)s: %(words)s") % {"line": remark.line, "words": words}
