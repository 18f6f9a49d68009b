"""Satisfaction asked by mail: a link only opens a page, and only a person's sign on it gives the rating."""

import html
import re
import time
import urllib.request

import pytest

from conftest import shot
from test_mail import Mailroom, letter

SIGNS = {
    "mouse": lambda page: page.mouse.move(40, 60),
    "key": lambda page: page.keyboard.press("Tab"),
    "touch": lambda page: page.touchscreen.tap(20, 500),
}


@pytest.fixture(scope="module")
def room():
    room = Mailroom()
    room.owner.json("PATCH", f"/api/v1/inboxes/{room.inbox}", {
        "settings": {"csat": {"enabled": True, "delay_seconds": 0}}}, 200)
    yield room
    room.stop()


def question(room, name, subject, text):
    """The ticket of a customer's mail once it is solved, and the mail that asks them."""
    address = f"{name}.{time.time_ns()}@mail.example"
    subject = f"{subject} {time.time_ns() % 1_000_000}"
    room.receive(letter(subject, text, sender=f"{name} <{address}>").as_bytes())
    ticket = room.ticket(subject)
    room.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/messages", {"text": "OK!"}, 201)
    room.sink.to(address, saying="OK!")
    room.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/resolution", expect=200)
    return ticket, room.sink.to(address, saying="/s/")


def links_of(mail):
    """The link of every rating, as the mail's HTML has them."""
    found = re.findall(r'href="([^"]*/s/[^"]*)"', mail.get_body(("html",)).get_content())
    links = {int(link[-1]): html.unescape(link) for link in found}
    assert sorted(links) == [1, 2, 3, 4, 5] and len(found) == 5, found
    assert all(link in mail.get_body(("plain",)).get_content() for link in links.values())
    return links


def rating(room, ticket):
    answer = room.owner.json("GET", f"/api/v1/tickets/{ticket['id']}", expect=200)["satisfaction"]
    return answer and answer["rating"]


def answers(room):
    """The report's figures for this mailbox."""
    total = room.owner.json("GET", f"/api/v1/reports/csat?inbox={room.inbox}&group_by=day", expect=200)["total"]
    return {name: total[name] for name in ("answered_count", "satisfied_count", "average_rating")}


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to that")


@pytest.mark.parametrize("sign,locale", [("mouse", "zh-Hans"), ("key", "en"), ("touch", "zh-Hans")])
def test_scanners_record_nothing_and_a_person_is_counted_once(room, context, sign, locale):
    is_chinese = locale == "zh-Hans"
    text = "您好，我的包裹还没有到，请帮我查一下，谢谢。" if is_chinese else "Hello, my parcel has not arrived. Could you please look?"
    ticket, mail = question(room, "mei" if is_chinese else "ann", "包裹" if is_chinese else "Parcel", text)
    assert ("非常满意" if is_chinese else "Very good") in mail.get_body(("plain",)).get_content()
    assert ("这次服务您满意吗" if is_chinese else "How did we do?") in mail["Subject"]
    assert mail["Auto-Submitted"]
    links, before = links_of(mail), answers(room)

    for link in links.values():
        assert link.startswith(room.server.url + "/s/")
        for method in ("GET", "HEAD"):
            with urllib.request.urlopen(urllib.request.Request(link, method=method), timeout=10) as answer:
                assert answer.status == 200
    scanner = context().new_page()
    posts = []
    scanner.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    for link in links.values():
        scanner.goto(link)
        scanner.get_by_role("radio").first.wait_for(state="attached")
        # What a script can do without a person.
        scanner.evaluate("""() => {
            for (const kind of ["pointermove", "pointerdown", "touchstart", "keydown", "wheel"])
                document.body.dispatchEvent(new Event(kind, { bubbles: true }));
            scrollTo(0, 1000);
        }""")
    scanner.wait_for_timeout(300)
    assert posts == [] and rating(room, ticket) is None and answers(room) == before

    page = context(width=360, height=740, locale="zh-CN" if is_chinese else "en-US", has_touch=True).new_page()
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto(links[4])
    chosen = page.get_by_role("radio", checked=True)
    chosen.wait_for(state="attached")
    assert chosen.get_attribute("value") == "4"
    assert page.evaluate("document.documentElement.lang") == locale
    SIGNS[sign](page)
    page.get_by_text(re.compile("is recorded|已记录|recorded")).wait_for()
    shot(page, f"mail-survey-{sign}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for again in SIGNS.values():
        again(page)
    page.wait_for_timeout(300)
    assert len(posts) == 1 and rating(room, ticket) == 4
    after = answers(room)
    assert after["answered_count"] == (before["answered_count"] or 0) + 1
    assert after["satisfied_count"] == (before["satisfied_count"] or 0) + 1

    # Within a day they may think again; the link of another choice alone changes nothing.
    page.goto(links[2])
    page.get_by_role("radio").first.wait_for(state="attached")
    for again in SIGNS.values():
        again(page)
    page.wait_for_timeout(300)
    assert len(posts) == 1 and rating(room, ticket) == 4
    page.locator("label.choice").nth(1).click()
    page.get_by_role("button").click()
    until(lambda: rating(room, ticket) == 2)
    assert answers(room)["answered_count"] == after["answered_count"]
    assert answers(room)["satisfied_count"] == after["satisfied_count"] - 1
    shot(page, f"mail-survey-changed-{sign}")
