"""A product offered beside the ticket, sent in the chat, and ordered by the customer with one button."""

import re

from conftest import shot, sign_in
from people import Agent, Visitor, stamp
from server import OWNER, signed_in


def test_an_offer_becomes_an_order_once(demo, context):
    question = stamp("Which tea would you recommend")
    visitor = Visitor(context(), demo.url).open_chat()
    visitor.write(question)
    page = context().new_page()
    sign_in(page, demo)
    page.get_by_text("Unassigned").first.click()
    agent = Agent(page)
    agent.open_ticket_of(question)
    offer = page.locator(".recommended").get_by_role("button", name="Offer").first
    offer.wait_for()
    name = page.locator(".recommended li strong").first.inner_text()
    # By keyboard: the line stands in the reply, and the reply is where one writes on.
    offer.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.composer textarea').value.includes('/offers/')")
    assert name in agent.box.input_value()
    shot(page, "offer-written")
    link = re.search(r"\S+/offers/\S+", agent.box.input_value()).group(0)
    agent.box.press("Control+Enter")
    visitor.sees(re.compile("/offers/"))

    owner = signed_in(demo, *OWNER)
    before = len(owner.json("GET", "/api/v1/orders?limit=200")["items"])
    # The customer's own browser: looking orders nothing, the button orders once.
    customer = context(width=360, locale="zh-CN", dark=True).new_page()
    customer.goto(link)
    customer.get_by_role("heading", name=name).wait_for()
    shot(customer, "offer-page")
    assert len(owner.json("GET", "/api/v1/orders?limit=200")["items"]) == before
    customer.get_by_role("button", name=re.compile("下单")).click()
    customer.get_by_role("heading", name=re.compile("已下单")).wait_for()
    customer.reload()
    customer.get_by_role("heading", name=re.compile("已下单")).wait_for()
    shot(customer, "offer-ordered")
    number = re.search(r"#(\d+)", customer.get_by_role("heading").inner_text()).group(1)
    order = owner.json("GET", f"/api/v1/orders/{number}")
    assert name in order["lines"][0]["name"] and order["source"] == "card"

    # The agent sees it come in, and the order on the customer's record.
    agent.thread.get_by_text("The customer ordered what was offered").wait_for()
    agent.thread.get_by_role("link", name=re.compile(number)).wait_for()
    timeline = owner.json("GET", f"/api/v1/customers/{order['customer']['id']}/timeline")["items"]
    assert any(entry["kind"] == "order.placed" and number in entry["title"] for entry in timeline)
