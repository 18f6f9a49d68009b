"""Replies with a time: the last wording leaves when it is due, and a customer who writes first keeps one from leaving."""

import time

import pytest

from conftest import shot
from people import stamp
from test_mail import Mailroom, letter, open_ticket

CUSTOMER = "li.lei@mail.example"


@pytest.fixture(scope="module")
def room():
    room = Mailroom()
    yield room
    room.stop()


def later(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))


def asked(room):
    """A ticket with a customer's mail on it."""
    subject = stamp("Later")
    mail = letter(subject, "No hurry.", sender=f"Li Lei <{CUSTOMER}>")
    room.receive(mail.as_bytes())
    return room.ticket(subject), mail


def waiting(room, ticket):
    return room.owner.json("GET", f"/api/v1/tickets/{ticket['id']}/scheduled-replies", expect=200)["items"]


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError("it never came to that")


def test_an_edited_reply_leaves_when_it_is_due(room):
    ticket, _ = asked(room)
    former, words = stamp("Tomorrow"), stamp("Today after all")
    made = room.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/scheduled-replies", {
        "text": former, "send_at": later(3600), "cancel_on_reply": True, "solve": True}, 201)
    due = time.time() + 4
    room.owner.json("PATCH", f"/api/v1/scheduled-replies/{made['id']}", {"text": words, "send_at": later(4)}, 200)
    assert [one["text"] for one in waiting(room, ticket)] == [words]
    time.sleep(1.5)
    assert room.sink.count(words) == 0
    room.sink.to(CUSTOMER, saying=words)
    assert time.time() >= due - 1.1
    time.sleep(1)
    assert (room.sink.count(words), room.sink.count(former), waiting(room, ticket)) == (1, 0, [])
    assert room.owner.json("GET", f"/api/v1/tickets/{ticket['id']}")["status"] == "solved"


@pytest.mark.parametrize("told", [True, False], ids=["the writer said what they had seen", "they did not say"])
def test_a_customer_who_writes_first_keeps_the_reply_from_leaving(room, context, told):
    ticket, mail = asked(room)
    words, news = stamp("We are still looking"), stamp("It has come")
    room.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/scheduled-replies", {
        "text": words, "send_at": later(4), "cancel_on_reply": True, **({"seen_seq": 1} if told else {})}, 201)
    answer = letter("Re: " + ticket["subject"], news, sender=f"Li Lei <{CUSTOMER}>", In_Reply_To=mail["Message-ID"])
    room.receive(answer.as_bytes())
    [held] = until(lambda: [one for one in waiting(room, ticket) if one["state"] == "held"])
    assert held["text"] == words and held["problem"] is None
    page, _ = open_ticket(room, context, ticket["subject"])
    page.get_by_role("log").get_by_text(news).first.wait_for()
    page.get_by_role("log").get_by_text("Not sent, because the customer wrote first.").wait_for()
    shot(page, "mail-later-held")
    time.sleep(2)
    assert room.sink.count(words) == 0
    # Whoever has read the news may still send it.
    page.get_by_role("log").get_by_role("button", name="Send now").click()
    room.sink.to(CUSTOMER, saying=words)
    assert room.sink.count(words) == 1
