"""Two records of one person merged with a preview and parted again; a person held, erased, and erased again by a restore."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

from conftest import shot, sign_in
from people import stamp
from server import OWNER, PROGRAM, Server, signed_in


@pytest.fixture(scope="module")
def owner(demo):
    return signed_in(demo, *OWNER)


def made(owner, body):
    return owner.json("POST", "/api/v1/customers?force=true", body, 201)["id"]


def pair(owner):
    mark = stamp("").strip()
    kept = made(owner, {"name": f"Ming Wang{mark}", "emails": [{"address": f"ming{mark}@example.com"}], "city": "上海"})
    gone = made(owner, {"name": f"Wang{mark} Ming", "emails": [{"address": f"wang{mark}@example.com"}], "city": "杭州",
                        "phones": [{"number": "+49 30 " + mark[-7:].rjust(7, "1")}]})
    owner.json("POST", "/api/v1/tickets", {"subject": f"Old pot {mark}", "text": "It leaks", "channel": "phone", "customer_id": gone}, 201)
    return mark, kept, gone


def test_two_records_become_one_and_two_again(demo, context, owner):
    mark, kept, gone = pair(owner)
    page = context().new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/customers/duplicates")
    page.get_by_role("button", name="Compare now").click()
    found = page.get_by_role("listitem").filter(has_text=f"Ming Wang{mark}").first
    found.get_by_text("Same name in any order").wait_for()
    shot(page, "duplicates")
    page.goto(f"{demo.url}/customers/{kept}/merge/{gone}")
    # What moves and what wins is seen before anything is done.
    page.get_by_role("heading", name="What moves").wait_for()
    page.locator("main").get_by_text("Tickets", exact=True).wait_for()
    page.get_by_role("radio", name="杭州").check()
    shot(page, "merge-preview")
    assert owner.json("GET", f"/api/v1/customers/{gone}")["id"] == gone
    page.get_by_role("button", name="Merge", exact=True).click()
    page.wait_for_url(re.compile(f"/customers/{kept}"))
    page.get_by_role("button", name="Part again").wait_for()
    shot(page, "merged")
    one = owner.json("GET", f"/api/v1/customers/{gone}")
    assert one["id"] == kept and one["city"] == "杭州" and len(one["emails"]) == 2
    assert len(owner.json("GET", f"/api/v1/customers/{gone}/tickets")["items"]) == 1
    # An old link leads to the record that is there.
    page.goto(f"{demo.url}/customers/{gone}")
    page.wait_for_url(re.compile(f"/customers/{kept}"))
    page.get_by_role("button", name="Part again").click()
    page.get_by_text("stands alone again").wait_for()
    parted = owner.json("GET", f"/api/v1/customers/{gone}")
    assert parted["id"] == gone and parted["city"] == "杭州"
    assert owner.json("GET", f"/api/v1/customers/{kept}")["city"] == "上海"
    assert len(owner.json("GET", f"/api/v1/customers/{gone}/tickets")["items"]) == 1
    assert owner.json("GET", f"/api/v1/customers/{kept}/tickets")["items"] == []


def test_a_pair_is_dismissed_on_a_phone_and_taken_back(demo, context, owner):
    mark, kept, gone = pair(owner)
    owner.json("POST", "/api/v1/customers/duplicates/search", expect=200)
    page = context(width=360, dark=True).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/customers/duplicates")
    line = page.get_by_role("listitem").filter(has_text=f"Ming Wang{mark}").first
    line.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shot(page, "duplicates-phone")
    line.get_by_role("button", name="Not the same").click()
    line.wait_for(state="detached")
    assert owner.json("GET", f"/api/v1/customers/{kept}/duplicates")["items"] == []
    page.keyboard.press("z")
    line.wait_for()
    page.goto(f"{demo.url}/customers/{kept}/merge/{gone}")
    page.get_by_role("heading", name="What moves").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shot(page, "merge-phone")


def test_a_person_is_held_then_erased(demo, context, owner):
    mark, kept, _ = pair(owner)
    name = f"Ming Wang{mark}"
    page = context().new_page()
    sign_in(page, demo)
    page.goto(f"{demo.url}/customers/{kept}/personal-data")
    page.get_by_text("E-mail addresses", exact=True).click()
    page.get_by_text(f"ming{mark}@example.com").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as JSON").click()
    exported = json.loads(pathlib.Path(download.value.path()).read_text())
    assert exported["customer"]["name"] == name
    page.get_by_label("Why nothing may be erased").fill("Lawsuit 7")
    page.get_by_role("button", name="Set a hold").click()
    page.get_by_role("button", name="Lift the hold").wait_for()
    shot(page, "personal-data")

    def erase():
        page.get_by_label(re.compile("to confirm")).fill(name)
        page.get_by_role("button", name="Erase for good").click()

    page.get_by_role("button", name="Erase…").click()
    erase()
    page.get_by_role("alert").get_by_text("Lawsuit 7").wait_for()
    assert owner.json("GET", f"/api/v1/customers/{kept}")["name"] == name
    page.get_by_role("button", name="Lift the hold").click()
    page.get_by_role("button", name="Set a hold").wait_for()
    erase()
    page.wait_for_url(re.compile("/customers/erasures"))
    page.locator("details").first.click()
    page.get_by_text("E-mail addresses", exact=True).first.wait_for()
    shot(page, "erasures")
    assert owner.call("GET", f"/api/v1/customers/{kept}")[0] == 404
    assert mark not in page.locator("main").inner_text()
    acts = [entry["action"] for entry in owner.json("GET", f"/api/v1/audit?subject={kept}")["items"]]
    assert {"customer.data_read", "customer.data_exported", "customer.held", "customer.hold_lifted", "customer.erased"} <= set(acts)


def test_who_was_erased_stays_erased_after_a_restore():
    folder = tempfile.mkdtemp(prefix="deskbell-erased-")
    os.chmod(folder, 0o755)
    os.makedirs(folder + "/old")
    server = Server("--demo", data=folder + "/old")
    restored = None
    try:
        owner = signed_in(server, *OWNER)
        mark, kept, other = pair(owner)

        def command(*words):
            done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done.stderr
            return done.stdout

        command("backup", folder + "/before.tar", "--data", server.data)
        owner.json("POST", f"/api/v1/customers/{kept}/erasure", expect=201)
        server.stop()
        said = command("restore", folder + "/before.tar", "--data", folder + "/new", "--erasures", server.data + "/erasures.jsonl")
        assert "Erased again: 1" in said
        restored = Server("--demo", data=folder + "/new")
        owner = signed_in(restored, *OWNER)
        assert owner.call("GET", f"/api/v1/customers/{kept}")[0] == 404
        assert owner.json("GET", f"/api/v1/customers/{other}")["id"] == other
        proof = owner.json("GET", "/api/v1/customers/erasures")["items"][0]
        assert proof["cause"] == "replayed" and proof["record_ids"] == [kept]
        # The next restore of the same archive in the same folder finds the ledger by itself.
        restored.stop()
        assert kept in pathlib.Path(folder + "/new/erasures.jsonl").read_text().lower()
    finally:
        server.remove()
        if restored:
            restored.remove()
        shutil.rmtree(folder, ignore_errors=True)
