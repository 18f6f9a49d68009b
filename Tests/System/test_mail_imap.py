"""Mail by IMAP under strikes (kill -9 at each step: on exactly one ticket, once) and under weight (a mail of 40 MB)."""

import hashlib
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

import pytest

from mail_servers import Dovecot
from server import Server, signed_in
from test_mail import letter
from test_mail_inbound import EMAIL, OWNED, PASSWORD

#: Each moment: what is seen passing, from whom, when the server is killed before it passes on.
STRIKES = {
    "between the mail server and the disk": ("server", b"Struck 3"),
    "between the disk and the flag": ("client", b" STORE "),
    "between the flag and the cursor": ("server", b"OK Store completed"),
}


class Striker:
    """Passes an IMAP conversation on until the moment, then kills the server and passes nothing any more."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.moment = None
        self.strike = None
        self.struck = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.target_port))
            for source, sink, speaker in ((client, server, "client"), (server, client, "server")):
                threading.Thread(target=self._pump, args=(source, sink, speaker), daemon=True).start()

    def _pump(self, source, sink, speaker):
        try:
            while data := source.recv(65_536):
                if self.moment and speaker == self.moment[0] and self.moment[1] in data:
                    self.moment = None
                    self.strike()
                    self.struck.set()
                    break
                sink.sendall(data)
            sink.close()
        except OSError:
            pass


#: What the dead server had leased waits a minute; here the minute is over at once.
FREE_THE_DEAD = "".join(
    f"UPDATE {table} SET lease_until = now() - interval '1 second' WHERE lease_until IS NOT NULL;"
    for table in ("mailbox_states", "inbound_mails", "schedules", "jobs"))


def free_the_dead(server):
    words = ["psql", "-X", "-q", "-U", "deskbell", "-h", os.path.join(server.data, "run"), "-d", "deskbell", "-c",
             FREE_THE_DEAD]
    subprocess.run(["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words, check=True, cwd="/")


def helper_of(server):
    """The process in which a server reads mails: what it has used and may use, in bytes."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"mail-reader" not in words or int(status["PPid"]) != server.process.pid:
                continue
            limit = re.search(r"Max address space +(\d+)", (folder / "limits").read_text())
            most = {name: int(status[name].split()[0]) << 10 for name in ("VmHWM", "VmPeak")}
        except (OSError, KeyError):
            continue
        return most["VmHWM"], most["VmPeak"], int(limit.group(1))
    raise AssertionError("no helper is running")


@pytest.mark.parametrize("moment", STRIKES)
def test_a_strike_loses_no_mail_and_doubles_none(moment):
    server, dovecot = Server(env={**OWNED, "DESKBELL_MAIL_POLL_SECONDS": "1"}), Dovecot()
    striker = Striker(dovecot.port)
    try:
        owner = signed_in(server, EMAIL, PASSWORD)
        inbox = connected(owner, striker.port)
        subjects = [f"Struck {number}" for number in range(1, 6)]

        striker.strike = lambda: server.stop(signal.SIGKILL)
        striker.moment = STRIKES[moment]
        for number, subject in enumerate(subjects):
            dovecot.deliver(letter(subject, f"Parcel {number}", sender=f"p{number}@mail.example").as_bytes())
        assert striker.struck.wait(60), "the moment never came"
        server.start()
        free_the_dead(server)

        owner = signed_in(server, EMAIL, PASSWORD)
        eventually(lambda: len(log(owner, inbox)) >= len(subjects) and all(
            entry["state"] == "processed" for entry in log(owner, inbox)), 90)
        entries = log(owner, inbox)
        assert sorted(entry["subject"] for entry in entries) == subjects
        assert len({entry["ticket_id"] for entry in entries}) == len(subjects)
        for entry in entries:
            messages = owner.json("GET", f"/api/v1/tickets/{entry['ticket_id']}/messages")["items"]
            assert len([message for message in messages if message["kind"] == "reply"]) == 1
        # Nothing is left behind unread for the next look either.
        time.sleep(2)
        assert len(log(owner, inbox)) == len(subjects)
    finally:
        server.remove()
        dovecot.stop()


def test_a_heavy_mail_comes_whole_and_one_too_heavy_says_so():
    server, dovecot = Server(env={**OWNED, "DESKBELL_MAIL_POLL_SECONDS": "1"}), Dovecot()
    try:
        owner = signed_in(server, EMAIL, PASSWORD)
        inbox = connected(owner, dovecot.port)
        plan = random.Random(40).randbytes(24 << 20)
        heavy = letter("The plan", "See the file.")
        heavy.add_attachment(plan, maintype="application", subtype="octet-stream", filename="plan.bin")
        dovecot.deliver(heavy.as_bytes())
        too_heavy = letter("The film", "See the film, all of it.")
        too_heavy.add_attachment(bytes(29 << 20), maintype="video", subtype="mp4", filename="film.mp4")
        raw = too_heavy.as_bytes()
        assert len(raw) > 39 << 20
        dovecot.deliver(raw)
        eventually(lambda: sorted(entry["subject"] for entry in log(owner, inbox) if entry["state"] == "processed")
                   == ["The film", "The plan"], 120)
        # The helper is still there, and never came near its end.
        resident, peak, limit = helper_of(server)
        assert resident < 256 << 20 and peak < limit
        tickets = {entry["subject"]: entry["ticket_id"] for entry in log(owner, inbox)}
        whole = owner.json("GET", f"/api/v1/tickets/{tickets['The plan']}/messages")["items"][0]
        [file] = whole["attachments"]
        status, _, received = owner.call("GET", urllib.parse.urlsplit(file["url"])._replace(scheme="", netloc="").geturl())
        assert status == 200 and hashlib.sha256(received).digest() == hashlib.sha256(plan).digest()
        # Its words are on a ticket, which says that the rest stayed where it was.
        cut = owner.json("GET", f"/api/v1/tickets/{tickets['The film']}/messages")["items"][0]
        assert "See the film, all of it." in cut["text"] and cut["attachments"] == []
        # As the server counts it, with both line ends.
        assert abs(cut["mail"]["whole_size_bytes"] - len(raw)) < 1 << 20
    finally:
        server.remove()
        dovecot.stop()


def connected(owner, port):
    """A mailbox that reads its mail by IMAP from a port of this machine."""
    inbox = owner.json("POST", "/api/v1/inboxes", {
        "kind": "email", "name": "Support", "settings": {"mail": {
            "address": Dovecot.USER,
            "imap": {"host": "127.0.0.1", "port": port, "security": "none", "username": Dovecot.USER,
                     "auth": "password", "after": "seen"},
            "smtp": {"host": "127.0.0.1", "port": 9, "security": "none", "username": "", "auth": "password"},
        }}}, 201)["id"]
    owner.json("PUT", f"/api/v1/inboxes/{inbox}/mailbox/secrets", {"imap_password": Dovecot.PASSWORD})
    eventually(lambda: owner.json("GET", f"/api/v1/inboxes/{inbox}/mailbox")["state"] == "connected")
    return inbox


def log(owner, inbox):
    return owner.json("GET", f"/api/v1/mails?limit=200&inbox_id={inbox}")["items"]


def eventually(holds, seconds=60):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.2)
