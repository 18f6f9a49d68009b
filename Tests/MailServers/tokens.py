#!/usr/bin/env python3
"""A provider of access tokens (RFC 6749): prints {"port"}; the line `asked` is answered by what it was asked for.

The refresh token "withdrawn" is refused; with "gives-stale-first" the first access token is one no server takes.
"""

import http.server
import json
import os
import sys
import threading
import urllib.parse

ASKED = []


class Provider(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        ASKED.append(form)
        status, answer = 200, {"token_type": "Bearer", "expires_in": 3600}
        if form.get("refresh_token") == "withdrawn":
            status, answer = 400, {"error": "invalid_grant", "error_description": "The token was withdrawn."}
        elif form.get("refresh_token") == "gives-stale-first" and len(ASKED) == 1:
            answer["access_token"] = "stale"
        elif form.get("grant_type") == "authorization_code":
            answer |= {"access_token": "good-token-code", "refresh_token": "refresh-from-code"}
        else:
            answer["access_token"] = f"good-token-{len(ASKED)}"
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    while sys.stdin.readline():
        print(json.dumps({"asked": ASKED}), flush=True)
    os._exit(0)
