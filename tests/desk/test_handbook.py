"""The handbook names pages that exist and buttons as they are labeled."""

import re
from pathlib import Path

import polib
import pytest
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
QUOTED = re.compile("「([^」]+)」")
LINK = re.compile('href="(/[^"]+/desk/[^"]*)"')
# What the trainee chooses between, and words that are no label.
NO_LABEL = {"通常価格", "誰に何が起こるか", "何が、いつから、どう違うか", "認定決定者"}


@pytest.fixture
def handbook(client, secretariat) -> str:
    client.force_login(secretariat)
    page = client.get(reverse("lms_desk:handbook")).content.decode()
    return page[page.index("desk-handbook__contents") :]


@pytest.mark.django_db
def test_every_page_it_leads_to_opens(client, handbook):
    links = set(LINK.findall(handbook))
    assert len(links) > 20
    assert {address: client.get(address).status_code for address in links} == dict.fromkeys(links, 200)


@pytest.mark.django_db
def test_every_button_it_quotes_bears_that_label(handbook):
    catalogs = ROOT.glob("*/**/locale/ja/LC_MESSAGES/django.po")
    labels = {entry.msgstr for catalog in catalogs for entry in polib.pofile(str(catalog)) if not entry.obsolete}
    quoted = set(QUOTED.findall(handbook))
    assert len(quoted) > 20
    assert quoted - labels - NO_LABEL == set()


@pytest.mark.django_db
def test_it_is_for_the_office(client, decider):
    client.force_login(decider)
    assert client.get(reverse("lms_desk:handbook")).status_code == 302
