"""Mail comes in: handed over by curl, out of an archive, and through the death of the server."""

import asyncio
import email.utils
import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import pytest
import websockets

from server import PROGRAM, Caller, Server, signed_in
from server import run as run_scene

EMAIL, PASSWORD = "root@mail.example", "a long enough secret"
OWNED = {"DESKBELL_OWNER_EMAIL": EMAIL, "DESKBELL_OWNER_PASSWORD": PASSWORD}


def letter(number, sender="mei@example.com", fields="", text="It is late.", subject=None):
    return (
        f"From: Mei Chen <{sender}>\r\nTo: support@shop.example\r\nSubject: {subject or f'Parcel {number}'}\r\n"
        f"Date: {email.utils.formatdate(time.time())}\r\nMessage-ID: <{number}@test.example>\r\n{fields}"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


class Mailbox:
    """A mailbox on a server, with its token."""

    def __init__(self, server):
        self.server = server
        self.owner = signed_in(server, EMAIL, PASSWORD)
        self.inbox = self.owner.json("POST", "/api/v1/inboxes", {"kind": "email", "name": "Support"}, 201)
        made = self.owner.json("POST", f"/api/v1/inboxes/{self.inbox['id']}/mailbox/token", None, 201)
        self.token = made["token"]

    def curl(self, mail, token=None):
        """Hands the mail over the way a mail server's pipe does."""
        done = subprocess.run(
            ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", "@-",
             "-H", f"Authorization: Bearer {token or self.token}",
             f"{self.server.url}/api/v1/mail/inbound?inbox={self.inbox['key']}"],
            input=mail, capture_output=True, timeout=60)
        return int(done.stdout)

    def log(self):
        entries, cursor = [], ""
        while True:
            page = self.owner.json("GET", f"/api/v1/mails?limit=200&inbox_id={self.inbox['id']}{cursor}", expect=200)
            entries += page["items"]
            if not page["next_cursor"]:
                return entries
            cursor = f"&cursor={page['next_cursor']}"

    def settled(self, count, seconds=60):
        """The log once so many mails are settled."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            entries = self.log()
            if len([entry for entry in entries if entry["state"] != "stored"]) >= count:
                return entries
            time.sleep(0.2)
        raise AssertionError(f"{count} mails wanted, the log says {json.dumps(self.log())[:2000]}")


@pytest.fixture
def mailbox():
    server = Server(env=OWNED)
    yield Mailbox(server)
    server.remove()


@pytest.fixture
def folder():
    path = tempfile.mkdtemp(prefix="deskbell-mail-")
    yield pathlib.Path(path)
    shutil.rmtree(path, ignore_errors=True)


def test_curl_hands_a_mail_over_and_the_helper_reads_it(mailbox):
    started = time.monotonic()
    # The same bytes twice: made once, since a letter bears the second it was made in.
    mail = letter(1, subject="=?gb2312?B?zqrKssO0?=")
    assert mailbox.curl(mail) == 202
    assert mailbox.curl(mail) == 202
    assert mailbox.curl(letter(2), token="inb_wrong") == 401
    [entry] = mailbox.settled(1)
    assert time.monotonic() - started < 20
    assert entry["state"] == "processed" and entry["explanation"]["rule"] == "new"
    ticket = mailbox.owner.json("GET", f"/api/v1/tickets/{entry['ticket_id']}", expect=200)
    assert ticket["subject"] == "为什么"
    assert ticket["customer"]["email"] == "mei@example.com"
    [message] = mailbox.owner.json("GET", f"/api/v1/tickets/{entry['ticket_id']}/messages")["items"]
    assert message["mail"]["direction"] == "in" and "It is late." in message["text"]
    original = mailbox.owner.json("GET", f"/api/v1/tickets/{entry['ticket_id']}/messages/1/mail", expect=200)
    assert {"name": "Message-ID", "value": "<1@test.example>"} in original["headers"]
    status, headers, body = mailbox.owner.call(
        "GET", f"/api/v1/tickets/{entry['ticket_id']}/messages/1/mail/source")
    assert status == 200 and headers["Content-Type"].startswith("text/plain") and b"=?gb2312?B?" in body
    assert Caller(mailbox.server).call("GET", f"/api/v1/tickets/{entry['ticket_id']}/messages/1/mail")[0] == 401


def test_a_mail_is_news_in_the_console_at_once(mailbox):
    async def scene():
        async with websockets.connect(
            mailbox.server.url.replace("http", "ws") + "/live", subprotocols=["deskbell.v1"],
            additional_headers={"Cookie": mailbox.owner.headers["Cookie"], "Origin": mailbox.server.url},
        ) as live:
            await live.send(json.dumps({"kind": "hello", "ref": "1", "data": {}}))
            while json.loads(await asyncio.wait_for(live.recv(), 10)).get("ref") != "1":
                pass
            await live.send(json.dumps({"kind": "subscribe", "ref": "2", "data": {"topics": ["inbox"]}}))
            assert await asyncio.to_thread(mailbox.curl, letter(7)) == 202
            while True:
                frame = json.loads(await asyncio.wait_for(live.recv(), 15))
                if frame["kind"] == "message.created":
                    return frame

    frame = run_scene(scene())
    assert frame["data"]["author_kind"] == "customer" and "It is late." in frame["data"]["excerpt"]


def test_a_mail_of_more_than_35_mb_is_refused(mailbox):
    assert mailbox.curl(letter(1) + b"x" * (36 * 1024 * 1024)) == 413
    assert mailbox.log() == []


def test_an_archive_comes_in_once_however_often_it_is_imported(mailbox, folder):
    archive = folder / "old.mbox"
    mails = [letter(number, fields="" if number == 1 else f"In-Reply-To: <{number - 1}@test.example>\r\n")
             for number in range(1, 61)]
    archive.write_bytes(b"".join(
        b"From mei@example.com Mon Nov 23 08:00:00 2026\r\n" + mail + b"\r\n>From here it goes on\r\n\r\n" for mail in mails))

    def bring_in():
        return subprocess.run(
            [PROGRAM, "import", "mbox", archive, "--inbox", mailbox.inbox["key"], "--data", mailbox.server.data],
            capture_output=True, text=True, timeout=120)

    first = bring_in()
    assert first.returncode == 0, first.stderr
    assert "60 mails read: 60 new, 0 here already." in first.stdout
    second = bring_in()
    assert "60 mails read: 0 new, 60 here already." in second.stdout
    entries = mailbox.settled(60)
    assert len(entries) == 60 and {entry["state"] for entry in entries} == {"processed"}
    # A chain of answers is one conversation, in its order.
    assert {entry["ticket_id"] for entry in entries} == {entries[0]["ticket_id"]}
    messages = mailbox.owner.json("GET", f"/api/v1/tickets/{entries[0]['ticket_id']}/messages?limit=500")["items"]
    assert [message["seq"] for message in messages] == list(range(1, 61))
    assert [message["mail"]["subject"] for message in messages] == [f"Parcel {number}" for number in range(1, 61)]
    assert "\nFrom here it goes on" in messages[0]["text"]
    wrong = subprocess.run(
        [PROGRAM, "import", "mbox", archive, "--inbox", "NOPE", "--data", mailbox.server.data],
        capture_output=True, text=True, timeout=60)
    assert wrong.returncode == 1 and "no mailbox with the key NOPE" in wrong.stderr


def test_an_import_killed_or_stopped_goes_on_where_it_was(mailbox, folder):
    archive = folder / "long.mbox"
    with open(archive, "wb") as file:
        for number in range(1, 1201):
            file.write(b"From mei@example.com Mon Nov 23 08:00:00 2026\n" + letter(number, sender=f"p{number}@x.example"))
            file.write(b"\n")
    command = [PROGRAM, "import", "mbox", archive, "--inbox", mailbox.inbox["key"], "--data", mailbox.server.data]

    def stored():
        return len(mailbox.log())

    for how in (signal.SIGKILL, signal.SIGINT):
        before = stored()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while stored() < before + 100 and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(how)
        out, _ = process.communicate(timeout=30)
        if how == signal.SIGINT and process.returncode == 130:
            assert "Run the same command again to go on." in out
    last = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert last.returncode == 0, last.stderr
    assert stored() == 1200


def test_mails_survive_the_death_of_the_server_each_once(mailbox):
    accepted = []

    def send():
        for number in range(1, 61):
            try:
                if mailbox.curl(letter(number, sender=f"p{number}@x.example")) == 202:
                    accepted.append(number)
            except (subprocess.TimeoutExpired, ValueError):
                pass

    sender = threading.Thread(target=send)
    sender.start()
    while len(accepted) < 20:
        time.sleep(0.02)
    mailbox.server.stop(signal.SIGKILL)
    sender.join()
    assert len(accepted) >= 20
    mailbox.server.start()
    mailbox.owner = signed_in(mailbox.server, EMAIL, PASSWORD)
    # What was taken by the dead server waits until its leases have run out.
    entries = mailbox.settled(len(accepted), seconds=200)
    known = {entry["subject"] for entry in entries if entry["state"] == "processed"}
    assert {f"Parcel {number}" for number in accepted} <= known
    assert len(known) == len(entries)
    places = [(entry["ticket_id"], entry["seq"]) for entry in entries]
    assert len(set(places)) == len(places)
