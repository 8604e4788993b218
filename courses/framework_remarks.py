"""What can be odd about the text of a framework, line by line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one line of the text that a person should look at."""

    line: int
    kind: str
    text: str
    other_line: int | None = None


class Kind:
    """What a remark may be about. Problems stop the import, the rest is reported."""

    NO_HEADING = "no_heading"
    EMPTY_VERSION = "empty_version"
    VERSION_TWICE = "version_twice"
    OTHER_FRAMEWORK = "other_framework"
    CUT_OFF = "cut_off"
    NO_TITLE = "no_title"
    NO_DOMAIN = "no_domain"
    NO_AREA = "no_area"
    CODE_TWICE = "code_twice"
    TITLE_TWICE = "title_twice"
    DOMAIN_TWICE = "domain_twice"
    TOO_MANY_HEADINGS = "too_many_headings"
    LEFT_OVER = "left_over"
    SKIPPED_NUMBER = "skipped_number"
    NOT_PLACED = "not_placed"


REPORTED_ONLY = frozenset({Kind.SKIPPED_NUMBER, Kind.NOT_PLACED, Kind.TITLE_TWICE})
