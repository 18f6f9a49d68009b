"""A quote written in the console, read back from its PDF, accepted by its link on a phone, and ordered."""

import re
import subprocess

from conftest import shot, sign_in
from people import stamp
from server import OWNER, signed_in


def pdf_text(caller, path):
    """What a reader finds on the paper, by poppler's pdftotext."""
    status, headers, body = caller.call("GET", path)
    assert status == 200 and headers["Content-Type"] == "application/pdf"
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True
    ).stdout.decode()


def test_a_quote_is_written_sent_accepted_and_ordered(demo, context):
    owner = signed_in(demo, *OWNER)
    name = stamp("林报价")
    customer = owner.json("POST", "/api/v1/customers", {"name": name, "locale": "zh-Hans"}, 201)
    page = context().new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/sales/quotes")
    page.get_by_role("button", name="New quote").first.click()
    page.get_by_label("Customer", exact=True).fill(name)
    page.get_by_role("button", name=name).click()

    # A line of one's own: 3 × 199.99 less 10 % with 13 % tax in the price.
    page.get_by_role("button", name="Add a line of your own").click()
    page.get_by_label("Item", exact=True).fill("安装服务 Installation")
    page.get_by_label("Quantity", exact=True).fill("3")
    page.get_by_label("Price (CNY)").fill("199.99")
    page.get_by_label("Discount (%)").first.fill("10")
    page.get_by_role("combobox", name="Tax", exact=True).select_option(label="增值税 VAT 13%")
    preview = page.get_by_label("What it comes to")
    preview.get_by_text("¥539.97").first.wait_for()
    preview.get_by_text("¥62.12").wait_for()
    page.get_by_label("Words above the lines").fill("感谢您的询价。")
    shot(page, "quote-editor")
    page.get_by_role("button", name="Save quote").click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("heading", name=re.compile(r"Q-\d{4}-\d{4}")).wait_for()
    link = page.get_by_label("Link for the customer").input_value()
    shot(page, "quote-sent")

    quote = owner.json("GET", f"/api/v1/quotes?customer_id={customer['id']}")["items"][0]
    text = pdf_text(owner, f"/api/v1/quotes/{quote['number']}/pdf")
    for words in (quote["number"], name, "感谢您的询价。", "安装服务 Installation", "报价单", "CNY 539.97", "CNY 62.12"):
        assert words in text, text

    # The customer's own phone: looking accepts nothing, the button with a name does.
    phone = context(width=360, height=740, locale="zh-CN").new_page()
    phone.goto(link)
    phone.get_by_role("heading", name=re.compile(quote["number"])).wait_for()
    phone.get_by_text("安装服务 Installation").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    shot(phone, "quote-page")
    assert owner.json("GET", f"/api/v1/quotes/{quote['id']}")["state"] == "sent"
    phone.get_by_label("你的姓名").fill("林先生")
    phone.get_by_role("button", name=re.compile("接受报价")).click()
    phone.get_by_text(re.compile("林先生 已于")).wait_for()
    phone.reload()
    phone.get_by_text(re.compile("林先生 已于")).wait_for()
    shot(phone, "quote-accepted")

    accepted = owner.json("GET", f"/api/v1/quotes/{quote['id']}")
    assert accepted["state"] == "accepted" and accepted["decision"]["name"] == "林先生"
    order = owner.json("GET", f"/api/v1/orders/{accepted['order_number']}")
    assert order["total"] == quote["edition"]["total"] and order["source"] == "quote"
    kinds = [one["kind"] for one in owner.json("GET", f"/api/v1/customers/{customer['id']}/timeline")["items"]]
    assert {"quote.sent", "quote.accepted", "order.placed"} <= set(kinds)

    # The seller sees the answer, the order, and on the customer's record what happened.
    page.reload()
    page.get_by_text("Accepted by 林先生").wait_for()
    page.get_by_role("link", name=f"Order #{accepted['order_number']}").wait_for()
    page.goto(f"{demo.url}/customers/{customer['id']}")
    page.get_by_text("Quote accepted", exact=False).first.wait_for()


def test_a_contract_has_an_owner_who_is_chosen_and_filtered_by(demo, context):
    owner = signed_in(demo, *OWNER)
    me = owner.json("GET", "/api/v1/session")["user"]
    other = next(one for one in owner.json("GET", "/api/v1/users")["items"] if one["active"] and one["id"] != me["id"])
    customer = owner.json("GET", "/api/v1/customers?limit=1")["items"][0]
    title = stamp("Tea for the fair")
    made = owner.json("POST", "/api/v1/contracts", {
        "customer_id": customer["id"], "title": title, "value": {"amount_minor": 100, "currency": "CNY"}, "starts_on": "2026-01-01"}, 201)
    assert made["owner"]["id"] == me["id"]
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/sales/contracts/{made['number']}")
    page.get_by_role("main").get_by_text(me["name"]).wait_for()
    page.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Owner").select_option(label=other["name"])
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    page.get_by_role("main").get_by_text(other["name"]).wait_for()
    listed = page.get_by_role("region", name="Contracts").get_by_role("link").filter(has_text=title)
    listed.wait_for()
    page.get_by_role("button", name="Whose contracts").click()
    page.get_by_role("option", name="Mine").click()
    listed.wait_for(state="detached")
    page.get_by_role("button", name="Whose contracts").click()
    page.get_by_role("option", name=other["name"]).click()
    listed.wait_for()
    shot(page, "contracts-owner")
    page.get_by_role("button", name="Show everybody's contracts").click()
    page.wait_for_url(re.compile(r"/sales/contracts/\d+\??$"))


def test_a_due_renewal_is_listed_and_seen_to(demo, context):
    page = context(width=360, height=740).new_page()
    sign_in(page, demo)
    owner = signed_in(demo, *OWNER)
    customer = owner.json("GET", "/api/v1/customers?limit=1")["items"][0]
    title = stamp("Tea for the office")
    made = owner.json("POST", "/api/v1/contracts", {
        "customer_id": customer["id"], "title": title, "status": "draft",
        "value": {"amount_minor": 120000, "currency": "CNY"}, "starts_on": "2026-01-01",
    }, 201)
    page.goto(f"{demo.url}/sales/contracts/{made['number']}")
    page.get_by_role("heading", name=title).wait_for()
    page.get_by_role("button", name="Activate", exact=True).click()
    page.get_by_role("button", name="End", exact=True).wait_for()
    page.set_input_files("input[type=file]", files=[
        {"name": "signed.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 signed"}])
    page.get_by_role("link", name="signed.pdf").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shot(page, "contract")

    # The demo company has one whose end is near; the job brings it up when the server starts.
    page.goto(f"{demo.url}/sales/contracts?status=due")
    page.get_by_text(re.compile("Office tea")).first.click()
    page.get_by_role("button", name="Seen to").click()
    page.get_by_role("button", name="Seen to").wait_for(state="detached")
    assert owner.json("GET", "/api/v1/contracts?reminder_due=true")["items"] == []
