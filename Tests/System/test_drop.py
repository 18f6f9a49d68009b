"""The folder an ERP exchanges files by: real files, the death of the server in the middle, and the page that shows it."""

import csv
import io
import json
import os
import shutil
import signal
import tempfile
import time

import pytest

from conftest import shot, sign_in
from server import OWNER, Server, signed_in
from test_operations import EMAIL, PASSWORD, Nodes, PostgreSQL


@pytest.fixture(scope="module")
def exchange(tmp_path_factory):
    folder = tmp_path_factory.mktemp("erp")
    server = Server("--demo", env={
        "DESKBELL_DROP": str(folder), "DESKBELL_DROP_QUIET_SECONDS": "1", "DESKBELL_DROP_EXPORT_SECONDS": "3"})
    yield server, folder
    server.remove()


def put(folder, name, content):
    """As a careful program does: written under another name, then renamed, its last change a moment ago."""
    part = folder / "in" / (name + ".part")
    part.write_bytes(content)
    os.utime(part, (time.time() - 5, time.time() - 5))
    part.rename(folder / "in" / name)


def until(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"it never came to {what}")


def result(folder, place, stem):
    """What stands beside a file that is settled."""
    # What a killed server held is free again a minute after it was last renewed.
    found = until(lambda: list((folder / place).glob(f"{stem}.*.result.json")), f"{place}/{stem}", seconds=180)
    return json.loads(found[0].read_text())


def test_files_of_an_erp_in_and_what_changed_out(exchange, context):
    server, folder = exchange
    owner = signed_in(server, *OWNER)
    until(lambda: (folder / "in").is_dir(), "a folder")
    put(folder, "customers-1.csv", "客户编号,姓名,邮箱\nE-1,郑和,zheng@erp.example\nE-2,Bad,nobody\n".encode("gb18030"))
    failed = result(folder, "failed", "customers-1")
    assert (failed["rows_created"], failed["rows_failed"], failed["encoding"]) == (1, 1, "GB18030")
    [errors] = (folder / "failed").glob("customers-1.*.errors.csv")
    assert list(csv.reader(io.StringIO(errors.read_text("utf-8-sig"))))[1] == [
        "E-2", "Bad", "nobody", "email must be an e-mail address"]
    put(folder, "orders-1.csv", (
        "\ufefforder,customer_external_id,product_name,unit_price,currency,status\n"
        "ERP-77,E-1,Teapot,168,CNY,paid\n").encode())
    assert result(folder, "done", "orders-1")["rows_created"] == 1
    put(folder, "shipments-1.csv", (
        "order,tracking,carrier,shipped_at,expected,event time,event\n"
        "ERP-77,SF-ERP-77,SF Express,2026-01-05,2027-01-01,2026-01-05 10:00,Left the warehouse\n").encode())
    assert result(folder, "done", "shipments-1")["rows_created"] == 1
    order = owner.json("GET", "/api/v1/orders?q=ERP-77")["items"][0]
    assert order["status"] == "shipped" and order["shipments"][0]["events"][0]["text"] == "Left the warehouse"
    put(folder, "orders-2.csv", b"PK\x03\x04" + b"x" * 500)
    assert result(folder, "failed", "orders-2")["fault"] == "archive"
    secret = folder / "secret.csv"
    secret.write_text("name,email\nStolen,stolen@erp.example\n")
    (folder / "in" / "customers-link.csv").symlink_to(secret)
    os.utime(folder / "in" / "customers-link.csv", (1, 1), follow_symlinks=False)
    assert result(folder, "failed", "customers-link")["fault"] == "symlink"
    assert owner.json("GET", "/api/v1/customers?q=stolen%40erp.example")["items"] == []

    # What changed comes out, whole from the first look on.
    def written():
        return any("ERP-77" in one.read_text("utf-8-sig") for one in (folder / "out").glob("orders-*.csv"))
    until(written, "orders in out/")
    assert not list((folder / "out").glob("*.partial")) or written()

    page = context().new_page()
    sign_in(page, server)
    page.goto(server.url + "/settings/import")
    page.get_by_text("ERP drop folder").first.wait_for()
    page.get_by_text("The file was an archive or a workbook. Save the sheet as CSV.").wait_for()
    shot(page, "drop-imports")
    page.get_by_role("link", name="shipments-1.csv").click()
    page.get_by_role("button", name="Take the import back").click()
    page.get_by_role("button", name="Take back", exact=True).click()
    page.get_by_text("2 records were taken back, 0 stayed.").wait_for()
    assert owner.json("GET", "/api/v1/orders?q=ERP-77")["items"][0]["shipments"] == []
    page.goto(server.url + "/settings/import")
    page.get_by_role("link", name="orders-2.csv").click()
    page.get_by_text("The file was an archive or a workbook. Save the sheet as CSV.").wait_for()
    phone = context(width=360, height=780, locale="zh-CN", dark=True).new_page()
    sign_in(phone, server)
    phone.goto(server.url + "/settings/import")
    phone.get_by_text("customers-1.csv").wait_for()
    shot(phone, "drop-imports-phone")


