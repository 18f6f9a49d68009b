"""A late parcel: the customer hears of it before they ask, and their answer lands in the same ticket."""

import re
import time

import pytest

from conftest import shot, sign_in
from server import in_chinese
from test_mail import Mailroom, letter


@pytest.fixture(scope="module")
def room():
    room = Mailroom()
    yield room
    room.stop()


def day(offset):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + offset * 86_400))


def late(room, name, tracking):
    """A customer with an order whose parcel was promised for yesterday."""
    address = f"{name.split()[0].lower()}.{time.time_ns()}@late.example"
    customer = room.owner.json("POST", "/api/v1/customers?force=true", {
        "name": name, "locale": "en", "emails": [{"address": address, "primary": True}]}, 201)
    order = room.owner.json("POST", "/api/v1/orders", {
        "customer_id": customer["id"], "currency": "CNY", "status": "paid",
        "lines": [{"name": "Teapot", "quantity": 1, "unit_price": {"amount_minor": 16800, "currency": "CNY"}}]}, 201)
    room.owner.json("POST", f"/api/v1/orders/{order['id']}/shipments", {
        "carrier": "SF Express", "tracking_number": tracking, "shipped_at": day(-5), "promised_at": day(-1)}, 201)
    return customer, order, address


def test_settings_mail_reply_and_report(room, context):
    page = context().new_page()
    sign_in(page, room.server)
    page.goto(room.server.url + "/settings/parcels")
    page.get_by_text("Nothing yet. When a parcel is late").wait_for()
    shot(page, "parcels-empty")
    body = page.get_by_label("Message").first
    usual = body.input_value()
    body.fill("Hello {{customer.nickname}}")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("knows no variable {{customer.nickname}}").first.wait_for()
    body.fill(usual)
    page.get_by_label("Tell customers of late parcels").check()
    # Whatever the hour of the test: no quiet hours.
    page.get_by_label("Quiet from").fill("00:00")
    page.get_by_label("until", exact=True).fill("00:00")
    page.get_by_role("button", name="Preview and count").click()
    page.get_by_role("heading", name=re.compile("Your order .* is late")).wait_for()
    shot(page, "parcels-preview")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved").first.wait_for()

    customer, order, address = late(room, "Ann Late", "SFLATE1")
    mail = room.sink.to(address, saying="SFLATE1", timeout=150)
    assert f"Your order {order['number']} is late" in mail["Subject"]
    assert "Hello Ann" in mail.get_body(("plain",)).get_content()
    assert mail["Auto-Submitted"] == "auto-generated"
    [told] = [one for one in room.owner.json("GET", "/api/v1/late-parcel-notices")["items"] if one["order_number"] == order["number"]]
    assert (told["state"], told["channel"]) == ("told", "email")
    ticket = room.owner.json("GET", f"/api/v1/tickets/{told['ticket_number']}")
    assert ticket["status"] == "waiting" and ticket["waiting_since"] is None

    room.receive(letter("Re: " + mail["Subject"], "Please send a new one.", sender=f"Ann Late <{address}>", In_Reply_To=mail["Message-ID"]).as_bytes())
    end = time.monotonic() + 30
    while ticket["status"] != "open" and time.monotonic() < end:
        time.sleep(0.2)
        ticket = room.owner.json("GET", f"/api/v1/tickets/{told['ticket_number']}")
    assert ticket["status"] == "open"
    tickets = [one for one in room.owner.json("GET", "/api/v1/tickets?status=all&limit=100")["items"] if one["customer"]["id"] == customer["id"]]
    assert [one["number"] for one in tickets] == [ticket["number"]]
    # An opening of ours is no question, so no first response is counted for it.
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400))
    rows = room.owner.json("GET", f"/api/v1/reports/first-response/rows?from={today}&measure=unanswered&limit=200", expect=200)["items"]
    assert ticket["number"] not in [one.get("number") for one in rows]

    page.reload()
    page.get_by_role("link", name=f"Order #{order['number']}").wait_for()
    page.get_by_text("Told by mail").first.wait_for()
    shot(page, "parcels-told")
    page.goto(room.server.url + f"/tickets/{ticket['number']}?list=all_open")
    page.get_by_role("log").get_by_text("SFLATE1").wait_for()
    shot(page, "parcels-ticket")
    with in_chinese(room.owner):
        phone = context(width=360, height=780, dark=True).new_page()
        sign_in(phone, room.server)
        phone.goto(room.server.url + "/settings/parcels")
        phone.get_by_text("已发邮件告知").first.wait_for()
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        shot(phone, "parcels-phone")

    # The report says that nothing can be compared yet, and gives its figures as CSV.
    reports = context().new_page()
    sign_in(reports, room.server)
    reports.goto(room.server.url + "/reports?page=sales")
    card = reports.get_by_role("region", name="Late parcels told of").or_(reports.locator("section", has=reports.get_by_role("heading", name="Late parcels told of"))).first
    card.scroll_into_view_if_needed()
    card.get_by_text("Nothing to compare yet").wait_for()
    shot(reports, "parcels-report")
    status, _, answer = room.owner.call("GET", "/api/v1/reports/late-parcels?group_by=week&format=csv")
    assert status == 200 and b"told_contact_ratio" in answer
