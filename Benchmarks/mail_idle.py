#!/usr/bin/env python3
"""Measures how long a mail takes from the IMAP server's mailbox to the agent's live connection, through IDLE.

A real Dovecot takes each mail by LMTP; the clock runs from the moment Dovecot has accepted it until the agent's WebSocket
hears `message.created`, with the ticket committed. `DESKBELL_PROGRAM` names the program, as for the system tests.
"""

import argparse
import asyncio
import json
import pathlib
import statistics
import sys
import time

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / "System"))
from mail_servers import Dovecot  # noqa: E402
from server import Server, signed_in  # noqa: E402

OWNER = {"DESKBELL_OWNER_EMAIL": "root@mail.example", "DESKBELL_OWNER_PASSWORD": "a long enough secret"}


def letter(number):
    return (
        f"From: Customer {number} <c{number}@example.net>\r\nTo: {Dovecot.USER}\r\nSubject: Parcel {number}\r\n"
        f"Message-ID: <{number}@bench.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWhere is it?\r\n"
    ).encode()


def connect(owner, dovecot):
    inbox = owner.json("POST", "/api/v1/inboxes", {"kind": "email", "name": "Help", "settings": {"mail": {
        "address": Dovecot.USER, "imap": {
            "host": "127.0.0.1", "port": dovecot.port, "security": "none", "username": Dovecot.USER, "auth": "password",
            "folder": "INBOX"}, "start": "now"}}}, 201)
    owner.json("PUT", f"/api/v1/inboxes/{inbox['id']}/mailbox/secrets", {"imap_password": Dovecot.PASSWORD}, 200)
    end = time.monotonic() + 30
    while owner.json("GET", f"/api/v1/inboxes/{inbox['id']}/mailbox", expect=200)["state"] != "connected":
        assert time.monotonic() < end, owner.json("GET", f"/api/v1/inboxes/{inbox['id']}/mailbox")
        time.sleep(0.1)


async def measure(server, owner, dovecot, mails):
    took = []
    async with websockets.connect(
        server.url.replace("http", "ws") + "/live", subprotocols=["deskbell.v1"],
        additional_headers={"Cookie": owner.headers["Cookie"], "Origin": server.url},
    ) as live:
        await live.send(json.dumps({"kind": "hello", "ref": "1", "data": {}}))
        while json.loads(await live.recv()).get("ref") != "1":
            pass
        await live.send(json.dumps({"kind": "subscribe", "ref": "2", "data": {"topics": ["inbox"]}}))
        for number in range(mails):
            await asyncio.to_thread(dovecot.deliver, letter(number))
            accepted = time.perf_counter()
            while json.loads(await asyncio.wait_for(live.recv(), 30))["kind"] != "message.created":
                pass
            took.append((time.perf_counter() - accepted) * 1000)
            await asyncio.sleep(0.05)
    return sorted(took)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=200)
    mails = parser.parse_args().mails
    dovecot = Dovecot()
    server = Server(env=OWNER)
    try:
        owner = signed_in(server, *OWNER.values())
        connect(owner, dovecot)
        took = asyncio.run(measure(server, owner, dovecot, mails))
        print(f"{mails} mails: p50 {statistics.median(took):.1f} ms, p99 {took[int(len(took) * 0.99) - 1]:.1f} ms, "
              f"slowest {took[-1]:.1f} ms")
    finally:
        server.remove()
        dovecot.stop()
