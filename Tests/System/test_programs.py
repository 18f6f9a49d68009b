"""Other programs: what they bring in becomes tickets, what is answered reaches them signed, and notes stay."""

import json
import re
import subprocess
import time

from conftest import shot, sign_in
from people import stamp
from server import OWNER, Caller, signed_in
from test_webhooks import ask, receiver, shop, told  # noqa: F401 (two are fixtures)


class Program:
    """A program with a key, an inbox of its own, and perhaps an address its answers go to."""

    def __init__(self, shop, receiver=None, path="/answers", **settings):
        self.owner = signed_in(shop, *OWNER)
        self.path = path
        status, self.inbox = ask(self.owner, "POST", "/api/v1/inboxes", {"kind": "api", "name": stamp("Weibo"), "settings": settings})
        assert status == 201, self.inbox
        key = self.owner.json("POST", "/api/v1/api-keys", {"name": stamp("bridge"), "scopes": ["tickets:write"]}, 201)["key"]
        self.caller = Caller(shop, {"Authorization": f"Bearer {key}"})
        self.webhook = None
        if receiver:
            self.answers_to(f"{receiver.url}{path}")

    def answers_to(self, url):
        status, self.webhook = ask(self.owner, "POST", "/api/v1/webhooks", {
            "name": "Answers", "url": url, "kinds": ["message.sent", "survey.offered"], "inbox_id": self.inbox["id"]})
        assert status == 201, self.webhook

    def says(self, conversation, id, text="Where is my teapot?", **more):
        status, _, body = self.caller.call("POST", "/api/v1/inbound-messages", {
            "inbox": self.inbox["key"], "conversation": conversation, "id": id, "text": text, **more})
        assert status == 201, body
        return json.loads(body)

    def answer(self, ticket, text, **more):
        status, message = ask(self.owner, "POST", f"/api/v1/tickets/{ticket}/messages", {"text": text, **more})
        assert status == 201, message
        return message

    def message(self, ticket, seq):
        _, page = ask(self.owner, "GET", f"/api/v1/tickets/{ticket}/messages?after_seq={seq - 1}&limit=1")
        return page["items"][0]

    def state(self, ticket, seq, wanted):
        """How the answer came to the program, once it is as wanted."""
        for _ in range(150):
            delivery = self.message(ticket, seq)["delivery"]
            if wanted(delivery):
                return delivery
            time.sleep(0.1)
        raise AssertionError(delivery)


def test_a_conversation_both_ways_with_a_file_and_without_the_notes(shop, receiver):
    program = Program(shop, receiver, platform="weibo")
    first = program.says("c-1", "m-1", **{"from": {"id": "u-7", "name": "陈美", "handle": "@mei_chen"}})
    again = program.says("c-1", "m-1")
    assert again == first, "the same id twice is one message"
    second = program.says("c-1", "m-2", "Hello?")
    assert (second["ticket_id"], second["seq"]) == (first["ticket_id"], first["seq"] + 1)
    ticket = first["ticket_id"]
    _, shown = ask(program.owner, "GET", f"/api/v1/tickets/{ticket}")
    assert (shown["channel"], shown["customer"]["name"], shown["inbox"]["key"]) == ("api", "陈美", program.inbox["key"])
    _, customer = ask(program.owner, "GET", f"/api/v1/customers/{first['customer_id']}")
    assert customer["handles"] == {"weibo": "mei_chen"}
    _, found = ask(program.owner, "GET", "/api/v1/customers?q=@mei_chen")
    assert first["customer_id"] in [one["id"] for one in found["items"]]

    status, file = upload(program.owner, "guide.txt", b"Rinse it first.")
    assert status == 201
    program.answer(ticket, "The depot lost it, do not tell.", private=True)
    sent = program.answer(ticket, "It leaves today.", attachments=[file["id"]])
    _, news = told(receiver, program.webhook["secret"])
    assert news["kind"] == "message.sent"
    data = news["data"]
    assert (data["inbox"], data["conversation"], data["to"]) == (program.inbox["key"], "c-1", {"id": "u-7", "platform": "weibo"})
    assert (data["message"]["text"], data["message"]["id"], data["ticket"]["number"]) == ("It leaves today.", sent["id"], first["ticket_number"])
    link = data["message"]["attachments"][0]["url"]
    status, _, content = Caller(shop).call("GET", link.removeprefix(shop.url))
    assert link.startswith("http") and (status, content) == (200, b"Rinse it first.")
    assert program.state(ticket, sent["seq"], lambda one: one["state"] == "delivered")["attempts"] == 1
    program.answer(ticket, "Still not a word of this.", private=True)
    program.answer(ticket, "Anything else?")
    assert told(receiver, program.webhook["secret"])[1]["data"]["message"]["text"] == "Anything else?"
    assert receiver.nothing(1), "a private note left"


