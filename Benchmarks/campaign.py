#!/usr/bin/env python3
"""Measures how fast a campaign sends: up to its throttle, and without one that holds it back, into a mail server that takes all.

`DESKBELL_PROGRAM` names the program, as for the system tests.
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / "System"))
from test_campaigns import sql  # noqa: E402
from test_mail import Mailroom  # noqa: E402

#: Mails a minute allowed, and people written to.
ROUNDS = [(300, 100), (1_200, 300), (6_000, 1_500), (60_000, 3_000)]


def readers(people):
    return f"""
    UPDATE customers SET name = 'Past reader' WHERE name LIKE 'Reader %';
    WITH made AS (
        INSERT INTO customers (id, name) SELECT gen_random_uuid(), 'Reader ' || n FROM generate_series(1, {people}) AS n
        RETURNING id
    ), reached AS (
        INSERT INTO customer_emails (customer_id, address, is_primary) SELECT id, id || '@mail.example', true FROM made
    )
    INSERT INTO customer_consents (customer_id, purpose, granted) SELECT id, 'email_marketing', true FROM made;
    """


def reached(room, mails, seconds):
    """The moment the mail server has taken so many."""
    with room.sink.changed:
        assert room.sink.changed.wait_for(lambda: len(room.sink.mails) >= mails, seconds), len(room.sink.mails)
    return time.monotonic()


def campaign(room, throttle, people):
    """The seconds from the first mail to the last, and from the order to send to the last."""
    sql(room.server, readers(people))
    rule = {"field": "name", "operator": "begins_with", "value": "Reader "}
    segment = room.owner.json("POST", "/api/v1/segments", {"name": f"Readers {throttle}", "rule": rule}, 201)
    assert segment["count"] == people
    made = room.owner.json("POST", "/api/v1/campaigns", {
        "name": f"At {throttle}", "segment_id": segment["id"], "inbox_id": room.inbox, "throttle": throttle,
        "content": {"a": {"en": {"subject": "Spring for {{name}}", "body": "See [teas](https://tea.example/spring)."}}}}, 201)
    before = len(room.sink.mails)
    began = time.monotonic()
    room.owner.json("PUT", f"/api/v1/campaigns/{made['id']}/state", {"state": "sending"}, 200)
    first = reached(room, before + 1, 120)
    last = reached(room, before + people, 600)
    return last - first, last - began


if __name__ == "__main__":
    room = Mailroom()
    try:
        print("| allowed a minute | people | sent a minute | share of the allowed | order to last mail |\n|---|---|---|---|---|")
        for throttle, people in ROUNDS:
            sending, whole = campaign(room, throttle, people)
            rate = (people - 1) / sending * 60
            print(f"| {throttle:,} | {people:,} | {rate:,.0f} | {rate / throttle:.0%} | {whole:.1f} s |", flush=True)
    finally:
        room.stop()
