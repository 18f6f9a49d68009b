"""The crash drill: customers chat while the server and PostgreSQL are killed and restarted in random order.

Each client logs every acknowledgement it was given. Afterwards every acknowledged message must exist exactly once and the
numbers of every ticket must run without a gap. By hand: `.venv/bin/python Tests/System/drill.py --rounds 10 --clients 16`.
"""

import argparse
import asyncio
import json
import os
import pathlib
import random
import signal
import sys
import time
import uuid

import urllib.request

import websockets

from server import OWNER, Server


def post(url, body, headers=None):
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read()), answer.headers


class Customer:
    """Sends numbered messages and resends, under the same client id, what was not acknowledged."""

    def __init__(self, server, number):
        self.server = server
        self.number = number
        self.token = None
        self.sent = 0
        self.acknowledged = []
        self.ticket = None
        self.reconnects = 0

    async def chat(self, stop):
        pending = None
        while not stop.is_set() or pending:
            try:
                if not self.token:
                    body, _ = await asyncio.to_thread(
                        post, self.server.url + "/api/v1/widget/sessions", {"inbox": "demo-shop", "locale": "en"}
                    )
                    self.token = body["visitor_token"]
                async with websockets.connect(
                    self.server.url.replace("http", "ws") + "/live", subprotocols=["deskbell.v1"], open_timeout=5
                ) as live:
                    await live.send(json.dumps({"kind": "hello", "ref": "h", "data": {"token": self.token}}))
                    await self.answer(live, "h")
                    while not stop.is_set() or pending:
                        pending = pending or self.next_message()
                        data = {"client_id": pending[0], "text": pending[1]}
                        if self.ticket:
                            data["ticket_id"] = self.ticket
                        await live.send(json.dumps({"kind": "message.send", "ref": pending[0], "data": data}))
                        message = (await self.answer(live, pending[0]))["message"]
                        self.ticket = message["ticket_id"]
                        self.acknowledged.append((pending[0], message["seq"], pending[1]))
                        pending = None
            except (OSError, websockets.WebSocketException, asyncio.TimeoutError, Refused):
                self.reconnects += 1
                await asyncio.sleep(random.uniform(0.05, 0.4))

    def next_message(self):
        self.sent += 1
        return str(uuid.uuid4()), f"customer {self.number} message {self.sent}"

    async def answer(self, live, ref):
        while True:
            frame = json.loads(await asyncio.wait_for(live.recv(), 8))
            if frame.get("ref") == ref:
                if frame["kind"] != "ack":
                    raise Refused(frame)
                return frame["data"]


class Refused(Exception):
    pass


def postmaster(server):
    return int(next(pathlib.Path(server.data).glob("**/postmaster.pid")).read_text().split("\n")[0])


def strike(server, how):
    print(f"  {how}", flush=True)
    if how == "kill -9 of the server":
        server.stop(signal.SIGKILL)
        server.start()
    elif how == "kill -9 of PostgreSQL":
        os.kill(postmaster(server), signal.SIGKILL)
    else:
        os.kill(postmaster(server), signal.SIGINT)


async def drill(rounds, clients, seed):
    server = Server("--demo", env={"DESKBELL_FRAMES_PER_SECOND": "1000"})
    try:
        customers = [Customer(server, number) for number in range(clients)]
        stop = asyncio.Event()
        chats = [asyncio.create_task(customer.chat(stop)) for customer in customers]
        strikes = ["kill -9 of the server", "kill -9 of PostgreSQL", "restart of PostgreSQL"] * rounds
        random.Random(seed).shuffle(strikes)
        await asyncio.sleep(1)
        for how in strikes:
            try:
                await asyncio.to_thread(strike, server, how)
            except (StopIteration, ProcessLookupError, ValueError):
                print("  (PostgreSQL was not up)", flush=True)
            await asyncio.sleep(random.uniform(1.0, 2.5))
        await asyncio.sleep(3)
        stop.set()
        await asyncio.wait_for(asyncio.gather(*chats), 60)
        return await asyncio.to_thread(check, server, customers)
    finally:
        server.remove()


def check(server, customers):
    body, headers = post(server.url + "/api/v1/session", {"email": OWNER[0], "password": OWNER[1]})
    cookie = headers["Set-Cookie"].split(";")[0]

    def get(path):
        request = urllib.request.Request(server.url + "/api/v1" + path, headers={"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    faults, acknowledged = [], 0
    for customer in customers:
        if not customer.ticket:
            faults.append(f"customer {customer.number} never got through")
            continue
        messages, after = [], 0
        while page := get(f"/tickets/{customer.ticket}/messages?after_seq={after}&limit=200")["items"]:
            messages += page
            after = page[-1]["seq"]
        if [message["seq"] for message in messages] != list(range(1, len(messages) + 1)):
            faults.append(f"customer {customer.number}: numbers with gaps")
        stored = [(m["client_id"], m["seq"], m["text"]) for m in messages if m["author"]["kind"] == "customer"]
        for entry in customer.acknowledged:
            acknowledged += 1
            if stored.count(entry) != 1:
                faults.append(f"customer {customer.number}: {entry} stored {stored.count(entry)} times")
        texts = [text for _, _, text in stored]
        if len(set(texts)) != len(texts):
            faults.append(f"customer {customer.number}: a message is there twice")
        order = [int(text.rsplit(" ", 1)[1]) for text in texts]
        if order != sorted(order):
            faults.append(f"customer {customer.number}: order lost")
    reconnects = sum(customer.reconnects for customer in customers)
    return acknowledged, reconnects, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    words = parser.parse_args()
    print(f"drill with seed {words.seed}")
    acknowledged, reconnects, faults = asyncio.run(drill(words.rounds, words.clients, words.seed))
    print(f"{acknowledged} messages acknowledged, {reconnects} reconnects, {len(faults)} faults")
    for fault in faults[:20]:
        print(" ", fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
