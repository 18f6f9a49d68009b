"""Every route of the OpenAPI document, asked by every role with ids that are not theirs: no 500, no leak."""

import base64
import json
import re
import uuid

import pytest

NOBODY = ("anonymous",)
NOWHERE = str(uuid.UUID(int=7))
SECRETS = ("password_hash", "token_hash", "key_hash", "identity_secret\": \"", "search")


@pytest.fixture(scope="module")
def routes(people):
    document = people["anonymous"].json("GET", "/openapi.json")
    return [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        # Signing out would end the caller's session.
        if (method, path) not in (("delete", "/api/v1/session"), ("patch", "/api/v1/session"))
    ]


def paths(template, ids):
    names = re.findall(r"{(\w+)}", template)
    if not names:
        return [template]
    # A name that climbs stands in one place: two would lead out of the interface, to the console's own pages.
    return [
        re.sub(r"{\w+}", NOWHERE, re.sub(r"{\w+}", str(one), template, count=1)) if str(one).startswith("..") else re.sub(r"{\w+}", str(one), template)
        for one in ids
    ]


def test_no_route_answers_500_or_leaks(routes, people):
    ticket = people["owner"].json("GET", "/api/v1/tickets?status=all&limit=1")["items"][0]["id"]
    customer = people["owner"].json("GET", "/api/v1/customers?limit=1")["items"][0]["id"]
    ids = [uuid.UUID(int=7), ticket, customer, "999999999999999999999", "..%2f..", "%00", "a" * 300]
    asked = 0
    for method, template, operation in routes:
        secured = bool(operation["security"])
        for path in paths(template, ids):
            for role in ("anonymous", "visitor", "api_key", "agent"):
                if role == "agent" and method == "DELETE":
                    continue
                for body in ([None] if method == "GET" else [{}, {"id": 7, "name": ["x"], "customer_id": str(uuid.UUID(int=7))}]):
                    status, _, answer = people[role].call(method, path, body)
                    asked += 1
                    where = f"{role} {method} {path} {body}: {status} {answer[:200]}"
                    assert status < 500, where
                    if secured and role in NOBODY:
                        assert status in (401, 403, 404, 405, 413), where
                    if status >= 400 and path.startswith("/api/"):
                        assert json.loads(answer)["status"] == status, where
                    for secret in SECRETS[:3]:
                        assert secret.encode() not in answer, where
    assert asked > 300


def test_a_key_with_one_scope_reaches_nothing_else(routes, people):
    for method, template, operation in routes:
        if not operation["security"] or "visitor" in operation["security"][0]:
            continue
        # Customers and what belongs to them, and what everybody who signed in may ask.
        area = template.split("/")[3]
        if area in ("customers", "companies", "custom-fields", "session", "company", "attachments"):
            continue
        # The list of customers is narrowed by the same conditions as a segment.
        if template == "/api/v1/segments/fields":
            continue
        path = re.sub(r"{\w+}", str(uuid.UUID(int=7)), template)
        status, _, answer = people["api_key"].call(method, path, None if method == "GET" else {})
        assert status in (401, 403, 404, 415, 422, 400), f"{method} {path}: {status} {answer[:200]}"


def test_a_cursor_of_another_list_is_refused(routes, people):
    made_up = [["x", "y"], ["x"], ["x", "y", "z"], ["2026-11-28", "y"], ["1", NOWHERE], [None, None]]
    asked = refused = 0
    for method, template, operation in routes:
        if method != "GET" or "cursor" not in [one["name"] for one in operation.get("parameters", [])]:
            continue
        path = re.sub(r"{\w+}", NOWHERE, template)
        for parts in made_up:
            cursor = base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()
            status, _, answer = people["owner"].call(method, f"{path}?cursor={cursor}")
            asked += 1
            refused += status == 400
            assert status < 500, f"{path} {parts}: {status} {answer[:200]}"
    assert asked > 100 and refused > asked / 3
