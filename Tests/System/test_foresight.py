"""Foresight in the browser: risk and reasons beside the ticket, those at risk, model cards; nothing of it for visitors."""

import re
import time

from conftest import shot, sign_in
from people import Agent, Visitor, stamp
from server import OWNER, in_chinese, signed_in


def trained(demo):
    """The owner, once the demo company's first training is over."""
    owner = signed_in(demo, *OWNER)
    for _ in range(300):
        card = owner.json("GET", "/api/v1/models/satisfaction")
        if card["version"] and card["training"]["state"] == "done":
            return owner
        time.sleep(0.2)
    raise AssertionError("the demo company's model was not trained")


def test_risk_beside_the_ticket(demo, context):
    owner = trained(demo)
    worst = owner.json("GET", "/api/v1/at-risk?kind=tickets&limit=1")["items"][0]
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/tickets/{worst['number']}?list=all_open")
    risk = page.locator(".customer-pane .risk").first
    risk.get_by_text(re.compile(r"risk of dissatisfaction")).wait_for()
    assert re.search(r"\d+% \(\d+%–\d+%\)", risk.inner_text())
    assert 1 <= risk.locator(".risk-reasons li").count() <= 3
    assert "Learned from" in risk.inner_text()
    shot(page, "risk-beside-ticket")

    page.get_by_role("button", name="Wrong", exact=True).click()
    page.get_by_text("counted when the model is judged").wait_for()
    page.reload()
    page.locator("button[aria-pressed=true]", has_text="Wrong").wait_for()

    page.get_by_role("button", name="What if?").click()
    dialog = page.get_by_role("dialog")
    slider = dialog.get_by_label(re.compile("Reopened"))
    before = dialog.locator("dd").last.inner_text()
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => [...document.querySelectorAll('.what-if-figures dd')].pop().innerText !== before", arg=before)
    page.keyboard.press("Escape")


def test_a_customers_message_rescores_the_open_ticket(demo, context):
    trained(demo)
    question = stamp("Where is my parcel")
    visitor = Visitor(context(), demo.url).open_chat()
    visitor.write(question)
    page = context().new_page()
    sign_in(page, demo)
    page.get_by_text("Unassigned").first.click()
    Agent(page).open_ticket_of(question)
    page.locator(".customer-pane .risk .risk-head").first.wait_for()
    # Anger moves the risk; the pane is told by the live connection, and shows the new figure by itself.
    with page.expect_response(lambda answer: answer.url.endswith("/prediction") and answer.status == 200):
        visitor.write("STILL NOTHING, this is terrible, I want a refund again!")
    # Nothing of it reaches the visitor's own page.
    assert "risk" not in visitor.panel.locator("body").inner_text().lower()


def test_those_at_risk_and_what_was_done(demo, context):
    owner = trained(demo)
    page = context().new_page()
    sign_in(page, demo)
    page.keyboard.press("g")
    page.keyboard.press("x")
    page.get_by_role("heading", name="At risk").wait_for()
    # The demo company's churn model finds no usable pattern, and says so instead of listing anybody.
    card = owner.json("GET", "/api/v1/models/churn")
    if card["verdict"] == "no_usable_pattern":
        page.get_by_text("No usable pattern was found").wait_for()
    page.get_by_role("button", name="Tickets", exact=True).click()
    row = page.locator(".at-risk-row", has=page.locator("a[href^='/tickets/']")).first
    name = row.locator("strong").inner_text()
    link = row.get_by_role("link").get_attribute("href")
    shot(page, "at-risk")
    row.get_by_role("button", name="What did you do?").click()
    page.get_by_role("option", name="Called").or_(page.get_by_role("menuitem", name="Called")).first.click()
    page.get_by_text(f"Noted. {name}").wait_for()
    assert page.locator(f".at-risk-row a[href='{link}']").count() == 0
    page.get_by_label("Show those looked after").check()
    page.locator(f".at-risk-row a[href='{link}']").wait_for()
    # The funnel in the ticket list says the same.
    page.goto(f"{demo.url}/tickets?list=at_risk")
    page.locator(".views-item[aria-current=page]", has_text="At risk").wait_for()


def test_model_cards_are_honest(demo, context):
    owner = trained(demo)
    version = owner.json("GET", "/api/v1/models/satisfaction")["version"]
    with in_chinese(owner):
        page = context(width=360, locale="zh-CN").new_page()
        sign_in(page, demo)
        page.goto(f"{demo.url}/at-risk/models")
        card = page.get_by_role("region", name="满意度")
        card.get_by_text(re.compile("在用：")).wait_for()
        assert card.locator(".calibration-bin").count() == 10
        assert "对每个人都说平均值" in card.inner_text()
        shot(page, "models-phone")
        card.get_by_role("button", name="立即训练").click()
        # At night the nightly training may be before it in the queue.
        card.get_by_text(f"第 {version + 1} 版").wait_for(timeout=60_000)


def test_nobody_outside_may_ask(people):
    visitor, anonymous = people["visitor"], people["anonymous"]
    number = people["owner"].json("GET", "/api/v1/tickets?limit=1")["items"][0]["number"]
    for caller in (visitor, anonymous):
        for path in (f"/api/v1/tickets/{number}/prediction", "/api/v1/at-risk", "/api/v1/models"):
            assert caller.call("GET", path)[0] in (401, 403)
    assert people["agent"].call("POST", "/api/v1/models/churn/training")[0] == 403
