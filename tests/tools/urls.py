"""Every address of the site, with the module that wrote it down."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from django.utils.regex_helper import normalize
from django.views.generic import RedirectView

OURS = ("lms", "courses", "cohorts", "payments")
ARGUMENT = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
SAMPLES = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000", "slug": "x", "str": "x", "path": "x"}


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    view: Callable[..., Any]
    written_in: str

    @property
    def path(self) -> str:
        """A path of this shape; its arguments name nothing that exists."""
        return "/" + ARGUMENT.sub(lambda found: SAMPLES.get(found["converter"] or "str", "x"), self.route)

    @property
    def has_arguments(self) -> bool:
        return bool(ARGUMENT.search(self.route))

    @property
    def is_ours(self) -> bool:
        """Written in a URLconf of ours, or served by a view of ours; plain redirects show nothing of their own."""
        view_class = getattr(self.view, "view_class", None)
        if view_class is not None and issubclass(view_class, RedirectView):
            return False
        return _belongs_to_us(self.written_in) or _belongs_to_us(self.view.__module__)

    @property
    def is_in_admin(self) -> bool:
        return self.route.startswith("cms/")


def _belongs_to_us(module: str) -> bool:
    return module.partition(".")[0] in OURS


def every_address() -> list[Address]:
    root = get_resolver()
    return list(_walk(root.url_patterns, "", "", str(root.urlconf_name)))


def our_addresses() -> list[Address]:
    return [address for address in every_address() if address.is_ours]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, namespace: str, written_in: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + _route(pattern)
        if isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name or ''}", route, pattern.callback, written_in)
            continue
        module = pattern.urlconf_name
        inner = module.__name__ if isinstance(module, ModuleType) else written_in
        yield from _walk(
            pattern.url_patterns, route, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace, inner
        )


def _route(pattern: URLPattern | URLResolver) -> str:
    if isinstance(pattern.pattern, LocalePrefixPattern):
        return ""
    if isinstance(pattern.pattern, RoutePattern):
        return str(pattern.pattern)
    form, names = normalize(str(pattern.pattern))[0]
    return form % {name: f"<int:{name}>" for name in names}