def upload(caller, name, content):
    mark = "part"
    raw = (f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content + f"\r\n--{mark}--\r\n".encode())
    status, _, body = caller.call("POST", "/api/v1/attachments", raw=raw, headers={"Content-Type": f"multipart/form-data; boundary={mark}"})
    return status, json.loads(body)


def test_a_program_brings_files_and_a_repeat_with_one_is_no_second_message(shop):
    program = Program(shop)
    status, file = upload(program.caller, "photo.txt", b"a photograph")
    assert status == 201
    first = program.says("c-2", "m-1", "", attachments=[file["id"]])
    assert program.says("c-2", "m-1", "", attachments=[file["id"]]) == first
    message = program.message(first["ticket_id"], first["seq"])
    assert [one["name"] for one in message["attachments"]] == ["photo.txt"]
    status, _, body = program.caller.call("POST", "/api/v1/inbound-messages", {
        "inbox": program.inbox["key"], "conversation": "c-2", "id": "m-2", "attachments": [file["id"]]})
    assert (status, json.loads(body)["errors"][0]["pointer"]) == (422, "/attachments")


def test_a_solved_conversation_reopens_or_begins_a_new_ticket_and_repeats_stay_repeats(shop):
    program = Program(shop, reopen={"mode": "new_ticket", "days": 7})
    first = program.says("c-3", "m-1")
    ask(program.owner, "POST", f"/api/v1/tickets/{first['ticket_id']}/resolution")
    second = program.says("c-3", "m-2", "Another thing")
    assert second["ticket_id"] != first["ticket_id"] and second["customer_id"] == first["customer_id"]
    assert program.says("c-3", "m-1") == first
    assert program.says("c-3", "m-3", "And one more")["ticket_id"] == second["ticket_id"]
    reopening = Program(shop)
    first = reopening.says("c-3", "m-1")
    ask(reopening.owner, "POST", f"/api/v1/tickets/{first['ticket_id']}/resolution")
    assert reopening.says("c-3", "m-2")["ticket_id"] == first["ticket_id"]
    _, ticket = ask(reopening.owner, "GET", f"/api/v1/tickets/{first['ticket_id']}")
    assert ticket["status"] == "open"


def test_answers_wait_for_the_one_before_and_can_be_hurried(shop, receiver):
    receiver.answers["/busy"] = [503, 204]
    program = Program(shop, receiver, path="/busy")
    ticket = program.says("c-4", "m-1")["ticket_id"]
    sent = [program.answer(ticket, f"part {number}") for number in (1, 2)]
    assert told(receiver, program.webhook["secret"])[1]["data"]["message"]["text"] == "part 1"
    waiting = program.state(ticket, sent[0]["seq"], lambda one: one["status"] == 503)
    assert waiting["state"] == "waiting" and waiting["next_at"]
    assert program.message(ticket, sent[1]["seq"])["delivery"]["state"] == "waiting"
    status, _ = ask(program.owner, "POST", f"/api/v1/tickets/{ticket}/messages/{sent[0]['seq']}/delivery")
    assert status == 204
    texts = [told(receiver, program.webhook["secret"])[1]["data"]["message"]["text"] for _ in range(2)]
    assert texts == ["part 1", "part 2"]
    program.state(ticket, sent[1]["seq"], lambda one: one["state"] == "delivered")
    status, problem = ask(program.owner, "POST", f"/api/v1/tickets/{ticket}/messages/{sent[1]['seq']}/delivery")
    assert (status, problem["type"]) == (409, "/problems/delivered")


def test_without_an_address_the_bubble_says_so_and_the_answer_can_follow(shop, receiver):
    program = Program(shop)
    ticket = program.says("c-5", "m-1")["ticket_id"]
    sent = program.answer(ticket, "Hello there")
    assert program.message(ticket, sent["seq"])["delivery"]["state"] == "unaddressed"
    again = f"/api/v1/tickets/{ticket}/messages/{sent['seq']}/delivery"
    status, problem = ask(program.owner, "POST", again)
    assert (status, problem["type"]) == (409, "/problems/no-address")
    program.answers_to(f"{receiver.url}/late")
    assert ask(program.owner, "POST", again)[0] == 204
    assert told(receiver, program.webhook["secret"])[1]["data"]["message"]["text"] == "Hello there"
    program.state(ticket, sent["seq"], lambda one: one["state"] == "delivered")
    note = program.answer(ticket, "Between us", private=True)
    assert ask(program.owner, "POST", f"/api/v1/tickets/{ticket}/messages/{note['seq']}/delivery")[0] == 404
    assert receiver.nothing(1)


