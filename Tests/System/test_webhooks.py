"""Webhooks: signed, in order within a ticket, again after failures, never into a private network."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from conftest import shot, sign_in
from people import stamp
from push_service import PushService
from server import OWNER, Server, signed_in


@pytest.fixture(scope="module")
def shop():
    server = Server("--demo", env={"DESKBELL_LOOPBACK": "1"})
    yield server
    server.remove()


@pytest.fixture
def receiver():
    service = PushService()
    yield service
    service.server.shutdown()


def ask(owner, method, path, body=None):
    status, _, answer = owner.call(method, path, body)
    return status, json.loads(answer) if answer else None


def add(owner, **fields):
    status, made = ask(owner, "POST", "/api/v1/webhooks", {"name": stamp("ERP"), "kinds": ["message.created"], **fields})
    assert status == 201, made
    return made


def told(receiver, secret):
    """The next delivery, its signature checked as standardwebhooks.com says."""
    path, headers, body = receiver.next(timeout=20)
    named = {name.lower(): value for name, value in headers.items()}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{named['webhook-id']}.{named['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    assert named["webhook-signature"] == f"v1,{expected}"
    assert abs(int(named["webhook-timestamp"]) - time.time()) < 60
    return named["webhook-id"], json.loads(body)


def new_ticket(owner, text):
    status, ticket = ask(
        owner, "POST", "/api/v1/tickets", {"subject": text, "customer": {"name": "Ada", "email": f"{stamp('ada').replace(' ', '')}@example.com"}, "text": text})
    assert status == 201, ticket
    return ticket


def test_a_ticket_is_told_in_order_and_again_after_a_failure(shop, receiver):
    owner = signed_in(shop, *OWNER)
    # The first answer is a fault: everything of this ticket waits for it, and nothing overtakes.
    receiver.answers["/erp"] = [503, 204]
    made = add(owner, url=f"{receiver.url}/erp", kinds=["ticket.created", "message.created", "note.created"])
    ticket = new_ticket(owner, "Where is my teapot")
    for number in (1, 2):
        status, _ = ask(owner, "POST", f"/api/v1/tickets/{ticket['id']}/messages", {"kind": "note", "private": True, "text": f"note {number}", "client_id": f"n{number}"})
        assert status == 201
    first_id, first = told(receiver, made["secret"])
    again_id, again = told(receiver, made["secret"])
    assert (first["kind"], first_id, first) == ("ticket.created", again_id, again)
    rest = [told(receiver, made["secret"])[1] for _ in range(3)]
    assert [one["kind"] for one in rest] == ["message.created", "note.created", "note.created"]
    assert [one["data"]["message"]["seq"] for one in rest] == sorted(one["data"]["message"]["seq"] for one in rest)
    assert [one["data"]["message"]["text"] for one in rest] == ["Where is my teapot", "note 1", "note 2"]
    log = settled(owner, made, 4)
    assert [(one["state"], one["attempts"]) for one in log] == [("delivered", 1)] * 3 + [("delivered", 2)]
    status, detail = ask(owner, "GET", f"/api/v1/webhooks/{made['id']}/deliveries/{first_id}")
    assert status == 200 and [one["status"] for one in detail["log"]] == [204, 503]
    assert json.loads(detail["body"]) == first
    # Sent again by hand: the same id and the same words.
    status, _ = ask(owner, "POST", f"/api/v1/webhooks/{made['id']}/deliveries/{first_id}/replay")
    assert status == 201
    assert told(receiver, made["secret"]) == (first_id, first)
    ask(owner, "DELETE", f"/api/v1/webhooks/{made['id']}")


def settled(owner, webhook, count):
    """The webhook's log once `count` deliveries have arrived or were given up."""
    for _ in range(100):
        _, page = ask(owner, "GET", f"/api/v1/webhooks/{webhook['id']}/deliveries")
        if len([one for one in page["items"] if one["state"] != "waiting"]) >= count:
            return page["items"]
        time.sleep(0.1)
    raise AssertionError(page)


def test_orders_and_customers_are_told_and_a_gone_address_is_switched_off(shop, receiver):
    owner = signed_in(shop, *OWNER)
    made = add(owner, url=f"{receiver.url}/goods", kinds=["order.created", "order.updated", "customer.created"])
    status, customer = ask(owner, "POST", "/api/v1/customers", {"name": stamp("Wang Fang")})
    assert status == 201
    assert told(receiver, made["secret"])[1]["data"]["customer"]["id"] == customer["id"]
    _, products = ask(owner, "GET", "/api/v1/products?limit=1")
    status, order = ask(owner, "POST", "/api/v1/orders", {
        "customer_id": customer["id"], "currency": products["items"][0]["price"]["currency"],
        "lines": [{"product_id": products["items"][0]["id"], "quantity": 1}]})
    assert status == 201, order
    _, news = told(receiver, made["secret"])
    assert (news["kind"], news["data"]["order"]["number"]) == ("order.created", order["number"])
    receiver.answers["/goods"] = 410
    ask(owner, "POST", "/api/v1/customers", {"name": stamp("Gone")})
    told(receiver, made["secret"])
    for _ in range(100):
        _, now = ask(owner, "GET", f"/api/v1/webhooks/{made['id']}")
        if not now["active"]:
            break
        time.sleep(0.1)
    assert (now["active"], now["health"], now["failed_count"]) == (False, "off", 1)


def test_redirects_and_private_addresses_are_refused(shop, receiver):
    owner = signed_in(shop, *OWNER)
    receiver.answers["/moved"] = 302
    made = add(owner, url=f"{receiver.url}/moved")
    status, _ = ask(owner, "POST", f"/api/v1/webhooks/{made['id']}/trial")
    assert status == 201
    assert told(receiver, made["secret"])[1]["kind"] == "ping"
    fault = wait_for_fault(owner, made)
    assert fault == (302, "redirects are not followed")
    assert receiver.nothing(1), "the redirect was followed"
    for url in ("https://10.0.0.8/hook", "https://169.254.169.254/latest", "https://[::1]/hook", "https://192.168.1.4:8443/"):
        inside = add(owner, url=url)
        ask(owner, "POST", f"/api/v1/webhooks/{inside['id']}/trial")
        assert wait_for_fault(owner, inside) == (None, "the address leads into a private network"), url
    for url in ("http://erp.example.com/", "https://user:word@erp.example.com/", "ftp://erp.example.com", "erp"):
        status, problem = ask(owner, "POST", "/api/v1/webhooks", {"name": "x", "url": url, "kinds": ["order.created"]})
        assert (status, problem["errors"][0]["pointer"]) == (422, "/url"), url


def wait_for_fault(owner, webhook):
    for _ in range(150):
        _, page = ask(owner, "GET", f"/api/v1/webhooks/{webhook['id']}/deliveries")
        first = page["items"][0]
        if first["last_status"] or first["last_fault"]:
            assert first["state"] == "failed", "a test of an address is tried once"
            return first["last_status"], first["last_fault"]
        time.sleep(0.1)
    raise AssertionError(page)
