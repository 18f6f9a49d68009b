"""A customer the shop vouched for follows their own orders in the chat and asks about one; nobody else learns of them."""

import re

from conftest import shot, sign_in
from people import stamp
from server import OWNER, Caller, signed_in
from test_identity import device, secret, shop, token  # noqa: F401

ENTRY = re.compile("Where is my order|我的订单到哪了")


def placed(owner, email):
    """A customer's order that was sent and promised for a day long gone."""
    customer = owner.json("GET", f"/api/v1/customers?q={email}")["items"][0]["id"]
    order = owner.json("POST", "/api/v1/orders", {
        "customer_id": customer, "currency": "CNY", "lines": [{
            "name": "Celadon cup", "sku": "CEL-1", "quantity": 2, "unit_price": {"amount_minor": 9900, "currency": "CNY"}}],
    }, expect=201)
    owner.json("POST", f"/api/v1/orders/{order['id']}/shipments", {
        "carrier": "SF Express", "tracking_number": "SF778", "tracking_url": "https://sf.example/SF778",
        "shipped_at": "2026-01-02T00:00:00Z", "promised_at": "2026-01-05T00:00:00Z"}, expect=201)
    return order


def test_own_orders_and_a_question_by_keyboard(shop, secret, context):  # noqa: F811
    owner = signed_in(shop, *OWNER)
    subject, email = stamp("customer"), f"{stamp('shen').replace(' ', '')}@example.com"
    jwt = token(secret, subject, email)
    first = device(context, shop, jwt)
    first.page.wait_for_timeout(500)
    assert first.panel.get_by_role("button", name=ENTRY).count() == 0, "a customer without orders is shown nothing"
    order = placed(owner, email)
    visitor = device(context, shop, jwt)
    entry = visitor.panel.get_by_role("button", name=ENTRY)
    entry.focus()
    entry.press("Enter")
    card = visitor.panel.get_by_role("list", name=re.compile("last orders|最近的订单"))
    card.get_by_text("2 × Celadon cup").wait_for()
    card.get_by_text(f"#{order['number']}").wait_for()
    card.get_by_text(re.compile("is late")).wait_for()
    assert card.get_by_role("link", name="SF778").get_attribute("href") == "https://sf.example/SF778"
    shot(visitor.page, "where-is-my-order")
    question = stamp("When will it be here")
    card.get_by_role("button", name=re.compile("Ask about this order")).press("Enter")
    box = card.get_by_role("textbox", name=re.compile(f"order #{order['number']}"))
    box.fill(question)
    shot(visitor.page, "where-is-my-order-ask")
    box.press("Tab")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    visitor.sees(question)
    card.wait_for(state="hidden")
    # The agent sees which order it is about, the customer does not see that line.
    tickets = owner.json("GET", f"/api/v1/tickets?status=all&q={email}")["items"]
    messages = owner.json("GET", f"/api/v1/tickets/{tickets[0]['id']}/messages")["items"]
    about = [one["event"] for one in messages if one["kind"] == "event" and one["event"]["type"] == "order_asked"]
    assert [one["number"] for one in about] == [order["number"]]
    page = context().new_page()
    sign_in(page, shop)
    page.goto(f"{shop.url}/tickets/{tickets[0]['number']}")
    page.get_by_role("log").get_by_role("link", name=f"#{order['number']}").wait_for()
    shot(page, "where-is-my-order-agent")


def test_nobody_else_learns_of_it(shop, secret, context):  # noqa: F811
    owner = signed_in(shop, *OWNER)
    subject, email = stamp("customer"), f"{stamp('shen').replace(' ', '')}@example.com"
    jwt = token(secret, subject, email)
    device(context, shop, jwt).page.wait_for_timeout(500)
    order = placed(owner, email)

    def session(**more):
        return Caller(shop).json("POST", "/api/v1/widget/sessions", {"inbox": "demo-shop", **more}, expect=201)

    def asks(token, method, path, body=None):
        return Caller(shop, {"X-Visitor-Token": token}).call(method, "/api/v1" + path, body)[0]

    unsigned = session()
    Caller(shop, {"X-Visitor-Token": unsigned["visitor_token"]}).json("POST", "/api/v1/widget/details", {"email": email}, expect=200)
    other = session(identity=token(secret, stamp("customer"), f"{stamp('other').replace(' ', '')}@example.com"))
    mine = session(identity=jwt)
    assert [one["settings"]["orders"] for one in (unsigned, other, mine)] == [False, True, True]
    assert asks(unsigned["visitor_token"], "GET", "/widget/orders") == 404
    question = {"client_id": stamp("c"), "text": "Where?"}
    path = f"/widget/orders/{order['id']}/questions"
    assert asks(unsigned["visitor_token"], "POST", path, question) == 404
    assert asks(other["visitor_token"], "POST", path, question) == 404
    # Asked twice, it is one question about one order.
    assert [asks(mine["visitor_token"], "POST", path, question) for _ in range(2)] == [201, 201]
    ticket = session(identity=jwt, visitor_token=mine["visitor_token"])["ticket"]["id"]
    messages = owner.json("GET", f"/api/v1/tickets/{ticket}/messages")["items"]
    assert len([one for one in messages if one["text"] == "Where?"]) == 1
    assert len([one for one in messages if one["event"] and one["event"]["type"] == "order_asked"]) == 1
    stranger = device(context, shop)
    stranger.page.wait_for_timeout(800)
    assert stranger.panel.get_by_role("button", name=ENTRY).count() == 0
