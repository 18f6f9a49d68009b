"""Reports: figures of orders and customers open to the rows behind them."""

import re

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
