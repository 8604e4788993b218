"""A Japanese reader meets no English, and the finder of texts finds what Django would look up."""

import re
from pathlib import Path

import polib
import pytest

from tests.tools import catalogs
from tests.tools.messages_in import Message, UnreadableMessage, in_python, in_template
from tests.tools.packages import our_apps


@pytest.mark.parametrize("config", our_apps(), ids=lambda config: config.label)
def test_the_japanese_catalog_is_complete(config):
    assert list(catalogs.problems(config)) == []


def test_no_text_is_translated_in_two_ways():
    assert list(catalogs.contradictions()) == []


#: Words of law and of registers that have 「法人」 in them and name something else.
FIXED_TERMS = re.compile("法人番号|法人格|法人税|社団法人|法人・団体")


@pytest.mark.parametrize("config", our_apps(), ids=lambda config: config.label)
def test_whom_people_work_for_has_one_name(config):
    """「法人・団体」, as the applications for several people have it."""
    path = Path(config.path) / "locale/ja/LC_MESSAGES/django.po"
    entries = polib.pofile(str(path)) if path.exists() else []
    said = [text for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in said if re.search("組織|法人", FIXED_TERMS.sub("", text))] == []


def test_texts_in_python(tmp_path):
    source = tmp_path / "forms.py"
    source.write_text(
        '_("Name")\ngettext_lazy("Two " "parts")\npgettext("verb", "Order")\n'
        'ngettext("%(count)d seat", "%(count)d seats", count)\nunrelated("No")\n'
    )
    assert set(in_python(source)) == {
        Message("Name"),
        Message("Two parts"),
        Message("Order", context="verb"),
        Message("%(count)d seat", "%(count)d seats"),
    }


def test_a_text_that_is_no_literal_is_refused(tmp_path):
    source = tmp_path / "forms.py"
    source.write_text('_(f"Hello {name}")\n')
    with pytest.raises(UnreadableMessage, match=r"forms\.py:1"):
        list(in_python(source))


def test_texts_in_templates(tmp_path):
    source = tmp_path / "page.html"
    source.write_text(
        '{% translate \'Apply\' %} {% translate "Order" context "verb" %} {% translate variable %}'
        "{% blocktranslate trimmed with name=person.name %}\n  Hello\n  {{ name }}, 100% yours\n{% endblocktranslate %}"
        "{% blocktranslate count n=seats %}{{ n }} seat{% plural %}{{ n }} seats{% endblocktranslate %}"
        "{% field form.name label=_('Family name') %}"
    )
    assert list(in_template(source)) == [
        Message("Apply"),
        Message("Order", context="verb"),
        Message("Hello %(name)s, 100%% yours"),
        Message("%(n)s seat", "%(n)s seats"),
        Message("Family name"),
    ]


@pytest.mark.parametrize(
    "entry,fault",
    [
        (polib.POEntry(msgid="Apply", msgstr=""), "is not translated"),
        (polib.POEntry(msgid="Apply", msgstr="申し込む", flags=["fuzzy"]), "is fuzzy"),
        (polib.POEntry(msgid="%(n)s seats", msgstr="%(m)s席"), "has other placeholders than its translation"),
        (polib.POEntry(msgid="{n} seats", msgstr="席"), "has other placeholders than its translation"),
    ],
)
def test_an_unfinished_translation_is_named(entry, fault):
    assert list(catalogs._faults(entry)) == [fault]


def test_a_finished_translation_has_no_fault():
    entry = polib.POEntry(msgid="%(n)s seat", msgid_plural="%(n)s seats", msgstr_plural={0: "%(n)s席"})
    assert list(catalogs._faults(entry)) == []
