"""What a page could not read: it says so in its place, and reads it when it can; nobody reads that there is nothing."""

import re

import pytest

from conftest import shot, sign_in
from server import in_chinese

PAGES = (
    ("/marketing/posts", "**/api/v1/posts?**", "Plan here what you say"),
    ("/marketing/segments", "**/api/v1/segments", None),
    ("/sales", "**/api/v1/pipelines", None),
    ("/sales/activities", "**/api/v1/activities?**", "Nothing is planned for you"),
    ("/settings/webhooks", "**/api/v1/webhooks", "No webhooks"),
    ("/customers", "**/api/v1/customers?**", "No customers"),
    ("/orders", "**/api/v1/orders?**", "No orders"),
)


@pytest.mark.parametrize("path, address, nothing", PAGES)
def test_a_list_that_could_not_be_read(demo, context, path, address, nothing):
    page = context().new_page()
    sign_in(page, demo)
    page.route(address, lambda route: route.abort())
    page.goto(demo.url + path)
    # The month of posts reads for itself, so there it is said twice.
    page.get_by_text("Deskbell cannot be reached right now").first.wait_for()
    shot(page, "unread" + path.replace("/", "-"))
    assert nothing is None or page.get_by_text(nothing).count() == 0
    page.unroute(address)
    said = page.get_by_text("Deskbell cannot be reached right now")
    for left in range(said.count(), 0, -1):
        said.first.get_by_role("button", name="Try again").click()
        said.nth(left - 1).wait_for(state="detached")
    assert said.count() == 0


def test_a_ticket_that_could_not_be_read_is_not_called_missing(demo, people, context):
    number = people["owner"].json("GET", "/api/v1/tickets?limit=1")["items"][0]["number"]
    page = context(width=360, height=740, dark=True).new_page()
    with in_chinese(people["owner"]):
        sign_in(page, demo)
        page.goto(demo.url + "/customers")
        page.locator(".row").first.wait_for()
        # Not even known from a list: its address is opened from elsewhere.
        page.route(re.compile(r"/api/v1/tickets"), lambda route: route.abort())
        page.goto(f"{demo.url}/tickets/{number}")
        page.get_by_role("button", name="重试").first.wait_for()
        assert page.get_by_text("没有工单").count() == 0
        shot(page, "unread-ticket-phone")
        page.unroute(re.compile(r"/api/v1/tickets"))
        page.get_by_role("main").get_by_role("button", name="重试").click()
        page.get_by_role("textbox").first.wait_for()
        # What is not there is called so, and a phone has a way back.
        page.goto(f"{demo.url}/orders/999999")
        page.get_by_text("无法显示这个订单").wait_for()
        shot(page, "unread-order-phone")
        page.get_by_role("link", name="返回").click()
        page.wait_for_url(re.compile(r"/orders$"))
