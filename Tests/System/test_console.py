"""The console as a work place: keyboard only, colleagues, languages, phone size, names for screen readers."""

import json
import re

from conftest import shot, sign_in
from people import Agent, Visitor, stamp


def test_two_agents_on_one_ticket_are_warned(demo, context):
    question = stamp("Is the blue teapot back")
    visitor = Visitor(context(), demo.url).open_chat()
    visitor.write(question)
    agents = []
    for email in ("mei@qinghe.example", None):
        page = context().new_page()
        sign_in(page, demo, *(() if email else (colleague(demo, page), "deskbell-demo")))
        page.get_by_text("Unassigned").first.click()
        agent = Agent(page)
        agent.open_ticket_of(question)
        agents.append(agent)
    first, second = agents
    first.box.fill("I was here first")
    second.box.press_sequentially("I can an", delay=60)
    first.page.get_by_text(re.compile("writing here too")).wait_for()
    shot(first.page, "collision")
    # A newer answer than the second agent saw: sending asks first.
    mine = stamp("Yes, since Monday")
    with first.page.expect_response(lambda answer: answer.url.endswith("/messages") and answer.request.method == "POST"):
        first.reply(mine)
    second.page.keyboard.press("Control+Enter")
    second.page.get_by_text(re.compile("newer message arrived", re.I)).wait_for()
    visitor.sees(mine)
    assert visitor.thread.get_by_text("I can an").count() == 0
    second.page.get_by_role("button", name="Send anyway").click()
    visitor.sees("I can an")


def colleague(server, page):
    """Another member of the demo company's staff."""
    body = page.request.post(
        server.url + "/api/v1/session", data={"email": "mei@qinghe.example", "password": "deskbell-demo"},
        headers={"Origin": server.url},
    )
    assert body.status == 201
    users = page.request.get(server.url + "/api/v1/users").json()["items"]
    page.context.clear_cookies()
    return next(user["email"] for user in users if user["email"] != "mei@qinghe.example" and user["active"])


def test_keyboard_alone(demo, context):
    page = context().new_page()
    sign_in(page, demo)
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    shot(page, "keyboard-sheet")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url(re.compile("/customers"))
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(re.compile("/tickets"))
    # The owner has nothing of their own yet: the colleagues' open tickets do.
    page.get_by_text("All open").first.click()
    page.get_by_text("Jonas").or_(page.get_by_role("listitem")).first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tickets/\d+"))
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.keyboard.type("Typed without a mouse")
    # A draft of before may stand in front.
    assert Agent(page).box.input_value().endswith("Typed without a mouse")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").wait_for()
    shot(page, "palette")
    page.keyboard.press("Escape")


def test_chinese_dark_and_phone(demo, context):
    page = context(locale="zh-CN", dark=True).new_page()
    page.goto(demo.url)
    page.get_by_text(re.compile("登录")).first.wait_for()
    sign_in(page, demo)
    page.wait_for_timeout(800)
    shot(page, "console-dark")
    phone = context(width=360, height=740, storage_state=page.context.storage_state()).new_page()
    phone.goto(demo.url + "/tickets")
    phone.wait_for_timeout(800)
    shot(phone, "console-phone")
    # Nothing sticks out of a narrow screen.
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visitor = Visitor(context(locale="zh-CN", width=360, height=740), demo.url).open_chat()
    visitor.write("包裹还没有到")
    visitor.sees("包裹还没有到")
    shot(visitor.page, "widget-phone-zh")


UNNAMED = """() => [...document.querySelectorAll('button, a[href], input:not([type=hidden]), textarea, select, [role=button]')]
    .filter((element) => element.checkVisibility && element.checkVisibility())
    .filter((element) => !(element.getAttribute('aria-label') || element.getAttribute('title') || element.innerText?.trim()
        || element.labels?.length || element.getAttribute('aria-labelledby') || element.querySelector('[aria-label], title')))
    .map((element) => element.outerHTML.slice(0, 120))"""


def test_everything_has_a_name(demo, context):
    page = context().new_page()
    sign_in(page, demo)
    page.goto(demo.url + "/tickets/1500")
    for path in (None, "/customers", "/settings/inboxes", "/settings/users", "/audit", "/reports"):
        if path:
            page.goto(demo.url + path)
        page.wait_for_timeout(700)
        assert page.evaluate(UNNAMED) == [], path
        assert page.evaluate("document.documentElement.lang") in ("en", "zh-Hans", "zh-CN")
        assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size === document.querySelectorAll('[id]').length"), path
        if path:
            shot(page, "page" + path.replace("/", "-"))


def test_no_page_breaks_the_content_security_policy(demo, context):
    page = context().new_page()
    refusals = []
    page.on("console", lambda message: refusals.append(message.text) if "Content Security Policy" in message.text else None)
    sign_in(page, demo)
    for path in ("/tickets", "/settings/inboxes", "/reports", "/demo", "/forms/contact"):
        page.goto(demo.url + path)
        page.wait_for_timeout(500)
    assert refusals == []


SCRIPT = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>{{7*7}}"


def test_scripts_in_every_text_stay_text(demo, people, context):
    owner = people["owner"]
    customer = owner.json("POST", "/api/v1/customers?force=true", {"name": SCRIPT, "city": SCRIPT, "tags": ["<b>x</b>"]}, 201)
    owner.json("POST", f"/api/v1/customers/{customer['id']}/notes", {"text": SCRIPT}, 201)
    status, _, body = owner.call(
        "POST", "/api/v1/attachments",
        raw=("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"<img src=x onerror=alert(1)>.html\"\r\n"
             "Content-Type: text/html\r\n\r\n" + SCRIPT + "\r\n--b--\r\n").encode(),
        headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert status == 201, body
    attachment = json.loads(body)
    ticket = owner.json(
        "POST", "/api/v1/tickets",
        {"customer_id": customer["id"], "subject": SCRIPT, "text": SCRIPT, "channel": "api", "tags": ["<i>y</i>"]}, 201)
    owner.json("POST", f"/api/v1/tickets/{ticket['number']}/messages", {"text": SCRIPT, "attachments": [attachment["id"]]}, 201)
    page = context().new_page()
    sign_in(page, demo)
    for path in (f"/tickets/{ticket['number']}", f"/customers/{customer['id']}", "/audit", attachment["url"]):
        if path.startswith("/api"):
            with page.expect_download():
                page.evaluate("(path) => { const a = document.createElement('a'); a.href = path; document.body.append(a); a.click(); }", path)
            continue
        page.goto(demo.url + path)
        page.get_by_text("onerror").first.wait_for() if path != "/audit" else page.wait_for_timeout(500)
        assert page.title() != "pwned"
        assert page.locator("img[src=x]").count() == 0
    page.goto(demo.url + f"/tickets/{ticket['number']}")
    page.get_by_text("onerror").first.wait_for()
    shot(page, "hostile-texts")