def test_redirects_and_private_addresses_are_not_followed_and_one_address_is_enough(shop, receiver):
    receiver.answers["/moved"] = 302
    program = Program(shop, receiver, path="/moved")
    ticket = program.says("c-6", "m-1")["ticket_id"]
    sent = program.answer(ticket, "Hello")
    told(receiver, program.webhook["secret"])
    refused = program.state(ticket, sent["seq"], lambda one: one["fault"])
    assert (refused["status"], refused["fault"]) == (302, "redirects are not followed")
    status, problem = ask(program.owner, "POST", "/api/v1/webhooks", {
        "name": "Second", "url": f"{receiver.url}/second", "kinds": ["message.sent"], "inbox_id": program.inbox["id"]})
    assert (status, problem["type"]) == (409, "/problems/program-has-address")
    for inbox in (None, ask(program.owner, "GET", "/api/v1/inboxes")[1]["items"][0]["id"]):
        status, problem = ask(program.owner, "POST", "/api/v1/webhooks", {
            "name": "Everything", "url": f"{receiver.url}/all", "kinds": ["message.sent"], "inbox_id": inbox})
        kinds = {one["id"]: one["kind"] for one in ask(program.owner, "GET", "/api/v1/inboxes")[1]["items"]}
        if kinds.get(inbox) != "api":
            assert (status, problem["errors"][0]["pointer"]) == (422, "/kinds")
    inside = Program(shop)
    inside.answers_to("https://10.0.0.8/answers")
    ticket = inside.says("c-6", "m-1")["ticket_id"]
    sent = inside.answer(ticket, "Hello")
    assert inside.state(ticket, sent["seq"], lambda one: one["fault"])["fault"] == "the address leads into a private network"


def test_the_question_how_it_went_goes_to_the_program(shop, receiver):
    program = Program(shop, receiver)
    ticket = program.says("c-7", "m-1")["ticket_id"]
    program.answer(ticket, "Done", solve=True)
    assert told(receiver, program.webhook["secret"])[1]["kind"] == "message.sent"
    _, news = told(receiver, program.webhook["secret"])
    assert (news["kind"], news["data"]["conversation"]) == ("survey.offered", "c-7")
    status, _, page = Caller(shop).call("GET", re.sub(r"^https?://[^/]+", "", news["data"]["survey"]["url"]))
    assert status == 200 and b"<html" in page


def test_keys_without_the_scope_and_faulty_bodies_are_refused(shop):
    program = Program(shop)
    key = program.owner.json("POST", "/api/v1/api-keys", {"name": stamp("reader"), "scopes": ["tickets:read"]}, 201)["key"]
    body = {"inbox": program.inbox["key"], "conversation": "c", "id": "1", "text": "x"}
    assert Caller(shop, {"Authorization": f"Bearer {key}"}).call("POST", "/api/v1/inbound-messages", body)[0] == 403
    assert Caller(shop).call("POST", "/api/v1/inbound-messages", body)[0] == 401
    for fault in ({"conversation": "x" * 201}, {"id": "\u0000"}, {"text": 7}, {"from": "me"}, {"attachments": "all"}):
        status, _, answer = program.caller.call("POST", "/api/v1/inbound-messages", {**body, **fault})
        assert status in (400, 422), (fault, answer)


def answered(receiver, secret):
    """The text of the answer told next."""
    return told(receiver, secret)[1]["data"]["message"]["text"]


