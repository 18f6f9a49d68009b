"""The mail servers of Tests/MailServers, run beside a test: an SMTP sink that tells what it got, and a Dovecot."""

import base64
import email
import email.policy
import json
import pathlib
import subprocess
import sys
import tempfile
import threading

SERVERS = pathlib.Path(__file__).resolve().parents[1] / "MailServers"


class Spoken:
    """A program that speaks in lines of JSON and ends with its input."""

    def __init__(self, name, *words):
        self.process = subprocess.Popen(
            [sys.executable, SERVERS / name, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.hello = json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Sink(Spoken):
    """Takes mail; `unknown@` is refused for good, `later@` for now (see Tests/MailServers/sink.py)."""

    USER, PASSWORD = "shop@example.com", "sésame ouvre-toi"

    def __init__(self, *words):
        super().__init__("sink.py", *words)
        self.port = self.hello["port"]
        self.mails = []
        self.changed = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            told = json.loads(line)
            mail = email.message_from_bytes(base64.b64decode(told["data"]), policy=email.policy.default)
            with self.changed:
                self.mails.append((told["to"], mail))
                self.changed.notify_all()

    def to(self, address, saying="", timeout=40):
        """The first mail for an address whose text holds `saying`, waited for."""
        def found():
            return next((mail for people, mail in self.mails if address in people and saying in text_of(mail)), None)

        with self.changed:
            assert self.changed.wait_for(found, timeout), f"no mail to {address} saying {saying!r}: {self.mails}"
            return found()

    def count(self, saying):
        return sum(saying in text_of(mail) for _, mail in self.mails)


class Dovecot(Spoken):
    """A mailbox on loopback."""

    USER, PASSWORD = "help@example.com", "pass word"

    def __init__(self):
        super().__init__("dovecot.py")
        # Without encryption: nothing leaves this machine.
        self.port = self.hello["starttls"]

    def deliver(self, raw):
        with tempfile.NamedTemporaryFile(suffix=".eml") as file:
            file.write(raw)
            file.flush()
            self.process.stdin.write(f"deliver {file.name}\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())


class Provider(Spoken):
    """Where people sign in to their mailbox by their browser (see Tests/MailServers/tokens.py)."""

    def __init__(self):
        super().__init__("tokens.py")
        self.url = f"http://127.0.0.1:{self.hello['port']}"

    def obey(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def text_of(mail):
    body = mail.get_body(("plain",))
    return body.get_content() if body else ""
