"""Networks that break in the middle of a message: nothing lost, nothing doubled, order kept."""

import re
import time

import pytest

from conftest import sign_in
from people import Agent, Visitor
from proxy import Proxy
from server import Server


@pytest.fixture
def line():
    """A Deskbell and a bad line to it."""
    server = Server("--demo")
    proxy = Proxy(server.port)
    yield server, proxy
    proxy.close()
    server.remove()


def texts(agent, prefix):
    return [text for text in agent.thread.get_by_text(re.compile("^" + prefix)).all_inner_texts()]


def test_both_sides_are_cut_in_the_middle_of_messages(line, context):
    server, proxy = line
    bad = f"http://127.0.0.1:{proxy.port}"
    agent_page = context().new_page()
    sign_in(agent_page, server)
    agent_page.get_by_text("Unassigned").first.click()
    visitor = Visitor(context(), bad).open_chat()
    visitor.write("line 1")
    agent = Agent(agent_page)
    agent.open_ticket_of("line 1")

    proxy.cut_after_bytes = 60
    for number in range(2, 6):
        visitor.write(f"line {number}")
    time.sleep(2)
    agent.reply("answer while you were away")
    agent.sees("answer while you were away")
    proxy.heal()

    visitor.sees("answer while you were away", timeout=30_000)
    agent.sees("line 5", timeout=30_000)
    assert texts(agent, r"line \d$") == [f"line {number}" for number in range(1, 6)]


def test_restart_while_chatting(line, context):
    server, _ = line
    agent_page = context().new_page()
    sign_in(agent_page, server)
    agent_page.get_by_text("Unassigned").first.click()
    visitor = Visitor(context(), server.url).open_chat()
    visitor.write("before the restart")
    agent = Agent(agent_page)
    agent.open_ticket_of("before the restart")

    assert server.stop() == 0
    visitor.write("while nobody listens")
    server.start()
    started = time.monotonic()
    agent.sees("while nobody listens")
    assert time.monotonic() - started < 10
    agent.reply("we are back")
    visitor.sees("we are back")
