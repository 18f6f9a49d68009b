"""What an operator meets: bad start-ups, stopping and crashing, several nodes, backups, commands, logs and limits."""

import asyncio
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import pytest
import websockets

from server import PROGRAM, Caller, Server, signed_in
from server import run as run_scene

EMAIL, PASSWORD = "root@ops.example", "a long enough secret"
OWNED = {"DESKBELL_OWNER_EMAIL": EMAIL, "DESKBELL_OWNER_PASSWORD": PASSWORD}
POSTGRES = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), default=pathlib.Path("/usr/bin"))
AS_POSTGRES = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


@pytest.fixture
def folder():
    """A folder PostgreSQL's user may pass through."""
    path = tempfile.mkdtemp(prefix="deskbell-ops-")
    os.chmod(path, 0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def one():
    """A Deskbell of one node with an owner, for tests that leave it as it was."""
    server = Server(env={**OWNED, "DESKBELL_LOG": "debug"})
    yield server
    server.remove()


class PostgreSQL:
    """A PostgreSQL of the test's own on a port of 127.0.0.1; each node of a Deskbell may use it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="deskbell-postgres-")
        os.chmod(self.folder, 0o777)
        self.port = free_port()
        self.made = 0
        run(AS_POSTGRES + [POSTGRES / "initdb", "-D", self.data, "-U", "desk", "--auth=trust", "--no-sync"])
        self.start()

    @property
    def data(self):
        return self.folder + "/data"

    def start(self):
        self.process = subprocess.Popen(
            AS_POSTGRES + [
                POSTGRES / "postgres", "-D", self.data, "-p", str(self.port), "-k", self.folder,
                "-c", "fsync=off", "-c", "max_connections=100",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        eventually(lambda: subprocess.run(
            [POSTGRES / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0)

    def stop(self):
        run(AS_POSTGRES + [POSTGRES / "pg_ctl", "-D", self.data, "-m", "immediate", "stop"])
        self.process.wait(timeout=10)

    def fresh(self):
        """The URL of an empty database."""
        self.made += 1
        self.sql("postgres", f"CREATE DATABASE d{self.made}")
        return f"postgresql://desk@127.0.0.1:{self.port}/d{self.made}"

    def sql(self, database, text):
        where = database if "://" in database else f"postgresql://desk@127.0.0.1:{self.port}/{database}"
        return run([POSTGRES / "psql", "-X", "-A", "-t", "-d", where, "-c", text]).stdout.strip()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def postgres():
    server = PostgreSQL()
    yield server
    server.remove()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def run(words, expect=0, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=30, **options)
    assert done.returncode == expect, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def command(*words, expect=0, env=None, **options):
    return run([PROGRAM, *words], expect, env={**os.environ, **(env or {})}, **options)


def eventually(holds, seconds=10):
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := holds():
                return found
        except (urllib.error.URLError, ConnectionError, AssertionError, TimeoutError):
            pass
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.05)


def ready(server):
    return Caller(server).call("GET", "/readyz")[0]


def log_lines(server):
    return pathlib.Path(server.data, "server.log").read_text().splitlines()


# Starting up


def refused_start(*words, env=None):
    """The one sentence a start-up ends with."""
    started = time.monotonic()
    done = command("serve", *words, expect=1, env=env)
    assert time.monotonic() - started < 10
    sentences = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert len(sentences) == 1 and sentences[0].startswith("deskbell: "), done.stderr
    assert done.stdout == ""
    return sentences[0]


def test_a_taken_port_is_named(folder):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert f"Port {port} is taken" in refused_start("--listen", f"127.0.0.1:{port}", "--data", folder)


@pytest.mark.parametrize("listen", ["nowhere", "127.0.0.1:99999", "192.0.2.1:0"])
def test_an_address_that_cannot_be_listened_on_is_named(folder, listen):
    assert listen.split(":")[0] in refused_start("--listen", listen, "--data", folder)


def test_a_database_that_refuses_is_named(folder):
    port = free_port()
    sentence = refused_start("--data", folder, "--database-url", f"postgresql://desk@127.0.0.1:{port}/x")
    assert str(port) in sentence


def test_a_database_that_does_not_know_us_is_named(folder, postgres):
    sentence = refused_start("--data", folder, "--database-url", f"postgresql://desk@127.0.0.1:{postgres.port}/nothing")
    assert "nothing" in sentence


def test_a_data_folder_with_something_else_in_it_is_left_alone(folder):
    os.mkdir(folder + "/pg")
    pathlib.Path(folder, "pg", "letter.txt").write_text("mine")
    assert "choose another data directory" in refused_start("--listen", "127.0.0.1:0", "--data", folder)
    assert pathlib.Path(folder, "pg", "letter.txt").read_text() == "mine"


def test_a_data_folder_that_cannot_be_made_is_named(folder):
    pathlib.Path(folder, "file").write_text("")
    assert folder + "/file/data" in refused_start("--listen", "127.0.0.1:0", "--data", folder + "/file/data")


def test_a_data_folder_in_use_is_not_shared(one):
    sentence = refused_start("--listen", "127.0.0.1:0", "--data", one.data)
    assert "Another Deskbell is using" in sentence
    assert ready(one) == 200


def test_an_unknown_option_is_named(folder):
    assert "--colour" in refused_start("--data", folder, "--colour", "red")


def test_variables_that_cannot_be_used_are_named(folder):
    for name, value in [
        ("DESKBELL_PUBLIC_URL", "help.example.com"), ("DESKBELL_PUBLIC_URL", "ftp://help.example.com"),
        ("DESKBELL_REQUESTS_PER_SECOND", "many"), ("DESKBELL_FRAMES_PER_SECOND", "0"),
    ]:
        assert name in refused_start("--listen", "127.0.0.1:0", "--data", folder, env={name: value})
    sentence = refused_start("--listen", "127.0.0.1:0", "--data", folder, env={"DESKBELL_TRUSTED_PROXIES": "mine"})
    assert "trusted proxy" in sentence and "mine" in sentence


def test_a_bus_that_is_none_is_named(folder):
    sentence = refused_start("--listen", "127.0.0.1:0", "--data", folder, env={"DESKBELL_BUS": "carrier-pigeon"})
    assert "DESKBELL_BUS" in sentence


def test_a_broken_key_file_is_named(folder):
    pathlib.Path(folder, "key").write_text("not a key")
    sentence = refused_start(
        "--listen", "127.0.0.1:0", "--data", folder, env={"DESKBELL_SECRET_FILE": folder + "/key"})
    assert folder + "/key" in sentence and "backup" in sentence


def certificate(folder):
    run([
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem",
    ])
    return folder + "/cert.pem", folder + "/key.pem"


def test_broken_certificates_are_named(folder):
    cert, key = certificate(folder)
    other = folder + "/other"
    os.mkdir(other)
    _, other_key = certificate(other)
    pathlib.Path(folder, "junk.pem").write_text("junk")
    words = ["--listen", "127.0.0.1:0", "--data", folder + "/data"]
    assert "--tls-key" in refused_start(*words, "--tls-certificate", cert)
    assert "/missing.pem" in refused_start(*words, "--tls-certificate", folder + "/missing.pem", "--tls-key", key)
    assert "/junk.pem" in refused_start(*words, "--tls-certificate", folder + "/junk.pem", "--tls-key", key)
    refused_start(*words, "--tls-certificate", cert, "--tls-key", other_key)


def test_tls_serves_pages_and_live_connections(folder):
    cert, key = certificate(folder)
    server = Server("--tls-certificate", cert, "--tls-key", key, env=OWNED)
    try:
        assert server.url.startswith("https://127.0.0.1:")
        trust = ssl.create_default_context(cafile=cert)
        with urllib.request.urlopen(server.url + "/healthz", context=trust, timeout=10) as answer:
            assert answer.status == 200
            assert "max-age" in answer.headers["Strict-Transport-Security"]
        request = urllib.request.Request(
            server.url + "/api/v1/session", json.dumps({"email": EMAIL, "password": PASSWORD}).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, context=trust, timeout=10) as answer:
            cookie = answer.headers["Set-Cookie"]

        async def live():
            async with websockets.connect(
                server.url.replace("https", "wss") + "/live", subprotocols=["deskbell.v1"], ssl=trust,
                additional_headers={"Cookie": cookie.split(";")[0], "Origin": server.url},
            ) as socket:
                return await ask(socket, "hello", {})

        assert "Secure" in cookie
        assert run_scene(live())["kind"] == "ack"
    finally:
        server.remove()


# Stopping and crashing


async def ask(live, kind, data, seconds=10):
    """Sends a frame and gives the answer to it."""
    ref = f"r{time.monotonic_ns()}"
    await live.send(json.dumps({"kind": kind, "ref": ref, "data": data}))
    while True:
        frame = json.loads(await asyncio.wait_for(live.recv(), seconds))
        if frame.get("ref") == ref:
            return frame


async def hears(live, fits, seconds=10):
    """The first frame that fits."""
    async def look():
        while True:
            frame = json.loads(await live.recv())
            if fits(frame):
                return frame

    return await asyncio.wait_for(look(), seconds)


async def close_code(live, seconds=10):
    async def look():
        try:
            while True:
                await live.recv()
        except websockets.ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None

    return await asyncio.wait_for(look(), seconds)


def connect(server, caller=None):
    return websockets.connect(
        f"ws://127.0.0.1:{server.port}/live", subprotocols=["deskbell.v1"],
        additional_headers=caller.headers if caller else {},
    )


async def staff(server, caller):
    live = await connect(server, caller)
    assert (await ask(live, "hello", {}))["kind"] == "ack"
    return live


def test_sigterm_tells_live_clients_to_come_back_and_exits_0(folder):
    server = Server(data=folder, env=OWNED)
    owner = signed_in(server, EMAIL, PASSWORD)

    async def stop():
        live = await staff(server, owner)
        server.process.send_signal(signal.SIGTERM)
        return await close_code(live)

    try:
        assert run_scene(stop()) == 1012
        assert server.process.wait(timeout=12) == 0
        assert not pathlib.Path(folder, "pg", "postmaster.pid").exists()
        server.start()
        assert owner.call("GET", "/api/v1/session")[0] == 200
    finally:
        server.stop()


def postmaster(server):
    try:
        return int(pathlib.Path(server.data, "pg", "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        raise AssertionError("PostgreSQL does not run") from None


def test_killed_servers_and_databases_come_back_by_themselves(folder):
    server = Server(data=folder, env=OWNED)
    try:
        owner = signed_in(server, EMAIL, PASSWORD)
        server.stop(signal.SIGKILL)
        # The worst that can be left: a pid file that names a living stranger.
        pid_file = pathlib.Path(folder, "pg", "postmaster.pid")
        if pid_file.exists():
            lines = pid_file.read_text().splitlines()
            pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        server.start()
        assert owner.call("GET", "/api/v1/session")[0] == 200

        killed = postmaster(server)
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: postmaster(server) != killed, seconds=20)
        eventually(lambda: ready(server) == 200, seconds=20)
        assert owner.call("GET", "/api/v1/session")[0] == 200
        assert Caller(server).call("GET", "/healthz")[0] == 200
    finally:
        server.stop()


def test_a_database_that_goes_and_comes_is_told_by_readyz(folder):
    database = PostgreSQL()
    server = Server(data=folder, env={**OWNED, "DESKBELL_DATABASE_URL": database.fresh()})
    try:
        owner = signed_in(server, EMAIL, PASSWORD)
        database.stop()
        eventually(lambda: ready(server) == 503, seconds=15)
        status, headers, body = owner.call("GET", "/api/v1/tickets")
        assert (status, json.loads(body)["type"]) == (503, "/problems/database-away")
        assert int(headers["Retry-After"]) >= 1
        assert Caller(server).call("GET", "/healthz")[0] == 200
        database.start()
        eventually(lambda: ready(server) == 200, seconds=15)
        assert owner.call("GET", "/api/v1/session")[0] == 200
    finally:
        server.stop()
        database.remove()


# Several nodes


class Nodes:
    """Two nodes on one port with one database, and a way to reach each by itself."""

    def __init__(self, url, folder, **env):
        port = free_port()
        env = {**OWNED, "DESKBELL_DATABASE_URL": url, "DESKBELL_PUBLIC_URL": f"http://127.0.0.1:{port}", **env}
        self.servers = [Server(data=folder, listen=f"127.0.0.1:{port}", env=env) for _ in range(2)]
        self.port = port

    def pids(self):
        return [server.process.pid for server in self.servers]

    def serving(self, local_port):
        """Which node holds the other end of a connection."""
        found = run(["ss", "-Htnp", "state", "established", f"( sport = :{self.port} and dport = :{local_port} )"]).stdout
        return int(re.search(r"pid=(\d+)", found).group(1))

    async def live_on(self, index, caller=None):
        """A live connection that the kernel gave to this node."""
        while True:
            live = await connect(self.servers[0], caller)
            if self.serving(live.local_address[1]) == self.pids()[index]:
                return live
            await live.close()

    def stop(self):
        return [server.stop() for server in self.servers]


def chat_key(owner):
    return next(i["key"] for i in owner.json("GET", "/api/v1/inboxes")["items"] if i["kind"] == "chat")


def two_nodes_are_one(nodes):
    owner = signed_in(nodes.servers[0], EMAIL, PASSWORD)
    second = signed_in(nodes.servers[0], EMAIL, PASSWORD)
    session = Caller(nodes.servers[0]).json(
        "POST", "/api/v1/widget/sessions", {"inbox": chat_key(owner), "locale": "en"}, 201)

    async def chat():
        agent = await nodes.live_on(0, owner)
        hello = await ask(agent, "hello", {})
        assert hello["data"]["topics"] == ["inbox"]
        visitor = await nodes.live_on(1)
        await ask(visitor, "hello", {"token": session["visitor_token"]})

        sent = await ask(visitor, "message.send", {"client_id": "a", "text": "Is my parcel late?"})
        assert sent["kind"] == "ack", sent
        ticket = sent["data"]["message"]["ticket_id"]
        await hears(agent, lambda f: f.get("topic") == "inbox" and ticket in json.dumps(f))
        await ask(agent, "subscribe", {"topics": [f"ticket:{ticket}"]})

        for number in range(5):
            await ask(visitor, "message.send", {"client_id": f"v{number}", "ticket_id": ticket, "text": f"v{number}"})
        texts = []
        while len(texts) < 5:
            frame = await hears(agent, lambda f: f["kind"] == "message.created" and f["topic"] != "inbox")
            if frame["data"]["message"]["author"]["kind"] == "customer":
                texts.append(frame["data"]["message"]["text"])
        assert texts == [f"v{number}" for number in range(5)]

        await ask(visitor, "typing", {"ticket_id": ticket, "active": True})
        await hears(agent, lambda f: f["kind"] == "typing" and f["data"]["principal"]["kind"] == "visitor")
        await ask(agent, "typing", {"ticket_id": ticket, "active": True})
        await hears(visitor, lambda f: f["kind"] == "typing" and f["data"]["principal"]["kind"] == "agent")
        reply = await ask(agent, "message.send", {"client_id": "b", "ticket_id": ticket, "text": "It comes today."})
        assert reply["kind"] == "ack", reply
        await hears(visitor, lambda f: f["kind"] == "message.created" and f["data"]["message"]["text"] == "It comes today.")

        colleague = await nodes.live_on(1, second)
        await ask(colleague, "hello", {})
        await ask(agent, "presence", {"state": "away"})
        await ask(colleague, "presence", {"state": "away"})
        await hears(agent, lambda f: f["kind"] == "presence" and f["data"].get("state") == "away")

        # Either node may be asked to sign out; both hang up.
        started = time.monotonic()
        status, _, _ = await asyncio.to_thread(owner.call, "DELETE", "/api/v1/session?everywhere=true")
        assert status == 204
        assert await asyncio.gather(close_code(agent, 2), close_code(colleague, 2)) == [4401, 4401]
        assert time.monotonic() - started < 2
        assert (await ask(visitor, "typing", {"ticket_id": ticket, "active": False}))["kind"] == "ack"
        await visitor.close()

    run_scene(chat())


def test_two_nodes_on_one_port_are_one_deskbell(postgres, folder):
    nodes = Nodes(postgres.fresh(), folder)
    try:
        two_nodes_are_one(nodes)
    finally:
        assert nodes.stop() == [0, 0]


@pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")
def test_two_nodes_joined_by_redis_are_one_deskbell(postgres, folder):
    port = free_port()
    redis = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL)
    try:
        eventually(lambda: socket.create_connection(("127.0.0.1", port), 1).close() is None)
        nodes = Nodes(postgres.fresh(), folder, DESKBELL_BUS=f"redis://127.0.0.1:{port}")
        try:
            two_nodes_are_one(nodes)
        finally:
            assert nodes.stop() == [0, 0]
    finally:
        redis.terminate()
        redis.wait(timeout=10)


def test_of_a_list_of_databases_the_living_one_is_used(postgres, folder):
    name = postgres.fresh().rsplit("/", 1)[1]
    dead = free_port()
    server = Server(data=folder, env={
        **OWNED, "DESKBELL_DATABASE_URL":
            f"postgresql://desk@127.0.0.1:{dead},127.0.0.1:{postgres.port}/{name}?target_session_attrs=read-write"})
    try:
        assert ready(server) == 200
        assert signed_in(server, EMAIL, PASSWORD).call("GET", "/api/v1/session")[0] == 200
    finally:
        assert server.stop() == 0


# Backups


async def epoch(server, caller):
    live = await connect(server, caller)
    answer = await ask(live, "hello", {})
    await live.close()
    return answer["data"]["epoch"]


def upload(caller, name, content):
    boundary = "b0undary"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    status, _, answer = caller.call(
        "POST", "/api/v1/attachments", raw=body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
    assert status == 201, answer
    return json.loads(answer)


def test_a_backup_brings_everything_back_in_a_new_place(folder):
    content = bytes(range(256)) * 40
    archive = folder + "/backup.tar"
    os.mkdir(folder + "/old")
    server = Server(data=folder + "/old", env=OWNED)
    restored = None
    try:
        owner = signed_in(server, EMAIL, PASSWORD)
        ticket = owner.json("POST", "/api/v1/tickets", {
            "customer": {"name": "Lin", "email": "lin@customer.example"}, "subject": "Late", "text": "Where is it?",
            "channel": "phone"}, 201)
        file = upload(owner, "photo.bin", content)
        owner.json("POST", f"/api/v1/tickets/{ticket['id']}/messages",
                   {"client_id": "c1", "text": "Here it is.", "attachments": [file["id"]]}, 201)
        messages = owner.json("GET", f"/api/v1/tickets/{ticket['id']}/messages")["items"]
        before = run_scene(epoch(server, owner))
        # Nobody has to stop working for a backup.
        command("backup", archive, "--data", server.data)
        assert ready(server) == 200
        assert os.stat(archive).st_mode & 0o077 == 0
        assert "exists already" in command("backup", archive, "--data", server.data, expect=1).stderr
        assert server.stop() == 0

        assert "already holds a company" in command("restore", archive, "--data", server.data, expect=1).stderr
        os.mkdir(folder + "/new")
        command("restore", archive, "--data", folder + "/new")
        restored = Server(data=folder + "/new", env=OWNED)
        owner = signed_in(restored, EMAIL, PASSWORD)
        assert owner.json("GET", "/api/v1/tickets?status=all")["items"][0]["number"] == ticket["number"]
        found = owner.json("GET", f"/api/v1/tickets/{ticket['id']}/messages")["items"]
        for old, new in zip(messages, found, strict=True):
            assert [old[name] for name in ("id", "seq", "client_id", "kind", "text", "created_at")] == [
                new[name] for name in ("id", "seq", "client_id", "kind", "text", "created_at")]
        url = next(m for m in found if m["attachments"])["attachments"][0]["url"]
        status, _, body = owner.call("GET", url if url.startswith("/") else "/" + url.split("/", 3)[3])
        assert (status, body) == (200, content)
        assert len(owner.json("GET", "/api/v1/customers")["items"]) == 1
        assert run_scene(epoch(restored, owner)) != before
    finally:
        server.stop()
        if restored:
            restored.stop()


def test_what_is_no_backup_restores_nothing(folder):
    pathlib.Path(folder, "junk.tar").write_text("junk")
    for name in ["junk.tar", "missing.tar"]:
        done = command("restore", f"{folder}/{name}", "--data", folder + "/data", expect=1)
        assert name in done.stderr or "tar" in done.stderr
        assert len(done.stderr.splitlines()) == 1


# Commands


def test_commands_answer(folder, postgres):
    url = postgres.fresh()
    words = ["--data", folder, "--database-url", url]
    assert re.fullmatch(r"deskbell \d+\.\d+\.\d+\n", command("version").stdout)
    assert "up to date" in command("migrate", *words).stdout
    assert "up to date" in command("migrate", *words).stdout
    command("user", "add", "--email", EMAIL, "--role", "owner", "--password-stdin", *words, input=PASSWORD + "\n")
    assert "Password: " in command("user", "add", "--email", "ana@ops.example", "--role", "agent", *words).stdout
    for mistake in [["--email", EMAIL, "--role", "owner"], ["--email", "x", "--role", "owner"],
                    ["--email", "b@ops.example", "--role", "king"]]:
        done = command("user", "add", *mistake, *words, expect=1)
        assert len(done.stderr.splitlines()) == 1, done.stderr
    assert postgres.sql(url, "SELECT count(*) FROM users") == "2"
    doctor = command("doctor", *words)
    assert "Everything is in order." in doctor.stdout
    assert "FAULT" not in doctor.stdout

    command("openapi", "--output", folder)
    document = json.loads(pathlib.Path(folder, "openapi.json").read_text())
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/tickets" in document["paths"]
    assert "export interface" in pathlib.Path(folder, "apiTypes.ts").read_text()
    assert "--output" in command("openapi", "--output", folder + "/nowhere", expect=1).stderr


def test_the_doctor_says_what_is_wrong(folder):
    done = command("doctor", "--data", folder, "--database-url", f"postgresql://desk@127.0.0.1:{free_port()}/x", expect=1)
    assert "FAULT database" in done.stdout


def test_a_running_deskbell_can_be_examined_and_given_a_colleague(one):
    assert "Everything is in order." in command("doctor", "--data", one.data).stdout
    command("user", "add", "--email", "late@ops.example", "--role", "agent", "--password-stdin", "--data", one.data,
            input=PASSWORD + "\n")
    assert signed_in(one, "late@ops.example", PASSWORD).call("GET", "/api/v1/session")[0] == 200
    assert ready(one) == 200


def test_the_doctor_names_the_mailbox_that_cannot_be_read_and_why(one):
    owner = signed_in(one, EMAIL, PASSWORD)
    port = free_port()
    box = owner.json("POST", "/api/v1/inboxes", {"kind": "email", "name": "Parcels", "settings": {"mail": {
        "address": "parcels@ops.example",
        "imap": {"host": "127.0.0.1", "port": port, "security": "none", "username": "parcels"}}}}, 201)
    owner.json("PUT", f"/api/v1/inboxes/{box['id']}/mailbox/secrets", {"imap_password": "secret"}, 200)
    eventually(lambda: owner.json("GET", f"/api/v1/inboxes/{box['id']}/mailbox", expect=200)["last_error"])
    told = command("doctor", "--data", one.data, expect=1).stdout
    assert re.search(
        rf"FAULT reading mail: Parcels: never read, tried since [-0-9]+ [0-9:]+ UTC: .*127\.0\.0\.1:{port}", told), told
    owner.json("PATCH", f"/api/v1/inboxes/{box['id']}", {"enabled": False}, 200)
    assert "ok    reading mail: all can be read" in command("doctor", "--data", one.data).stdout


# Watching


def test_metrics_are_prometheus_text(one):
    Caller(one).call("GET", "/api/v1/session")
    status, headers, body = Caller(one).call("GET", "/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = body.decode()
    sample = re.compile(r'([a-z_]+)(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?[0-9.]+(e[+-]?[0-9]+)?')
    types = {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.split()[2:]
            assert name not in types and kind in ("counter", "gauge")
            types[name] = kind
        elif not line.startswith("# HELP "):
            match = sample.fullmatch(line)
            assert match, line
            assert match.group(1) in types, line
    assert all(name.endswith("_total") for name, kind in types.items() if kind == "counter")
    assert 'deskbell_http_requests_total{method="GET",route="/session",status="401"}' in text
    assert {"deskbell_live_sessions", "deskbell_database_links", "deskbell_resident_bytes"} <= types.keys()


def test_logs_are_json_lines_without_what_people_wrote_or_who_they_are(one):
    owner = signed_in(one, EMAIL, PASSWORD)
    owner.json("POST", "/api/v1/tickets", {
        "customer": {"name": "Wilhelmine", "email": "wilhelmine@customer.example"}, "subject": "Quarzuhr",
        "text": "Die Quarzuhr tickt nicht.", "channel": "phone"}, 201)
    owner.call("POST", "/api/v1/customers", {"name": "Wilhelmine", "emails": [{"address": "wilhelmine@customer.example"}]})
    Caller(one).call("POST", "/api/v1/session", {"email": "nobody@ops.example", "password": "wrong"})
    Caller(one).call("POST", "/api/v1/session", raw=b"{", headers={"Content-Type": "application/json"})
    lines = [json.loads(line) for line in log_lines(one)]
    assert any(line["message"] == "request" and line["status"] == 201 for line in lines)
    for line in lines:
        assert {"at", "level", "message"} <= line.keys()
        assert line["level"] in ("error", "warning", "info", "debug")
    text = json.dumps(lines).lower()
    for secret in ["wilhelmine", "quarzuhr", "@", PASSWORD]:
        assert secret not in text, secret


# Limits


def test_too_many_requests_of_one_address_are_told_when_to_come_back(folder):
    server = Server(data=folder, env={
        **OWNED, "DESKBELL_REQUESTS_PER_SECOND": "2", "DESKBELL_TRUSTED_PROXIES": "127.0.0.1"})
    try:
        def burst(address):
            answers = [Caller(server, {"X-Forwarded-For": address}).call("GET", "/healthz") for _ in range(12)]
            refused = [headers for status, headers, _ in answers if status == 429]
            assert [status for status, _, _ in answers if status not in (200, 429)] == []
            return refused

        refused = burst("203.0.113.1")
        assert refused and all(int(headers["Retry-After"]) >= 1 for headers in refused)
        # Another customer behind the same proxy is somebody else, and what a client puts in front is not believed.
        assert Caller(server, {"X-Forwarded-For": "203.0.113.2"}).call("GET", "/healthz")[0] == 200
        assert Caller(server, {"X-Forwarded-For": "198.51.100.9, 203.0.113.1"}).call("GET", "/healthz")[0] == 429
    finally:
        server.stop()


def test_a_stranger_cannot_choose_an_address(folder):
    server = Server(data=folder, env={**OWNED, "DESKBELL_REQUESTS_PER_SECOND": "2"})
    try:
        answers = [
            Caller(server, {"X-Forwarded-For": f"203.0.113.{number}"}).call("GET", "/healthz")[0] for number in range(14)]
        assert 429 in answers
    finally:
        server.stop()


def test_more_connections_than_allowed_are_refused(folder):
    server = Server(data=folder, env={**OWNED, "DESKBELL_CONNECTIONS_PER_ADDRESS": "5"})
    try:
        held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(5)]
        time.sleep(0.1)
        refused = socket.create_connection(("127.0.0.1", server.port))
        refused.settimeout(5)
        refused.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        try:
            assert b" 200 " not in refused.recv(1000)
        except ConnectionResetError:
            pass
        for connection in [*held, refused]:
            connection.close()
        eventually(lambda: Caller(server).call("GET", "/healthz")[0] == 200)
    finally:
        server.stop()
