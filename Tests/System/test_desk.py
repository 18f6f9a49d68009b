"""The desk's finer tools: canned replies that act, tickets among colleagues, what a phone is told."""

import re

from conftest import shot, sign_in
from people import Agent, Visitor, stamp


def test_a_canned_reply_answers_and_acts_at_once(demo, people, context):
    shortcut = stamp("paid").replace(" ", "")
    page = context().new_page()
    sign_in(page, demo)
    # Settings: words and what they do to the ticket.
    page.goto(demo.url + "/settings/canned")
    page.get_by_role("button", name="New canned reply").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Shortcut").fill(shortcut)
    dialog.get_by_label("Title").fill("Paid back")
    dialog.get_by_label("Text").fill("Your money is on its way, {{customer.first_name|there}}.")
    dialog.get_by_text("What it does to the ticket").click()
    dialog.get_by_label("Status").select_option("solved")
    dialog.get_by_label("Priority").select_option("high")
    dialog.get_by_label("Give to").select_option("me")
    dialog.get_by_label("Add tags").fill("refund, paid")
    shot(page, "canned-editor")
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    page.get_by_text(f"/{shortcut}").wait_for()
    # The composer: `/` finds it, the line says what will happen, one part is struck.
    visitor = Visitor(context(), demo.url).open_chat()
    question = stamp("Where is my money")
    visitor.write(question)
    visitor.sees(question)
    page.goto(demo.url + "/tickets?list=unassigned")
    agent = Agent(page)
    agent.open_ticket_of(question)
    number = int(re.search(r"/tickets/(\d+)", page.url).group(1))
    agent.box.press_sequentially("/" + shortcut)
    page.get_by_role("option", name=re.compile(shortcut)).wait_for()
    shot(page, "canned-picker")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Do not: tag paid").click()
    strip = page.locator(".action-strip")
    assert re.search("solve.*priority High.*tag refund.*give to me", strip.inner_text(), re.S), strip.inner_text()
    shot(page, "canned-will")
    page.keyboard.press("Control+Enter")
    visitor.sees("Your money is on its way")
    ticket = people["owner"].json("GET", f"/api/v1/tickets/{number}")
    assert (ticket["status"], ticket["priority"], [tag["name"] for tag in ticket["tags"]]) == ("solved", "high", ["refund"])
    assert ticket["assignee"]["name"] == people["owner"].json("GET", "/api/v1/session")["user"]["name"]


def test_a_canned_reply_without_words_acts_by_key_alone(demo, people, context):
    ticket = people["owner"].json(
        "POST", "/api/v1/tickets",
        {"customer": {"email": "carrier@example.com"}, "subject": stamp("Where is it"), "text": "?", "channel": "api"}, 201)
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/tickets/{ticket['number']}")
    agent = Agent(page)
    agent.box.press_sequentially("/carrier")
    page.get_by_role("option", name=re.compile("carrier")).first.wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Apply").wait_for()
    page.keyboard.press("Control+Enter")
    agent.sees("Asked the carrier.")
    page.get_by_text(re.compile("Done on #")).wait_for()
    now = people["owner"].json("GET", f"/api/v1/tickets/{ticket['number']}")
    assert now["status"] == "snoozed" and now["assignee"]


def test_an_internal_ticket_stays_among_colleagues(demo, people, context):
    visitor = Visitor(context(), demo.url).open_chat()
    question = stamp("Do you have a discount")
    visitor.write(question)
    visitor.sees(question)
    page = context().new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/tickets?list=unassigned")
    agent = Agent(page)
    agent.open_ticket_of(question)
    email = f"discount{stamp('').strip()}@example.com"
    # From the console: about a customer, on note paper only.
    page.get_by_role("button", name="New ticket").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Internal").click()
    dialog.get_by_label("About which customer").fill(email)
    dialog.get_by_label("Subject").fill("May we go below ten percent?")
    dialog.get_by_label("Note").fill("She asks for twelve.")
    shot(page, "internal-new")
    dialog.get_by_role("button", name="Open the ticket").click()
    page.get_by_role("heading", name="May we go below ten percent?").wait_for()
    # By what the empty paper says: the customer beside it has a box for notes too.
    note = page.get_by_placeholder("Only colleagues see this")
    note.fill("Twelve is fine for her.")
    assert page.get_by_role("tab", name="Reply").count() == 0
    page.keyboard.press("Control+Enter")
    agent.sees("Twelve is fine for her.")
    shot(page, "internal-ticket")
    number = int(re.search(r"/tickets/(\d+)", page.url).group(1))
    owner = people["owner"]
    ticket = owner.json("GET", f"/api/v1/tickets/{number}")
    assert ticket["channel"] == "internal" and ticket["first_response_at"] is None
    status, _, body = owner.call("POST", f"/api/v1/tickets/{number}/messages", {"text": "Hello"})
    assert status == 409 and b"ticket-internal" in body
    assert all(message["private"] for message in owner.json("GET", f"/api/v1/tickets/{number}/messages")["items"])
    # Solved: nobody is asked about it.
    owner.json("POST", f"/api/v1/tickets/{number}/resolution")
    page.wait_for_timeout(1500)
    events = [message["event"]["type"] for message in owner.json("GET", f"/api/v1/tickets/{number}/messages")["items"] if message["event"]]
    assert events == ["status"]
