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

#: Mails a minute allowed, and people written to: one campaign that its throttle holds back, one that nothing does.
ROUNDS = [(300, 500), (60_000, 3_000)]


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


def arrivals(room, mails, seconds):
    """When each of the next mails came."""
    times, before, until = [], len(room.sink.mails), time.monotonic() + seconds
    while len(times) < mails:
        with room.sink.changed:
            room.sink.changed.wait_for(lambda: len(room.sink.mails) > before + len(times), 1)
        times += [time.monotonic()] * (len(room.sink.mails) - before - len(times))
        assert time.monotonic() < until, f"{len(times)} of {mails} mails"
    return times


def campaign(room, throttle, people):
    """When the order to send was given, and when each mail came."""
    sql(room.server, readers(people))
    rule = {"field": "name", "operator": "begins_with", "value": "Reader "}
    segment = room.owner.json("POST", "/api/v1/segments", {"name": f"Readers {throttle}", "rule": rule}, 201)
    assert segment["count"] == people
    made = room.owner.json("POST", "/api/v1/campaigns", {
        "name": f"At {throttle}", "segment_id": segment["id"], "inbox_id": room.inbox, "throttle": throttle,
        "content": {"a": {"en": {"subject": "Spring for {{name}}", "body": "See [teas](https://tea.example/spring)."}}}}, 201)
    began = time.monotonic()
    room.owner.json("PUT", f"/api/v1/campaigns/{made['id']}/state", {"state": "sending"}, 200)
    return began, arrivals(room, people, 600)


def most(times, seconds):
    """The most mails that came within so many seconds."""
    first, best = 0, 0
    for last, moment in enumerate(times):
        while times[first] <= moment - seconds:
            first += 1
        best = max(best, last - first + 1)
    return best


if __name__ == "__main__":
    room = Mailroom()
    try:
        print("| allowed a minute | people | most in 60 s | mails a second | order to last mail |\n|---|---|---|---|---|")
        for throttle, people in ROUNDS:
            began, times = campaign(room, throttle, people)
            rate = (people - 1) / (times[-1] - times[0])
            print(f"| {throttle:,} | {people:,} | {most(times, 60):,} | {rate:.1f} | {times[-1] - began:.1f} s |", flush=True)
    finally:
        room.stop()
