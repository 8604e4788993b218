"""The Japanese that the standalone site lends to Wagtail's own screens: whole, well-formed, and nobody else's."""

import re
from collections import Counter
from pathlib import Path

import polib
import pytest
import wagtail
import wagtail_localize

REPOSITORY = Path(__file__).resolve().parents[2]
OURS = REPOSITORY / "lms" / "standalone" / "wagtail_locale" / "ja" / "LC_MESSAGES"
WAGTAIL = Path(wagtail.__file__).parent
DOMAINS = ["django", "djangojs"]
# "" is Wagtail's core: page models, the log of actions, locks, workflows.
STAFF_PACKAGES = ["admin", "", "snippets", "images", "documents", "users", "sites", "locales"]
CONTRIB_PACKAGES = ["contrib/forms", "contrib/redirects", "contrib/settings"]
LOCALIZE = Path(wagtail_localize.__file__).parent
SCREENS = [*(WAGTAIL / package for package in STAFF_PACKAGES + CONTRIB_PACKAGES), LOCALIZE, LOCALIZE / "locales"]
MARKUP = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w+\}|</?[a-z][^>]*>")


def key(entry):
    """What gettext looks up: a text that counts is another entry than the same text that does not."""
    return entry.msgctxt, entry.msgid, bool(entry.msgid_plural)


def translation(entry):
    return entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr


def our_entries(domain):
    return polib.pofile(str(OURS / f"{domain}.po"))


def wagtail_japanese(domain):
    files = (file for home in (WAGTAIL, LOCALIZE) for file in home.glob(f"**/locale/ja/LC_MESSAGES/{domain}.mo"))
    return {key(entry) for file in files for entry in polib.mofile(str(file)) if translation(entry)}


def project_catalogs():
    files = REPOSITORY.glob("[a-z]*/**/locale/ja/LC_MESSAGES/django.po")
    return [file for file in files if file.parent != OURS]


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_entry_is_translated_and_none_is_a_guess(domain):
    entries = our_entries(domain)
    assert [entry.msgid for entry in entries if not translation(entry).strip()] == []
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_placeholders_and_tags_survive_the_translation(domain):
    broken = [
        entry.msgid
        for entry in our_entries(domain)
        if Counter(MARKUP.findall(translation(entry)))
        not in [Counter(MARKUP.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
    ]
    assert broken == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_compiled_catalog_equals_its_source(domain):
    compiled = polib.mofile(str(OURS / f"{domain}.mo"))
    source = our_entries(domain)
    assert {key(entry): translation(entry) for entry in compiled} == {
        key(entry): translation(entry) for entry in source
    }


@pytest.mark.parametrize("package", SCREENS, ids=lambda path: path.name)
def test_a_screen_of_wagtail_speaks_japanese(package):
    for domain in DOMAINS:
        template = package / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if not template.exists():
            continue
        wanted = {key(entry) for entry in polib.pofile(str(template)) if not entry.obsolete}
        known = wagtail_japanese(domain) | {key(entry) for entry in our_entries(domain)}
        # The margin lets a patch release of Wagtail add a string without stopping the team.
        assert len(wanted & known) >= 0.98 * len(wanted), sorted(text for _, text, _ in wanted - known)


@pytest.mark.parametrize("domain", DOMAINS)
def test_wagtails_own_japanese_is_overridden_only_where_the_catalog_says_why(domain):
    known = wagtail_japanese(domain)
    assert [entry.msgid for entry in our_entries(domain) if key(entry) in known and not entry.tcomment] == []


def test_no_text_of_the_project_is_shadowed():
    """LOCALE_PATHS outranks every package: a shared text with another meaning needs a context of its own."""
    lent = {key(entry): translation(entry) for entry in our_entries("django")}
    shadowed = [
        f"{file.relative_to(REPOSITORY)}: {entry.msgid}"
        for file in project_catalogs()
        for entry in polib.pofile(str(file))
        if not entry.obsolete and translation(entry) != lent.get(key(entry), translation(entry))
    ]
    assert shadowed == []
