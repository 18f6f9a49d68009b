"""Web push: what a phone is told while nobody has the console in sight, checked from the browser's side."""

import re
import time

import pytest

from conftest import shot, sign_in
from people import stamp
from push_service import BrowserKeys, PushService, check_vapid
from server import OWNER, Server, signed_in


@pytest.fixture(scope="module")
def desk():
    server = Server("--demo", env={"DESKBELL_LOOPBACK": "1"})
    yield server
    server.remove()


@pytest.fixture
def service():
    service = PushService()
    yield service
    service.close()


def subscribed(caller, service, path, keys=None, **more):
    keys = keys or BrowserKeys()
    made = caller.json("POST", "/api/v1/push-subscriptions", {"endpoint": service.url + path, "keys": keys.json, **more}, 201)
    return keys, made["id"]


def asked(caller, text, **more):
    return caller.json(
        "POST", "/api/v1/tickets", {"customer": {"name": "Wang Mei", "email": f"{stamp('p').replace(' ', '')}@example.com"}, "text": text, "channel": "api", **more}, 201)


@pytest.fixture
def owner(desk):
    caller = signed_in(desk, *OWNER)
    yield caller
    for one in caller.json("GET", "/api/v1/push-subscriptions")["items"]:
        caller.json("DELETE", f"/api/v1/push-subscriptions/{one['id']}", expect=204)


def agent_of(desk, owner):
    email = next(user["email"] for user in owner.json("GET", "/api/v1/users")["items"] if user["role"] == "agent" and user["active"])
    return signed_in(desk, email, OWNER[1])


def test_a_customers_message_is_pushed_sealed_and_signed(desk, owner, service):
    key = owner.json("GET", "/api/v1/push-key")["public_key"]
    keys, _ = subscribed(owner, service, "/one")
    question = stamp("Where is my parcel")
    ticket = asked(owner, question)
    path, headers, body = service.next()
    assert path == "/one"
    assert question.encode() not in body and b"Wang Mei" not in body
    assert headers["Content-Encoding"] == "aes128gcm" and int(headers["TTL"]) == 3600 and headers["Urgency"] == "high"
    check_vapid(headers["Authorization"], key, service.url, time.time())
    assert keys.open(body) == {
        "title": "Wang Mei", "body": question, "path": f"/tickets/{ticket['number']}", "tag": f"ticket-{ticket['id']}"}


def test_without_the_excerpt_only_that_there_is_news(desk, owner, service):
    keys, _ = subscribed(owner, service, "/two", excerpt=False)
    ticket = asked(owner, "Something private")
    assert keys.open(service.next()[2])["body"] == f"New message on #{ticket['number']}"


def test_a_mention_and_an_assignment_reach_only_whom_they_concern(desk, owner, service):
    agent = agent_of(desk, owner)
    me = agent.json("GET", "/api/v1/session")["user"]
    boss = owner.json("GET", "/api/v1/session")["user"]
    ticket = asked(owner, "Is it glazed?")
    # The question itself is told before anybody here wants to hear of it, also on a busy machine.
    time.sleep(2)
    keys, _ = subscribed(agent, service, "/agent")
    boss_keys, _ = subscribed(owner, service, "/boss")
    path = f"/api/v1/tickets/{ticket['number']}"
    owner.json("PUT", path + "/assignment", {"user_id": me["id"]}, 200)
    place, _, body = service.next()
    assert place == "/agent" and f"#{ticket['number']}" in keys.open(body)["title"]
    agent.json("POST", path + "/messages", {"text": f"@{boss['name']} please look", "private": True, "mentions": [boss["id"]]}, 201)
    place, _, body = service.next()
    assert place == "/boss" and "please look" in boss_keys.open(body)["body"]
    # What one does oneself is no news, and neither is our own reply.
    agent.json("PUT", path + "/assignment", {"user_id": None}, 200)
    agent.json("PUT", path + "/assignment", {"user_id": me["id"]}, 200)
    agent.json("POST", path + "/messages", {"text": "Yes, twice."}, 201)
    assert service.nothing()


def test_a_console_in_sight_is_enough(desk, owner, service, context):
    subscribed(owner, service, "/three")
    page = context().new_page()
    sign_in(page, desk)
    page.wait_for_timeout(800)
    asked(owner, "While looking")
    assert service.nothing()
    page.close()


def test_a_browser_that_is_gone_is_forgotten_and_a_redirect_is_not_followed(desk, owner, service):
    subscribed(owner, service, "/gone")
    service.answers["/gone"] = 410
    asked(owner, "Anybody there?")
    assert service.next()[0] == "/gone"
    for _ in range(40):
        if not owner.json("GET", "/api/v1/push-subscriptions")["items"]:
            break
        time.sleep(0.1)
    assert owner.json("GET", "/api/v1/push-subscriptions")["items"] == []
    subscribed(owner, service, "/moved")
    service.answers["/moved"] = 307
    asked(owner, "And here?")
    assert service.next()[0] == "/moved"
    assert service.nothing()


