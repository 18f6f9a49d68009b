"""Pictures between the words of a mail, pictures that lie elsewhere, and what other servers report of what was sent."""

import base64
import re
from email.utils import parseaddr

import pytest

from conftest import shot
from people import Agent, stamp
from test_mail import ADDRESS, Mailroom, letter, open_ticket

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

PASTE = """(area, text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "image.png", { type: "image/png" }));
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mail.example>
To: {to}
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="=_report"

--=_report
Content-Type: text/plain

See below.

--=_report
Content-Type: message/{kind}

{fields}

--=_report
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--=_report--
"""


@pytest.fixture(scope="module")
def room():
    room = Mailroom()
    yield room
    room.stop()


def test_a_pasted_picture_stands_between_the_words(room, context):
    subject = stamp("How does it look")
    room.receive(letter(subject, "Please send a picture.").as_bytes())
    page, _ = open_ticket(room, context, subject)
    agent = Agent(page)
    page.locator(".recipients").get_by_text("王梅").wait_for()
    words = stamp("Here it is:")
    agent.box.fill(words + "\n\nBest regards")
    agent.box.evaluate("(area, at) => area.setSelectionRange(at, at)", len(words) + 1)
    picture = base64.b64encode(PNG).decode()
    agent.box.evaluate(PASTE, picture)
    page.wait_for_function("() => document.querySelector('.composer textarea').value.includes('![image.png]')")
    assert agent.box.input_value() == words + "\n![image.png]\nBest regards"
    # A second one of the same name, as a file: pictures are told apart, and one can be taken out again.
    agent.box.evaluate("(area) => area.setSelectionRange(area.value.length, area.value.length)")
    agent.box.evaluate(PASTE, picture)
    page.wait_for_function("() => document.querySelector('.composer textarea').value.endsWith('![image-2.png]')")
    agent.box.fill(agent.box.input_value().removesuffix("![image-2.png]"))
    page.get_by_role("button", name="Put in the text").wait_for()
    shot(page, "mail-picture-written")

    # Taken back within the seconds for it, it stands as it was written.
    agent.box.press("Control+Enter")
    page.get_by_role("status").get_by_text(re.compile("Sending in")).first.wait_for()
    page.keyboard.press("z")
    page.wait_for_function("() => document.querySelector('.composer textarea').value.includes('![image.png]')")
    assert "cid:" not in agent.box.input_value()
    agent.box.press("Control+Enter")

    mail = room.sink.to("mei.wang@mail.example", saying=words)
    assert mail.get_content_type() == "multipart/mixed"
    alternative, file = mail.iter_parts()
    plain, related = alternative.iter_parts()
    assert "[image.png]" in plain.get_content() and "cid:" not in plain.get_content()
    assert related.get_content_type() == "multipart/related"
    html, shown = related.iter_parts()
    content_id = shown["Content-ID"].strip("<>")
    assert f'<img src="cid:{content_id}" alt="image.png">' in html.get_content()
    assert shown.get_content() == PNG and file.get_filename() == "image-2.png"
    place = html.get_content()
    assert place.index(words) < place.index("<img") < place.index("Best regards")
    # In the console the picture stands at its place too, and only the file below.
    bubble = agent.thread.locator(".message-text", has_text=words)
    bubble.locator("img[alt='image.png']").wait_for()
    assert bubble.locator("img").count() == 1
    shot(page, "mail-picture-sent")


