"""A push service on this machine, and a browser's side of web push: it decrypts and checks what arrives."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import queue
import threading

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class PushService:
    """Takes POSTs on any path; `answers` says with which status, 201 without it."""

    def __init__(self):
        self.arrived = queue.Queue()
        self.answers = {}
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.arrived.put((self.path, dict(self.headers), body))
                status = service.answers.get(self.path, 201)
                status = status.pop(0) if isinstance(status, list) and len(status) > 1 else status[0] if isinstance(status, list) else status
                self.send_response(status)
                if status in (301, 302, 307, 308):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self, timeout=10):
        return self.arrived.get(timeout=timeout)

    def nothing(self, seconds=2):
        try:
            path, _, _ = self.arrived.get(timeout=seconds)
        except queue.Empty:
            return True
        raise AssertionError(f"something was pushed to {path}")

    def close(self):
        self.server.shutdown()


class BrowserKeys:
    """The keys a browser makes for one subscription."""

    def __init__(self):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.public = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.secret = os.urandom(16)

    @property
    def json(self):
        return {"p256dh": encoded(self.public), "auth": encoded(self.secret)}

    def open(self, body):
        """RFC 8291, the receiving side."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21:21 + length], body[21 + length:]
        assert size == 4096 and length == 65 and len(sealed) <= size
        agreed = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        mac = lambda key, message: hmac.new(key, message, hashlib.sha256).digest()
        secret = mac(mac(self.secret, agreed), b"WebPush: info\0" + self.public + sender + b"\1")
        extracted = mac(salt, secret)
        key = mac(extracted, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = mac(extracted, b"Content-Encoding: nonce\0\1")[:12]
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain[-1] == 2
        return json.loads(plain[:-1])


def check_vapid(header, public_key, origin, now):
    """RFC 8292: who sends is signed with the key the browser was given."""
    scheme, rest = header.split(" ", 1)
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid" and parts["k"] == public_key
    head, claims, signature = parts["t"].split(".")
    assert json.loads(decoded(head))["alg"] == "ES256"
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(public_key))
    raw = decoded(signature)
    assert len(raw) == 64
    key.verify(
        utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")),
        f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    said = json.loads(decoded(claims))
    assert said["aud"] == origin and now < said["exp"] <= now + 24 * 3600 and said["sub"].startswith(("mailto:", "https:"))
