"""The first visit to an empty Deskbell makes its owner and shows how to put the chat on a page."""

import re

import pytest

from conftest import shot
from server import Server


@pytest.fixture
def empty():
    server = Server()
    yield server
    server.remove()


def test_first_visit_makes_the_owner(empty, context):
    page = context().new_page()
    page.goto(empty.url)
    page.get_by_label("Company name").fill("Qinghe")
    page.get_by_label("Your name").fill("Mei")
    page.get_by_label("Email").fill("mei@shop.example")
    page.get_by_label("Password").fill("short")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("at least 10", re.I)).first.wait_for()
    page.get_by_label("Password").fill("a long and good password")
    shot(page, "setup")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("widget.js")).first.wait_for()
    shot(page, "setup-snippet")
    tag = page.get_by_text(re.compile("widget.js")).first.inner_text()
    assert re.search(r'data-inbox="[^"]+"', tag)


def test_second_owner_is_refused(empty, context):
    page = context().new_page()
    page.goto(empty.url)
    body = {"company_name": "Q", "name": "Mei", "email": "mei@shop.example", "password": "a long and good password"}
    headers = {"Origin": empty.url}
    assert page.request.post(empty.url + "/api/v1/setup", data=body, headers=headers).status == 201
    assert page.request.post(empty.url + "/api/v1/setup", data=body, headers=headers).status == 409
