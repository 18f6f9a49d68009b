"""Hostile requests: smuggling, forged origins, fixed sessions, scripts in every text, formulas in exports."""

import csv
import io
import json
import socket

from server import OWNER, Caller


def raw(demo, request, seconds=5):
    with socket.create_connection(("127.0.0.1", demo.port), timeout=seconds) as connection:
        connection.sendall(request)
        answer = b""
        try:
            while data := connection.recv(65_536):
                answer += data
        except (TimeoutError, ConnectionResetError):
            pass
        return answer


def test_chunked_bodies_are_refused_and_nothing_is_smuggled(demo):
    answer = raw(
        demo,
        b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    )
    assert b" 411 " in answer.split(b"\r\n")[0]
    assert b"alive" not in answer


def test_h2c_is_never_switched_to(demo):
    answer = raw(
        demo,
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
    )
    assert b"101" not in answer.split(b"\r\n")[0]


def test_overlong_headers_and_bodies_are_refused(demo, people):
    raw(demo, b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 40_000 + b"\r\n\r\n")
    cookie = people["owner"].headers["Cookie"].encode()
    answer = raw(
        demo,
        b"POST /api/v1/tickets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\nCookie: "
        + cookie + b"\r\n\r\n{",
    )
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert people["anonymous"].call("GET", "/healthz")[0] == 200


def test_other_sites_cannot_use_the_cookie(demo, people):
    agent = people["agent"]
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": demo.url + ".evil.example"}):
        status, _, body = agent.call("POST", "/api/v1/tags", {"name": "x"}, headers=headers)
        assert (status, json.loads(body)["type"]) == (403, "/problems/cross-origin"), headers
    stranger = Caller(demo, {"Cookie": agent.headers["Cookie"], "Sec-Fetch-Site": "cross-site"})
    assert stranger.call("DELETE", "/api/v1/session")[0] == 403
    status, _, _ = Caller(demo, {"Origin": "https://evil.example"}).call(
        "POST", "/api/v1/session", {"email": OWNER[0], "password": OWNER[1]})
    assert status == 403


def test_a_session_chosen_by_somebody_else_is_not_adopted(demo):
    fixed = "deskbell_session=chosen-by-an-attacker"
    status, headers, _ = Caller(demo, {"Cookie": fixed, "Origin": demo.url}).call(
        "POST", "/api/v1/session", {"email": OWNER[0], "password": OWNER[1]})
    assert status == 201
    cookie = headers["Set-Cookie"]
    assert "chosen-by-an-attacker" not in cookie
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert Caller(demo, {"Cookie": fixed}).call("GET", "/api/v1/session")[0] == 401


def test_header_values_are_never_split(demo, people):
    status, headers, body = people["owner"].call(
        "POST", "/api/v1/attachments",
        raw=b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\r\nSet-Cookie: x=1\r\n.txt\"\r\n\r\nhi\r\n--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert status in (201, 400, 422), body
    assert headers["Set-Cookie"] is None
    status, headers, body = people["owner"].call(
        "POST", "/api/v1/attachments",
        raw=b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../\xe2\x80\xae\xe2\x80\x8b.htaccess\"\r\n\r\nhi\r\n--b--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert status == 201, body
    stored = json.loads(body)
    assert "/" not in stored["name"] and "\u202e" not in stored["name"] and "\u200b" not in stored["name"]
    status, headers, _ = people["owner"].call("GET", stored["url"])
    assert status == 200
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


def test_exports_carry_no_formulas(demo, people):
    owner = people["owner"]
    customer = owner.json("POST", "/api/v1/customers", {"name": "=HYPERLINK(\"http://evil.example\")"}, 201)
    owner.json(
        "POST", "/api/v1/tickets",
        {"customer_id": customer["id"], "subject": "@SUM(1+1)", "text": "-2+3", "channel": "phone", "tags": ["=1+1"]}, 201)
    status, _, body = owner.call("GET", "/api/v1/reports/volume?format=csv&group_by=tag")
    assert status == 200 and "'=1+1" in body.decode("utf-8-sig")
    for name in ("volume", "first-response", "resolution", "backlog", "csat"):
        status, headers, body = owner.call("GET", f"/api/v1/reports/{name}?format=csv")
        assert status == 200, name
        assert headers["Content-Type"].startswith("text/csv")
        for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))):
            for cell in row:
                assert not cell[:1] in "=+@\t\r" or cell == "", (name, cell)


def test_errors_tell_no_internals(demo, people):
    for path in ("/api/v1/tickets/%27%20OR%201=1", "/api/v1/tickets?sort=id;DROP%20TABLE%20tickets", "/api/v1/tickets?cursor=AAAA",
                 "/api/v1/customers?q=%25_%27%22%5C", "/api/v1/tickets?q=%27%3A%2A%26%7C%21%28", "/api/v1/tickets?limit=-1", "/api/v1/reports/volume?from=2026-13-45"):
        status, _, body = people["owner"].call("GET", path)
        assert status < 500, (path, status, body)
        for word in (b"SELECT", b"postgres", b"Swift", b"SQLSTATE", b".swift"):
            assert word not in body, path


def test_nul_and_lone_surrogates_are_refused_kindly(demo, people):
    status, _, body = people["owner"].call("POST", "/api/v1/customers", raw=b'{"name": "a\\u0000b"}', headers={"Content-Type": "application/json"})
    assert status in (400, 422), body
    status, _, body = people["owner"].call("POST", "/api/v1/customers", raw=b'{"name": "a\\ud800b"}', headers={"Content-Type": "application/json"})
    assert status in (201, 400, 422), body
    status, _, body = people["owner"].call("POST", "/api/v1/customers", raw=b'{"name": "\xff\xfe"}', headers={"Content-Type": "application/json"})
    assert status in (400, 422), body
