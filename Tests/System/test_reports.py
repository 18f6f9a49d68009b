"""Reports: figures of orders and customers open to the rows behind them."""

import csv
import io
import re

import pytest
from conftest import shot, sign_in
from mail_servers import text_of
from test_mail_loops import OWNED, Side


def test_figures_of_orders_open_to_their_orders(demo, context):
    page = context().new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/reports")
    page.get_by_role("link", name="Orders and customers").click()
    card = page.get_by_role("region", name="Revenue")
    card.locator(".figure").wait_for()
    assert re.search(r"\d", card.locator(".figure").inner_text())
    card.get_by_role("button", name="Table").click()
    total = card.locator("tfoot td").first.inner_text()
    card.get_by_role("button", name="Orders behind it").click()
    card.locator(".ticket-rows li").first.wait_for()
    # Every counted order stands behind the figure, and leads to its page.
    while (more := card.get_by_role("button", name="Show more")).is_visible():
        count = card.locator(".ticket-rows li").count()
        more.click()
        page.wait_for_function("n => document.querySelectorAll('.ticket-rows li').length > n", arg=count)
    assert str(card.locator(".ticket-rows li").count()) == total
    shot(page, "reports-sales")
    assert page.url.endswith("page=sales")
    line = card.locator(".ticket-rows a").first
    number = re.search(r"#(\d+)", line.inner_text()).group(1)
    line.click()
    page.wait_for_url(f"**/orders/{number}")


def test_segments_open_to_their_customers(demo, context):
    page = context().new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/reports?page=sales")
    card = page.get_by_role("region", name="Segments")
    card.get_by_role("button", name="RFM").wait_for()
    row = card.locator("tbody tr").first
    count = int(row.locator("td").first.inner_text())
    row.get_by_role("button").click()
    card.locator(".ticket-rows li").first.wait_for()
    if (more := card.get_by_role("button", name="Show more")).is_visible():
        more.click()
        more.wait_for(state="hidden")
    assert card.locator(".ticket-rows li").count() == count
    card.locator(".ticket-rows a").first.click()
    page.wait_for_url("**/customers/*")


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("part", ["service", "sales"])
def test_every_table_stays_in_its_card_wide_narrow_and_on_paper(demo, context, part):
    page = context(width=1440, height=900).new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/reports?page={part}")
    page.locator("section.card .figure").first.wait_for()
    page.wait_for_load_state("networkidle")
    for card in page.locator("section.card").all():
        if (table := card.get_by_role("button", name="Table", exact=True)).count():
            table.click()
            # The sum of the table is what stands above it.
            card.locator("tfoot").wait_for()
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 360, "height": 780})
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print")
    assert overflow(page) <= 0
    assert not page.get_by_role("navigation", name="Pages").is_visible()
    shot(page, f"reports-print-{part}")


def test_paper_is_light_whatever_the_theme(demo, context):
    page = context(dark=True).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/reports")
    page.locator("section.card .figure").first.wait_for()
    colour = "getComputedStyle(document.querySelector('.figure')).color"
    on_screen = page.evaluate(colour)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    on_paper = page.evaluate(colour)
    assert max(map(int, re.findall(r"\d+", on_paper)[:3])) < 80 < min(map(int, re.findall(r"\d+", on_screen)[:3]))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(colour) == on_screen


def test_the_period_before_is_compared_with_and_left_out_when_asked(demo, context):
    page = context().new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/reports")
    card = page.get_by_role("region", name="New tickets")
    card.locator(".change").wait_for()
    page.get_by_label("Compare").select_option("none")
    card.locator(".change").wait_for(state="detached")
    assert "compare=none" in page.url
    # The file says what the table says, and the formula is there in words.
    card.get_by_role("button", name="Table", exact=True).click()
    total = card.locator("tfoot td").all_inner_texts()
    address = card.get_by_role("link", name="CSV").get_attribute("href")
    lines = list(csv.DictReader(io.StringIO(page.request.get(demo.url + address).text().lstrip("\ufeff"))))
    for place, column in enumerate(["created_count", "solved_count", "reopened_count", "message_count"]):
        assert sum(int(line[column] or 0) for line in lines) == int(total[place].replace(",", "")), column
    card.locator(".formula summary").click()
    assert len(card.locator(".formula p").inner_text()) > 40


