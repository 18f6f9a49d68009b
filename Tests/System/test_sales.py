"""A chat becomes a deal by one key, goes over the board by keyboard and by mouse, and is won; the forecast adds up."""

import re

import pytest

from conftest import shot, sign_in
from people import Agent, Visitor, stamp
from server import OWNER, signed_in


@pytest.fixture
def owner(demo):
    return signed_in(demo, *OWNER)


def column(page, stage):
    return page.get_by_role("region", name=stage, exact=True)


def test_a_chat_becomes_a_deal_and_is_won(demo, context, owner):
    question = stamp("We need two hundred gift boxes")
    Visitor(context(), demo.url).open_chat().write(question)
    page = context().new_page()
    sign_in(page, demo)
    page.get_by_text("Unassigned").first.click()
    agent = Agent(page)
    agent.open_ticket_of(question)
    # One key makes it a lead, one takes that back, and pressing again makes another.
    page.keyboard.press("d")
    agent.sees(re.compile("made this a lead"))
    page.get_by_text(re.compile(r"Ticket #\d+ is deal #\d+ now")).wait_for()
    page.keyboard.press("z")
    page.get_by_text(re.compile(r"Deal #\d+ was taken back")).wait_for()
    page.keyboard.press("d")
    toast = page.get_by_text(re.compile(r"Ticket #\d+ is deal #\d+ now"))
    toast.wait_for()
    ticket, number = re.search(r"#(\d+) is deal #(\d+)", toast.inner_text()).groups()
    # Pressed once more it says which deal it is.
    page.keyboard.press("d")
    page.get_by_text(f"This ticket is deal #{number} already.").wait_for()
    agent.thread.get_by_role("link", name=f"#{number}", exact=True).wait_for()
    page.locator(".customer-pane").get_by_role("link", name=re.compile(rf"^#{number}")).wait_for()
    shot(page, "sales-ticket")
    deal = owner.json("GET", f"/api/v1/opportunities/{number}")
    assert deal["source_ticket"]["number"] == int(ticket) and deal["state"] == "open"

    # The board by keyboard: the deal moves on, and the keys stay with it.
    page.keyboard.press("g")
    page.keyboard.press("d")
    card = column(page, "Lead").get_by_role("link", name=re.compile(re.escape(deal["title"])))
    card.focus()
    shot(page, "sales-board")
    page.keyboard.press("]")
    column(page, "Qualified").get_by_role("link", name=re.compile(re.escape(deal["title"]))).wait_for()
    page.wait_for_function("(title) => document.activeElement.textContent.includes(title)", arg=deal["title"])
    page.keyboard.press("z")
    card.wait_for()
    card.focus()
    page.keyboard.press("]")
    qualified = column(page, "Qualified").get_by_role("link", name=re.compile(re.escape(deal["title"])))
    qualified.wait_for()
    # And by mouse.
    qualified.drag_to(column(page, "Negotiation").get_by_role("heading"))
    negotiation = column(page, "Negotiation").get_by_role("link", name=re.compile(re.escape(deal["title"])))
    negotiation.wait_for()

    # Beside the board: something to do, then won.
    negotiation.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Deal")
    panel.get_by_label("What is to be done?").fill("Ask about the colours")
    panel.get_by_role("button", name="Add").click()
    panel.get_by_text("Ask about the colours").wait_for()
    panel.get_by_label(re.compile("^Amount")).fill("8,600")
    panel.get_by_label(re.compile("^Amount")).press("Enter")
    column(page, "Negotiation").get_by_text("¥8,600", exact=True).first.wait_for()
    panel.get_by_role("button", name="Won", exact=True).click()
    panel.get_by_role("button", name="Open again").wait_for()
    column(page, "Won").get_by_role("link", name=re.compile(re.escape(deal["title"]))).wait_for()
    shot(page, "sales-panel")
    won = owner.json("GET", f"/api/v1/opportunities/{number}")
    assert won["state"] == "won" and won["amount"] == {"amount_minor": 860_000, "currency": "CNY"}
    changes = owner.json("GET", f"/api/v1/opportunities/{number}/changes")["items"]
    assert [change["kind"] for change in reversed(changes)] == ["created", "moved", "moved", "moved", "moved", "changed", "won"]
    todo = owner.json("GET", "/api/v1/activities?owner=me&limit=200")["items"]
    assert any(one["subject"] == "Ask about the colours" and one["opportunity"]["number"] == int(number) for one in todo)
    timeline = owner.json("GET", f"/api/v1/customers/{deal['customer']['id']}/timeline")["items"]
    assert any(entry["kind"] == "opportunity.won" for entry in timeline)

    # The customer's own page shows it.
    page.goto(f"{demo.url}/customers/{deal['customer']['id']}")
    page.get_by_role("link", name=re.compile(rf"^#{number}")).first.wait_for()


