"""What the pure outline modules found, in words: why a file was refused, and what a report says."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.outlines.changes import Changes
from courses.outlines.labels import Entry, Kind
from courses.outlines.reading_errors import Reason, Unreadable
from courses.outlines.reconciliation import Concern, Finding, Framework
from courses.outlines.sheet import Skipped, printed

REASONS: Mapping[Reason, Promise] = MappingProxyType(
    {
        Reason.EMPTY: _("The file is empty."),
        Reason.TOO_LARGE: _("The file is larger than %(most)s bytes."),
        Reason.ENCODING: _("The characters cannot be read. Save the file as UTF-8 and try again."),
        Reason.CUT_OFF: _("The file ends in the middle of a character: it was cut off."),
        Reason.NO_NODES: _("There is no numbered line such as “1.1. …” and no node in it."),
        Reason.NUMBER_SKIPS: _("The number %(number)s skips: %(expected)s was expected."),
        Reason.NO_PARENT: _("The number %(number)s has no parent: %(parent)s is missing."),
        Reason.NUMBER_TWICE: _("The number %(number)s is there twice, first on line %(first_line)s."),
        Reason.OUT_OF_ORDER: _("The number %(number)s comes after %(after)s, out of order."),
        Reason.NO_TEXT: _("The node %(number)s has no text. Was the file cut off?"),
        Reason.TEXT_TOO_LONG: _("The text of %(number)s is longer than %(most)s characters."),
        Reason.TOO_DEEP: _("The node %(number)s is nested deeper than %(most)s levels."),
        Reason.TOO_MANY: _("The outline has more than %(most)s nodes."),
        Reason.CONTROL_CHARACTER: _("There is a control character in the text."),
        Reason.NOT_WELL_FORMED: _("The XML is not well-formed (%(detail)s). Was the file cut off?"),
        Reason.ENTITIES: _("The XML declares entities or refers to other files, which is not accepted."),
        Reason.OTHER_XML: _("This is XML, but neither OPML nor FreeMind: it begins with <%(element)s>."),
    },
)
CONCERNS: Mapping[Concern, Promise] = MappingProxyType(
    {
        Concern.LABEL_DIFFERS: _("%(code)s is printed “%(printed)s”; %(framework)s calls it “%(title)s”."),
        Concern.LABEL_SPELLED_OTHERWISE: _("%(code)s is spelled “%(printed)s”; %(framework)s spells it “%(title)s”."),
        Concern.CODE_UNKNOWN: _("%(code)s “%(printed)s” is no competency of %(framework)s."),
        Concern.COMPETENCY_MISSING: _("%(code)s “%(title)s” of %(framework)s has no branch."),
        Concern.CODE_TWICE: _("The competency %(code)s is there more than once (%(numbers)s)."),
        Concern.OUTSIDE: _("“%(printed)s” with its branch (%(nodes)s nodes) is not part of the syllabus."),
        Concern.ORDER: _("Printed in the order %(source)s; the syllabus goes %(syllabus)s."),
        Concern.SECTION_ELSEWHERE: _("Section %(section)s stands below %(code)s, where it does not belong."),
        Concern.SECTION_SKIPS: _("The sections of %(code)s skip %(missing)s."),
        Concern.SECTION_TWICE: _("Section %(code)s is there more than once (%(numbers)s)."),
        Concern.DASHES: _("The codes are printed with different dashes (%(used)s)."),
        Concern.NO_SPACE: _("“%(printed)s”: no space between number and label."),
        Concern.GLOSS: _("%(abbreviation)s is explained as “%(printed)s”; usually it is “%(usual)s”."),
        Concern.SPELLING: _(
            "One word, two spellings: “%(one)s” (%(one_numbers)s) and “%(other)s” (%(other_numbers)s)."
        ),
    },
)
HEADINGS: tuple[tuple[Promise, frozenset[Concern]], ...] = (
    (
        _("Compared with the framework"),
        frozenset(
            {
                Concern.LABEL_DIFFERS,
                Concern.LABEL_SPELLED_OTHERWISE,
                Concern.CODE_UNKNOWN,
                Concern.COMPETENCY_MISSING,
                Concern.CODE_TWICE,
            },
        ),
    ),
    (
        _("Order and numbers"),
        frozenset(
            {
                Concern.OUTSIDE,
                Concern.ORDER,
                Concern.SECTION_ELSEWHERE,
                Concern.SECTION_SKIPS,
                Concern.SECTION_TWICE,
                Concern.DASHES,
                Concern.NO_SPACE,
            },
        ),
    ),
    (_("Suspected slips"), frozenset({Concern.GLOSS, Concern.SPELLING})),
)


def why_unreadable(refused: Unreadable) -> str:
    """One sentence with the line, where a line is to blame."""
    reason = str(REASONS[refused.reason]) % refused.facts
    return gettext("Line %(line)s: %(reason)s") % {"line": refused.line, "reason": reason} if refused.line else reason


def in_words(finding: Finding) -> str:
    sentence = str(CONCERNS[finding.concern]) % finding.facts
    if finding.facts.get("preferred"):
        note = gettext("%(framework)s writes “%(preferred)s”.") % finding.facts
        return gettext("%(sentence)s %(note)s") % {"sentence": sentence, "note": note}
    return sentence


def by_heading(findings: list[Finding]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The report as headings with (outline number, sentence) below them; headings without findings are left out."""
    sections = [
        (str(heading), [(finding.number, in_words(finding)) for finding in findings if finding.concern in concerns])
        for heading, concerns in HEADINGS
    ]
    return [section for section in sections if section[1]]


def counted(entries: Sequence[Entry]) -> str:
    """「198項目、5階層（コンピテンシー 10、節 31）」."""
    kinds = [entry.kind for entry in entries]
    return gettext("%(nodes)s nodes on %(levels)s levels (%(competencies)s competencies, %(sections)s sections)") % {
        "nodes": len(entries),
        "levels": max((len(entry.number) for entry in entries), default=0),
        "competencies": kinds.count(Kind.COMPETENCY),
        "sections": kinds.count(Kind.SECTION),
    }


def line_skipped(skipped: Skipped) -> str:
    sentence = (
        gettext("Line %(line)s between the nodes has no number and was left out: %(text)s")
        if skipped.is_between
        else gettext("Line %(line)s is no part of the outline: %(text)s")
    )
    return sentence % {"line": skipped.line, "text": skipped.text}


def compared_with(framework: Framework | None) -> str:
    if framework is None:
        return gettext("Compared with no framework: none is known that has all its codes.")
    return gettext("Compared with %(framework)s.") % {"framework": framework.name}


def changes_in_words(changes: Changes) -> Iterator[str]:
    for entry in changes.added:
        yield gettext("Added: %(number)s %(text)s") % {"number": printed(entry.number), "text": entry.text}
    for entry in changes.removed:
        yield gettext("Removed: %(number)s %(text)s") % {"number": printed(entry.number), "text": entry.text}
    for pair in changes.reworded:
        facts = {"number": printed(pair.after.number), "before": pair.before.text, "after": pair.after.text}
        yield gettext("Changed: %(number)s %(before)s → %(after)s") % facts
    if changes.renumbered:
        yield gettext("%(count)s nodes only get another number.") % {"count": changes.renumbered}
