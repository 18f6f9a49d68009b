"""Customers as a sales desk works with them: companies, fields of every type, lists by conditions, many at once, consent, the past."""

import json
import pathlib
import re
import time
import urllib.parse

import pytest

from conftest import shot, sign_in
from people import stamp
from server import OWNER, signed_in


@pytest.fixture(scope="module")
def owner(demo):
    return signed_in(demo, *OWNER)


def made(owner, body):
    return owner.json("POST", "/api/v1/customers?force=true", body, 201)["id"]


def test_a_company_has_people_and_one_to_ask_first(demo, context, owner):
    mark = stamp("").strip()
    known = made(owner, {"name": f"Ada {mark}"})
    page = context(width=1440, height=900).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/companies")
    page.get_by_role("button", name="New company").first.click()
    page.get_by_role("textbox", name="Name", exact=True).fill(f"Lantern {mark}")
    page.get_by_role("textbox", name="Domain").fill(f"lantern{mark}.example")
    page.get_by_role("button", name="Add company").click()
    page.get_by_text("Nobody yet. Add somebody").wait_for()
    page.get_by_role("button", name="Add a customer").click()
    page.get_by_label("Customer", exact=True).fill(f"Ada {mark}")
    page.locator(".suggestions").get_by_role("button", name=re.compile(f"Ada {mark}")).click()
    page.get_by_role("button", name=f"What to do with Ada {mark}").click()
    page.get_by_text("Make main contact").click()
    page.locator(".badge", has_text="main contact").wait_for()
    shot(page, "company")
    page.locator(".company-people").get_by_role("link", name=f"Ada {mark}").click()
    page.wait_for_url(re.compile(f"/customers/{known}"))
    page.get_by_role("link", name=f"Lantern {mark}").first.wait_for()
    phone = context(width=360, height=780, locale="zh-CN", dark=True).new_page()
    sign_in(phone, demo)
    phone.goto(demo.url + "/companies")
    phone.get_by_text(f"Lantern {mark}").first.click()
    phone.locator(".company-people").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    shot(phone, "company-phone")


def test_a_twin_is_seen_while_one_types(demo, context, owner):
    mark = stamp("").strip()
    twin = made(owner, {"name": f"Ming Li{mark}"})
    page = context().new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/customers")
    page.get_by_role("button", name="New customer").click()
    page.get_by_role("dialog").get_by_label("Name").fill(f"Li{mark} Ming")
    found = page.get_by_role("dialog").get_by_role("link", name=re.compile("same name"))
    found.wait_for()
    shot(page, "twin-while-typing")
    found.click()
    page.wait_for_url(re.compile(twin))


def test_fields_of_every_type_are_set_up_filled_in_ordered_and_put_away(demo, context, owner):
    mark = stamp("").strip()
    page = context(width=1440, height=1000).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/settings/fields")
    for kind in ["Long text", "Amount of money", "Date and time", "Several choices", "Link", "Another customer", "Colleague"]:
        page.get_by_role("button", name="New field").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Name · English").fill(f"{kind} {mark}")
        dialog.get_by_label("Belongs to").select_option("customer")
        dialog.get_by_label("Kind").select_option(label=kind)
        if kind == "Several choices":
            dialog.get_by_label(re.compile("Choices")).fill("cups\npots")
        dialog.get_by_role("button", name="Save").click()
        dialog.wait_for(state="detached")
    last = f"Colleague {mark}"
    page.get_by_role("button", name=f"Up: {last}").or_(page.get_by_role("button", name=re.compile(f"up: {last}", re.I))).first.click()
    page.wait_for_timeout(500)
    shot(page, "fields")
    names = [one["label"]["en"] for one in owner.json("GET", "/api/v1/custom-fields?subject=customer")["items"]]
    assert names.index(last) < names.index(f"Another customer {mark}")
    one = made(owner, {"name": f"Fields {mark}"})
    page.goto(f"{demo.url}/customers/{one}")
    page.get_by_title(f"Amount of money {mark}").click()
    page.get_by_label(f"Amount of money {mark}").fill("12.50")
    page.keyboard.press("Enter")
    page.get_by_title(f"Long text {mark}").click()
    page.get_by_label(f"Long text {mark}").fill("first\nsecond")
    page.keyboard.press("Control+Enter")
    page.get_by_title(f"Link {mark}").click()
    page.get_by_label(f"Link {mark}").fill("https://tea.example/x")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Several choices {mark}").click()
    page.get_by_role("option", name="pots").click()
    page.keyboard.press("Escape")
    page.get_by_role("link", name=f"Open Link {mark}").wait_for()
    shot(page, "field-values")
    for _ in range(50):
        values = owner.json("GET", f"/api/v1/customers/{one}")["custom_fields"]
        if len(values) == 4:
            break
        time.sleep(0.1)
    assert sorted(json.dumps(value, sort_keys=True) for value in values.values()) == sorted([
        '"first\\nsecond"', '"https://tea.example/x"', '["pots"]', '{"amount_minor": 1250, "currency": "CNY"}'])
    page.goto(demo.url + "/settings/fields")
    page.get_by_role("button", name=f"Put away Long text {mark}").click()
    page.get_by_text("What it held is kept.").wait_for()
    page.get_by_role("button", name="Use again").first.wait_for()
    for field in owner.json("GET", "/api/v1/custom-fields?subject=customer")["items"]:
        if mark in field["label"]["en"]:
            owner.call("DELETE", f"/api/v1/custom-fields/{field['id']}")


