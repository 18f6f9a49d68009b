"""Somebody who works alone begins with the whole day on one page, goes through it by keyboard, and is told of what is due."""

import datetime
import re
import time

import pytest

from conftest import shot
from people import stamp
from push_service import BrowserKeys, PushService
from server import Caller, Server, in_chinese, signed_in

MEI = ("mei@shop.example", "a long and good password")
DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def shop():
    """A shop of one, with something of everything to see to."""
    server = Server(env={"DESKBELL_LOOPBACK": "1"})
    Caller(server, {"Origin": server.url}).json(
        "POST", "/api/v1/setup", {"company_name": "Qinghe", "name": "Mei", "email": MEI[0], "password": MEI[1], "locale": "en"}, 201)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def mei(shop):
    mei = signed_in(shop, *MEI)
    # The browser's clock and the company's agree.
    mei.json("PATCH", "/api/v1/company", {"time_zone": "UTC"}, 200)
    return mei


def at(moment):
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def fill_the_day(shop, mei):
    """One thing of each part that comes about without waiting; the words of the chat and the parts there should be."""
    late = stamp("Where is my parcel")
    mei.json("POST", "/api/v1/tickets", {"customer": {"name": "Wang Mei", "email": "wang@example.com"}, "text": late, "subject": late, "channel": "api"}, 201)
    customer = mei.json("POST", "/api/v1/customers", {"name": "Chen Hao", "emails": [{"address": "chen@example.com"}], "phones": [{"number": "+86 138 0013 8000"}]}, 201)["id"]
    for subject, due in (("Call about samples", now() - datetime.timedelta(hours=2)), ("Next week's call", now() + 7 * DAY)):
        mei.json("POST", "/api/v1/activities", {"kind": "call", "subject": subject, "customer_id": customer, "due_at": at(due)}, 201)
    quote = mei.json("POST", "/api/v1/quotes", {
        "customer_id": customer, "currency": "CNY", "valid_until": str((now() + 2 * DAY).date()),
        "lines": [{"name": "Teapot", "quantity": 2, "unit_price": {"amount_minor": 16_800, "currency": "CNY"}}]}, 201)
    mei.json("POST", f"/api/v1/quotes/{quote['id']}/sending", {}, 201)
    mei.json("POST", "/api/v1/contracts", {
        "customer_id": customer, "title": "Office tea", "status": "active", "value": {"amount_minor": 1_200_000, "currency": "CNY"},
        "starts_on": str((now() - 300 * DAY).date()), "ends_on": str((now() + 35 * DAY).date()), "notice_days": 30, "reminder_days": 0}, 201)
    order = mei.json("POST", "/api/v1/orders", {
        "customer_id": customer, "currency": "CNY", "lines": [{"name": "Cup", "quantity": 1, "unit_price": {"amount_minor": 1_950, "currency": "CNY"}}]}, 201)
    mei.json("POST", f"/api/v1/orders/{order['id']}/shipments", {"carrier": "SF", "tracking_number": "SF1", "shipped_at": at(now() - 5 * DAY), "promised_at": at(now() - DAY)}, 201)
    # The chat comes last: it is what an open page hears of.
    key = next(one["key"] for one in mei.json("GET", "/api/v1/inboxes")["items"] if one["kind"] == "chat")
    token = Caller(shop).json("POST", "/api/v1/widget/sessions", {"inbox": key}, 201)["visitor_token"]
    question = stamp("Do you glaze it twice")
    Caller(shop, {"X-Visitor-Token": token}).json("POST", "/api/v1/widget/messages", {"client_id": stamp("c"), "text": question}, 201)
    return question, late, ["chats", "tickets", "activities", "shipments", "quotes", "contracts"]


def opened(page, shop):
    page.goto(shop.url + "/")
    page.get_by_label(re.compile("e-?mail", re.I)).first.fill(MEI[0])
    page.get_by_label(re.compile("password", re.I)).first.fill(MEI[1])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/today"))


def lines(page, name):
    return page.get_by_role("region", name=name).locator(".today-line")


def agrees(page, count):
    """The rail's figure and the sentence above the list both say so many."""
    page.locator(".rail-item[aria-current]").get_by_label(f"{count} waiting for you").wait_for()
    page.get_by_text(re.compile(rf"· {count} things? waits? for you")).wait_for()


def test_an_empty_day_is_calm_and_fills_by_itself(shop, mei, context):
    page = context().new_page()
    opened(page, shop)
    page.get_by_text("Nothing waits for you").wait_for()
    shot(page, "today-calm")
    question, late, parts = fill_the_day(shop, mei)
    # Nothing is pressed: the chat arrives on the live connection, and with the rest of the list what else came.
    page.get_by_text(question).first.wait_for()
    page.get_by_role("region", name="Contracts to see to").wait_for()
    assert [one["name"] for one in mei.json("GET", "/api/v1/today")["sections"]] == parts
    agrees(page, 6)
    shot(page, "today-wide")
    page.close()


