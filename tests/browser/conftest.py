"""A real Chromium before the real site.

`site` is the running site (one per test file; a module constant CLOCK = "2027-01-15T10:00:00+09:00" sets its clock),
`page` a fresh window on it, `look(page, "apply")` takes pictures at three widths and has axe read the page.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.bench.manage import ROOT
from tests.bench.site import RunningSite, find_chromium

WIDTHS = {360: 740, 768: 1024, 1280: 860}
SCREENS = ROOT / "var" / "screens"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation",
  (event) => console.error(`CSP: ${event.violatedDirective} blocked ${event.blockedURI || event.sample}`));
"""


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    # Playwright keeps an event loop in this thread; the ORM is used between its calls, never inside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def chromium(request) -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        sentence = "These tests need Chromium: install it (Debian: apt-get install chromium) or set LMS_CHROMIUM."
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(sentence)
    browser = request.getfixturevalue("_playwright").chromium.launch(executable_path=path, headless=True, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def site(request, tmp_path_factory, django_test_environment, django_db_blocker) -> Iterator[RunningSite]:
    running = RunningSite(tmp_path_factory.mktemp("site"), django_db_blocker, getattr(request.module, "CLOCK", ""))
    try:
        running.start()
        yield running
    finally:
        running.stop()


class Guard:
    """Notices what a visitor would not see: requests that leave the machine, script errors, CSP violations."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._expected: list[str] = []

    def expect(self, text: str) -> None:
        """This test provokes an error on purpose: let messages that hold `text` pass ("status of 404")."""
        self._expected.append(text)

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_VIOLATIONS)
        context.route(lambda url: not is_local(url), self._refuse)
        context.on(
            "console",
            lambda message: (
                message.type == "error" and self._complain(f"{message.text} ({message.location.get('url')})")
            ),
        )
        context.on("weberror", lambda error: self._complain(str(error.error)))

    def _refuse(self, route) -> None:
        self._complain(f"left the machine: {route.request.url}")
        route.abort()

    def _complain(self, text: str) -> None:
        if not any(expected in text for expected in self._expected):
            self.complaints.append(text)


def is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))


@pytest.fixture
def guard() -> Iterator[Guard]:
    guard = Guard()
    yield guard
    assert guard.complaints == []


@pytest.fixture
def new_page(chromium, site, guard) -> Iterator[Callable[..., Page]]:
    """`new_page(user)` opens another visitor's window, signed in as `user`; without one, an anonymous visitor's."""
    contexts: list[BrowserContext] = []

    def open_window(user=None, *, locale: str = "ja-JP", java_script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=site.base_url,
            locale=locale,
            timezone_id="Asia/Tokyo",
            viewport={"width": 1280, "height": WIDTHS[1280]},
            java_script_enabled=java_script,
        )
        contexts.append(context)
        guard.watch(context)
        context.set_default_timeout(15_000)
        if user is not None:
            site.sign_in(context, user)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page) -> Page:
    """A fresh anonymous window; relative addresses open on the site."""
    return new_page()


@pytest.fixture(scope="session")
def look() -> Callable[[Page, str], None]:
    """Pictures at 360, 768 and 1280 pixels in var/screens/; fails on sideways scrolling and on serious axe findings."""

    def look_at(page: Page, name: str) -> None:
        SCREENS.mkdir(parents=True, exist_ok=True)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("document.fonts.ready.then(() => true)")
            page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, f"{name} scrolls sideways by {overflow} px at {width} px"
            assert serious_findings(page) == [], f"{name} at {width} px"

    look_at.folder = SCREENS
    SCREENS.mkdir(parents=True, exist_ok=True)
    return look_at


def serious_findings(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} at {node['target']}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
