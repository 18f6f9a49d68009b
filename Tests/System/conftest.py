"""What the system tests share: one Deskbell with the demo company, Chromium, and people of every role."""

import os
import pathlib
import re
import shutil

import pytest
from playwright.sync_api import sync_playwright

from server import OWNER, ROOT, Caller, Server, signed_in

SHOTS = pathlib.Path(os.environ.get("DESKBELL_SHOTS", ROOT / ".build" / "screenshots"))


def pytest_terminal_summary(terminalreporter):
    """What was tried twice hides nothing: the first failure is shown like any other."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"tried twice: {report.nodeid}")
        terminalreporter.write_line(str(report.longrepr))


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo():
    """A Deskbell with the demo company; tests that change company-wide settings make their own."""
    server = Server("--demo")
    yield server
    server.remove()


@pytest.fixture
def context(browser):
    """Makes browser contexts and closes them; `context(width=360)` is a phone."""
    made = []

    def make(width=1360, height=860, locale="en-US", dark=False, **options):
        made.append(
            browser.new_context(
                viewport={"width": width, "height": height}, locale=locale,
                color_scheme="dark" if dark else "light", **options,
            )
        )
        made[-1].set_default_timeout(15_000)
        return made[-1]

    yield make
    for context in made:
        context.close()


def shot(page, name):
    """Keeps a picture of the page for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def sign_in(page, server, email=OWNER[0], password=OWNER[1]):
    page.goto(server.url + "/")
    page.get_by_label(re.compile("e-?mail|邮箱", re.I)).first.fill(email)
    page.get_by_label(re.compile("password|密码", re.I)).first.fill(password)
    page.keyboard.press("Enter")
    # Who works alone begins with the whole day.
    page.wait_for_url(re.compile(r"/(tickets|today)"))


@pytest.fixture(scope="session")
def people(demo):
    """One caller per role."""
    owner = signed_in(demo, *OWNER)
    users = owner.json("GET", "/api/v1/users")["items"]

    def of(role):
        email = next(user["email"] for user in users if user["role"] == role and user["email"] != OWNER[0])
        return signed_in(demo, email, OWNER[1])

    key = owner.json("POST", "/api/v1/api-keys", {"name": "reader", "scopes": ["customers:read"]}, 201)["key"]
    visitor = Caller(demo).json("POST", "/api/v1/widget/sessions", {"inbox": "demo-shop"}, 201)
    return {
        "owner": owner, "supervisor": of("supervisor"), "agent": of("agent"), "anonymous": Caller(demo),
        "api_key": Caller(demo, {"Authorization": f"Bearer {key}"}),
        "visitor": Caller(demo, {"X-Visitor-Token": visitor["visitor_token"]}),
    }