def test_cards_without_predictions_or_offers_say_so_and_teach(demo, context):
    page = context().new_page()
    sign_in(page, demo)
    # Other tests may have offered something today.
    page.goto(demo.url + "/reports?from=2024-01-01&until=2024-01-31")
    card = page.get_by_role("region", name="Recommendations taken")
    card.get_by_text("Press o beside a ticket").wait_for()
    assert card.get_by_text("Nothing happened").count() == 0
    page.goto(demo.url + "/reports?period=30d")
    card = page.get_by_role("region", name="Answers by predicted risk")
    card.locator(".figure").wait_for()
    card.get_by_role("button", name="Tickets behind it").click()
    card.locator(".ticket-rows li").first.wait_for()
    # Nobody reads a dash as a share: where no question had a prediction, that is said instead.
    text = card.locator(".of").first.inner_text()
    assert "–" not in text and ("low risk" in text or "no ticket had a prediction" in text)


def test_at_risk_worth_pairs_and_cohorts_open_to_their_rows(demo, context):
    page = context(width=1440).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/reports?page=sales")
    risks = page.get_by_role("region", name="At risk, by main reason")
    # Whether the demo company's customers who leave show a pattern hangs on the day it is started.
    number = risks.locator("tbody button").last
    number.or_(risks.get_by_text("Nobody is at risk")).first.wait_for()
    if number.count():
        count = int(number.inner_text())
        number.click()
        risks.locator(".ticket-rows li").first.wait_for()
        assert risks.locator(".ticket-rows li").count() == min(count, 10)
        totals = [int(text) for text in risks.locator("tfoot td").all_inner_texts()]
        assert totals[0] + totals[1] == totals[2]
    worth = page.get_by_role("region", name="Customer lifetime value")
    assert "by the model" in worth.locator(".of").first.inner_text()
    assert worth.locator("tbody tr").count() == 10
    worth.get_by_role("button", name="Customers behind it").click()
    worth.locator(".ticket-rows li").nth(9).wait_for()
    pairs = page.get_by_role("region", name="Bought together")
    row = pairs.locator("tbody tr").first
    together = int(row.locator("td").nth(2).inner_text())
    row.get_by_role("button").click()
    pairs.locator(".ticket-rows li").first.wait_for()
    assert pairs.locator(".ticket-rows li").count() == min(together, 10)
    cohorts = page.get_by_role("region", name="Who orders again")
    cell = cohorts.locator("tbody button.share").first
    people = int(re.search(r"(\d+)$", cell.get_attribute("aria-label")).group(1))
    cell.press("Enter")
    cohorts.locator(".ticket-rows li").first.wait_for()
    assert cohorts.locator(".ticket-rows li").count() == min(people, 10)
    shot(page, "reports-sales-open")


def test_a_report_is_mailed_by_schedule(context):
    side = Side("help@reports.example")
    try:
        email = OWNED["DESKBELL_OWNER_EMAIL"]
        page = context().new_page()
        sign_in(page, side.server, *OWNED.values())
        page.goto(side.server.url + "/reports?page=mail")
        page.get_by_role("button", name="Send a report by mail").click()
        form = page.get_by_role("form")
        form.get_by_label(re.compile("^Report")).select_option("volume")
        form.get_by_label("How often").select_option("day")
        form.get_by_role("button", name="Save").click()
        # Nobody chosen: the server says so beside the field, and nothing typed is lost.
        form.get_by_text("must name from 1 to 20 addresses").first.wait_for()
        form.get_by_role("checkbox", name=re.compile(re.escape(email))).check()
        form.get_by_role("button", name="Save").click()
        card = page.get_by_role("article", name="Volume")
        card.get_by_text("Every day at 08:00").wait_for()
        card.get_by_role("button", name="Send now").click()
        mail = side.sink.to(email)
        assert re.search(r"Volume, \d{4}-\d\d-\d\d – \d{4}-\d\d-\d\d", mail["Subject"])
        assert mail["Auto-Submitted"] == "auto-generated"
        html = mail.get_body(("html",)).get_content()
        assert "<table" in html and ">Opened</th>" in html and ">Total</td>" in html
        assert "Opened: 0" in text_of(mail)
        attached = next(mail.iter_attachments())
        assert attached.get_filename().startswith("deskbell-volume-") and attached.get_content_type() == "text/csv"
        assert b"day,created_count,solved_count" in attached.get_payload(decode=True)
        page.reload()
        card.get_by_text(re.compile(f"{re.escape(email)} · sent")).wait_for()
        shot(page, "reports-mail")
        page.once("dialog", lambda dialog: dialog.accept())
        card.get_by_role("button", name="Delete").click()
        page.get_by_text("No report is sent by mail yet.").wait_for()
    finally:
        side.stop()
