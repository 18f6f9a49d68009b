#!/usr/bin/env python3
"""A stranger's web server with pictures and other things: prints {"port"}; ends with its input."""

import base64
import http.server
import json
import os
import sys
import threading

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class Stranger(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body, status = {
            "/a.png": (PNG, 200), "/page.html": (b"<script>alert(1)</script>", 200), "/redirect": (b"", 302),
            "/big.png": (PNG + b"x" * 6_000_000, 200), "/vector.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 200),
        }.get(self.path, (PNG, 404))
        self.send_response(status)
        # What it says of itself is not believed.
        self.send_header("Content-Type", "image/png")
        if status == 302:
            self.send_header("Location", "/a.png")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *words):
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    sys.stdin.read()
    os._exit(0)
