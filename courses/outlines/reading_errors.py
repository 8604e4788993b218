"""Why a file was refused. The words for a person stand in `courses.outline_words`."""

from enum import StrEnum


class Reason(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    CUT_OFF = "cut_off"
    NO_NODES = "no_nodes"
    NUMBER_SKIPS = "number_skips"
    NO_PARENT = "no_parent"
    NUMBER_TWICE = "number_twice"
    OUT_OF_ORDER = "out_of_order"
    NO_TEXT = "no_text"
    TEXT_TOO_LONG = "text_too_long"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    CONTROL_CHARACTER = "control_character"
    NOT_WELL_FORMED = "not_well_formed"
    ENTITIES = "entities"
    OTHER_XML = "other_xml"


class Unreadable(Exception):
    """A file that is no outline, or half of one. `line` counts from 1; 0 where no line is to blame."""

    def __init__(self, reason: Reason, line: int = 0, **facts: str | int) -> None:
        self.reason, self.line, self.facts = reason, line, facts
        super().__init__(f"{reason} (line {line}) {facts}")
