"""Two mails of one customer minutes apart: offered as one ticket, joined, taken back, or kept apart."""

import pytest

from conftest import shot
from people import stamp
from test_mail import Mailroom, letter, open_ticket


@pytest.fixture(scope="module")
def room():
    room = Mailroom()
    yield room
    room.stop()


def two_mails(room, who, name):
    first, second = stamp("Parcel"), stamp("Its number")
    sender = f"{name} <{who}@mail.example>"
    room.receive(letter(first, "Where is my parcel?", sender=sender).as_bytes())
    earlier = room.ticket(first)
    room.receive(letter(second, "The number is 4711.", sender=sender).as_bytes())
    room.ticket(second)
    return earlier, first, second


def test_two_mails_become_one_ticket_and_two_again(room, context):
    earlier, first, second = two_mails(room, "li.na", "Li Na")
    page, later = open_ticket(room, context, second)
    offer = page.get_by_role("group", name="One ticket or two")
    offer.get_by_text(f"Li Na wrote #{earlier['number']} “{first}” 1 minute earlier. One ticket?").wait_for()
    shot(page, "mail-joining-offer")
    offer.get_by_role("button", name="Join", exact=True).click()
    page.wait_for_url(f"**/tickets/{earlier['number']}?**")
    log = page.get_by_role("log")
    log.get_by_text("The number is 4711.").wait_for()
    page.get_by_text(f"Joined to #{earlier['number']}.").wait_for()
    shot(page, "mail-joining-joined")
    assert room.owner.json("GET", f"/api/v1/tickets/{later['id']}")["status"] == "closed"
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**/tickets/{later['number']}?**")
    page.get_by_role("button", name="Solve", exact=True).wait_for()
    offer.wait_for()
    back = room.owner.json("GET", f"/api/v1/tickets/{later['id']}")
    assert back["status"] == "open" and back["joining_offer"]["number"] == earlier["number"]


def test_kept_apart_the_notice_never_returns(room, context):
    earlier, _, second = two_mails(room, "zhao.yun", "赵云")
    page, later = open_ticket(room, context, second, width=360, height=740)
    offer = page.get_by_role("group", name="One ticket or two")
    offer.get_by_role("link", name="Look").wait_for()
    shot(page, "mail-joining-narrow")
    offer.get_by_role("button", name="Keep apart").click()
    offer.wait_for(state="detached")
    page.reload()
    page.get_by_role("log").get_by_text("The number is 4711.").wait_for()
    assert offer.count() == 0
    kept = room.owner.json("GET", f"/api/v1/tickets/{later['id']}")
    assert kept["status"] == "open" and kept["joining_offer"] is None
    assert room.owner.json("GET", f"/api/v1/tickets/{earlier['id']}")["status"] == "open"


def test_the_minutes_are_a_setting_of_the_mailbox(room, context):
    path = f"/api/v1/inboxes/{room.inbox}"
    settings = room.owner.json("GET", path)["settings"]
    assert settings["mail"]["offer_joining_minutes"] == 30
    settings["mail"]["offer_joining_minutes"] = 0
    room.owner.json("PATCH", path, {"settings": settings}, 200)
    _, _, second = two_mails(room, "sun.li", "Sun Li")
    assert room.ticket(second)["joining_offer"] is None
    settings["mail"]["offer_joining_minutes"] = 1441
    refused = room.owner.json("PATCH", path, {"settings": settings}, 422)
    assert refused["errors"][0]["pointer"] == "/settings/mail/offer_joining_minutes"
    settings["mail"]["offer_joining_minutes"] = 30
    room.owner.json("PATCH", path, {"settings": settings}, 200)