def test_a_lost_deal_says_why(demo, context, owner):
    customer = owner.json("GET", "/api/v1/customers?limit=1")["items"][0]["id"]
    title = stamp("Lost on price")
    made = owner.json("POST", "/api/v1/opportunities", {"customer_id": customer, "title": title}, 201)
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/sales/deals/{made['number']}")
    panel = page.get_by_role("complementary", name="Deal")
    panel.get_by_role("button", name="Lost", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why was it lost?").select_option(label="Too expensive")
    dialog.get_by_role("button", name="Lost", exact=True).click()
    panel.get_by_text("Lost: Too expensive").wait_for()
    column(page, "Lost").get_by_role("link", name=re.compile(title)).wait_for()
    assert owner.json("GET", f"/api/v1/opportunities/{made['number']}")["lost_reason"]["name"] == "Too expensive"
    panel.get_by_role("button", name="Open again").click()
    panel.get_by_role("button", name="Won", exact=True).wait_for()


def test_the_forecast_equals_figures_worked_out_by_hand(demo, context, owner):
    customers = owner.json("GET", "/api/v1/customers?limit=50")["items"]
    stages = [{"name": "Asked", "win_ratio": 0.1}, {"name": "Sampled", "win_ratio": 0.25}]
    pipeline = owner.json("POST", "/api/v1/pipelines", {"name": stamp("Wholesale"), "stages": stages}, 201)
    asked, sampled = (stage["id"] for stage in pipeline["stages"][:2])
    month = owner.json("GET", "/api/v1/forecast")["this_month"]

    def deal(stage, minor, day, customer):
        return owner.json("POST", "/api/v1/opportunities", {
            "customer_id": customer, "title": stamp("Hand figures"), "pipeline_id": pipeline["id"], "stage_id": stage,
            "amount": {"amount_minor": minor, "currency": "CNY"}, "expected_close_on": day,
        }, 201)

    # A customer whom nothing makes unhappy, so that the service counts whole.
    content = next(
        one["id"] for one in customers
        if not deal(asked, 0, None, one["id"])["is_unhappy"]
    )
    deal(asked, 33_335, f"{month}-28", content)
    deal(sampled, 101, f"{month}-28", content)
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/sales/forecast?pipeline={pipeline['id']}")
    # 333.35 × 10 % + 1.01 × 25 % = 33.335 + 0.2525 = 33.5875: 33.59.
    row = page.get_by_role("row", name=re.compile("¥334.36")).first
    row.get_by_role("cell", name="¥33.59", exact=True).first.wait_for()
    page.get_by_role("row", name=re.compile("^Asked 10 %.*¥333.35 ¥33.34$")).wait_for()
    page.get_by_role("row", name=re.compile("^Sampled 25 % 1 ¥1.01 ¥0.25$")).wait_for()
    shot(page, "sales-forecast")
    # The target is set in the table itself.
    page.goto(f"{demo.url}/sales/forecast")
    months = page.get_by_role("table").first
    months.get_by_role("row").nth(1).wait_for()
    months.get_by_role("button", name=re.compile("^(Set|Edit Target of|[0-9])")).last.click()
    page.get_by_role("textbox", name=re.compile("^Target of")).fill("123,456")
    page.keyboard.press("Enter")
    months.get_by_text("¥123,456.00").first.wait_for()
    shot(page, "sales-targets")


def test_of_two_who_set_the_same_target_the_second_is_told(demo, context, owner):
    forecast = owner.json("GET", "/api/v1/forecast")
    month = forecast["this_month"]
    before = next(one for one in forecast["currencies"][0]["rows"] if one["month"] == month)["target"]
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/sales/forecast")
    row = page.locator(".by-month tbody tr").filter(has_not_text="Overdue").first
    row.wait_for()
    # Somebody else is quicker; then one's own is refused with a sentence, and theirs is shown.
    owner.json("PUT", f"/api/v1/forecast/targets/{month}", {"amount": {"amount_minor": 77_777_00, "currency": "CNY"}})
    row.locator("td .editable").click()
    row.get_by_role("textbox").fill("88888")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("Not saved")).first.wait_for()
    shot(page, "forecast-conflict")
    row.get_by_text("¥77,777.00").wait_for()
    row.locator("td .editable").click()
    row.get_by_role("textbox").fill("88888")
    page.keyboard.press("Enter")
    row.get_by_text("¥88,888.00").wait_for()
    owner.json("PUT", f"/api/v1/forecast/targets/{month}", {"amount": before or {"amount_minor": 0, "currency": "CNY"}})


def test_the_pages_fit_a_phone_in_chinese(demo, context):
    page = context(width=360, height=780, locale="zh-CN", dark=True).new_page()
    sign_in(page, demo)
    for path, name in (("/sales", "board"), ("/sales/activities", "todo"), ("/sales/forecast", "forecast")):
        page.goto(demo.url + path)
        page.locator(".board-columns, .activity-list, .forecast-table").first.wait_for()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
        shot(page, f"sales-phone-{name}")
    page.goto(demo.url + "/sales")
    page.locator(".deal-card a").first.click()
    page.locator(".deal-body").wait_for()
    shot(page, "sales-phone-deal")