def test_a_killed_server_goes_on_without_doubling(exchange):
    server, folder = exchange
    owner = signed_in(server, *OWNER)
    rows = "".join(f"D-{number},Person {number},d{number}@drop.example\n" for number in range(6_000))
    put(folder, "customers-many.csv", f"external_id,name,email\n{rows}".encode())

    def half():
        found = [one for one in owner.json("GET", "/api/v1/imports")["items"] if one["file_name"] == "customers-many.csv"]
        return found and 500 <= found[0]["rows_done"] < 6_000
    until(half, "the middle of the file")
    server.stop(signal.SIGKILL)
    assert not list((folder / "done").glob("customers-many*"))
    server.start()
    owner = signed_in(server, *OWNER)
    assert result(folder, "done", "customers-many")["rows_read"] == 6_000
    found = [one for one in owner.json("GET", "/api/v1/imports")["items"] if one["file_name"] == "customers-many.csv"]
    assert len(found) == 1 and found[0]["rows_created"] == 6_000 and found[0]["can_undo"]
    assert not list((folder / "in").iterdir()) and not list((folder / "work").iterdir())

    # The same file put there again brings nothing.
    put(folder, "customers-many.csv", f"external_id,name,email\n{rows}".encode())
    until(lambda: len(list((folder / "done").glob("customers-many.*.result.json"))) == 2, "the second result")
    outcomes = sorted(json.loads(one.read_text())["outcome"] for one in (folder / "done").glob("customers-many.*.result.json"))
    assert outcomes == ["done", "repeated"]


def test_two_nodes_take_each_file_once(tmp_path):
    database = PostgreSQL()
    folder, data = tmp_path / "erp", tempfile.mkdtemp(prefix="deskbell-nodes-")
    try:
        env = {"DESKBELL_DROP": str(folder), "DESKBELL_DROP_QUIET_SECONDS": "1", "DESKBELL_DROP_EXPORT_SECONDS": "0"}
        nodes = Nodes(database.fresh(), data, **env)
        until(lambda: (folder / "in").is_dir(), "a folder")
        owner = signed_in(nodes.servers[0], EMAIL, PASSWORD)
        for number in range(12):
            put(folder, f"customers-{number}.csv", f"name,email\nN{number},n{number}@nodes.example\n".encode())
        until(lambda: len(list((folder / "done").glob("*.result.json"))) == 12, "twelve results")
        names = [one["file_name"] for one in owner.json("GET", "/api/v1/imports?limit=50")["items"]]
        assert sorted(names) == sorted(f"customers-{number}.csv" for number in range(12))
        for server in nodes.servers:
            server.stop()
    finally:
        database.remove()
        shutil.rmtree(data, ignore_errors=True)
