"""The shop vouches for its customer by a signed token: history on a second device, and none of it for anybody else."""

import hashlib
import hmac
import json
import re
import time

import pytest

from conftest import shot
from people import Visitor, stamp
from push_service import encoded
from server import OWNER, Server, signed_in


@pytest.fixture(scope="module")
def shop():
    server = Server("--demo")
    yield server
    server.remove()


@pytest.fixture(scope="module")
def secret(shop):
    owner = signed_in(shop, *OWNER)
    inbox = next(one for one in owner.json("GET", "/api/v1/inboxes")["items"] if one["key"] == "demo-shop")
    return owner.json("POST", f"/api/v1/inboxes/{inbox['id']}/identity-secret", expect=201)["identity_secret"]


def token(secret, subject, email, algorithm="HS256"):
    now = int(time.time())
    parts = [
        encoded(json.dumps(part).encode())
        for part in ({"alg": algorithm, "typ": "JWT"}, {"sub": subject, "email": email, "name": "Shen Yu", "iat": now, "exp": now + 3600})
    ]
    text = ".".join(parts)
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest() if algorithm == "HS256" else b""
    return text + "." + encoded(signature)


def device(context, shop, jwt=None):
    """A browser of its own on the shop's page; the shop has put `jwt` into the script tag."""
    browser = context()
    if jwt:
        def signed(route):
            answer = route.fetch()
            route.fulfill(response=answer, body=answer.text().replace(
                'data-inbox="demo-shop" data-color', f'data-inbox="demo-shop" data-identity="{jwt}" data-color'))
        browser.route(shop.url + "/demo", signed)
    return Visitor(browser, shop.url).open_chat()


def test_history_follows_the_customer_to_a_second_device(shop, secret, context):
    subject, email, question = stamp("customer"), f"{stamp('shen').replace(' ', '')}@example.com", stamp("Is the celadon cup back")
    first = device(context, shop, token(secret, subject, email))
    first.write(question)
    first.sees(question)
    second = device(context, shop, token(secret, subject, email))
    second.sees(question)
    shot(second.page, "identity-second-device")
    # Both devices are in one conversation, live.
    more = stamp("In blue, please")
    second.write(more)
    first.sees(more)
    # Another customer of the shop sees none of it.
    other = device(context, shop, token(secret, stamp("customer"), f"{stamp('other').replace(' ', '')}@example.com"))
    other.page.wait_for_timeout(1_000)
    assert other.thread.get_by_text(question).count() == 0


@pytest.mark.parametrize("forged", ["wrong secret", "no algorithm", "no token"])
def test_an_unsigned_mail_opens_nothing(shop, secret, context, forged):
    subject, email, question = stamp("customer"), f"{stamp('shen').replace(' ', '')}@example.com", stamp("My address is Lane 5")
    owner = device(context, shop, token(secret, subject, email))
    owner.write(question)
    owner.sees(question)
    jwt = {"wrong secret": token("guessed", subject, email), "no algorithm": token(secret, subject, email, "none"), "no token": None}[forged]
    stranger = device(context, shop, jwt)
    stranger.page.wait_for_timeout(800)
    assert stranger.thread.get_by_text(question).count() == 0
    # The widget still works, and saying one has that mail changes nothing.
    mine = stamp("What did I write before")
    stranger.write(mine)
    stranger.sees(mine)
    mail = stranger.panel.get_by_label(re.compile("e-?mail", re.I)).first
    if forged == "no token":
        mail.wait_for()
    if mail.count():
        mail.fill(email)
        mail.press("Enter")
        stranger.page.wait_for_timeout(800)
    stranger.page.reload()
    stranger.sees(mine)
    assert stranger.thread.get_by_text(question).count() == 0
