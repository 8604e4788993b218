"""What makes a message look like an advertisement. Pure; a sign marks a message and never loses it."""

import re
from dataclasses import dataclass
from enum import StrEnum

LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
MOST_LINKS = 2


class Sign(StrEnum):
    """Why somebody should look twice."""

    TRAP = "trap"
    LINKS = "links"
    FOREIGN_LINK = "foreign_link"
    NAME_IS_LINK = "name_is_link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody typed; `trap` is the field that people are asked to leave empty."""

    name: str
    company: str
    message: str
    trap: str
    language: str


def signs(written: Written) -> list[Sign]:
    links = len(LINK.findall(written.message))
    is_foreign = written.language == "ja" and not JAPANESE.search(written.message)
    found = {
        Sign.TRAP: bool(written.trap.strip()),
        Sign.LINKS: links > MOST_LINKS,
        Sign.FOREIGN_LINK: bool(links) and is_foreign,
        Sign.NAME_IS_LINK: bool(LINK.search(f"{written.name} {written.company}")),
    }
    return [sign for sign, is_there in found.items() if is_there]
