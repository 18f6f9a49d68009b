"""The whole way of a sale in one go: a chat, a lead by one key, the board, a quote read back from its PDF in Chinese, accepted
by its link, ordered, shipped, and all of it on the customer's record in the order it happened."""

import re

from conftest import shot, sign_in
from people import Agent, Visitor, stamp
from server import OWNER, signed_in
from test_quotes import pdf_text
from test_sales import column


def test_from_a_chat_to_the_parcel(demo, context):
    owner = signed_in(demo, *OWNER)
    question = stamp("我们公司想订两百个礼盒 gift boxes")
    visitor = Visitor(context(locale="zh-CN"), demo.url)
    visitor.open_chat().write(question)
    page = context().new_page()
    sign_in(page, demo)
    page.get_by_text("Unassigned").first.click()
    agent = Agent(page)
    agent.open_ticket_of(question)

    # One key: the chat is a lead.
    page.keyboard.press("d")
    toast = page.get_by_text(re.compile(r"Ticket #\d+ is deal #\d+ now"))
    toast.wait_for()
    ticket, number = re.search(r"#(\d+) is deal #(\d+)", toast.inner_text()).groups()
    deal = owner.json("GET", f"/api/v1/opportunities/{number}")
    customer = deal["customer"]["id"]
    name = stamp("青禾茶馆")
    owner.json("PATCH", f"/api/v1/customers/{customer}", {"name": name, "locale": "zh-Hans"})

    # The board: on by a key, on by the mouse.
    page.goto(demo.url + "/sales")
    title = re.compile(re.escape(deal["title"]))
    column(page, "Lead").get_by_role("link", name=title).focus()
    page.keyboard.press("]")
    qualified = column(page, "Qualified").get_by_role("link", name=title)
    qualified.wait_for()
    qualified.drag_to(column(page, "Proposal").get_by_role("heading"))
    column(page, "Proposal").get_by_role("link", name=title).wait_for()

    # A quote out of the deal: a product of the catalogue and a line of one's own.
    page.goto(f"{demo.url}/sales/deals/{number}")
    page.get_by_role("complementary", name="Deal").get_by_role("link", name="New quote").click()
    product = owner.json("GET", "/api/v1/products?limit=1")["items"][0]
    page.get_by_label("Add a product").fill(product["sku"])
    page.get_by_role("button", name=re.compile(re.escape(product["name"]))).first.click()
    page.get_by_label("Quantity", exact=True).first.fill("200")
    assert page.get_by_role("combobox", name="Tax", exact=True).first.input_value() == "13|增值税 VAT"
    page.get_by_role("button", name="Add a line of your own").click()
    page.get_by_label("Item", exact=True).last.fill("烫金 Gold print")
    page.get_by_label("Price (CNY)").last.fill("0.99")
    page.get_by_role("combobox", name="Tax", exact=True).last.select_option(label="服务增值税 VAT on services 6%")
    page.get_by_label("Words above the lines").fill("感谢贵公司的询价。")
    page.get_by_role("button", name="Save quote").click()
    page.get_by_role("button", name="Send", exact=True).click()
    mails = page.get_by_label("Send the link by mail")
    if mails.is_checked():
        mails.uncheck()
    page.get_by_role("button", name="Make the link").click()
    page.get_by_role("heading", name=re.compile(r"-\d{4}-\d{4}")).wait_for()
    link = page.get_by_label("Link for the customer").input_value()
    quote = owner.json("GET", f"/api/v1/quotes?opportunity_id={deal['id']}")["items"][0]
    total = quote["edition"]["total"]
    # 200 pieces by the catalogue's price, and 0.99: prices include their tax.
    assert total == {"amount_minor": 200 * product["price"]["amount_minor"] + 99, "currency": "CNY"}
    text = pdf_text(owner, f"/api/v1/quotes/{quote['number']}/pdf")
    figure = f"{total['amount_minor'] / 100:,.2f}"
    for words in ("报价单", quote["number"], name, "感谢贵公司的询价。", product["name"], "烫金 Gold print", "增值税 VAT 13 %", f"CNY {figure}"):
        assert words in text, (words, text)

    # The customer's phone: the PDF is theirs, the name accepts.
    phone = context(width=360, height=740, locale="zh-CN").new_page()
    phone.goto(link)
    phone.get_by_role("heading", name=re.compile(quote["number"])).wait_for()
    address = phone.get_by_role("link", name="打开 PDF").get_attribute("href")
    before = pdf_text(owner, address)
    phone.get_by_label("你的姓名").fill("王掌柜")
    phone.get_by_role("button", name=re.compile("接受报价")).click()
    phone.get_by_text(re.compile("王掌柜 已于")).wait_for()
    after = pdf_text(owner, address)
    assert "王掌柜" in after and "王掌柜" not in before and f"CNY {figure}" in after

    # The deal is won, the order there for the same total, and it is paid and shipped in the console.
    assert owner.json("GET", f"/api/v1/opportunities/{number}")["state"] == "won"
    accepted = owner.json("GET", f"/api/v1/quotes/{quote['id']}")
    order = owner.json("GET", f"/api/v1/orders/{accepted['order_number']}")
    assert order["total"] == total and order["customer"]["id"] == customer
    page.goto(f"{demo.url}/sales/quotes/{quote['number']}")
    page.get_by_role("link", name=f"Order #{order['number']}").click()
    page.get_by_role("button", name="Note a payment").click()
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("button", name="Note a parcel").click()
    parcel = page.get_by_role("dialog")
    parcel.get_by_label("Carrier").fill("顺丰 SF Express")
    parcel.get_by_label("Tracking number").fill("SF200200")
    parcel.get_by_role("button", name="Save", exact=True).click()
    parcel.wait_for(state="detached")
    shot(page, "whole-way-order")

    # All of it stands on the record, in the order it happened.
    entries = owner.json("GET", f"/api/v1/customers/{customer}/timeline?limit=100")["items"]
    kinds = [one["kind"] for one in reversed(entries)]
    way = ["ticket.created", "opportunity.created", "quote.sent", "order.placed", "quote.accepted", "opportunity.won", "order.paid", "order.shipped"]
    known = [kind for kind in kinds if kind in way]
    assert known == way, kinds
    times = [one["at"] for one in reversed(entries)]
    assert times == sorted(times)
    linked = {one["kind"]: one["link"] for one in entries if one["link"]}
    assert linked["ticket.created"]["number"] == int(ticket) and linked["order.placed"]["number"] == order["number"]
    page.goto(f"{demo.url}/customers/{customer}")
    page.get_by_text("Quote accepted", exact=False).first.wait_for()
    shot(page, "whole-way-customer")
