"""Answers that leave by mail, through the whole program to a real SMTP server, with crashes at the worst moments."""

import base64
import email
import email.policy
import json
import queue
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from server import ROOT, Caller, Server, signed_in

OWNED = {"DESKBELL_OWNER_EMAIL": "root@mail.example", "DESKBELL_OWNER_PASSWORD": "a long enough secret"}


class Sink:
    """An SMTP server that keeps what it is handed; the recipient's name says how it behaves."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "Tests" / "MailServers" / "sink.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        self.port = json.loads(self.process.stdout.readline())["port"]
        self.arrived = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            mail = json.loads(line)
            mail["bytes"] = base64.b64decode(mail["data"])
            mail["mail"] = email.message_from_bytes(mail["bytes"], policy=email.policy.default)
            self.arrived.put(mail)

    def next(self, seconds=20):
        return self.arrived.get(timeout=seconds)

    def stays_empty(self, seconds=3):
        with pytest.raises(queue.Empty):
            self.arrived.get(timeout=seconds)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.stop()


@pytest.fixture
def desk(sink):
    """A Deskbell whose mailbox sends to the sink."""
    server = Server(env=OWNED)
    owner = signed_in(server, *OWNED.values())
    inbox = owner.json("POST", "/api/v1/inboxes", {"kind": "email", "name": "Support"}, 201)
    owner.json("PATCH", f"/api/v1/inboxes/{inbox['id']}", {"settings": {"mail": {
        "address": "support@qinghe.example", "smtp": {"host": "127.0.0.1", "port": sink.port, "security": "none"},
    }}}, 200)
    server.owner, server.inbox = owner, inbox
    yield server
    server.remove()


def write(desk, address, text="It is ready."):
    """The ticket an agent begins by writing to `address`."""
    return desk.owner.json("POST", "/api/v1/tickets", {
        "customer": {"email": address}, "subject": "Your order", "text": text, "channel": "email",
        "inbox": desk.inbox["key"]}, 201)


def state(desk, ticket, seq=1):
    messages = desk.owner.json("GET", f"/api/v1/tickets/{ticket['id']}/messages")["items"]
    return next(m for m in messages if m["seq"] == seq)["mail"]


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.2)
    raise AssertionError("it never came to that")


def test_an_answer_reaches_the_customer_threaded_and_marked(desk, sink):
    ticket = write(desk, "ok@example.com")
    first = sink.next()
    assert first["to"] == ["ok@example.com"]
    assert first["mail"]["Subject"] == f"Your order [#{ticket['number']}]"
    desk.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/messages", {
        "text": "您好 🍵", "recipients": {"to": ["ok@example.com"], "cc": ["ann@example.com"], "bcc": ["boss@example.com"]}}, 201)
    second = sink.next()
    assert sorted(second["to"]) == ["ann@example.com", "boss@example.com", "ok@example.com"]
    assert "boss" not in second["bytes"].decode("ascii")
    assert first["mail"]["Message-ID"] in second["mail"]["References"]
    assert "您好 🍵" in second["mail"].get_body(("plain",)).get_content()
    view = until(lambda: (lambda m: m if m["state"] == "sent" else None)(state(desk, ticket, 2)))
    assert {r["role"]: r["state"] for r in view["recipients"]} == {"to": "sent", "cc": "sent", "bcc": "sent"}


def test_an_answer_to_the_name_another_server_gave_the_mail_is_on_its_ticket(desk, sink):
    ticket = write(desk, "ses@example.com")
    sent = sink.next()
    until(lambda: state(desk, ticket)["state"] == "sent")
    token = desk.owner.json("POST", f"/api/v1/inboxes/{desk.inbox['id']}/mailbox/token", None, 201)["token"]
    # Nothing of ours is left in it but the name the customer's mail program saw.
    answer = (
        f"From: ses@example.com\r\nTo: support@qinghe.example\r\nSubject: Thank you\r\nMessage-ID: <1@example.com>\r\n"
        f"In-Reply-To: <{sent['amazon_name']}@email.amazonses.com>\r\n\r\nIt fits.\r\n")
    status, _, _ = Caller(desk, {"Authorization": f"Bearer {token}"}).call(
        "POST", f"/api/v1/mail/inbound?inbox={desk.inbox['key']}", headers={"Content-Type": "message/rfc822"},
        raw=answer.encode())
    assert status == 202
    messages = until(lambda: [
        m for m in desk.owner.json("GET", f"/api/v1/tickets/{ticket['id']}/messages")["items"] if "It fits." in m["text"]])
    assert [m["author"]["kind"] for m in messages] == ["customer"]
    [entry] = desk.owner.json("GET", "/api/v1/mails?direction=in")["items"]
    assert entry["explanation"]["rule"] == "known_message_id" and entry["ticket_id"] == ticket["id"]
    # The next answer is threaded by that name in the customer's mail program.
    desk.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/messages", {"text": "Good."}, 201)
    assert f"<{sent['amazon_name']}@email.amazonses.com>" in sink.next()["mail"]["References"]


def test_a_note_never_leaves(desk, sink):
    ticket = write(desk, "ok@example.com")
    sink.next()
    desk.owner.json("POST", f"/api/v1/tickets/{ticket['id']}/messages", {"text": "secret", "private": True}, 201)
    sink.stays_empty()


@pytest.mark.parametrize("name,expected", [("unknown", "failed"), ("big", "failed"), ("later", "retry")])
def test_what_the_server_refuses_is_told(desk, sink, name, expected):
    ticket = write(desk, f"{name}@example.com")
    view = until(lambda: (lambda m: m if m["state"] == expected else None)(state(desk, ticket)))
    assert view["recipients"][0]["detail"]
    if expected == "failed":
        assert desk.owner.json("GET", f"/api/v1/tickets/{ticket['id']}")["status"] == "open"
    suppressed = desk.owner.json("GET", "/api/v1/suppressed-addresses")["items"]
    assert [one["address"] for one in suppressed] == (["unknown@example.com"] if name == "unknown" else [])
    sink.stays_empty(1)


def test_a_reply_taken_back_is_not_sent_and_one_left_alone_is(desk, sink):
    ticket = write(desk, "ok@example.com")
    sink.next()
    path = f"/api/v1/tickets/{ticket['id']}/scheduled-replies"

    def schedule(seconds):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))
        return desk.owner.json("POST", path, {"text": "Second", "send_at": at, "undo": True}, 201)

    status, _, body = desk.owner.call("DELETE", f"/api/v1/scheduled-replies/{schedule(5)['id']}")
    assert (status, json.loads(body)["text"]) == (200, "Second")
    sink.stays_empty(7)
    schedule(2)
    assert "Second" in sink.next()["mail"].get_body(("plain",)).get_content()
    sink.stays_empty(2)


def test_killed_while_the_server_answers_nobody_gets_it_twice(desk, sink):
    ticket = write(desk, "slow@example.com")
    first = sink.next()
    desk.process.send_signal(signal.SIGKILL)
    desk.process.wait()
    desk.start()
    # The lease of the dead node runs out after a minute; then it is in doubt, and is not sent again by itself.
    view = until(lambda: (lambda m: m if m["state"] == "uncertain" else None)(state(desk, ticket)), 90)
    sink.stays_empty(5)
    status, _, _ = desk.owner.call("POST", f"/api/v1/mails/{view['id']}/settlement", {"sent": False})
    assert status == 204
    again = sink.next()
    assert again["bytes"] == first["bytes"]


def test_killed_before_sending_it_is_sent_once_after_the_restart(desk, sink):
    def send_to(port):
        desk.owner.json("PATCH", f"/api/v1/inboxes/{desk.inbox['id']}", {"settings": {"mail": {
            "address": "support@qinghe.example", "smtp": {"host": "127.0.0.1", "port": port, "security": "none"},
        }}}, 200)

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and never listens
        send_to(nobody.getsockname()[1])
        ticket = write(desk, "ok@example.com")
        waiting = until(lambda: (lambda m: m if m["state"] == "retry" else None)(state(desk, ticket)))
        desk.process.send_signal(signal.SIGKILL)
        desk.process.wait()
    desk.start()
    send_to(sink.port)
    sink.stays_empty(1)
    status, _, _ = desk.owner.call("POST", f"/api/v1/mails/{waiting['id']}/retry")
    assert status in (202, 204)
    assert sink.next()["to"] == ["ok@example.com"]
    until(lambda: state(desk, ticket)["state"] == "sent")
    sink.stays_empty(4)
