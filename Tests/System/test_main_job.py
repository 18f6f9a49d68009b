"""The product's promise, driven as people do: a chat becomes a ticket, is answered live, solved and rated."""

import re

from conftest import shot, sign_in
from people import Agent, Visitor, stamp


def unassigned(page):
    page.get_by_text("Unassigned").first.click()


def test_chat_from_widget_to_report(demo, context):
    agent_page = context().new_page()
    sign_in(agent_page, demo)
    unassigned(agent_page)
    agent = Agent(agent_page)

    question = stamp("Where is my parcel")
    visitor = Visitor(context(locale="en-US"), demo.url).open_chat()
    visitor.write(question)
    visitor.sees(question)

    # The console shows it without a reload.
    agent.open_ticket_of(question)
    agent.sees(question)
    shot(agent_page, "console-thread")

    # Both see the other write.
    agent.box.press_sequentially("It is")
    visitor.panel.get_by_text(re.compile("is writing")).first.wait_for()
    agent.box.fill("")
    answer = stamp("It is in Shanghai and arrives tomorrow")
    agent.reply(answer)
    visitor.sees(answer)
    visitor.box.press_sequentially("Th")
    agent_page.get_by_text(re.compile("is typing")).first.wait_for()
    visitor.box.fill("")
    visitor.write(stamp("Thank you"))
    shot(visitor.page, "widget-thread")

    # The agent sees that the answer was read.
    agent.thread.get_by_text("Seen").first.wait_for()

    # A note never reaches the visitor.
    agent_page.get_by_role("tab", name="Note").click()
    note = stamp("Ask the carrier")
    agent_page.get_by_placeholder("Only colleagues see this").fill(note)
    agent_page.keyboard.press("Control+Enter")
    agent.sees(note)
    assert visitor.thread.get_by_text(note).count() == 0

    # Solved: the visitor is asked, and answers. The console goes on to the next ticket.
    number = re.search(r"/tickets/(\d+)", agent_page.url).group(1)
    agent_page.get_by_role("button", name=re.compile("^Solve")).first.click()
    visitor.panel.get_by_text("How was our help?").wait_for()
    visitor.panel.get_by_text("Very good", exact=True).click()
    visitor.panel.get_by_placeholder(re.compile("What made it so")).fill("Quick and kind")
    visitor.panel.get_by_role("button", name="Send", exact=True).first.click()
    visitor.panel.get_by_text("Thank you. Your answer helps us.").wait_for()
    shot(visitor.page, "widget-rated")

    # The rating is on the ticket, and the day's report counts it.
    agent_page.goto(f"{demo.url}/tickets/{number}")
    agent_page.get_by_text(re.compile("rated 5 of 5")).first.wait_for()
    agent_page.goto(demo.url + "/reports")
    agent_page.get_by_text(re.compile("Satisfaction")).first.wait_for()
    agent_page.wait_for_timeout(800)
    shot(agent_page, "reports")


def test_returning_visitor_finds_the_conversation(demo, context):
    everyone = context()
    question = stamp("Do you ship to Hangzhou")
    visitor = Visitor(everyone, demo.url).open_chat()
    visitor.write(question)
    visitor.sees(question)
    visitor.page.wait_for_timeout(500)
    visitor.page.close()

    again = Visitor(everyone, demo.url).open_chat()
    again.sees(question)


def test_typed_words_survive_a_reload(demo, context):
    everyone = context()
    visitor = Visitor(everyone, demo.url).open_chat()
    visitor.box.fill("Half a sen")
    visitor.page.wait_for_timeout(300)
    visitor.page.reload()
    # The panel comes back by itself, as it was left open.
    visitor.box.wait_for()
    assert visitor.box.input_value() == "Half a sen"


def test_form_becomes_a_ticket(demo, context):
    page = context().new_page()
    page.goto(demo.url + "/forms/contact")
    message = stamp("Could you send an invoice")
    page.get_by_label(re.compile("name", re.I)).first.fill("Lena Fischer")
    page.get_by_label(re.compile("e-?mail", re.I)).first.fill(f"lena{message[-6:]}@example.com")
    subject = page.get_by_label(re.compile("subject", re.I))
    if subject.count():
        subject.first.fill("Invoice")
    page.get_by_label(re.compile("message", re.I)).first.fill(message)
    shot(page, "form")
    page.get_by_role("button", name=re.compile("send|submit", re.I)).click()
    page.get_by_text(re.compile(r"#?\d{4,}")).first.wait_for()
    shot(page, "form-thanks")

    agent_page = context().new_page()
    sign_in(agent_page, demo)
    unassigned(agent_page)
    agent_page.get_by_text(message).first.click()
    agent_page.get_by_role("log").get_by_text(message).first.wait_for()
