"""How long the paper of a quote takes, asked for over HTTP: one of 3 lines and one of 100, Chinese and Latin mixed.

Run `.venv/bin/python Benchmarks/quote_pdf.py` after building; it starts a Deskbell with the demo company of its own. Set
DESKBELL_PROGRAM to measure another build, such as `.build/release/deskbell`.
"""

import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / "System"))

from server import OWNER, Server, signed_in  # noqa: E402

RUNS = 20


def quote(owner, customer, count):
    lines = [
        {"name": f"礼盒 Gift box {place}", "description": "烫金 gold print", "quantity": place,
         "unit_price": {"amount_minor": 16_800 + place, "currency": "CNY"}, "tax_basis_points": 1_300}
        for place in range(1, count + 1)
    ]
    return owner.json("POST", "/api/v1/quotes", {"customer_id": customer, "currency": "CNY", "lines": lines}, 201)["id"]


def main():
    server = Server("--demo")
    try:
        owner = signed_in(server, *OWNER)
        customer = owner.json("GET", "/api/v1/customers?limit=1")["items"][0]["id"]
        for count in (3, 100):
            path = f"/api/v1/quotes/{quote(owner, customer, count)}/pdf"
            times = []
            for _ in range(RUNS):
                begun = time.perf_counter()
                status, _, body = owner.call("GET", path)
                times.append((time.perf_counter() - begun) * 1_000)
                assert status == 200 and body.startswith(b"%PDF"), status
            print(f"{count} lines: first {times[0]:.0f} ms, then median {statistics.median(times[1:]):.0f} ms, "
                  f"worst {max(times[1:]):.0f} ms, {len(body) / 1_000:.0f} kB")
    finally:
        server.remove()


if __name__ == "__main__":
    main()
