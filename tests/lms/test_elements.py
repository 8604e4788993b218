from datetime import date, datetime, time

import pytest
from django import forms
from django.core.paginator import Paginator
from django.utils.translation import override

from courses.timetable import TimetableDay, TimetableSession
from lms import elements
from lms.elements import Hang, Requirement, ShownPrice
from lms.kernel.calendar import JST
from tests.lms.pages_read import drawn

EARLY = ShownPrice(
    list_jpy=110000,
    unit_jpy=88000,
    offer_label="早期割引",
    offer_last_moment=datetime(2026, 11, 30, 23, 59, tzinfo=JST),
)


@pytest.fixture(autouse=True)
def japanese():
    with override("ja"):
        yield


# The price ---------------------------------------------------------------------------------------------------------


def test_a_regular_price_stands_alone():
    assert drawn("{% price price %}", price=ShownPrice(list_jpy=110000)).text == "110,000円 （税込）"


def test_an_early_price_says_what_it_replaces_and_until_when(at):
    at("2026-11-28T12:00:00+09:00")
    assert drawn("{% price price %}", price=EARLY).text == (
        "早期割引 88,000円 （税込） 通常価格 110,000円（税込） 2026年11月30日（月）23:59まで あと2日"
    )


def test_the_last_day_of_an_offer_is_called_so(at):
    at("2026-11-30T23:59:00+09:00")
    assert drawn("{% price price %}", price=EARLY).words[-1] == "本日まで"


def test_an_offer_that_has_ended_leaves_the_regular_price(at):
    at("2026-12-01T00:00:00+09:00")
    assert drawn("{% price price %}", price=EARLY).text == "110,000円 （税込）"


def test_an_undecided_price_promises_news_and_shows_no_number():
    assert drawn("{% price price %}", price=ShownPrice(list_jpy=None)).text == "未定 決まり次第お知らせします。"


def test_a_free_seat_costs_zero():
    assert drawn("{% price price %}", price=ShownPrice(list_jpy=0)).text == "0円 （税込）"


@pytest.mark.parametrize(
    "end,said",
    [
        (datetime(2026, 12, 1, 0, 0, tzinfo=JST), datetime(2026, 11, 30, 23, 59, tzinfo=JST)),
        (datetime(2026, 12, 1, 17, 0, tzinfo=JST), datetime(2026, 12, 1, 17, 0, tzinfo=JST)),
    ],
)
def test_midnight_belongs_to_the_day_before(end, said):
    assert elements.last_moment(end) == said


# The timetable -----------------------------------------------------------------------------------------------------


def day(position, opens_at, closes_at, *, held_on=None, sessions=()):
    return TimetableDay(position, held_on, opens_at, closes_at, tuple(sessions))


LECTURE = TimetableSession(
    half="morning",
    title="経営戦略としてのCS理論",
    theme="指標である。",
    formats=("lecture", "case_presentation"),
    outcomes=("説明できる",),
)


def test_two_days_hang_on_one_clock():
    days = [day(1, time(10), time(17)), day(2, time(9), time(16))]
    assert elements.hang(days) == [
        Hang(later=2, sooner=0),
        Hang(later=0, sooner=2, minutes_earlier=60),
    ]


@pytest.mark.parametrize(
    "opens_at,words",
    [
        (time(9), "前日より1時間早く始まります"),
        (time(9, 30), "前日より30分早く始まります"),
        (time(10), ""),
        (time(11), ""),
    ],
)
def test_a_day_that_begins_earlier_says_so(opens_at, words):
    days = [day(1, time(10), time(17)), day(2, opens_at, time(17))]
    assert elements.hang(days)[1].earlier_words == words


def test_a_day_hangs_no_lower_than_the_page_allows():
    days = [day(1, time(6), time(12)), day(2, time(18), time(21))]
    assert elements.hang(days) == [Hang(later=0, sooner=4), Hang(later=4, sooner=0)]


def test_the_full_timetable_reads_from_morning_to_end():
    page = drawn("{% timetable days %}", days=[day(1, time(10), time(17), sessions=[LECTURE])])
    assert page.text == (
        "1日目 10:00 開始 午前 経営戦略としてのCS理論 指標である。 講義 事例分析発表 "
        "できるようになること 説明できる 17:00 終了"
    )


def test_the_compact_timetable_leaves_themes_and_outcomes_out():
    page = drawn('{% timetable days "compact" %}', days=[day(1, time(10), time(17), sessions=[LECTURE])])
    assert page.text == "1日目 10:00 開始 午前 経営戦略としてのCS理論 講義 事例分析発表 17:00 終了"


def test_the_days_of_a_cohort_are_dated_or_undecided():
    days = [day(1, time(10), time(17), held_on=date(2027, 2, 18)), day(2, time(9), time(16))]
    assert drawn("{% timetable days dated=True %}", days=days).text == (
        "1日目 2027年2月18日（木） 10:00 開始 17:00 終了 "
        "2日目 日程： 未定 9:00 開始 前日より1時間早く始まります 16:00 終了"
    )


def test_headings_of_the_timetable_follow_the_page():
    page = drawn("{% timetable days level=2 %}", days=[day(1, time(10), time(17), sessions=[LECTURE])])
    assert [tag for tag, _ in page.elements if tag in {"h2", "h3", "h4"}] == ["h2", "h3"]


