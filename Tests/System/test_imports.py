"""Tables in and out: import with errors, mend and take back in the browser; the command line, killed in the middle."""

import csv
import io
import os
import pathlib
import re
import signal
import subprocess
import time

from conftest import shot, sign_in
from server import OWNER, PROGRAM, Server, in_chinese, signed_in

LIST = """姓名,邮箱,手机,城市,收货备注
林晓,lin.xiao@import.example,13800138001,上海,
周舟,not-an-address,13800138002,杭州,
Ada Import,ada@import.example,+44 20 7946 0000,London,gate
"""


def test_import_mend_and_take_back(demo, context, tmp_path):
    file = tmp_path / "客户.csv"
    file.write_bytes(LIST.encode("gb18030"))
    page = context(accept_downloads=True).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/settings/import")
    page.get_by_role("heading", name="Past imports").wait_for()
    shot(page, "imports-empty")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("2 new, 0 updated, 0 unchanged, 1 with errors").wait_for()
    page.get_by_text("E-mail: must be an e-mail address").wait_for()
    page.get_by_text("林晓").first.wait_for()
    # A column nobody knows is left out until somebody says what it is.
    assert page.get_by_label(re.compile("收货备注")).input_value() == ""
    page.get_by_label(re.compile("收货备注")).select_option("tags")
    page.get_by_text(re.compile("Tags gate")).wait_for()
    shot(page, "imports-preview")
    page.get_by_role("button", name="Import 3 rows").click()
    page.get_by_role("link", name="Download 1 row with errors").wait_for()
    shot(page, "imports-result")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download 1 row with errors").click()
    rows = list(csv.reader(io.StringIO(pathlib.Path(download.value.path()).read_text("utf-8-sig"))))
    assert rows[1][0] == "周舟" and rows[1][-1] == "email must be an e-mail address"

    # The mended file goes in as it is.
    rows[1][1] = "zhou@import.example"
    mended = tmp_path / "mended.csv"
    with mended.open("w", newline="") as target:
        csv.writer(target).writerows(rows)
    page.get_by_role("button", name="All imports").click()
    page.locator("input[type=file]").set_input_files(mended)
    page.get_by_text("1 new, 0 updated").wait_for()
    page.get_by_role("button", name="Import 1 row").click()
    page.get_by_role("button", name="Take the import back").wait_for()
    owner = signed_in(demo, *OWNER)
    found = owner.json("GET", "/api/v1/customers?q=zhou%40import.example")["items"]
    assert [one["name"] for one in found] == ["周舟"]
    page.get_by_role("button", name="Take the import back").click()
    page.get_by_role("button", name="Take back", exact=True).click()
    page.get_by_text("1 record was taken back, 0 stayed.").wait_for()
    assert owner.json("GET", "/api/v1/customers?q=zhou%40import.example")["items"] == []

    # The first one: somebody was changed since, so that one stays and is listed.
    changed = owner.json("GET", "/api/v1/customers?q=ada%40import.example")["items"][0]
    owner.json("PATCH", f"/api/v1/customers/{changed['id']}", {"vip": True})
    page.get_by_role("button", name="All imports").click()
    page.get_by_role("link", name=re.compile("客户.csv")).click()
    page.get_by_role("button", name="Take the import back").click()
    page.get_by_role("button", name="Take back", exact=True).click()
    page.get_by_text("1 record was taken back, 1 stayed.").wait_for()
    page.get_by_text("Changed after the import").wait_for()
    shot(page, "imports-undone")


