#!/usr/bin/env python3
"""A provider people sign in at, and of access tokens (RFC 6749, RFC 7636): prints {"port"}.

`/authorize` is its page, where a person says yes or no. The line `asked` is answered by what `/token` was asked for,
`approve URL` and `deny URL` by where the page of that URL would send the browser.
The refresh token "withdrawn" is refused; with "gives-stale-first" the first access token is one no server takes.
The client "no-offline" gets no refresh token, "unknown" is no client, and "mail" gets the one token of sink.py.
"""

import base64
import hashlib
import html
import http.server
import json
import os
import secrets
import sys
import threading
import urllib.parse

ASKED = []
# What each code not spent yet was given for.
CODES = {}

PAGE = """<!doctype html><html lang="en"><title>Stand-in Mail</title><h1>Let Deskbell use {who}?</h1>
<p><a href="{yes}">Allow</a> <a href="{no}">Deny</a></p></html>"""


def question(url):
    """What a link to the authorisation page asks, or the sentence that says what is wrong with it."""
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(url).query))
    for name in ("client_id", "redirect_uri", "state", "code_challenge"):
        if not asked.get(name):
            return f"{name} is missing"
    if asked.get("response_type") != "code":
        return "response_type is not code"
    if asked.get("code_challenge_method") != "S256":
        return "code_challenge_method is not S256"
    return asked


def answered(asked, **said):
    return asked["redirect_uri"] + "?" + urllib.parse.urlencode({**said, "state": asked["state"]})


def approved(asked):
    code = secrets.token_urlsafe(16)
    CODES[code] = asked
    return answered(asked, code=code)


def spent(form):
    """The answer to a code; a code is good once, for who asked for it."""
    given = CODES.pop(form.get("code"), None)
    if form.get("client_id") == "unknown":
        return 401, {"error": "invalid_client", "error_description": "There is no such client."}
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if not given or given["code_challenge"] != proof or any(given[name] != form.get(name) for name in ("client_id", "redirect_uri")):
        return 400, {"error": "invalid_grant", "error_description": "The code is not good for this."}
    answer = {"access_token": "good-token" if form["client_id"] == "mail" else "good-token-code"}
    if form["client_id"] != "no-offline":
        answer["refresh_token"] = "refresh-from-code"
    return 200, answer


class Provider(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        place = urllib.parse.urlparse(self.path)
        asked = question(self.path)
        if isinstance(asked, str):
            return self.send(400, "text/plain", asked.encode())
        if place.path == "/allowed":
            self.send_response(302)
            self.send_header("Location", approved(asked))
            self.send_header("Content-Length", "0")
            return self.end_headers()
        page = PAGE.format(
            who=html.escape(asked.get("login_hint", "")), yes=html.escape(f"/allowed?{place.query}"),
            no=html.escape(answered(asked, error="access_denied")),
        )
        self.send(200, "text/html; charset=utf-8", page.encode())

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        ASKED.append(form)
        status, answer = 200, {"token_type": "Bearer", "expires_in": 3600}
        if form.get("refresh_token") == "withdrawn":
            status, answer = 400, {"error": "invalid_grant", "error_description": "The token was withdrawn."}
        elif form.get("refresh_token") == "gives-stale-first" and len(ASKED) == 1:
            answer["access_token"] = "stale"
        elif form.get("grant_type") == "authorization_code":
            status, given = spent(form)
            answer = answer | given if status == 200 else given
        else:
            answer["access_token"] = f"good-token-{len(ASKED)}"
        self.send(status, "application/json", json.dumps(answer).encode())

    def send(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def obey(command, _, url):
    if command == "asked":
        return {"asked": ASKED}
    asked = question(url)
    if isinstance(asked, str):
        return {"error": asked}
    return {"location": approved(asked) if command == "approve" else answered(asked, error="access_denied"), "question": asked}


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    for line in sys.stdin:
        print(json.dumps(obey(*line.strip().partition(" "))), flush=True)
    os._exit(0)