def test_an_owner_connects_a_program_and_talks_through_it(shop, receiver, context):
    page = context().new_page()
    sign_in(page, shop)
    page.goto(f"{shop.url}/settings/inboxes")
    name = stamp("Weibo bridge")
    page.get_by_role("button", name="New inbox").click()
    page.get_by_role("dialog").get_by_label("Channel").select_option("api")
    page.get_by_role("dialog").get_by_label("Name").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_text(name, exact=True).click()
    dialog = page.get_by_role("dialog")
    call = dialog.locator("code").first.inner_text()
    owner = signed_in(shop, *OWNER)
    inbox = next(one for one in ask(owner, "GET", "/api/v1/inboxes")[1]["items"] if one["name"] == name)
    assert inbox["key"] in call and "/api/v1/inbound-messages" in call and "YOUR_KEY" in call

    # A private address: the test says in plain words what is wrong.
    dialog.get_by_label("Address the answers go to").fill("https://10.0.0.8/answers")
    dialog.get_by_role("button", name="Save address").click()
    secret = dialog.locator(".program-address code").inner_text()
    assert secret.startswith("whsec_")
    dialog.get_by_role("button", name="Send a test").click()
    dialog.get_by_text("leads into a private network").wait_for()
    shot(page, "program-settings")
    dialog.get_by_label("Address the answers go to").fill(f"{receiver.url}/bridge")
    dialog.get_by_role("button", name="Save address").click()
    dialog.get_by_role("button", name="Send a test").click()
    assert told(receiver, secret)[1]["kind"] == "ping"
    dialog.get_by_text("Test: arrived").wait_for()

    # The pasted call works once a key stands in it.
    key = owner.json("POST", "/api/v1/api-keys", {"name": stamp("bridge"), "scopes": ["tickets:write"]}, 201)["key"]
    origin = re.search(r"curl (\S+?)/api", call).group(1)
    made = subprocess.run(call.replace("YOUR_KEY", key).replace(origin, shop.url), shell=True, capture_output=True, text=True, timeout=20)
    receipt = json.loads(made.stdout)
    assert receipt["ticket_number"], made

    page.goto(f"{shop.url}/tickets/{receipt['ticket_number']}")
    page.get_by_role("log").get_by_text("Where is my parcel?").wait_for()
    page.keyboard.press("r")
    page.keyboard.type("It is on its way.")
    page.keyboard.press("Control+Enter")
    assert answered(receiver, secret) == "It is on its way."
    page.get_by_role("log").get_by_text("Delivered").wait_for()
    receiver.answers["/bridge"] = 500
    page.keyboard.type("It arrives tomorrow.")
    page.keyboard.press("Control+Enter")
    assert answered(receiver, secret) == "It arrives tomorrow."
    page.get_by_role("log").get_by_text("Trying again").click()
    page.get_by_text("it is busy or broken (500)").wait_for()
    shot(page, "program-thread")
    receiver.answers["/bridge"] = 204
    page.get_by_role("button", name="Try now").click()
    assert answered(receiver, secret) == "It arrives tomorrow."
    page.get_by_role("log").get_by_text("Trying again").wait_for(state="detached")

    for width, locale, dark in ((360, "zh-CN", False), (1440, "zh-CN", True), (360, "en-US", True)):
        small = context(width=width, height=780 if width == 360 else 900, locale=locale, dark=dark).new_page()
        sign_in(small, shop)
        small.goto(f"{shop.url}/settings/inboxes")
        small.get_by_text(name, exact=True).click()
        small.locator(".program-log li").first.wait_for()
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shot(small, f"program-settings-{width}-{locale}")
        small.locator(".program-address").scroll_into_view_if_needed()
        shot(small, f"program-settings-{width}-{locale}-out")
        small.goto(f"{shop.url}/tickets/{receipt['ticket_number']}")
        small.get_by_role("log").get_by_text("It arrives tomorrow.").wait_for()
        shot(small, f"program-thread-{width}-{locale}")


def test_accounts_are_kept_on_the_customer(shop, context):
    owner = signed_in(shop, *OWNER)
    status, customer = ask(owner, "POST", "/api/v1/customers", {"name": stamp("Account Holder")})
    assert status == 201
    page = context().new_page()
    sign_in(page, shop)
    page.goto(f"{shop.url}/customers/{customer['id']}")
    page.get_by_role("button", name="Add account").click()
    page.get_by_label("Platform").fill("Weibo")
    page.get_by_label("Account name").fill("@holder")
    page.keyboard.press("Enter")
    page.get_by_text("holder", exact=True).wait_for()
    for _ in range(50):
        if ask(owner, "GET", f"/api/v1/customers/{customer['id']}")[1]["handles"]:
            break
        time.sleep(0.1)
    assert ask(owner, "GET", f"/api/v1/customers/{customer['id']}")[1]["handles"] == {"weibo": "holder"}
    shot(page, "customer-accounts")
    page.get_by_role("button", name="Remove weibo holder").click()
    page.get_by_text("holder", exact=True).wait_for(state="detached")
