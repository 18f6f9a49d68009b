"""One Deskbell on a port and in a data folder of its own, and callers of its HTTP interface."""

import asyncio
import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("DESKBELL_PROGRAM", ROOT / ".build" / "debug" / "deskbell"))


class Server:
    """One running Deskbell on a port and in a data folder of its own."""

    def __init__(self, *words, data=None, env=None, listen="127.0.0.1:0"):
        self.data = data or tempfile.mkdtemp(prefix="deskbell-browser-")
        os.chmod(self.data, 0o755)
        self.words = words
        self.env = {
            **os.environ,
            "DESKBELL_CONNECTIONS_PER_ADDRESS": "0",
            "DESKBELL_REQUESTS_PER_SECOND": "0",
            **(env or {}),
        }
        self.listen = listen
        self.process = None
        self.start()

    def start(self):
        self.log = open(os.path.join(self.data, "server.log"), "ab")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", self.listen, "--data", self.data, *self.words],
            stdout=subprocess.PIPE, stderr=self.log, env=self.env, text=True,
        )
        line = self.process.stdout.readline()
        match = re.match(r"Deskbell is ready at (\S+)", line)
        assert match, f"no readiness line but {line!r}; log: {pathlib.Path(self.log.name).read_text()[-2000:]}"
        self.url = match.group(1)
        self.port = int(self.url.rsplit(":", 1)[1])
        # A restart comes back where clients know it.
        self.listen = f"127.0.0.1:{self.port}"

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
        return self.process.returncode

    def restart(self):
        self.stop()
        self.start()

    def remove(self):
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.data, ignore_errors=True)


OWNER = ("mei@qinghe.example", "deskbell-demo")


class Caller:
    """Somebody with certain headers; answers are (status, headers, body) and never raise."""

    def __init__(self, server, headers=None):
        self.server = server
        self.headers = headers or {}

    def call(self, method, path, body=None, headers=None, raw=None):
        data = raw if raw is not None else (json.dumps(body).encode() if body is not None else None)
        request = urllib.request.Request(self.server.url + path, data, method=method)
        for name, value in {**self.headers, **(headers or {})}.items():
            request.add_header(name, value)
        if body is not None and raw is None and not request.has_header("Content-type"):
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read()

    def json(self, method, path, body=None, expect=None):
        status, _, answer = self.call(method, path, body)
        if expect:
            assert status == expect, f"{method} {path}: {status} {answer[:300]}"
        return json.loads(answer) if answer else None


def signed_in(server, email, password):
    anybody = Caller(server)
    status, headers, body = anybody.call("POST", "/api/v1/session", {"email": email, "password": password})
    assert status == 201, body
    return Caller(server, {"Cookie": headers["Set-Cookie"].split(";")[0], "Origin": server.url})


@contextlib.contextmanager
def in_chinese(caller):
    """The caller's pages speak Chinese inside; English again after it, even when a test fails inside."""
    caller.json("PATCH", "/api/v1/session", {"locale": "zh-Hans"}, 200)
    try:
        yield
    finally:
        caller.json("PATCH", "/api/v1/session", {"locale": "en"}, 200)


def run(coroutine):
    """Runs `coroutine` on a thread of its own: Playwright keeps a loop running on the main one."""
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