def test_ten_thousand_rows_go_in_and_come_out_again(demo, context, tmp_path):
    """Every 250th row has no address one can write to: 40 of 10,000."""
    file = tmp_path / "many.csv"
    with file.open("w", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(["Name", "E-mail", "City"])
        for number in range(10_000):
            address = "nowhere" if number % 250 == 249 else f"many{number}@import-many.example"
            rows.writerow([f"Many {number}", address, "Galway"])
    owner = signed_in(demo, *OWNER)
    page = context(accept_downloads=True).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/settings/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("Of the first 500 rows: 498 new, 0 updated, 0 unchanged, 2 with errors").wait_for()
    page.get_by_role("button", name="Import 10,000 rows").click()
    with page.expect_download(timeout=120_000) as download:
        page.get_by_role("link", name="Download 40 rows with errors").click(timeout=120_000)
    refused = list(csv.reader(io.StringIO(pathlib.Path(download.value.path()).read_text("utf-8-sig"))))[1:]
    assert [row[0] for row in refused] == [f"Many {number}" for number in range(249, 10_000, 250)]
    last = "/api/v1/customers?q=many9998%40import-many.example"
    assert [one["name"] for one in owner.json("GET", last)["items"]] == ["Many 9998"]
    shot(page, "imports-many")
    page.get_by_role("button", name="Take the import back").click()
    page.get_by_role("button", name="Take back", exact=True).click()
    page.get_by_text("9,960 records were taken back, 0 stayed.").wait_for(timeout=120_000)
    assert owner.json("GET", last)["items"] == []


def test_companies_come_by_file_on_a_phone(demo, context, tmp_path):
    file = tmp_path / "accounts.csv"
    file.write_text("Account name,Website,Phone\nImport Harbour,https://www.harbour-import.example/,+44 20 7946 0000\nImport Quay,no host,\n")
    owner = signed_in(demo, *OWNER)
    with in_chinese(owner):
        page = context(width=360, dark=True, locale="zh-CN").new_page()
        sign_in(page, demo)
        page.goto(demo.url + "/settings/import")
        page.get_by_role("radio", name="公司").click()
        page.get_by_text("先按域名、再按名称匹配已有公司").wait_for()
        shot(page, "imports-companies-phone")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="导入 2 行").click()
        page.get_by_role("button", name="撤销导入").wait_for()
        found = owner.json("GET", "/api/v1/companies?q=Import")["items"]
        assert [(one["name"], one["domain"]) for one in found] == [("Import Harbour", "harbour-import.example")]
        shot(page, "imports-companies-result-phone")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="撤销导入").click()
        page.get_by_role("button", name="撤销", exact=True).click()
        page.get_by_text(re.compile("已撤销 1 条")).wait_for()
    assert owner.json("GET", "/api/v1/companies?q=Import")["items"] == []


def test_what_becomes_of_rows_about_records_already_here(demo, context, tmp_path):
    owner = signed_in(demo, *OWNER)
    made = owner.json(
        "POST", "/api/v1/customers",
        {"name": "Match Ada", "emails": [{"address": "match.ada@import.example"}], "city": "London"})
    file = tmp_path / "matches.csv"
    file.write_text("姓名,邮箱,手机,城市\nAda Match,match.ada@import.example,13700137001,Leeds\nMatch Bo,match.bo@import.example,,\n")
    page = context(width=360, height=740).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/settings/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("1 new, 1 updated, 0 unchanged, 0 with errors").wait_for()
    page.get_by_role("radio", name="Fill empty fields").click()
    page.get_by_text("Nothing that is there changes.").wait_for()
    page.get_by_text("1 new, 1 updated, 0 unchanged, 0 with errors").wait_for()
    page.get_by_role("radio", name="Leave out").click()
    page.get_by_text("1 new, 0 updated, 0 unchanged, 0 with errors. Nothing has been stored yet. · 1 left out").wait_for()
    assert page.get_by_role("radio", name="Leave out").get_attribute("aria-checked") == "true"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shot(page, "imports-matches-phone")
    page.get_by_role("button", name="Import 2 rows").click()
    page.get_by_text("Rows about records already here: Leave out").wait_for()
    shot(page, "imports-matches-result-phone")
    after = owner.json("GET", f"/api/v1/customers/{made['id']}")
    assert (after["name"], after["city"], after["phones"]) == ("Match Ada", "London", [])
    assert after["version"] == made["version"]
    page.get_by_role("button", name="Take the import back").click()
    page.get_by_role("button", name="Take back", exact=True).click()
    page.get_by_text("1 record was taken back, 0 stayed.").wait_for()
    assert owner.json("GET", "/api/v1/customers?q=match.bo%40import.example")["items"] == []
    assert owner.json("GET", f"/api/v1/customers/{made['id']}")["version"] == made["version"]


