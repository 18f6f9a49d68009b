"""A visitor with the widget and an agent with the console, as the tests see them."""

import re
import time


class Visitor:
    def __init__(self, context, url, path="/demo"):
        self.page = context.new_page()
        self.page.goto(url + path)

    def open_chat(self):
        self.page.get_by_role("button", name=re.compile("open chat|打开", re.I)).click()
        self.panel = self.page.frame_locator("iframe")
        self.box.wait_for()
        return self

    @property
    def box(self):
        return self.panel.get_by_role("textbox", name=re.compile("write a message|写|输入", re.I))

    @property
    def thread(self):
        return self.panel.get_by_role("log")

    def write(self, text):
        self.box.fill(text)
        self.box.press("Enter")

    def sees(self, text, timeout=15_000):
        self.thread.get_by_text(text).first.wait_for(timeout=timeout)


class Agent:
    def __init__(self, page):
        self.page = page

    def open_ticket_of(self, text, timeout=15_000):
        self.page.get_by_text(text).first.click(timeout=timeout)
        self.box.wait_for()

    @property
    def box(self):
        return self.page.get_by_role("textbox", name="Reply", exact=True)

    @property
    def thread(self):
        return self.page.get_by_role("log")

    def reply(self, text):
        self.box.fill(text)
        self.box.press("Control+Enter")

    def sees(self, text, timeout=15_000):
        self.thread.get_by_text(text).first.wait_for(timeout=timeout)


def stamp(text):
    """The text made unlike every other text of this run."""
    return f"{text} {time.time_ns() % 1_000_000_000}"
