"""Posts on social platforms: planned, due, told of to people and to programs, posted and noted."""

import datetime
import json
import re
import time

import pytest

from conftest import shot, sign_in
from push_service import PushService
from server import Caller, Server, in_chinese, signed_in

MEI = ("mei@shop.example", "a long and good password")
WORDS = "今年的第一批龙井到店，欢迎来喝茶。 The first Longjing of the year is here."


@pytest.fixture(scope="module")
def shop():
    server = Server(env={"DESKBELL_LOOPBACK": "1"})
    Caller(server, {"Origin": server.url}).json(
        "POST", "/api/v1/setup", {"company_name": "Qinghe", "name": "Mei", "email": MEI[0], "password": MEI[1], "locale": "en"}, 201)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def mei(shop):
    mei = signed_in(shop, *MEI)
    # The browser's clock and the company's agree.
    mei.json("PATCH", "/api/v1/company", {"time_zone": "UTC"}, 200)
    return mei


@pytest.fixture
def receiver():
    service = PushService()
    yield service
    service.close()


def minutes(count):
    """So many minutes from now, to the minute, by the browser's clock."""
    return (datetime.datetime.now() + datetime.timedelta(minutes=count)).strftime("%Y-%m-%dT%H:%M")


def utc(count):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=count)).strftime("%Y-%m-%dT%H:%M:%SZ")


def part(page, name):
    return page.get_by_role("region", name=name, exact=True)


def test_planned_due_posted_and_noted(shop, mei, context):
    page = context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    sign_in(page, shop, *MEI)
    page.goto(shop.url + "/marketing/posts")
    page.get_by_text("Plan here what you say on WeChat").wait_for()
    shot(page, "posts-empty")
    # One text for two platforms becomes two posts; what is too long for one is said and kept all the same.
    page.keyboard.press("c")
    page.get_by_label("Weibo").check()
    page.get_by_label("X", exact=True).check()
    page.get_by_role("textbox", name="Text", exact=True).fill("茶" * 150)
    page.get_by_text("X: 300 of 280 characters, too long").wait_for()
    page.get_by_role("textbox", name="Text", exact=True).fill(WORDS)
    page.get_by_text(re.compile(r"X: \d+ of 280 characters$")).wait_for()
    page.get_by_label("Title").fill("Spring teas")
    page.get_by_label("Link in it").fill("https://tea.example/spring")
    page.get_by_label("When it is due").fill(minutes(90))
    shot(page, "posts-new")
    page.get_by_role("button", name="Plan it").click()
    next_up = part(page, "To be posted").get_by_role("link")
    next_up.nth(1).wait_for()
    assert next_up.count() == 2
    month = page.get_by_role("table")
    month.get_by_text("Spring teas").nth(1).wait_for()
    for state, text, when in (("posted", "Opening hours this week", -3 * 1440), ("skipped", "Mugs", -1440), ("draft", "How we glaze", None)):
        mei.json("POST", "/api/v1/posts", {
            "platform": "xiaohongshu", "title": text, "state": state, **({"planned_for": utc(when)} if when else {}), **({"posted_at": utc(when)} if state == "posted" else {})}, 201)
    page.reload()
    part(page, "Ideas").get_by_text("How we glaze").wait_for()
    month.get_by_text("Spring teas").nth(1).wait_for()
    shot(page, "posts-month")
    # One searches it by words; the address keeps them, the month stays whole.
    page.keyboard.press("/")
    page.keyboard.type("glaze")
    page.wait_for_url(re.compile(r"q=glaze"))
    part(page, "Posted and skipped").wait_for(state="detached")
    assert part(page, "Ideas").get_by_role("link").count() == 1
    month.get_by_text("Spring teas").nth(1).wait_for()
    page.get_by_role("searchbox").fill("porcelain")
    page.get_by_text("No post holds these words").wait_for()
    page.get_by_role("searchbox").fill("")
    part(page, "Posted and skipped").wait_for()
    page.get_by_role("searchbox").press("Escape")
    page.keyboard.press("]")
    page.keyboard.press("[")
    month.get_by_text("Spring teas").nth(1).wait_for()

    # Its time comes: the open page says so, and Today holds it.
    next_up.filter(has_text="Weibo").click()
    page.get_by_label("When it is due").fill(minutes(-2))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Time to post: Weibo").wait_for(timeout=40_000)
    page.goto(shop.url + "/today")
    due = page.get_by_role("region", name="Posts due").locator(".today-line")
    due.filter(has_text="Weibo").wait_for()
    shot(page, "posts-today")
    due.filter(has_text="Weibo").get_by_role("link").click()
    page.get_by_text("Its time has come").wait_for()
    page.get_by_role("button", name="Copy text").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"Spring teas\n\n{WORDS}\n\nhttps://tea.example/spring"
    shot(page, "posts-due")
    page.locator("body").press("e")
    page.get_by_label("Its address on the platform").fill("https://weibo.com/1/Abc")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="https://weibo.com/1/Abc").wait_for()
    # Not yet after all, and then it is: nobody is reminded of it twice.
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Its time has come").wait_for()
    page.get_by_role("button", name="Mark as posted").click()
    page.get_by_label("Its address on the platform").fill("https://weibo.com/1/Abc")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="https://weibo.com/1/Abc").wait_for()
    part(page, "Posted and skipped").get_by_text("Spring teas").wait_for()
    page.get_by_label("Views").fill("1200")
    page.get_by_label("Likes").fill("85")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Post saved").first.wait_for()
    [noted] = mei.json("GET", "/api/v1/posts?platform=weibo")["items"]
    assert (noted["state"], noted["view_count"], noted["like_count"], noted["comment_count"]) == ("posted", 1200, 85, None)
    shot(page, "posts-posted")

    with in_chinese(mei):
        phone = context(width=360, height=780, dark=True).new_page()
        sign_in(phone, shop, *MEI)
        for address, role, seen, name in (
                ("/marketing/posts", "heading", "已发和跳过", "list"), ("/marketing/posts/month", "button", "下个月", "month"),
                (f"/marketing/posts/{noted['id']}", "button", "复制文字", "post"), ("/marketing/posts/new", "group", "发到哪里", "new")):
            phone.goto(shop.url + address)
            phone.get_by_role(role, name=seen).first.wait_for()
            if name == "month":
                phone.get_by_role("main").get_by_text("Spring teas").first.wait_for()
            assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
            shot(phone, f"posts-phone-{name}")


