"""Strikes on mail that the other tests do not deal: between its two transactions, and on one of two nodes."""

import pathlib
import signal
import subprocess
import time

import pytest

from mail_servers import Dovecot
from server import Server, signed_in
from test_mail import letter
from test_mail_imap import FREE_THE_DEAD, Striker, connected, eventually, log
from test_mail_inbound import EMAIL, OWNED, PASSWORD, Mailbox
from test_mail_inbound import letter as plain
from test_operations import POSTGRES, folder, postgres  # noqa: F401 (fixtures)


def tickets_are_complete(owner, entries, count):
    """As many mails as came, each a message of its own on a ticket of its own."""
    assert len(entries) == count and {entry["state"] for entry in entries} == {"processed"}
    assert len({entry["subject"] for entry in entries}) == count
    assert len({entry["ticket_id"] for entry in entries}) == count
    for entry in entries:
        messages = owner.json("GET", f"/api/v1/tickets/{entry['ticket_id']}/messages")["items"]
        assert len([message for message in messages if message["kind"] == "reply"]) == 1
    assert len(owner.json("GET", "/api/v1/tickets?channel=email&status=all&limit=200")["items"]) == count


class Barrier:
    """Nobody makes a ticket while it is closed: a lock held by a transaction of our own."""

    def __init__(self, postgres, url):
        self.ask = lambda statement: postgres.sql(url, statement)
        self.process = subprocess.Popen(
            [POSTGRES / "psql", "-X", "-q", "-A", "-t", "-d", url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True)
        self.process.stdin.write("BEGIN; LOCK TABLE tickets IN SHARE MODE;\n\\echo closed\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "closed"

    def stopped(self):
        """How many stand before it, in the middle of their transactions."""
        return int(self.ask(
            "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND relation = 'tickets'::regclass"))

    def open(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


@pytest.mark.parametrize("count", [1, 9])
def test_a_strike_between_storing_a_mail_and_making_its_ticket_makes_one_ticket(postgres, folder, count):
    url = postgres.fresh()
    server = Server(data=folder, env={**OWNED, "DESKBELL_DATABASE_URL": url})
    try:
        mailbox = Mailbox(server)
        barrier = Barrier(postgres, url)
        for number in range(1, count + 1):
            # Accepted: the first transaction is over.
            assert mailbox.curl(plain(number, sender=f"p{number}@mail.example")) == 202
        eventually(lambda: barrier.stopped() >= 1)
        server.stop(signal.SIGKILL)
        barrier.open()
        # What died in the middle of the second one left nothing behind.
        eventually(lambda: barrier.ask("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") == "1")
        assert barrier.ask("SELECT count(*) FROM tickets") == "0"
        assert barrier.ask("SELECT count(*) FROM inbound_mails WHERE state = 'stored'") == str(count)
        server.start()
        barrier.ask(FREE_THE_DEAD)
        mailbox.owner = signed_in(server, EMAIL, PASSWORD)
        tickets_are_complete(mailbox.owner, mailbox.settled(count, seconds=120), count)
    finally:
        server.stop()


class FetcherStriker(Striker):
    """Strikes whichever node speaks to the mail server."""

    def __init__(self, target_port, servers):
        super().__init__(target_port)
        self.servers = servers
        self.struck_server = None
        self.strike = self.kill_fetcher

    def _pump(self, source, sink, speaker):
        if speaker == "server":
            self.node_port = sink.getpeername()[1]
        super()._pump(source, sink, speaker)

    def kill_fetcher(self):
        self.struck_server = next(
            server for server in self.servers if self.node_port in ports_of(server.process.pid))
        self.struck_server.stop(signal.SIGKILL)


def ports_of(pid):
    """The local ports of a process's connections."""
    sockets = set()
    for entry in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            name = str(entry.readlink())
        except OSError:
            continue
        if name.startswith("socket:["):
            sockets.add(name[8:-1])
    lines = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
    return {int(line.split()[1].split(":")[1], 16) for line in lines if line.split()[9] in sockets}


def test_of_two_nodes_on_one_mailbox_one_dies_in_the_middle_of_a_fetch(postgres, folder):
    dovecot, url = Dovecot(), postgres.fresh()
    env = {**OWNED, "DESKBELL_MAIL_POLL_SECONDS": "1", "DESKBELL_DATABASE_URL": url}
    servers = [Server(data=folder, env=env) for _ in range(2)]
    striker = FetcherStriker(dovecot.port, servers)
    try:
        owner = signed_in(servers[0], EMAIL, PASSWORD)
        inbox = connected(owner, striker.port)
        striker.moment = ("server", b"Struck 3")
        for number in range(1, 7):
            dovecot.deliver(letter(f"Struck {number}", "Parcel", sender=f"p{number}@mail.example").as_bytes())
        assert striker.struck.wait(60), "the moment never came"
        [living] = [server for server in servers if server is not striker.struck_server]
        assert living.process.poll() is None
        postgres.sql(url, FREE_THE_DEAD)
        owner = signed_in(living, EMAIL, PASSWORD)
        eventually(lambda: len([e for e in log(owner, inbox) if e["state"] == "processed"]) >= 6, 120)
        # The dead one comes back beside the living one, and nothing is fetched a second time.
        striker.struck_server.start()
        dovecot.deliver(letter("Struck 7", "Parcel", sender="p7@mail.example").as_bytes())
        eventually(lambda: len([e for e in log(owner, inbox) if e["state"] == "processed"]) >= 7, 120)
        time.sleep(2)
        tickets_are_complete(owner, log(owner, inbox), 7)
    finally:
        for server in servers:
            server.stop()
        dovecot.stop()
