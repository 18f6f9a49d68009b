"""What an offer may be made for, and what becomes of it once it is taken back or ordered: by the HTTP interface alone."""

import pytest

from people import stamp
from server import OWNER, Caller, signed_in


@pytest.fixture
def owner(demo):
    return signed_in(demo, *OWNER)


def chat(demo):
    """A visitor's session with a ticket of their own: what the visitor calls with, and the ticket."""
    token = Caller(demo).json("POST", "/api/v1/widget/sessions", {"inbox": "demo-shop"}, expect=201)["visitor_token"]
    visitor = Caller(demo, {"X-Visitor-Token": token})
    sent = visitor.json("POST", "/api/v1/widget/messages", {"client_id": stamp("c"), "text": stamp("Tea")}, expect=201)
    return visitor, sent["message"]["ticket_id"]


def offered(owner, ticket, expect=201, customer=None):
    customer = customer or owner.json("GET", f"/api/v1/tickets/{ticket}")["customer"]["id"]
    best = owner.json("GET", f"/api/v1/customers/{customer}/recommendations?limit=1")["items"][0]
    return owner.json("POST", f"/api/v1/customers/{customer}/offers", {
        "product_id": best["product"]["id"], "ticket_id": ticket, "method": best["method"], "reason": best["reason"],
    }, expect=expect)


def events(caller, path):
    return [one["event"]["type"] for one in caller.json("GET", path)["items"] if one["kind"] == "event"]


def test_a_ticket_of_another_customer_is_named(demo, owner):
    _, ticket = chat(demo)
    _, another = chat(demo)
    stranger = owner.json("GET", f"/api/v1/tickets/{another}")["customer"]["id"]
    problem = offered(owner, ticket, expect=422, customer=stranger)
    assert [one["pointer"] for one in problem["errors"]] == ["/ticket_id"]


def test_an_offer_taken_back_is_told_on_the_ticket_and_kept_for_the_record(demo, owner):
    visitor, ticket = chat(demo)
    offer = offered(owner, ticket)
    assert offer["url"] == f"{demo.url}/offers/{offer['token']}"
    assert owner.call("DELETE", f"/api/v1/offers/{offer['token']}")[0] == 204
    assert events(visitor, "/api/v1/widget/messages") == ["offer_withdrawn"]
    assert "offer_withdrawn" in events(owner, f"/api/v1/tickets/{ticket}/messages")
    page = visitor.json("GET", f"/api/v1/offers/{offer['token']}")
    assert page["state"] == "withdrawn"
    assert visitor.call("POST", f"/api/v1/offers/{offer['token']}/acceptance")[0] == 409
    acts = owner.json("GET", f"/api/v1/audit?subject=offer:{offer['id']}")["items"]
    assert [one["action"] for one in acts] == ["offer.withdrawn", "offer.made"]


def test_a_visitor_nobody_vouched_for_orders_what_was_offered_in_their_chat(demo, owner):
    visitor, ticket = chat(demo)
    offer = offered(owner, ticket)
    path = f"/api/v1/offers/{offer['token']}"
    pages = [visitor.json("POST", f"{path}/acceptance", expect=201) for _ in range(2)]
    assert pages[0] == pages[1] and pages[0]["state"] == "accepted"
    assert events(visitor, "/api/v1/widget/messages") == ["offer_accepted"], "their other tabs hear of it"
    refused = owner.json("DELETE", path, expect=409)
    assert f"#{pages[0]['order_number']}" in refused["detail"]
    order = owner.json("GET", f"/api/v1/orders/{pages[0]['order_number']}")
    assert order["customer"]["id"] == offer["customer_id"]


def test_a_customer_who_was_deleted_orders_nothing(demo, owner):
    visitor, ticket = chat(demo)
    offer = offered(owner, ticket)
    assert owner.call("DELETE", f"/api/v1/customers/{offer['customer_id']}")[0] in (200, 204)
    assert visitor.json("GET", f"/api/v1/offers/{offer['token']}")["state"] == "withdrawn"
    assert visitor.call("POST", f"/api/v1/offers/{offer['token']}/acceptance")[0] == 409
    again = {"product_id": offer["product_id"], "ticket_id": ticket}
    owner.json("POST", f"/api/v1/customers/{offer['customer_id']}/offers", again, expect=404)
