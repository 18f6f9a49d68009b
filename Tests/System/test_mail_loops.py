"""Two Deskbells that answer by themselves, writing to each other: they fall silent at once."""

import email
import email.policy
import threading
import time

import pytest

from mail_servers import Sink
from server import Server, signed_in
from test_mail import letter

OWNED = {"DESKBELL_OWNER_EMAIL": "root@mail.example", "DESKBELL_OWNER_PASSWORD": "a long enough secret"}


class Side:
    """A Deskbell that acknowledges what comes to its one mailbox."""

    def __init__(self, address):
        self.address, self.sink = address, Sink()
        self.server = Server(env=OWNED)
        self.owner = signed_in(self.server, *OWNED.values())
        inbox = self.owner.json("POST", "/api/v1/inboxes", {"kind": "email", "name": "Support", "settings": {"mail": {
            "address": address, "acknowledge": True,
            "smtp": {"host": "127.0.0.1", "port": self.sink.port, "security": "none"},
        }}}, 201)
        made = self.owner.json("POST", f"/api/v1/inboxes/{inbox['id']}/mailbox/token", expect=201)
        self.token, self.inbound = made["token"], made["inbound_url"]

    def receive(self, raw):
        path = self.inbound[self.inbound.index("/api/v1"):]
        status, _, answer = self.owner.call("POST", path, raw=raw, headers={
            "Authorization": f"Bearer {self.token}", "Content-Type": "message/rfc822", "Cookie": "",
        })
        assert status == 202, answer

    def settled(self, count, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            items = self.owner.json("GET", "/api/v1/mails?direction=in&limit=50", expect=200)["items"]
            if len([one for one in items if one["state"] == "processed"]) >= count:
                return
            time.sleep(0.1)
        raise AssertionError(f"{count} mails wanted, the log has {items}")

    def stop(self):
        self.server.remove()
        self.sink.stop()


class Relay:
    """Carries what one side sends into the other's mailbox, as a mail server between them would."""

    def __init__(self, sides, torn):
        self.sides, self.torn, self.on, self.faults = sides, torn, True, []
        self.carried = [0, 0]
        self.threads = [threading.Thread(target=self.carry, args=(place,)) for place in (0, 1)]
        for thread in self.threads:
            thread.start()

    def carry(self, place):
        source, target = self.sides[place], self.sides[1 - place]
        while self.on:
            if len(source.sink.mails) == self.carried[place]:
                time.sleep(0.05)
                continue
            people, mail = source.sink.mails[self.carried[place]]
            self.carried[place] += 1
            copy = email.message_from_bytes(mail.as_bytes(), policy=email.policy.SMTP)
            for name in self.torn:
                del copy[name]
            try:
                assert people == [target.address], people
                target.receive(copy.as_bytes())
            except Exception as fault:  # told by the test itself
                self.faults.append(fault)

    def stop(self):
        self.on = False
        for thread in self.threads:
            thread.join()
        assert self.faults == []


MARKS = ["Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "X-Autoreply", "Feedback-ID", "X-Deskbell"]


@pytest.mark.parametrize("torn", [[], MARKS], ids=["marked", "marks torn off on the way"])
def test_two_desks_that_answer_by_themselves_fall_silent(torn):
    sides, relay = [], None
    try:
        sides += [Side("help@alpha.example"), Side("support@beta.example")]
        relay = Relay(sides, torn)
        first, second = sides
        mail = letter("Where is my order?", "It has not come yet.", sender=f"Bea Beta <{second.address}>")
        del mail["To"]
        mail["To"] = first.address
        first.receive(mail.as_bytes())
        first.sink.to(second.address)
        second.settled(1)
        time.sleep(5)
        relay.stop()
        assert len(first.sink.mails) == 1
        # Without its marks it looks like a person's, and is told once that it arrived.
        assert len(second.sink.mails) == (1 if torn else 0), [str(mail) for _, mail in second.sink.mails]
        # One conversation on each side, whoever wrote it.
        for side in sides:
            assert len(side.owner.json("GET", "/api/v1/tickets?status=all&limit=50", expect=200)["items"]) == 1
    finally:
        if relay:
            relay.on = False
        for side in sides:
            side.stop()


def test_two_desks_fall_silent_even_when_nothing_tells_that_it_is_the_same_matter():
    sides, relay = [], None
    try:
        sides += [Side("help@alpha.example"), Side("support@beta.example")]
        relay = Relay(sides, MARKS + ["In-Reply-To", "References", "Message-ID", "Subject"])
        first, second = sides
        mail = letter("Where is my order?", "It has not come yet.", sender=f"Bea Beta <{second.address}>")
        first.receive(mail.as_bytes())
        first.sink.to(second.address)
        second.settled(1)
        time.sleep(6)
        counts = [len(side.sink.mails) for side in sides]
        time.sleep(3)
        relay.stop()
        # Three acknowledgements an hour are the most anybody gets.
        assert counts == [len(side.sink.mails) for side in sides] and counts == [3, 3], counts
    finally:
        if relay:
            relay.on = False
        for side in sides:
            side.stop()
