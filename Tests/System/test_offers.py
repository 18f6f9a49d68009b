"""A product offered beside the ticket becomes a card in the customer's chat, and one order however it is clicked."""

import re

from conftest import shot, sign_in
from people import Agent, Visitor, stamp
from server import OWNER, signed_in

ORDER = re.compile("^(Order for|下单)")
ORDERED = re.compile(r"(Ordered|已下单)[,，] ?#(\d+)")


def beside_the_ticket(demo, context, question):
    page = context().new_page()
    sign_in(page, demo)
    page.get_by_text("Unassigned").first.click()
    agent = Agent(page)
    agent.open_ticket_of(question)
    page.locator(".recommended li strong").first.wait_for()
    return agent


def offer_by_key(agent):
    """What the one key wrote: the name of the best product, and the link in the reply."""
    name = agent.page.locator(".recommended li strong").first.inner_text()
    agent.thread.focus()
    agent.page.keyboard.press("o")
    agent.page.wait_for_function("() => document.querySelector('.composer textarea').value.includes('/offers/')")
    text = agent.box.input_value()
    assert name in text
    # The words are where one writes on, and a second press says nothing twice.
    agent.box.press("Escape")
    agent.page.keyboard.press("o")
    agent.page.wait_for_function("() => document.activeElement === document.querySelector('.composer textarea')")
    assert agent.box.input_value() == text
    return name, re.search(r"\S+/offers/\S+", text).group(0)


def orders(owner, agent):
    """The numbers of all orders of the customer behind the open ticket."""
    number = re.search(r"/tickets/(\d+)", agent.page.url).group(1)
    customer = owner.json("GET", f"/api/v1/tickets/{number}")["customer"]["id"]
    return [one["number"] for one in owner.json("GET", f"/api/v1/orders?customer_id={customer}")["items"]]


def test_an_offer_is_a_card_in_the_chat_that_orders_once(demo, context):
    owner = signed_in(demo, *OWNER)
    question = stamp("Which tea would you recommend")
    visitor = Visitor(context(width=360, height=740, locale="zh-CN", dark=True), demo.url).open_chat()
    visitor.write(question)
    agent = beside_the_ticket(demo, context, question)
    name, link = offer_by_key(agent)
    shot(agent.page, "offer-written")
    agent.box.press("Control+Enter")

    card = visitor.thread.get_by_role("region", name=name)
    card.get_by_role("button", name=ORDER).wait_for()
    assert card.get_by_text(re.compile("很多人都在买|您买过的商品")).count() == 1, "the reason, in the visitor's language"
    assert visitor.thread.get_by_role("link").count() == 0, "the card stands in the place of the link"
    card.scroll_into_view_if_needed()
    shot(visitor.page, "offer-card")
    # The same chat in a second tab of the same browser; put away and looked at again there.
    second = Visitor(visitor.page.context, demo.url).open_chat()
    other = second.thread.get_by_role("region", name=name)
    other.get_by_role("button", name="暂不").click()
    other.get_by_role("button", name="再看看").click()

    assert orders(owner, agent) == []
    card.get_by_role("button", name=ORDER).dblclick()
    done = card.get_by_text(ORDERED)
    done.wait_for()
    number = ORDERED.search(done.inner_text()).group(2)
    shot(visitor.page, "offer-card-ordered")
    other.get_by_text(f"#{number}").wait_for()
    assert orders(owner, agent) == [int(number)]

    # The agent sees it come in, and the order on the customer's record.
    agent.thread.get_by_text("The customer ordered what was offered").wait_for()
    agent.thread.get_by_role("link", name=re.compile(number)).wait_for()
    shot(agent.page, "offer-agent")
    order = owner.json("GET", f"/api/v1/orders/{number}")
    assert name in order["lines"][0]["name"] and order["source"] == "card"
    timeline = owner.json("GET", f"/api/v1/customers/{order['customer']['id']}/timeline")["items"]
    assert any(entry["kind"] == "order.placed" and number in entry["title"] for entry in timeline)
    # The link of a mail shows the same.
    page = context().new_page()
    page.goto(link)
    page.get_by_role("heading", name=re.compile(number)).wait_for()


def test_an_offer_by_its_link(demo, context):
    """Where there is no chat, such as in a mail: looking orders nothing, the page's button orders once."""
    owner = signed_in(demo, *OWNER)
    question = stamp("Something for green tea")
    Visitor(context(), demo.url).open_chat().write(question)
    agent = beside_the_ticket(demo, context, question)
    name, link = offer_by_key(agent)
    customer = context(width=360, locale="zh-CN", dark=True).new_page()
    customer.goto(link)
    customer.get_by_role("heading", name=name).wait_for()
    shot(customer, "offer-page")
    assert orders(owner, agent) == []
    customer.get_by_role("button", name=ORDER).click()
    customer.get_by_role("heading", name=ORDERED).wait_for()
    customer.reload()
    customer.get_by_role("heading", name=ORDERED).wait_for()
    shot(customer, "offer-ordered")
    assert len(orders(owner, agent)) == 1


def test_the_key_stands_on_the_sheet_and_an_offer_taken_back_orders_nothing(demo, context):
    question = stamp("A cup for my sister")
    visitor = Visitor(context(), demo.url).open_chat()
    visitor.write(question)
    agent = beside_the_ticket(demo, context, question)
    agent.thread.focus()
    agent.page.keyboard.press("?")
    agent.page.get_by_role("dialog").get_by_text("Offer what fits best").wait_for()
    agent.page.keyboard.press("Escape")
    name, _ = offer_by_key(agent)
    agent.box.press("Control+Enter")
    card = visitor.thread.get_by_role("region", name=name)
    card.get_by_role("button", name=ORDER).wait_for()
    open_offers = agent.page.get_by_role("list", name="Offered, not ordered yet")
    open_offers.get_by_text(name).wait_for()
    shot(agent.page, "offer-open")
    open_offers.get_by_role("button", name="Take back").click()
    card.get_by_text("The shop has taken this offer back").wait_for()
    assert card.get_by_role("button").count() == 0
    agent.thread.get_by_text("took the offer back").wait_for()
    open_offers.wait_for(state="hidden")
