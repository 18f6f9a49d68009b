"""What the browser tests share: one Deskbell with the demo company, Chromium, and people who use them."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOTS = pathlib.Path(os.environ.get("DESKBELL_SHOTS", ROOT / ".build" / "screenshots"))
PROGRAM = pathlib.Path(os.environ.get("DESKBELL_PROGRAM", ROOT / ".build" / "debug" / "deskbell"))


class Server:
    """One running Deskbell on a port and in a data folder of its own."""

    def __init__(self, *words, data=None, env=None, listen="127.0.0.1:0"):
        self.data = data or tempfile.mkdtemp(prefix="deskbell-browser-")
        os.chmod(self.data, 0o755)
        self.words = words
        self.env = {
            **os.environ,
            "DESKBELL_CONNECTIONS_PER_ADDRESS": "0",
            "DESKBELL_REQUESTS_PER_SECOND": "0",
            **(env or {}),
        }
        self.listen = listen
        self.process = None
        self.start()

    def start(self):
        self.log = open(os.path.join(self.data, "server.log"), "ab")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", self.listen, "--data", self.data, *self.words],
            stdout=subprocess.PIPE, stderr=self.log, env=self.env, text=True,
        )
        line = self.process.stdout.readline()
        match = re.match(r"Deskbell is ready at (\S+)", line)
        assert match, f"no readiness line but {line!r}; log: {pathlib.Path(self.log.name).read_text()[-2000:]}"
        self.url = match.group(1)
        self.port = int(self.url.rsplit(":", 1)[1])
        # A restart comes back where clients know it.
        self.listen = f"127.0.0.1:{self.port}"

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
        return self.process.returncode

    def restart(self):
        self.stop()
        self.start()

    def remove(self):
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.data, ignore_errors=True)


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


OWNER = ("mei@qinghe.example", "deskbell-demo")


def sign_in(page, server, email=OWNER[0], password=OWNER[1]):
    page.goto(server.url + "/")
    page.get_by_label(re.compile("e-?mail|邮箱", re.I)).first.fill(email)
    page.get_by_label(re.compile("password|密码", re.I)).first.fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tickets"))
