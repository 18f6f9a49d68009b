"""A finished chat mailed to the visitor who asks for it, from the widget."""

import re
import time

import pytest

from conftest import shot
from mail_servers import text_of
from people import Visitor, stamp
from test_mail import Mailroom


@pytest.fixture(scope="module")
def room():
    room = Mailroom()
    yield room
    room.stop()


def chat_of(room, question):
    """The chat whose newest message is the question, waited for."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        items = room.owner.json("GET", "/api/v1/tickets?channel=chat&status=all&sort=newest&limit=20")["items"]
        found = next((one for one in items if one["last_message"] and one["last_message"]["excerpt"] == question), None)
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"no chat {question!r}")


@pytest.mark.parametrize("locale, offer, to, send, sent", [
    ("en-US", "Mail me this conversation", "Where shall we mail", "Send", "is on its way to"),
    ("zh-CN", "把对话发到我的邮箱", "发送到哪个邮箱", "发送", "对话正在发往"),
])
def test_a_visitor_mails_themselves_the_finished_chat(room, context, locale, offer, to, send, sent):
    address, question, answer = stamp("reader").replace(" ", ".") + "@mail.example", stamp("Where is my kettle?"), stamp("On Friday.")
    visitor = Visitor(context(width=360 if locale == "zh-CN" else 1360, dark=locale == "zh-CN", locale=locale), room.server.url).open_chat()
    visitor.write(question)
    ticket = chat_of(room, question)
    room.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/messages", {"text": answer}, 201)
    visitor.sees(answer)
    assert visitor.panel.get_by_role("button", name=offer).count() == 0, "not before it is over"
    room.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/resolution", {}, expect=None)
    visitor.panel.get_by_role("button", name=offer).click()
    box = visitor.panel.get_by_label(re.compile(to))
    box.fill("not an address")
    box.press("Enter")
    visitor.panel.locator("#transcript-error").filter(has_text=re.compile("e-mail|邮箱|邮件")).wait_for()
    shot(visitor.page, f"transcript-{locale}")
    box.fill(address)
    box.press("Enter")
    visitor.panel.get_by_text(sent).wait_for()
    mail = room.sink.to(address, saying=question)
    assert answer in text_of(mail)
