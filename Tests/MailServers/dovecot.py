#!/usr/bin/env python3
"""A real Dovecot on this machine: prints {"port", "ca", "starttls"} when it listens and obeys lines on its input.

deliver FILE | age | renumber | freeze | stop | start | flags NUMBER; each is answered by one line of JSON. It ends with its
input. Sign in as help@example.com with the password "pass word", or with the access token "good-token" (XOAUTH2).
`freeze` makes connections that are open now go silent without an end, like a router that forgot them.
"""

import asyncio
import contextlib
import getpass
import grp
import http.server
import json
import os
import pathlib
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

import certificates

USER, PASSWORD = "help@example.com", "pass word"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
protocols = imap lmtp
listen = 127.0.0.1
first_valid_uid = 0
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
mail_location = maildir:{folder}/mail
mail_max_userip_connections = 50
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
namespace inbox {{
  inbox = yes
  mailbox Processed {{
    auto = create
  }}
}}
"""

OAUTH = """
introspection_mode = get
introspection_url = http://127.0.0.1:{port}/?token=
username_attribute = email
active_attribute = active
active_value = true
"""


def tell(value):
    print(json.dumps(value), flush=True)


def free_ports(count):
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Introspection(http.server.BaseHTTPRequestHandler):
    """Says whether a token is good."""

    expired = set()

    def do_GET(self):
        token = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query).get("token", [""])[0]
        good = token.startswith("good-token") and token not in self.expired
        body = json.dumps({"active": "true" if good else "false", "email": USER}).encode()
        self.send_response(200 if good else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


class Dovecot:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        files = certificates.make(self.folder / "tls")
        self.ca = files["ca"]
        self.imap, self.imaps, self.lmtp = free_ports(3)
        as_root = os.geteuid() == 0
        # Dovecot refuses to run its sign-in as root.
        user = pwd.getpwnam("nobody") if as_root else pwd.getpwnam(getpass.getuser())
        introspection = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Introspection)
        threading.Thread(target=introspection.serve_forever, daemon=True).start()
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
        (self.folder / "oauth2.conf").write_text(OAUTH.format(port=introspection.server_port))
        (self.folder / "conf").write_text(CONFIGURATION.format(
            folder=folder, user=user.pw_name, group=grp.getgrgid(user.pw_gid).gr_name, uid=user.pw_uid,
            gid=user.pw_gid, certificate=files["certificate"], key=files["key"], imap=self.imap, imaps=self.imaps,
            lmtp=self.lmtp))
        self.command = ["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "conf")]
        if as_root:
            subprocess.run(["chown", "-R", "nobody:nogroup", folder], check=True)
            self.command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *self.command]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                for port in (self.imaps, self.lmtp):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("Dovecot does not start: " + (self.folder / "log").read_text())

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        (self.folder / "run" / "master.pid").unlink(missing_ok=True)

    def deliver(self, path):
        with smtplib.LMTP("127.0.0.1", self.lmtp) as client:
            client.sendmail("customer@example.net", [USER], pathlib.Path(path).read_bytes())

    def renumber(self):
        self.stop()
        for file in (self.folder / "mail").rglob("dovecot*"):
            if file.name.startswith(("dovecot-uidlist", "dovecot-uidvalidity", "dovecot.index", "dovecot.list")):
                file.unlink()
        time.sleep(1.1)  # a UIDVALIDITY is a time in seconds
        self.start()

    def age(self):
        """Makes every mail look as if it had come a day ago."""
        for file in (self.folder / "mail").rglob("*:2,*"):
            os.utime(file, (time.time() - 86_400,) * 2)
        for file in (self.folder / "mail" / "new").glob("*"):
            os.utime(file, (time.time() - 86_400,) * 2)

    def flags(self):
        names = [file.name for file in (self.folder / "mail" / "cur").glob("*")]
        moved = list((self.folder / "mail" / ".Processed").glob("*/*:*")) \
            + list((self.folder / "mail" / ".Processed" / "new").glob("*"))
        return {"seen": sum("S" in name.split(":2,")[-1] for name in names), "kept": len(names) + len(
            list((self.folder / "mail" / "new").glob("*"))), "moved": len(moved)}


class Relay:
    """Stands between a client and Dovecot, and can make connections go silent."""

    def __init__(self, target):
        self.target = target
        self.frozen = set()
        self.open = set()
        self.writers = set()

    async def serve(self):
        self.server = await asyncio.start_server(self.connected, "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    async def connected(self, reader, writer):
        mark = object()
        self.open.add(mark)
        try:
            other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        both = {writer, other_writer}
        self.writers |= both
        await asyncio.gather(self.pump(mark, reader, other_writer), self.pump(mark, other_reader, writer))
        self.writers -= both

    async def pump(self, mark, reader, writer):
        try:
            while data := await reader.read(65536):
                if mark in self.frozen:
                    continue
                writer.write(data)
                await writer.drain()
            if mark not in self.frozen:
                writer.close()
        except OSError:
            writer.close()

    def freeze(self):
        self.frozen |= self.open

    def drop(self):
        """Ends every connection, as a server does whose client's token has run out."""
        for writer in list(self.writers):
            writer.close()


async def main():
    # Whoever started us may have signals blocked, and Dovecot lives by them.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    folder = tempfile.mkdtemp(prefix="deskbell-dovecot-", dir="/tmp")
    os.chmod(folder, 0o755)
    server = Dovecot(folder)
    try:
        server.start()
        relay, plain = Relay(server.imaps), Relay(server.imap)
        tell({"port": await relay.serve(), "starttls": await plain.serve(), "ca": server.ca, "lmtp": server.lmtp})
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            word, _, rest = line.strip().partition(" ")
            answer = {"done": word}
            if word == "deliver":
                await loop.run_in_executor(None, server.deliver, rest)
            elif word == "freeze":
                relay.freeze()
            elif word == "expire":
                Introspection.expired.add(rest)
                relay.drop()
            elif word == "flags":
                answer |= server.flags()
            else:
                await loop.run_in_executor(None, getattr(server, word))
            tell(answer)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main())
    os._exit(0)