# The checklist -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state,words", [("met", "達成"), ("pending", "これから"), ("waiting", "審査中"), ("not_met", "未達")]
)
def test_a_requirement_says_its_state_in_words(state, words):
    assert drawn("{% checklist items %}", items=[Requirement(title="課題", state=state)]).words == ["課題", words]


def test_a_requirement_says_what_is_missing_by_when():
    item = Requirement(title="課題", state="pending", missing="提出してください。", due_on=date(2027, 3, 5))
    assert drawn("{% checklist items %}", items=[item]).text == (
        "課題 これから 提出してください。 2027年3月5日（金）まで"
    )


# Forms -------------------------------------------------------------------------------------------------------------


class Application(forms.Form):
    name = forms.CharField(label="氏名", help_text="戸籍の表記", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    note = forms.CharField(label="備考", required=False, widget=forms.Textarea)
    level = forms.ChoiceField(label="合格状況", choices=[("a", "合格"), ("b", "受講中")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="同意する")


def test_a_field_ties_its_hint_to_the_input():
    page = drawn("{% field form.name %}", form=Application())
    assert page.text == "氏名 必須 戸籍の表記"
    assert page.one("label")["for"] == page.one("input")["id"]
    assert page.one("input")["autocomplete"] == "name"
    assert page.one("input")["aria-describedby"] == page.one("div", **{"class": "field__hint"})["id"]


def test_a_field_ties_its_error_to_the_input():
    page = drawn("{% field form.name %}", form=Application({}))
    assert page.text == "氏名 必須 戸籍の表記 エラー： この項目は必須です"
    assert page.one("input")["aria-invalid"] == "true"
    assert page.one("input")["aria-describedby"].split() == ["id_name_helptext", "id_name_error"]
    assert page.one("div", id="id_name_error") == {"id": "id_name_error"}


def test_an_optional_field_says_so():
    assert drawn("{% field form.note %}", form=Application()).text == "備考 任意"


def test_choices_are_a_group_with_one_question():
    page = drawn("{% field form.level %}", form=Application({}))
    assert page.text == "合格状況 必須 エラー： この項目は必須です 合格 受講中"
    assert page.one("fieldset")["aria-describedby"] == "id_level_error"


def test_what_was_typed_is_still_there_after_an_error():
    page = drawn("{% field form.name %}{% field form.agree %}", form=Application({"name": "見本 花子"}))
    assert page.one("input", name="name")["value"] == "見本 花子"


def test_the_summary_links_each_error_to_its_field():
    page = drawn("{% error_summary form %}{% form_fields form %}", form=Application({}))
    targets = [link["href"].removeprefix("#") for link in page.all("a")]
    assert targets == ["id_name", "id_level_0", "id_agree"]
    assert set(targets) <= {attributes["id"] for attributes in page.all("input")}
    assert page.one("div", role="alert")["tabindex"] == "-1"


def test_a_form_without_errors_has_no_summary():
    assert drawn("{% error_summary form %}", form=Application()).text == ""


def test_an_error_of_the_whole_form_is_listed_first():
    form = Application({"name": "見本", "level": "a"})
    form.add_error(None, "締め切りました。")
    assert drawn("{% error_summary form %}", form=form).words[:2] == ["入力内容をご確認ください", "締め切りました。"]


def test_a_placeholder_that_repeats_the_label_is_dropped():
    class Login(forms.Form):
        mail = forms.CharField(label="メール", widget=forms.TextInput(attrs={"placeholder": "メール"}))
        code = forms.CharField(label="コード", widget=forms.TextInput(attrs={"placeholder": "123456"}))

    page = drawn("{% form_fields form %}", form=Login())
    assert ["placeholder" in each for each in page.all("input")] == [False, True]


# Small things ------------------------------------------------------------------------------------------------------


def test_facts_show_the_undecided():
    page = drawn("{% facts rows %}", rows=[("会場", None), ("定員", 20)])
    assert page.words == ["会場", "未定", "決まり次第お知らせします。", "定員", "20"]


def test_text_from_outside_is_never_markup():
    page = drawn('{% notice "warning" title=title %}<p>{{ text }}</p>{% endnotice %}', title="<b>", text="<script>")
    assert page.text == "<b> <script>"
    assert list(page.all("script")) == []


def test_an_unknown_tone_is_noticed_by_whoever_wrote_it():
    with pytest.raises(KeyError):
        drawn('{% notice "loud" %}x{% endnotice %}')


def test_steps_say_where_the_reader_is():
    page = drawn("{% steps labels 2 %}", labels=["入力", "確認", "支払い"])
    assert page.text == "1 入力 （済み） 2 確認 3 支払い"
    assert [each.get("aria-current") for each in page.all("li")] == [None, "step", None]


def test_pages_keep_the_search(rf):
    page = drawn("{% pagination page %}", page=Paginator(range(30), 10).page(2), request=rf.get("/?q=cs&page=2"))
    assert page.text == "前へ 3ページ中2ページ 次へ"
    assert [link["href"] for link in page.all("a")] == ["?q=cs&page=1", "?q=cs&page=3"]


def test_one_page_needs_no_pagination(rf):
    assert drawn("{% pagination page %}", page=Paginator([1], 10).page(1), request=rf.get("/")).text == ""
