"""What comes back to an acknowledgement: a vacation notice or a bounce is kept on the ticket, and nothing answers it."""

import time
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from people import stamp
from test_mail import letter
from test_mail_loops import Side

REPORT = """From: Mail Delivery System <mailer-daemon@beta.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: {id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"

--=_report
Content-Type: text/plain

I could not deliver your message: 550 5.1.1 no such user

--=_report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.beta.example

Final-Recipient: rfc822; {customer}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--=_report
Content-Type: message/rfc822

{original}
--=_report--
"""


@pytest.fixture(scope="module")
def side():
    side = Side("help@alpha.example")
    yield side
    side.stop()


def acknowledged(side, customer):
    """A mail that was acknowledged: its ticket and the acknowledgement as the customer's server got it."""
    subject = stamp("Where is my order?")
    known = len(side.owner.json("GET", "/api/v1/mails?direction=in&limit=50", expect=200)["items"])
    mail = letter(subject, "It has not come yet.", sender=f"Bea Beta <{customer}>")
    del mail["To"]
    mail["To"] = side.address
    side.receive(mail.as_bytes())
    told = side.sink.to(customer)
    side.settled(known + 1)
    tickets = side.owner.json("GET", "/api/v1/tickets?status=all&limit=50", expect=200)["items"]
    ticket = next(one for one in tickets if one["subject"] == subject)
    side.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/resolution", {})
    return ticket, told, known + 1


def messages(side, ticket):
    return side.owner.json("GET", f"/api/v1/tickets/{ticket['id']}/messages", expect=200)["items"]


def status(side, ticket):
    return side.owner.json("GET", f"/api/v1/tickets/{ticket['id']}", expect=200)["status"]


def test_a_vacation_reply_to_an_acknowledgement_is_kept_and_wakes_nobody(side):
    customer = "away@beta.example"
    ticket, told, known = acknowledged(side, customer)
    sent = len(side.sink.mails)
    away = EmailMessage()
    away["From"], away["To"], away["Subject"] = f"Bea Beta <{customer}>", told["From"], f"Out of office: {told['Subject']}"
    away["Message-ID"], away["In-Reply-To"] = make_msgid(domain="beta.example"), told["Message-ID"]
    away["References"], away["Auto-Submitted"] = told["Message-ID"], "auto-replied"
    away.set_content("I am away until Monday.")
    side.receive(away.as_bytes())
    side.settled(known + 1)
    assert [one["text"] for one in messages(side, ticket) if "away until Monday" in one["text"]], messages(side, ticket)
    assert status(side, ticket) == "solved"
    time.sleep(3)
    assert len([mail for people, mail in side.sink.mails[sent:] if "auto-replied" in (mail["Auto-Submitted"] or "")]) == 0


def test_a_bounced_acknowledgement_marks_the_address_and_is_never_answered(side):
    customer = "nobody@beta.example"
    ticket, told, known = acknowledged(side, customer)
    sent = len(side.sink.mails)
    side.receive(REPORT.format(
        to=told["Return-Path"] or told["From"], id=make_msgid(domain="beta.example"), customer=customer,
        original=told.as_string()).replace("\n", "\r\n").encode())
    side.settled(known + 1)
    dead = side.owner.json("GET", "/api/v1/suppressed-addresses", expect=200)["items"]
    assert customer in [one["address"] for one in dead]
    # On the ticket whose acknowledgement came back; no ticket of its own, and nothing sent to the mail system.
    assert "mail_bounced" in [(one.get("event") or {}).get("type") for one in messages(side, ticket)]
    tickets = side.owner.json("GET", "/api/v1/tickets?status=all&limit=50", expect=200)["items"]
    assert not [one for one in tickets if "Undelivered" in one["subject"]]
    time.sleep(3)
    assert [people for people, _ in side.sink.mails[sent:] if "mailer-daemon@beta.example" in people] == []
    # A dead address is not acknowledged again.
    again = letter(stamp("Hello?"), "Are you there?", sender=f"Bea Beta <{customer}>")
    del again["To"]
    again["To"] = side.address
    before = len(side.sink.mails)
    side.receive(again.as_bytes())
    side.settled(known + 2)
    time.sleep(3)
    assert [people for people, _ in side.sink.mails[before:] if customer in people] == []
