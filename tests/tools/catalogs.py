"""Each package's Japanese: `python -m tests.tools.catalogs extract|compile|check`.

extract brings every catalog in line with its sources and leaves new texts empty; compile writes the .mo files;
check names whatever is missing, unfinished, contradictory or stale.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
from django.apps import AppConfig

from tests.tools.messages_in import Message, in_python, in_template
from tests.tools.packages import ROOT, our_apps, set_up, sources

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
HEADER = {
    "Project-Id-Version": "wagtail-instructor-lms",
    "Language": "ja",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


def catalog_path(config: AppConfig) -> Path:
    return Path(config.path) / "locale" / "ja" / "LC_MESSAGES" / "django.po"


def wanted(config: AppConfig) -> dict[Message, list[str]]:
    """Every text this package shows, with the files that show it."""
    found: dict[Message, list[str]] = defaultdict(list)
    for path in sources(config, ".py"):
        for message in in_python(path):
            found[message].append(str(path.relative_to(ROOT)))
    for path in sources(config, ".html", ".txt"):
        if "templates" in path.parts:
            for message in in_template(path):
                found[message].append(str(path.relative_to(ROOT)))
    return _one_entry_each(found)


def _one_entry_each(found: dict[Message, list[str]]) -> dict[Message, list[str]]:
    """A text used both alone and with a plural is one entry, the one with the plural."""
    chosen = {_key(message): message for message in sorted(found, key=lambda message: message.plural)}
    merged: dict[Message, list[str]] = defaultdict(list)
    for message, files in found.items():
        merged[chosen[_key(message)]].extend(files)
    return merged


def extract(config: AppConfig) -> None:
    messages = wanted(config)
    path = catalog_path(config)
    if not messages and not path.exists():
        return
    known = _entries(path)
    catalog = polib.POFile(wrapwidth=120)
    catalog.metadata = HEADER
    for message in sorted(messages, key=lambda message: (messages[message][0], message.text)):
        entry = known.get(_key(message))
        if entry is None or entry.msgid_plural != message.plural:
            entry = _new_entry(message)
        entry.occurrences = [(name, "") for name in sorted(set(messages[message]))]
        entry.flags = ["python-format"] if "%(" in message.text else []
        catalog.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.save(str(path))


def compile_catalog(config: AppConfig) -> None:
    path = catalog_path(config)
    if path.exists():
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def problems(config: AppConfig) -> Iterator[str]:
    """One sentence for each thing a Japanese reader would stumble over, or that a build would lose."""
    path = catalog_path(config)
    entries, messages = _entries(path), {_key(message): message for message in wanted(config)}
    name = path.relative_to(ROOT)
    for key in messages.keys() - entries.keys():
        yield f"{name}: lacks {messages[key].text!r}"
    for key in entries.keys() - messages.keys():
        yield f"{name}: nothing shows {entries[key].msgid!r} any more"
    for key in entries.keys() & messages.keys():
        if entries[key].msgid_plural != messages[key].plural:
            yield f"{name}: {entries[key].msgid!r} has another plural in its sources"
        yield from (f"{name}: {entries[key].msgid!r} {fault}" for fault in _faults(entries[key]))
    if entries and _compiled(path) != {key: _texts(entry) for key, entry in entries.items()}:
        yield f"{name}: django.mo is not what this catalog compiles to"


def contradictions() -> Iterator[str]:
    """Django merges all catalogs into one, so a text cannot mean two things in two packages: give one a context."""
    translations: dict[tuple[str, str], set[str]] = defaultdict(set)
    for config in our_apps():
        for key, entry in _entries(catalog_path(config)).items():
            translations[key].update(text for text in _texts(entry) if text)
    for (_context, text), found in sorted(translations.items()):
        if len(found) > 1:
            yield f"{text!r} is translated as {' and as '.join(sorted(found))}"


def _faults(entry: polib.POEntry) -> Iterator[str]:
    texts = _texts(entry)
    if "fuzzy" in entry.flags:
        yield "is fuzzy"
    if not all(texts):
        yield "is not translated"
        return
    expected = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
    if any(set(PLACEHOLDER.findall(text)) != expected for text in texts):
        yield "has other placeholders than its translation"


def _texts(entry: polib.POEntry) -> list[str]:
    return [text for _number, text in sorted(entry.msgstr_plural.items())] if entry.msgid_plural else [entry.msgstr]


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", message.text


def _new_entry(message: Message) -> polib.POEntry:
    plural = {"msgid_plural": message.plural, "msgstr_plural": {0: ""}} if message.plural else {}
    return polib.POEntry(msgid=message.text, msgctxt=message.context, **plural)


def _entries(path: Path) -> dict[tuple[str, str], polib.POEntry]:
    if not path.exists():
        return {}
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def _compiled(path: Path) -> dict[tuple[str, str], list[str]]:
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        return {}
    return {(entry.msgctxt or "", entry.msgid): _texts(entry) for entry in polib.mofile(str(compiled))}


def main(verb: str) -> int:
    set_up()
    if verb == "check":
        found = [*(problem for config in our_apps() for problem in problems(config)), *contradictions()]
        sys.stderr.writelines(f"{problem}\n" for problem in sorted(found))
        return 1 if found else 0
    for config in our_apps():
        {"extract": extract, "compile": compile_catalog}[verb](config)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