def test_a_program_is_told_and_reports_back(shop, mei, receiver):
    key = mei.json("POST", "/api/v1/api-keys", {"name": "Poster", "scopes": ["marketing:write"]}, 201)["key"]
    program = Caller(shop, {"Authorization": f"Bearer {key}"})
    mei.json("POST", "/api/v1/webhooks", {"name": "Poster", "url": f"{receiver.url}/poster", "kinds": ["post.due"]}, 201)
    made = mei.json("POST", "/api/v1/posts", {"platform": "douyin", "text": "Glazing, in a minute", "planned_for": utc(-1)}, 201)
    path, _, body = receiver.next(timeout=60)
    news = json.loads(body)
    assert (path, news["kind"], news["data"]["post"]["id"], news["data"]["post"]["state"]) == ("/poster", "post.due", made["id"], "due")
    told = program.json("PATCH", f"/api/v1/posts/{made['id']}", {"posted_url": "https://www.douyin.com/video/1"}, 200)
    assert (told["state"], told["posted_url"], told["text"]) == ("posted", "https://www.douyin.com/video/1", "Glazing, in a minute")
    # A second look of the job, 15 seconds later, tells nothing more.
    assert receiver.nothing(17)
    sections = {one["name"]: one["items"] for one in mei.json("GET", "/api/v1/today")["sections"]}
    assert made["id"] not in [line["id"] for line in sections.get("posts", [])]


def test_the_list_leaves_as_csv(shop, mei):
    mei.json("POST", "/api/v1/posts", {"platform": "facebook", "text": "Open on Sunday", "posted_url": "https://facebook.com/1"}, 201)
    export = mei.json("POST", "/api/v1/exports", {"name": "posts"})
    while export["state"] == "running":
        time.sleep(0.2)
        export = mei.json("GET", f"/api/v1/exports/{export['id']}")
    status, _, answer = mei.call("GET", f"/api/v1/exports/{export['id']}/file")
    lines = answer.decode("utf-8-sig").splitlines()
    assert status == 200 and lines[0].startswith("platform,state,title,text,url,campaign,owner_email,planned_for"), lines[0]
    assert any(line.startswith("facebook,posted,,Open on Sunday,") and "https://facebook.com/1" in line for line in lines)
