"""Settings → Sales: pipelines whose stages are ordered by keyboard and mouse, reasons, and what quotes say."""

import re
import struct
import zlib

import pytest

from conftest import shot, sign_in
from people import stamp
from server import OWNER, in_chinese, signed_in


@pytest.fixture
def owner(demo):
    return signed_in(demo, *OWNER)


def picture():
    """A PNG of two by one pixels."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0\0\0\xff")) + chunk(b"IEND", b"")


def test_a_pipeline_is_made_ordered_and_put_away_with_its_deals(demo, context, owner):
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/settings/sales")
    name = stamp("Wholesale")
    page.get_by_role("button", name="Add a pipeline").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    dialog.get_by_role("button", name="Add a stage").click()
    dialog.get_by_label("Name of stage 3").fill("Sample sent")
    dialog.get_by_label("Chance of Sample sent in percent").fill("30")
    # The new stage goes between the two others by a key, the last goes first by its arrow.
    dialog.get_by_label("Name of stage 3").press("Alt+ArrowUp")
    dialog.get_by_role("button", name="Move Proposal up").click()
    dialog.get_by_role("button", name="Move Proposal up").click()
    shot(page, "sales-settings-pipeline")
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}.*Proposal 50% · Lead 10% · Sample sent 30%")).wait_for()
    made = next(one for one in owner.json("GET", "/api/v1/pipelines")["items"] if one["name"] == name)
    assert [stage["win_ratio"] for stage in made["stages"]] == [0.5, 0.1, 0.3, 1, 0]

    # By mouse, the last to the top.
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).click()
    stages = dialog.get_by_role("list", name="Stages").get_by_role("listitem")
    stages.nth(2).locator(".grip").drag_to(stages.nth(0))
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}.*Sample sent 30% · Proposal 50% · Lead 10%")).wait_for()

    # Put away while a deal stands in it: the page asks where the deal goes.
    made = owner.json("GET", f"/api/v1/pipelines/{made['id']}/board")["pipeline"]
    customer = owner.json("GET", "/api/v1/customers?limit=1")["items"][0]["id"]
    deal = owner.json("POST", "/api/v1/opportunities", {
        "customer_id": customer, "title": stamp("Two hundred boxes"), "pipeline_id": made["id"], "stage_id": made["stages"][0]["id"]}, 201)
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).click()
    dialog.get_by_label(re.compile("Put this pipeline away")).check()
    dialog.get_by_role("button", name="Put away").click()
    dialog.get_by_text("Deals stand in what would go").wait_for()
    dialog.get_by_label("Its deals go to").select_option(label="Negotiation")
    dialog.get_by_role("button", name="Put away").click()
    dialog.wait_for(state="detached")
    moved = owner.json("GET", f"/api/v1/opportunities/{deal['number']}")
    assert moved["pipeline_id"] != made["id"] and moved["state"] == "open"
    page.get_by_text(re.compile(r"\d+ put away")).first.click()
    page.get_by_role("button", name=f"Use {name} again").click()
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).wait_for()


def test_reasons_are_named_ordered_and_put_away(demo, context, owner):
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/settings/sales")
    reasons = page.get_by_role("list", name="Lost reasons")
    name = stamp("Too slow")
    page.get_by_label("Another reason").fill(name)
    page.keyboard.press("Enter")
    row = reasons.get_by_role("listitem").filter(has_text=name)
    row.wait_for()
    before = [one["name"] for one in owner.json("GET", "/api/v1/lost-reasons")["items"]]
    page.get_by_role("button", name=f"Move {name} up").click()
    page.wait_for_timeout(300)
    after = [one["name"] for one in owner.json("GET", "/api/v1/lost-reasons")["items"]]
    assert after[-2] == name and sorted(after) == sorted(before)
    page.get_by_role("button", name=f"Put {name} away").click()
    row.wait_for(state="detached")
    assert name not in [one["name"] for one in owner.json("GET", "/api/v1/lost-reasons")["items"]]
    actions = [one["action"] for one in owner.json("GET", "/api/v1/audit?limit=20")["items"]]
    assert actions.count("lost_reason.changed") >= 2


def test_taxes_are_named_ordered_made_the_default_and_put_away(demo, context, owner):
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/settings/sales")
    taxes = page.get_by_role("region", name="Taxes")
    rows = taxes.get_by_role("list", name="Taxes").get_by_role("listitem")
    usual = next(one for one in owner.json("GET", "/api/v1/tax-rates")["items"] if one["is_default"])
    rows.filter(has=page.get_by_role("button", name=usual["name"], exact=True)).get_by_text("Default", exact=True).wait_for()
    name = stamp("Local tax")
    taxes.get_by_label("Another tax").fill(name)
    taxes.get_by_label("Tax (%)").fill("130")
    page.keyboard.press("Enter")
    page.get_by_text("Write shares as a number from 0 to 100").wait_for()
    taxes.get_by_label("Tax (%)").fill("7,5")
    page.keyboard.press("Enter")
    row = rows.filter(has_text=name)
    row.get_by_text("7.5%").click()
    row.get_by_label(f"Figure of {name}").fill("8 %")
    page.keyboard.press("Enter")
    row.get_by_text("8%").wait_for()
    taxes.get_by_role("button", name=f"Move {name} up").click()
    rows.nth(-2).filter(has_text=name).wait_for()
    taxes.get_by_role("button", name=f"Make {name} the default").click()
    row.get_by_text("Default", exact=True).wait_for()
    assert row.get_by_role("button", name=f"Put {name} away").count() == 0, "the default stays"
    taxes.scroll_into_view_if_needed()
    shot(page, "sales-settings-taxes")

    # The editor begins with it, a rate of one's own stays possible, and parts of pieces say what an order makes of them.
    page.goto(f"{demo.url}/sales/quotes")
    page.get_by_role("button", name="New quote").first.click()
    page.get_by_role("button", name="Add a line of your own").click()
    tax = page.get_by_role("combobox", name="Tax", exact=True)
    assert tax.evaluate("(box) => box.selectedOptions[0].text") == f"{name} 8%"
    page.get_by_label("Item", exact=True).fill("Installation")
    page.get_by_label("Quantity", exact=True).fill("1.5")
    page.get_by_label("Price (CNY)").fill("199.99")
    page.get_by_text("becomes one piece, “1.5 × Installation”").wait_for()
    preview = page.get_by_label("What it comes to")
    # 1.5 × 199.99 is 299.985, half up 299.99, with 8 % in it: 299.99 less 277.77.
    preview.get_by_role("row").filter(has_text=f"{name} 8%").filter(has_text="¥22.22").first.wait_for()
    preview.get_by_text("¥299.99").first.wait_for()
    tax.select_option(label="Another rate…")
    page.get_by_label("Tax (%)").fill("20")
    preview.get_by_text("Tax 20%").first.wait_for()
    shot(page, "quote-editor-parts")

    # Put away once another is the default; all as it was, for the tests that follow.
    page.goto(f"{demo.url}/settings/sales")
    taxes.get_by_role("button", name=f"Make {usual['name']} the default").click()
    taxes.get_by_role("button", name=f"Put {name} away").click()
    row.wait_for(state="detached")
    assert name not in [one["name"] for one in owner.json("GET", "/api/v1/tax-rates")["items"]]
    with in_chinese(owner):
        small = context(width=360, height=780, locale="zh-CN", dark=True).new_page()
        sign_in(small, demo)
        small.goto(f"{demo.url}/settings/sales")
        list_ = small.get_by_role("region", name="税率")
        list_.get_by_text("默认", exact=True).wait_for()
        assert small.evaluate("document.documentElement.scrollWidth") <= 360
        list_.scroll_into_view_if_needed()
        shot(small, "sales-settings-taxes-phone")


def test_quotes_take_the_companys_letters_and_picture(demo, context, owner):
    page = context(width=360, height=780).new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/settings/sales")
    page.set_input_files("input[type=file]", files=[{"name": "logo.png", "mimeType": "image/png", "buffer": picture()}])
    page.get_by_role("img", name="Logo").wait_for()
    page.get_by_label("Letters before the number").fill("QH")
    page.get_by_role("button", name="Save").last.click()
    page.get_by_text("Saved").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shot(page, "sales-settings-phone")
    kept = owner.json("GET", "/api/v1/quote-settings")
    assert kept["number_prefix"] == "QH" and kept["logo_id"]
    customer = owner.json("GET", "/api/v1/customers?limit=1")["items"][0]["id"]
    quote = owner.json("POST", "/api/v1/quotes", {
        "customer_id": customer, "currency": "CNY",
        "lines": [{"name": "Tea", "quantity": 1, "unit_price": {"amount_minor": 100, "currency": "CNY"}}]}, 201)
    sent = owner.json("POST", f"/api/v1/quotes/{quote['id']}/sending", {}, 201)
    assert re.fullmatch(r"QH-\d{4}-\d{4}", sent["number"])
    _, _, pdf = owner.call("GET", f"/api/v1/quotes/{sent['number']}/pdf")
    assert b"/Subtype /Image" in pdf
    # On the customer's page, too; then all as it was, for the tests that follow.
    phone = context(width=360, height=740).new_page()
    phone.goto(sent["url"])
    logo = phone.locator("img.quote-logo")
    logo.wait_for()
    assert logo.evaluate("(image) => image.naturalWidth") == 2
    fields = ("address", "prices_include_tax", "valid_days", "terms", "inbox_id")
    owner.json("PUT", "/api/v1/quote-settings", {**{name: kept[name] for name in fields}, "number_prefix": "Q", "logo_id": None})


def test_the_copied_quote_and_the_next_contract(demo, context, owner):
    customer = owner.json("GET", "/api/v1/customers?limit=1")["items"][0]["id"]
    quote = owner.json("POST", "/api/v1/quotes", {
        "customer_id": customer, "currency": "CNY",
        "lines": [{"name": stamp("Tasting"), "quantity": 2, "unit_price": {"amount_minor": 9_900, "currency": "CNY"}}]}, 201)
    sent = owner.json("POST", f"/api/v1/quotes/{quote['id']}/sending", {}, 201)
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/sales/quotes/{sent['number']}")
    page.get_by_role("button", name="Duplicate").click()
    page.get_by_text("Nobody outside has seen it.").wait_for()
    drafts = owner.json("GET", f"/api/v1/quotes?customer_id={customer}&state=draft")["items"]
    assert drafts[0]["edition"]["total"] == quote["edition"]["total"] and drafts[0]["id"] != quote["id"]

    made = owner.json("POST", "/api/v1/contracts", {
        "customer_id": customer, "title": stamp("Office tea"), "status": "active", "starts_on": "2026-01-01", "ends_on": "2099-12-31",
        "value": {"amount_minor": 120_000, "currency": "CNY"}}, 201)
    page.goto(f"{demo.url}/sales/contracts/{made['number']}")
    page.get_by_role("button", name="Draft the next contract").click()
    page.get_by_role("link", name=f"Follows #{made['number']}").wait_for()
    shot(page, "contract-next")
    old = owner.json("GET", f"/api/v1/contracts/{made['id']}")
    following = owner.json("GET", f"/api/v1/contracts/{old['renewed_by_number']}")
    assert following["starts_on"] == "2100-01-01" and following["ends_on"] == "2100-12-31"
