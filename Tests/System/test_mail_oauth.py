"""A mailbox is connected by signing in at its provider: there by redirect, back, tested, and mail comes in."""

import re
from urllib.parse import urlsplit

import pytest

from conftest import shot, sign_in
from mail_servers import Dovecot, Provider, Sink
from server import OWNER, Server, signed_in
from test_mail import letter


class Office:
    """One Deskbell, a mailbox's servers, and the provider that gives its tokens."""

    def __init__(self):
        self.server, self.sink, self.dovecot, self.provider = Server("--demo"), Sink("--auth"), Dovecot(), Provider()
        self.owner = signed_in(self.server, *OWNER)

    def mailboxes(self):
        boxes = self.owner.json("GET", "/api/v1/inboxes")["items"]
        return [box for box in boxes if box["kind"] == "email" and box["settings"]["mail"]["address"] == Dovecot.USER]

    def stop(self):
        self.server.remove()
        for one in (self.sink, self.dovecot, self.provider):
            one.stop()


@pytest.fixture(scope="module")
def office():
    office = Office()
    yield office
    office.stop()


def entered(page, office, client="mail"):
    """The form for a new mailbox, filled in as far as the way to the provider."""
    page.goto(office.server.url + "/settings/inboxes")
    page.get_by_role("button", name="Connect a mailbox").click()
    form = page.get_by_role("dialog")
    form.get_by_label(re.compile("^Address")).fill(Dovecot.USER)
    form.get_by_label("How Deskbell signs in").select_option("oauth")
    form.get_by_label("Client id").fill(client)
    form.get_by_label("Client secret").fill("s3cret")
    form.get_by_label("Sign-in address").fill(office.provider.url + "/authorize")
    form.get_by_label("Token address").fill(office.provider.url + "/token")
    form.get_by_text("Servers").click()
    for place, port in ((0, office.dovecot.port), (1, office.sink.port)):
        box = form.locator("fieldset.server").nth(place)
        box.get_by_label("Server", exact=True).fill("127.0.0.1")
        box.get_by_label("Port").fill(str(port))
        box.get_by_label("Encryption").select_option("none")
    form.locator("fieldset.server").nth(1).get_by_label("Sign-in name").fill(Sink.USER)
    return form


def test_signing_in_at_the_provider_connects_a_mailbox(office, context):
    page = context().new_page()
    sign_in(page, office.server)
    form = entered(page, office)
    assert form.locator(".snippet code").inner_text() == office.server.url + "/api/v1/mailboxes/oauth/callback"
    shot(page, "mailbox-oauth-form")
    form.get_by_role("button", name="Sign in with 127.0.0.1").click()
    # It rests, switched off, while its owner is away; who says no comes back to it.
    page.get_by_role("heading", name=f"Let Deskbell use {Dovecot.USER}?").wait_for()
    assert [box["enabled"] for box in office.mailboxes()] == [False]
    page.get_by_role("link", name="Deny").click()
    page.get_by_text("Nothing was connected: at 127.0.0.1, access was refused.").wait_for()
    shot(page, "mailbox-oauth-denied")
    assert urlsplit(page.url).query == ""
    assert [box["enabled"] for box in office.mailboxes()] == [False]

    page.get_by_role("dialog").get_by_role("button", name="Sign in with 127.0.0.1").click()
    answers = []
    page.on("request", lambda request: answers.append(request.url) if "/oauth/callback" in request.url else None)
    page.get_by_role("link", name="Allow").click()
    page.get_by_text(f"Signed in with 127.0.0.1 for {Dovecot.USER}.").wait_for()
    page.get_by_text(f"{Dovecot.USER} is connected").wait_for()
    assert page.locator(".test-steps li.is-ok").count() == 6 and page.locator(".test-steps li.is-bad").count() == 0
    assert page.get_by_label("Fetch and send mail").is_checked()
    shot(page, "mailbox-oauth-connected")
    page.get_by_text(re.compile("^Connected")).first.wait_for()
    office.dovecot.deliver(letter("Fetched by token", "Hello from the provider").as_bytes())
    page.goto(office.server.url + "/tickets?list=all_open")
    page.get_by_text("Hello from the provider").first.wait_for(timeout=60_000)

    # The way back is good once, and for this browser only.
    [callback] = answers
    page.goto(callback)
    page.get_by_text("This sign-in was finished before").wait_for()
    stranger = context().new_page()
    stranger.goto(callback)
    stranger.get_by_label("Password").fill(OWNER[1])
    stranger.get_by_label(re.compile("e-?mail", re.I)).fill(OWNER[0])
    stranger.keyboard.press("Enter")
    stranger.get_by_text("This sign-in was begun by somebody else").wait_for()
    shot(stranger, "mailbox-oauth-stranger")
    assert [form["grant_type"] for form in office.provider.obey("asked")["asked"]] == ["authorization_code"]


def test_a_client_the_provider_does_not_know_is_told_in_both_languages_on_a_phone(office, context):
    inbox = office.owner.json("POST", "/api/v1/inboxes", {
        "kind": "email", "name": "Second", "enabled": False, "settings": {"mail": {
            "address": "second@example.com", "imap": {"host": "imap.second.example", "username": "second@example.com", "auth": "oauth"},
            "oauth": {"client_id": "unknown", "authorize_url": office.provider.url + "/authorize", "token_url": office.provider.url + "/token"},
        }}}, 201)
    office.owner.json("PATCH", "/api/v1/session", {"locale": "zh-Hans"}, 200)
    page = context(width=360, height=740, locale="zh-CN", dark=True).new_page()
    sign_in(page, office.server)
    page.goto(office.server.url + "/settings/inboxes")
    page.get_by_role("button", name="Second").first.click()
    page.get_by_role("button", name="通过 127.0.0.1 登录").click()
    page.get_by_role("link", name="Allow").click()
    page.get_by_text("127.0.0.1 不认识这个客户端 ID").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shot(page, "mailbox-oauth-refused-zh-360")
    assert office.owner.json("GET", f"/api/v1/inboxes/{inbox['id']}/mailbox")["has_secrets"]["refresh_token"] is False
