"""Reports: figures of orders and customers open to the rows behind them."""

import re

from conftest import shot, sign_in


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