def test_new_rows_that_look_like_a_customer_here(demo, context, tmp_path):
    owner = signed_in(demo, *OWNER)
    owner.json("POST", "/api/v1/customers", {"name": "Lookalike Lin", "emails": [{"address": "lin@look.example"}]})
    file = tmp_path / "lookalikes.csv"
    file.write_text("姓名,邮箱\nLin Lookalike,lin@import-look.example\nFresh Face Import,fresh@import-look.example\n")
    page = context(width=360, height=740, dark=True, accept_downloads=True).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/settings/import")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("1 new row looks like a customer who is here already.").wait_for()
    page.get_by_text("2 new, 0 updated, 0 unchanged, 0 with errors").wait_for()
    page.get_by_role("link", name="Lookalike Lin").wait_for()
    page.get_by_text("same name").wait_for()
    page.get_by_role("radio", name="To the error file").click()
    page.get_by_text("1 new, 0 updated, 0 unchanged, 1 with errors").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("link", name="Lookalike Lin").scroll_into_view_if_needed()
    shot(page, "imports-lookalikes-phone")
    page.get_by_role("button", name="Import 2 rows").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download 1 row with errors").click()
    text = pathlib.Path(download.value.path()).read_text("utf-8-sig")
    assert "looks like Lookalike Lin: the same name" in text
    assert owner.json("GET", "/api/v1/customers?q=lin%40import-look.example")["items"] == []
    assert len(owner.json("GET", "/api/v1/customers?q=fresh%40import-look.example")["items"]) == 1


def test_the_command_line_names_every_list():
    said = subprocess.run([PROGRAM, "export", "--help"], capture_output=True, text=True, timeout=60, check=True).stdout
    lists = "customers companies tickets orders products audit deals quotes contracts activities campaigns".split()
    assert all(name in said for name in lists), said


def test_phone_in_chinese_and_agents_do_not_see_it(demo, context, people, tmp_path):
    file = tmp_path / "products.csv"
    file.write_text("货号;名称;价格\nIMP-1;茶杯;¥19.50\nIMP-2;茶盘;abc\n")
    supervisor = people["supervisor"]
    with in_chinese(supervisor):
        page = context(width=360, height=740, locale="zh-CN", dark=True).new_page()
        sign_in(page, demo, supervisor.json("GET", "/api/v1/session")["user"]["email"], OWNER[1])
        page.goto(demo.url + "/settings/import")
        page.get_by_role("radio", name="商品").click()
        shot(page, "imports-phone-zh")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_text(re.compile("价格：应为金额")).wait_for()
        page.get_by_text("新建 1，更新 0，未变 0，出错 1").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        shot(page, "imports-phone-zh-preview")
        page.get_by_role("button", name="放弃").click()
        page.get_by_role("heading", name="导入记录").wait_for()
    assert people["agent"].call("GET", "/api/v1/imports")[0] == 403
    assert people["agent"].call("POST", "/api/v1/exports", {"name": "customers"})[0] == 403


def test_export_from_the_list(demo, context):
    page = context(accept_downloads=True).new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/customers")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    text = pathlib.Path(download.value.path()).read_text("utf-8-sig")
    assert text.startswith("deskbell_id,external_id,name,email")
    assert re.fullmatch(r"customers-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)


def test_command_line_survives_a_kill(tmp_path):
    server = Server("--demo")
    try:
        server.stop()
        before = len(list_of(server, "customers", tmp_path))
        file = tmp_path / "many.csv"
        with file.open("w") as target:
            target.write("external_id,name,email\n")
            for number in range(8_000):
                target.write(f"K-{number},Person {number},p{number}@kill.example\n")
            target.write("K-x,Bad,nobody\n")
        words = [PROGRAM, "import", "customers", str(file), "--data", str(server.data)]
        running = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        said = b""
        while not re.search(rb"[1-9]\d{3} of 8001 rows", said):
            piece = os.read(running.stderr.fileno(), 4096)
            assert piece, said
            said += piece
        running.send_signal(signal.SIGKILL)
        running.wait()
        again = subprocess.run(words, capture_output=True, text=True, timeout=120)
        assert again.returncode == 0, again.stderr
        assert "Going on behind row" in again.stderr
        assert "8001 rows read: 8000 new, 0 updated, 0 unchanged, 1 with errors." in again.stdout
        errors = tmp_path / "many.errors.csv"
        assert str(errors) in again.stdout
        assert "K-x,Bad,nobody,email must be an e-mail address" in errors.read_text("utf-8-sig")
        rows = list_of(server, "customers", tmp_path)
        assert len(rows) == before + 8_000
        keys = [row[1] for row in rows if row[1].startswith("K-")]
        assert len(keys) == len(set(keys)) == 8_000
    finally:
        server.remove()


def list_of(server, name, folder):
    target = folder / f"{name}.csv"
    subprocess.run(
        [PROGRAM, "export", name, "--output", str(target), "--data", str(server.data)], check=True, timeout=120,
        capture_output=True,
    )
    return list(csv.reader(io.StringIO(target.read_text("utf-8-sig"))))[1:]
