"""Hostile live frames: each is answered as the contract says, and the server lives."""

import asyncio
import json
import os

import pytest
import websockets

from server import OWNER, run, signed_in


def url(demo):
    return demo.url.replace("http", "ws") + "/live"


def connect(demo, **options):
    options.setdefault("subprotocols", ["deskbell.v1"])
    return websockets.connect(url(demo), max_size=None, **options)


async def closed_with(live):
    try:
        while True:
            await asyncio.wait_for(live.recv(), 10)
    except websockets.ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


async def hello(demo, people):
    live = await connect(demo)
    token = people["visitor"].headers["X-Visitor-Token"]
    await live.send(json.dumps({"kind": "hello", "ref": "1", "data": {"token": token}}))
    answer = json.loads(await asyncio.wait_for(live.recv(), 10))
    assert answer["kind"] == "ack" and answer["ref"] == "1", answer
    return live


MALFORMED = ["", "{", "[]", "null", '"text"', "{}", '{"kind": 7}', '{"kind": "typing", "ref": 7}', "[" * 60_000, '{"kind":"\x00"']


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: text[:12] or "empty")
def test_malformed_frames_close_with_4400(demo, people, text):
    async def scene():
        live = await hello(demo, people)
        await live.send(text)
        return await closed_with(live)

    assert run(scene()) == 4400


def test_binary_frames_close_with_4400(demo, people):
    async def scene():
        live = await hello(demo, people)
        await live.send(os.urandom(200))
        return await closed_with(live)

    assert run(scene()) == 4400


def test_frames_over_64_kib_close_with_4413_also_in_fragments(demo, people):
    async def scene():
        live = await hello(demo, people)
        await live.send(json.dumps({"kind": "message.send", "data": {"text": "x" * 70_000}}))
        whole = await closed_with(live)
        live = await hello(demo, people)
        # Just past the limit, so that nothing is still on its way when the server hangs up.
        await live.send(["x" * 1_000] * 66)
        return whole, await closed_with(live)

    assert run(scene()) == (4413, 4413)


def test_unknown_frames_are_refused_and_the_connection_lives(demo, people):
    async def scene():
        live = await hello(demo, people)
        answers = []
        for kind in ("base", "__proto__", "admin.shutdown", "message.created", "HELLO"):
            await live.send(json.dumps({"kind": kind, "ref": kind, "data": {}}))
            answers.append(json.loads(await asyncio.wait_for(live.recv(), 10)))
        return answers

    for answer in run(scene()):
        assert answer["kind"] == "problem"
        assert answer["data"]["type"] == "/problems/unknown-frame"


def test_each_wrong_field_is_named(demo, people):
    wrong = [
        ({"kind": "message.send", "data": {"client_id": 7, "text": "a"}}, "/data/client_id"),
        ({"kind": "message.send", "data": {"client_id": "a", "text": 7}}, "/data/text"),
        ({"kind": "message.send", "data": {"client_id": "a", "text": "a", "ticket_id": "7"}}, "/data/ticket_id"),
        ({"kind": "subscribe", "data": {"topics": "inbox"}}, "/data/topics"),
        ({"kind": "subscribe", "data": {"topics": ["users"]}}, "/data/topics"),
        ({"kind": "resume", "data": {"ticket:1": 1}}, "/data"),
        ({"kind": "read", "data": {"ticket_id": "00000000-0000-7000-8000-000000000000", "seq": -1}}, "/data/seq"),
        ({"kind": "presence", "data": {"state": "offline"}}, "/data/state"),
    ]

    async def scene():
        live = await hello(demo, people)
        for frame, pointer in wrong:
            await live.send(json.dumps({**frame, "ref": pointer}))
            answer = json.loads(await asyncio.wait_for(live.recv(), 10))
            assert answer["kind"] == "problem", (frame, answer)
            assert answer["data"]["errors"][0]["pointer"] == pointer, (frame, answer)

    run(scene())


def test_nothing_is_accepted_before_hello(demo):
    async def scene():
        live = await connect(demo)
        await live.send(json.dumps({"kind": "subscribe", "ref": "1", "data": {"topics": ["inbox"]}}))
        answer = json.loads(await asyncio.wait_for(live.recv(), 10))
        return answer["data"]["status"], await closed_with(live)

    assert run(scene()) == (401, 4401)


def test_who_does_not_say_hello_is_closed_after_five_seconds(demo):
    async def scene():
        return await closed_with(await connect(demo))

    assert run(scene()) == 4401


def test_a_wrong_token_is_refused(demo):
    async def scene():
        live = await connect(demo)
        await live.send(json.dumps({"kind": "hello", "ref": "1", "data": {"token": "dk_wrong"}}))
        await asyncio.wait_for(live.recv(), 10)
        return await closed_with(live)

    assert run(scene()) == 4401


def test_a_visitor_follows_neither_the_inbox_nor_another_ticket(demo, people):
    ticket = people["owner"].json("GET", "/api/v1/tickets?status=all&limit=1")["items"][0]["id"]

    async def scene():
        live = await hello(demo, people)
        answers = []
        for topic in ("inbox", f"ticket:{ticket}"):
            await live.send(json.dumps({"kind": "subscribe", "ref": topic, "data": {"topics": [topic]}}))
            answers.append(json.loads(await asyncio.wait_for(live.recv(), 10)))
        await live.send(json.dumps({
            "kind": "message.send", "ref": "m", "data": {"ticket_id": ticket, "client_id": "c", "text": "let me in"}}))
        answers.append(json.loads(await asyncio.wait_for(live.recv(), 10)))
        await live.send(json.dumps({"kind": "resume", "ref": "r", "data": {f"ticket:{ticket}": 0}}))
        answers.append(json.loads(await asyncio.wait_for(live.recv(), 10)))
        return answers

    for answer in run(scene()):
        assert answer["kind"] == "problem" and answer["data"]["status"] in (403, 404), answer


def test_other_sites_and_other_protocols_are_refused_at_the_upgrade(demo):
    async def status(**options):
        try:
            async with connect(demo, **options):
                return 101
        except websockets.InvalidStatus as refusal:
            return refusal.response.status_code
        except (websockets.WebSocketException, OSError, EOFError):
            return "closed"

    assert run(status(origin="https://evil.example")) == 403
    assert run(status(subprotocols=["chat"])) != 101
    assert run(status(subprotocols=None)) != 101


def test_signing_out_closes_the_live_connection_within_two_seconds(demo):
    someone = signed_in(demo, *OWNER)

    async def scene():
        live = await connect(demo, additional_headers={"Cookie": someone.headers["Cookie"]})
        await live.send(json.dumps({"kind": "hello", "ref": "1", "data": {}}))
        assert json.loads(await asyncio.wait_for(live.recv(), 10))["kind"] == "ack"
        await asyncio.to_thread(someone.call, "DELETE", "/api/v1/session")
        return await asyncio.wait_for(closed_with(live), 2)

    assert run(scene()) == 4401


def test_the_server_still_lives(demo, people):
    assert people["anonymous"].call("GET", "/healthz")[0] == 200