def test_a_busy_push_service_is_asked_again(desk, owner, service):
    keys, _ = subscribed(owner, service, "/busy")
    service.answers["/busy"] = [503, 201]
    ticket = asked(owner, "Once more")
    service.next()
    assert keys.open(service.next(timeout=30)[2])["path"] == f"/tickets/{ticket['number']}"


def test_signing_out_ends_it(desk, owner, service):
    agent = agent_of(desk, owner)
    me = agent.json("GET", "/api/v1/session")["user"]
    subscribed(agent, service, "/out")
    agent.json("DELETE", "/api/v1/session")
    ticket = asked(owner, "Good night")
    owner.json("PUT", f"/api/v1/tickets/{ticket['number']}/assignment", {"user_id": me["id"]}, 200)
    assert service.nothing()


def test_nobody_leads_us_into_our_own_network(service):
    server = Server("--demo")
    try:
        owner = signed_in(server, *OWNER)
        keys = BrowserKeys().json
        status, _, body = owner.call("POST", "/api/v1/push-subscriptions", {"endpoint": service.url + "/x", "keys": keys})
        assert status == 422 and b"/endpoint" in body
        port = service.url.rsplit(":", 1)[1]
        for host in ("127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"):
            owner.json("POST", "/api/v1/push-subscriptions", {"endpoint": f"https://{host}:{port}/x", "keys": keys}, 201)
        asked(owner, "Where does this go?")
        for _ in range(60):
            if not owner.json("GET", "/api/v1/push-subscriptions")["items"]:
                break
            time.sleep(0.1)
        assert owner.json("GET", "/api/v1/push-subscriptions")["items"] == []
        assert service.nothing(1)
    finally:
        server.remove()


FAKE = """(() => {
    let subscription = null;
    PushManager.prototype.getSubscription = async () => subscription;
    PushManager.prototype.subscribe = async (options) => {
        window.pushOptions = { visible: options.userVisibleOnly, key: options.applicationServerKey.length };
        return subscription = { toJSON: () => ({ endpoint: ENDPOINT, keys: KEYS }), unsubscribe: async () => { subscription = null; return true; } };
    };
})();"""


def test_the_switch_in_the_profile(desk, owner, service, context):
    keys = BrowserKeys()
    import json
    allowed = context()
    allowed.grant_permissions(["notifications"], origin=desk.url)
    allowed.add_init_script(FAKE.replace("ENDPOINT", json.dumps(service.url + "/browser")).replace("KEYS", json.dumps(keys.json)))
    page = allowed.new_page()
    sign_in(page, desk)
    page.goto(desk.url + "/settings/profile")
    switch = page.get_by_label(re.compile("Tell this device"))
    assert not switch.is_checked()
    switch.click()
    page.get_by_label(re.compile("Show the beginning")).wait_for()
    assert page.evaluate("window.pushOptions") == {"visible": True, "key": 65}
    shot(page, "profile-push")
    assert len(owner.json("GET", "/api/v1/push-subscriptions")["items"]) == 1
    # The same browser later: still on, and renewed by itself after the server forgot it.
    for one in owner.json("GET", "/api/v1/push-subscriptions")["items"]:
        owner.json("DELETE", f"/api/v1/push-subscriptions/{one['id']}", expect=204)
    page.reload()
    page.get_by_label(re.compile("Show the beginning")).wait_for()
    page.wait_for_timeout(500)
    assert len(owner.json("GET", "/api/v1/push-subscriptions")["items"]) == 1
    # Away from the console, the message arrives and its notice opens the ticket.
    page.goto("about:blank")
    page.wait_for_timeout(500)
    ticket = asked(owner, "Told in the pocket")
    news = keys.open(service.next()[2])
    assert news["body"] == "Told in the pocket"
    page.goto(desk.url + "/tickets")
    cdp = allowed.new_cdp_session(page)
    registrations = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"]))
    cdp.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    cdp.send("ServiceWorker.deliverPushMessage", {
        "origin": desk.url, "registrationId": registrations[0]["registrationId"], "data": json.dumps(news)})
    page.wait_for_timeout(500)
    shown = page.evaluate(
        "navigator.serviceWorker.ready.then((one) => one.getNotifications()).then((list) => list.map((one) => [one.title, one.body, one.data.path]))")
    assert shown == [["Wang Mei", "Told in the pocket", f"/tickets/{ticket['number']}"]]
    page.goto(desk.url + "/settings/profile")
    page.get_by_label(re.compile("Tell this device")).click()
    page.wait_for_timeout(500)
    assert owner.json("GET", "/api/v1/push-subscriptions")["items"] == []


def test_a_browser_that_refuses_is_told_of_in_plain_words(desk, context):
    refused = context()
    refused.add_init_script("Notification.requestPermission = async () => 'denied'; Object.defineProperty(Notification, 'permission', { get: () => 'default' });")
    page = refused.new_page()
    sign_in(page, desk)
    page.goto(desk.url + "/settings/profile")
    # The browser, not we, leaves the box empty: a click, not a check.
    page.get_by_label(re.compile("Tell this device")).click()
    page.get_by_text("The browser blocks notifications for this address").wait_for()
    shot(page, "profile-push-refused")
