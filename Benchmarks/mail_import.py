#!/usr/bin/env python3
"""Measures how long an archive of mails takes to become tickets: `deskbell import mbox` beside a running server.

Of the mails, a third opens a conversation of its own sender and the rest answer one of the last of them, so that some may
be placed side by side and some may not. `DESKBELL_PROGRAM` names the program, as for the system tests.
"""

import argparse
import email.utils
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / "System"))
from server import PROGRAM, Server, signed_in  # noqa: E402

OWNER = {"DESKBELL_OWNER_EMAIL": "root@mail.example", "DESKBELL_OWNER_PASSWORD": "a long enough secret"}


def letters(mails, senders):
    chance = random.Random(7)
    first = mails - senders
    threads = []
    for number in range(mails):
        is_answer = threads and chance.random() < first / mails or len(threads) == senders
        sender, last = threads.pop(chance.randrange(len(threads))) if is_answer else (number, None)
        threads.append((sender, number))
        answers = f"In-Reply-To: <{last}@bench.example>\r\nReferences: <{last}@bench.example>\r\n" if is_answer else ""
        yield (
            f"From: Customer {sender} <c{sender}@example.net>\r\nTo: help@example.com\r\n"
            f"Subject: {'Re: ' if is_answer else ''}Parcel {sender}\r\n{answers}"
            f"Date: {email.utils.formatdate(1_790_000_000 + number)}\r\n"
            f"Message-ID: <{number}@bench.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            f"Where is it?\r\n" + "It was to be here on Monday.\r\n" * 10
        ).encode()


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--senders", type=int, default=3_000)
    options = parser.parse_args()
    server = Server(env=OWNER)
    try:
        owner = signed_in(server, *OWNER.values())
        inbox = owner.json("POST", "/api/v1/inboxes", {"kind": "email", "name": "Help"}, 201)
        with tempfile.NamedTemporaryFile(suffix=".mbox") as archive:
            for letter in letters(options.mails, options.senders):
                archive.write(b"From a@example.net Mon Nov 23 08:00:00 2026\r\n" + letter + b"\r\n")
            archive.flush()
            used, started = processor_seconds(server.process.pid), time.monotonic()
            subprocess.run(
                [PROGRAM, "import", "mbox", archive.name, "--inbox", inbox["key"], "--data", server.data], check=True,
                stderr=subprocess.DEVNULL)
            durable = time.monotonic() - started
        while owner.json("GET", "/api/v1/mails?limit=1&state=stored")["items"]:
            time.sleep(0.2)
        took = time.monotonic() - started
        print(f"{options.mails} mails of {options.senders} senders: durable after {durable:.1f} s, all of them messages "
              f"after {took:.1f} s, {options.mails / took:.0f}/s, "
              f"{processor_seconds(server.process.pid) - used:.1f} s of the server's processor time")
    finally:
        server.remove()