def test_our_picture_is_seen_again_in_the_reply_that_quotes_it(room, context):
    subject, who = stamp("Show me"), "Zhang Wei <zhang.wei@mail.example>"
    room.receive(letter(subject, "What does it look like?", sender=who).as_bytes())
    page, _ = open_ticket(room, context, subject)
    agent = Agent(page)
    page.locator(".recipients").get_by_text("Zhang Wei").wait_for()
    words = stamp("Like this:")
    agent.box.fill(words + "\n")
    agent.box.evaluate(PASTE, base64.b64encode(PNG).decode())
    page.wait_for_function("() => document.querySelector('.composer textarea').value.includes('![image.png]')")
    agent.box.press("Control+Enter")
    sent = room.sink.to("zhang.wei@mail.example", saying=words)
    name = re.search(r'<img src="cid:([^"]+)"', sent.get_body(("html",)).get_content()).group(1)
    quote = f"<blockquote>Like this: <img src='cid:{name}'></blockquote>"
    answers = {"Just the name": f"<p>Just the name</p>{quote}", "With its bytes": f"<p>With its bytes</p>{quote}"}
    for text, html in answers.items():
        answer = letter(f"Re: {subject}", text, sender=who, html=html, In_Reply_To=sent["Message-ID"])
        if "bytes" in text:
            answer.get_body(("html",)).add_related(PNG, "image", "png", cid=f"<{name}>", filename="image.png")
        room.receive(answer.as_bytes())
        bubble = page.locator(".bubble-line.is-theirs", has_text=text)
        bubble.get_by_role("button", name="Show as sent").click()
        page.wait_for_function(
            """text => [...document.querySelectorAll('iframe.mail-frame')].some((frame) => {
                const body = frame.contentDocument?.body;
                return body?.innerText.includes(text) && body.querySelector('img')?.naturalWidth === 1;
            })""", arg=text)
    shot(page, "mail-picture-quoted")


def test_pictures_from_elsewhere_are_fetched_by_the_server_when_asked_for(room, context):
    subject = stamp("Our newsletter")
    room.receive(letter(subject, "Look", html="<p>Look <img src='https://shop.example/a.png?you=42'></p>").as_bytes())
    page, _ = open_ticket(room, context, subject)
    asked = []
    page.on("request", lambda request: asked.append(request) if "a.png" in request.url else None)
    # The far server is played here; that ours goes nowhere inside the house is MailPictureTests' part.
    page.context.route("**/api/v1/mail/pictures**", lambda route: route.fulfill(body=PNG, content_type="image/png"))
    log = page.get_by_role("log")
    log.get_by_role("button", name="Show as sent").click()
    page.get_by_text("1 picture from elsewhere was not loaded.").wait_for()
    assert asked == []
    page.get_by_role("button", name="Show them").click()
    page.wait_for_function(
        "() => document.querySelector('iframe.mail-frame')?.contentDocument?.querySelector('img')?.naturalWidth === 1")
    [request] = asked
    assert request.url.startswith(room.server.url + "/api/v1/mail/pictures?url=") and "signature=" in request.url
    shot(page, "mail-picture-shown")


@pytest.mark.parametrize("mark,kind,fields", [
    ("Delayed", "delivery-status", "Reporting-MTA: dns; mail.example\n\nFinal-Recipient: rfc822; {who}\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; 451 try later"),
    ("Read", "disposition-notification", "Final-Recipient: rfc822; {who}\nOriginal-Message-ID: {id}\nDisposition: manual-action/MDN-sent-manually; displayed"),
    ("Came back", "delivery-status", "Reporting-MTA: dns; mail.example\n\nFinal-Recipient: rfc822; {who}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user here"),
])
def test_what_their_server_reports_shows_on_the_mail_at_once(room, context, mark, kind, fields):
    subject, who = stamp(f"Report {mark}"), f"{mark.split()[0].lower()}@mail.example"
    room.receive(letter(subject, "Where is it?", sender=f"Somebody <{who}>").as_bytes())
    page, _ = open_ticket(room, context, subject)
    agent = Agent(page)
    page.locator(".recipients").get_by_text("Somebody").wait_for()
    words = stamp("Nearly there")
    agent.reply(words)
    sent = room.sink.to(who, saying=words)
    agent.thread.get_by_role("button", name="Sent", exact=True).wait_for()
    room.receive(REPORT.format(
        to=parseaddr(sent["From"])[1] or ADDRESS, subject="Report", kind=kind, message_id=sent["Message-ID"],
        fields=fields.format(who=who, id=sent["Message-ID"])).encode())
    # By the live connection: nobody loads anything anew.
    agent.thread.get_by_role("button", name=mark, exact=True).wait_for(timeout=30_000)
    agent.thread.get_by_role("button", name=mark, exact=True).click()
    page.get_by_role("dialog").get_by_text(who).first.wait_for()
    shot(page, f"mail-mark-{kind}-{mark.split()[0].lower()}")
