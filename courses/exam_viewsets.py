"""Exam levels, their pass rules and other associations' qualifications in the Wagtail admin."""

from typing import Any

from django.db.models import Max
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, InspectView, SnippetViewSet

from courses.actions.pass_rule import RuleChangedMeanwhile, check_draft, publish_rule
from courses.columns import YesNoColumn
from courses.exam_forms import ExamLevelForm, PassRuleForm, sentence_of
from courses.exam_words import rule_words
from courses.models import AwardingBody, ExamLevel, PassRule, ReferenceQualification
from courses.related_rows import RelatedRows
from lms.kernel import clock
from lms.kernel.actor import Actor


class AppendOnlyPolicy(ModelPermissionPolicy):
    """Rows are added by whoever holds the right, and taken away by nobody."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))


class AwardingBodyViewSet(SnippetViewSet):
    model = AwardingBody
    icon = "group"
    menu_label = _("Awarding bodies")
    list_display = ["name", YesNoColumn("is_ours", label=_("Ours"), sort_key="is_ours"), "website"]
    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("name_en"), FieldPanel("code")], heading=_("Awarding body")),
        FieldPanel("is_ours"),
        FieldPanel("website"),
    ]


class ReferenceQualificationViewSet(RelatedRows, SnippetViewSet):
    model = ReferenceQualification
    icon = "tag"
    menu_label = _("Qualifications of others")
    related = ("body",)
    list_display = ["name", "code", "body", "band", "experience"]
    list_filter = ["body"]
    panels = [
        HelpPanel(content=_("For orientation only. Nothing entered here counts towards our requirements.")),
        FieldRowPanel([FieldPanel("body"), FieldPanel("code"), FieldPanel("position")]),
        MultiFieldPanel([FieldPanel("name"), FieldPanel("name_en")], heading=_("Names")),
        MultiFieldPanel([FieldPanel("summary"), FieldPanel("summary_en")], heading=_("summary")),
        FieldRowPanel([FieldPanel("band"), FieldPanel("band_en")]),
        FieldRowPanel([FieldPanel("experience"), FieldPanel("experience_en")]),
    ]


class ExamLevelViewSet(RelatedRows, SnippetViewSet):
    model = ExamLevel
    icon = "list-ol"
    menu_label = _("Exam levels")
    related = ("body",)
    list_display = ["name", "code", "body", "position"]
    search_fields = ["name", "name_en", "code"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldPanel("name_en"),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("position")]),
                    FieldPanel("body"),
                ],
                heading=_("Exam level"),
            ),
            MultiFieldPanel([FieldPanel("summary"), FieldPanel("summary_en")], heading=_("summary")),
            MultiFieldPanel([FieldPanel("ability"), FieldPanel("ability_en")], heading=_("Evaluated ability")),
            MultiFieldPanel([FieldPanel("use"), FieldPanel("use_en")], heading=_("Use in companies")),
            MultiFieldPanel([FieldPanel("asked"), FieldPanel("asked_en")], heading=_("What is asked")),
            MultiFieldPanel([FieldPanel("audience"), FieldPanel("audience_en")], heading=_("For whom")),
            InlinePanel(
                "parts",
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("score_count"), FieldPanel("maximum")]),
                    FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
                    FieldRowPanel([FieldPanel("held"), FieldPanel("held_en")]),
                ],
                heading=_("Parts of the exam"),
                label=_("Part"),
            ),
        ],
        base_form_class=ExamLevelForm,
    )


class PublishesRule:
    """Saving adds a version; odd conditions are pointed out and let through."""

    request: Any
    form: PassRuleForm

    def save_instance(self) -> PassRule:
        draft, level = self.form.draft(), self.form.cleaned_data["level"]
        rule = publish_rule(level, draft=draft, by=Actor.person(self.request.user), now=clock.now())
        for finding in check_draft(level, draft):
            messages.warning(self.request, sentence_of(finding, level))
        return rule


class PassRuleIndexView(IndexView):
    """Every version, newest first, in words."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("level").prefetch_related("level__parts", "conditions")

    @cached_property
    def latest(self) -> set[tuple[int, int]]:
        newest = PassRule.objects.order_by().values("level").annotate(newest=Max("version"))
        return set(newest.values_list("level", "newest"))

    def get_edit_url(self, instance: PassRule) -> Any:
        return super().get_edit_url(instance) if (instance.level_id, instance.version) in self.latest else None


class PassRuleAddView(PublishesRule, CreateView):
    """The first version of a level that has none."""

    page_title = _("First pass rule of a level")


class PassRuleEditView(PublishesRule, EditView):
    """The next version, beginning with what the latest says; older ones are read, not edited."""

    success_message = _("The new version is published. Earlier versions and the results judged by them are unchanged.")

    def get_page_subtitle(self) -> str:
        words = {"level": self.object.level, "version": self.object.version + 1}
        return gettext("%(level)s, version %(version)s (new)") % words

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.object.is_latest:
            return super().dispatch(request, *args, **kwargs)
        messages.warning(request, str(RuleChangedMeanwhile.message))
        return redirect(self.get_inspect_url())


class PassRuleInspectView(InspectView):
    def get_effective_from_display_value(self) -> str:
        return begins(self.object)

    def get_fields_context(self) -> Any:
        words = rule_words(self.object.level, self.object)
        sentences = [*words.sentences, *words.notes]
        rule = {"label": _("In words"), "value": format_html_join("", "<p>{}</p>", ((each,) for each in sentences))}
        return [*super().get_fields_context(), rule]


def begins(rule: PassRule) -> str:
    return date_format(rule.effective_from) if rule.effective_from else gettext("from the beginning")


def in_words(rule: PassRule) -> str:
    return gettext(", ").join(rule_words(rule.level, rule).sentences)


class PassRuleViewSet(SnippetViewSet):
    model = PassRule
    icon = "check"
    menu_label = _("Pass rules")
    index_view_class = PassRuleIndexView
    add_view_class = PassRuleAddView
    edit_view_class = PassRuleEditView
    inspect_view_class = PassRuleInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = [
        "level",
        Column("version", label=_("Version"), sort_key="version"),
        Column(begins, label=_("Effective from"), sort_key="effective_from"),
        Column("get_judgement_display", label=_("Way of judging"), sort_key="judgement"),
        Column(in_words, label=_("In words")),
    ]
    list_filter = ["level", "judgement"]
    inspect_view_fields = ["level", "version", "judgement", "effective_from", "source", "reason", "created_at"]
    edit_handler = ObjectList(
        [
            HelpPanel(template="lms_courses/admin/rule_help.html"),
            FieldRowPanel([FieldPanel("level"), FieldPanel("effective_from")]),
            FieldPanel("judgement"),
            InlinePanel(
                "conditions",
                [FieldPanel("parts"), FieldPanel("minimum")],
                heading=_("Conditions, all of which have to be met"),
                label=_("Condition"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("resubmission_days"), FieldPanel("extends_over_holidays")]),
                    FieldRowPanel([FieldPanel("resubmissions"), FieldPanel("practical_oral_retakes")]),
                ],
                heading=_("Making up a credit unit"),
            ),
            FieldRowPanel([FieldPanel("source"), FieldPanel("reason")]),
        ],
        base_form_class=PassRuleForm,
    )