def test_a_list_by_conditions_is_kept_shared_exported_and_changed_as_a_whole(demo, context, owner):
    mark = stamp("").strip()
    ids = [made(owner, {"name": f"List {mark} {number}", "city": f"Town{mark}"}) for number in range(3)]
    page = context(width=1440, height=900).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/customers")
    page.locator("h1").wait_for()
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog")
    dialog.locator("select").nth(0).select_option("city")
    dialog.locator("select").nth(1).select_option("is")
    dialog.locator(".rule-row input").fill(f"town{mark}")
    shot(page, "customer-conditions")
    dialog.get_by_role("button", name="Show them").click()
    page.get_by_text("1 condition").wait_for()
    page.get_by_text(f"List {mark} 0").wait_for()
    assert page.get_by_role("listitem").filter(has_text="List").count() == 3
    # The address holds it: a colleague who gets it sees the same.
    other = context().new_page()
    sign_in(other, demo)
    other.goto(page.url)
    other.get_by_text(f"List {mark} 2").wait_for()
    page.get_by_role("button", name=re.compile("Save|Keep")).first.click()
    page.get_by_role("dialog").get_by_label("Name").fill(f"Town {mark}")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Saved lists").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("CSV")).first.click()
    lines = pathlib.Path(download.value.path()).read_text().splitlines()
    assert len(lines) == 4 and mark in lines[1]
    page.keyboard.press("x")
    page.get_by_role("checkbox", name=f"Pick List {mark} 0").check()
    page.get_by_role("toolbar").get_by_role("checkbox").check()
    page.get_by_role("button", name="Pick the whole list").click()
    page.get_by_role("button", name="Change…").click()
    page.get_by_role("dialog").get_by_role("combobox", name=re.compile("^Tags")).last.fill(f"town-{mark}")
    page.get_by_text("Changes 3 of 3").wait_for()
    shot(page, "customers-bulk")
    page.get_by_role("button", name="Change 3 customers").click()
    page.get_by_text("3 customers changed.").first.wait_for()
    assert all(owner.json("GET", f"/api/v1/customers/{one}")["tags"] == [f"town-{mark}"] for one in ids)
    page.get_by_role("button", name=re.compile("Undo")).click()
    page.get_by_text("3 of 3 put back.").first.wait_for()
    assert all(owner.json("GET", f"/api/v1/customers/{one}")["tags"] == [] for one in ids)
    phone = context(width=360, height=780, locale="zh-CN").new_page()
    sign_in(phone, demo)
    phone.goto(page.url)
    phone.get_by_text(f"List {mark} 1").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    shot(phone, "customers-phone")


def test_consent_keeps_every_answer_and_the_past_can_be_read(demo, context, owner):
    mark = stamp("").strip()
    one = made(owner, {"name": f"Past {mark}", "consent": {"email_marketing": {"granted": True, "source": "checkout"}}})
    page = context(width=1440, height=900).new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/customers/{one}")
    page.get_by_role("button", name=re.compile("^Agreed")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What for").select_option("phone_marketing")
    dialog.get_by_label("Answer").select_option("no")
    dialog.get_by_label("Where they said so").fill("call of Monday")
    dialog.get_by_role("button", name="Note the answer").click()
    dialog.get_by_text("call of Monday").wait_for()
    dialog.get_by_text("checkout").wait_for()
    shot(page, "consent")
    page.keyboard.press("Escape")
    said = owner.json("GET", f"/api/v1/customers/{one}")["consent"]
    assert said["phone_marketing"]["granted"] is False and said["email_marketing"]["granted"] is True
    page.get_by_label("Search the timeline").fill("nothing like it")
    page.get_by_text("Nothing fits.").wait_for()
    page.get_by_label("Search the timeline").fill("")
    page.get_by_role("textbox", name="As of").fill("2020-01-01")
    page.get_by_text("This record did not exist yet.").wait_for()
    page.get_by_role("textbox", name="As of").fill(time.strftime("%Y-%m-%d"))
    card = page.locator(".past-card")
    card.get_by_text(f"Past {mark}").wait_for()
    shot(page, "customer-past")
    page.get_by_role("button", name="Back to today").click()
    card.wait_for(state="detached")