def test_the_day_by_keyboard(shop, mei, context):
    page = context().new_page()
    opened(page, shop)
    agrees(page, 6)
    todo = lines(page, "To do")
    assert todo.count() == 1, "what is due next week is not today's"
    # Down to the third line, which is the call: done, and not done after all.
    for _ in range(3):
        page.keyboard.press("j")
    page.wait_for_function("() => document.activeElement.textContent.includes('Call about samples')")
    page.keyboard.press("e")
    page.get_by_text("Done: Call about samples").wait_for()
    agrees(page, 5)
    page.keyboard.press("z")
    todo.get_by_text("Call about samples").wait_for()
    agrees(page, 6)
    # Put off until tomorrow it keeps its hour; the keys stay on the list.
    page.get_by_role("link", name=re.compile("Call about samples")).focus()
    page.keyboard.press("s")
    agrees(page, 5)
    moved = next(one for one in mei.json("GET", "/api/v1/activities?owner=me")["items"] if one["subject"] == "Call about samples")
    assert at(now()) < moved["due_at"]
    page.wait_for_function("() => document.activeElement.matches('.today-open')")
    # A contract was thought of, and was not; a quote rests until tomorrow.
    page.get_by_role("link", name=re.compile("Office tea")).focus()
    page.keyboard.press("e")
    page.get_by_text("Seen to: Office tea").wait_for()
    agrees(page, 4)
    page.keyboard.press("z")
    agrees(page, 5)
    page.get_by_role("region", name="Quotes about to lapse").get_by_role("link").focus()
    page.keyboard.press("s")
    agrees(page, 4)
    assert "quotes" not in [one["name"] for one in mei.json("GET", "/api/v1/today")["sections"]]
    page.keyboard.press("z")
    agrees(page, 5)
    # The ticket sleeps until tomorrow and wakes again; the chat opens, and the page is one stroke away.
    page.get_by_role("region", name="Waiting for your answer").get_by_role("link").focus()
    page.keyboard.press("s")
    agrees(page, 4)
    page.keyboard.press("z")
    agrees(page, 5)
    page.get_by_role("region", name="Chats waiting").get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tickets/\d+"))
    page.locator(".thread-pane").get_by_role("log").wait_for()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url(re.compile("/today"))
    # With `r` one writes at once.
    page.get_by_role("region", name="Chats waiting").get_by_role("link").focus()
    page.keyboard.press("r")
    page.wait_for_url(re.compile(r"/tickets/\d+"))
    page.wait_for_function("() => document.activeElement.tagName === 'TEXTAREA'")
    page.close()


def test_on_a_phone_in_the_dark_and_in_chinese(shop, mei, context):
    page = context(width=360, height=780, dark=True).new_page()
    opened(page, shop)
    page.get_by_role("region", name="Chats waiting").wait_for()
    shot(page, "today-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth && document.querySelector('.today').scrollWidth <= innerWidth")
    link = page.get_by_role("region", name="Contracts to see to").get_by_role("link")
    with page.expect_response(re.compile("/reminder$")):
        page.get_by_role("button", name="Done: Office tea · Chen Hao").click()
    link.wait_for(state="detached")
    page.get_by_role("button", name="Undo").click()
    link.wait_for()
    with in_chinese(mei):
        page.reload()
        page.get_by_role("region", name="等你回复").wait_for()
        shot(page, "today-phone-zh")
    page.close()


def test_what_is_due_is_told_of_on_the_page_or_in_the_background(shop, mei, context):
    service = PushService()
    keys = BrowserKeys()
    mei.json("POST", "/api/v1/push-subscriptions", {"endpoint": service.url + "/mei", "keys": keys.json}, 201)
    customer = mei.json("GET", "/api/v1/customers?q=Chen")["items"][0]["id"]

    def due_soon(subject):
        mei.json("POST", "/api/v1/activities", {"kind": "task", "subject": subject, "customer_id": customer, "due_at": at(now() + datetime.timedelta(seconds=2))}, 201)

    page = context().new_page()
    opened(page, shop)
    page.wait_for_timeout(800)
    due_soon("Wrap the vase")
    toast = page.get_by_text("A task is due: Wrap the vase · Chen Hao")
    toast.wait_for(timeout=40_000)
    assert service.nothing(), "a console in sight is enough"
    lines(page, "To do").get_by_text("Wrap the vase").wait_for()
    page.close()
    # The node forgets the closed page within some seconds.
    time.sleep(3)
    due_soon("Send the invoice")
    path, _, body = service.next(timeout=40)
    told = keys.open(body)
    assert path == "/mei" and told["title"] == "A task is due" and told["body"] == "Send the invoice · Chen Hao"
    assert told["path"] == f"/customers/{customer}"
    shop.restart()
    assert service.nothing(20), "told once, also after a restart"
    service.close()
