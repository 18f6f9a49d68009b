"""How long Chromium takes to draw a board of 1,000 deals, from the answer's last byte to the frame that shows the cards.

Run `.venv/bin/python Benchmarks/deal_board.py` after building; it starts a Deskbell with the demo company of its own.
"""

import pathlib
import shutil
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / "System"))

from playwright.sync_api import sync_playwright  # noqa: E402

from conftest import sign_in  # noqa: E402
from server import OWNER, Server, signed_in  # noqa: E402

DEALS = 1_000
RUNS = 7

# The moment after the first frame in which cards stand.
WATCH = """
new MutationObserver((_, watcher) => {
    if (!document.querySelector(".deal-card")) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.drawnAt = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""
TIMES = """() => {
    const board = performance.getEntriesByType("resource").find((one) => one.name.endsWith("/board"));
    return { draw: window.drawnAt - board.responseEnd, fetch: board.responseEnd - board.startTime, bytes: board.decodedBodySize };
}"""


def fill(owner):
    stages = [{"name": f"Stage {place}", "win_ratio": place / 10} for place in range(1, 6)]
    pipeline = owner.json("POST", "/api/v1/pipelines", {"name": "Large", "stages": stages}, 201)
    customers = owner.json("GET", "/api/v1/customers?limit=100")["items"]
    for place in range(DEALS):
        owner.json("POST", "/api/v1/opportunities", {
            "customer_id": customers[place % len(customers)]["id"], "title": f"Deal {place}", "pipeline_id": pipeline["id"],
            "stage_id": pipeline["stages"][place % 5]["id"], "amount": {"amount_minor": place * 1_234, "currency": "CNY"},
            "expected_close_on": f"2027-{place % 12 + 1:02}-15",
        }, 201)
    return pipeline["id"]


def main():
    server = Server("--demo")
    try:
        pipeline = fill(signed_in(server, *OWNER))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"])
            page = browser.new_context(viewport={"width": 1360, "height": 860}, locale="en-US").new_page()
            sign_in(page, server)
            page.add_init_script(WATCH)
            runs = []
            for _ in range(RUNS):
                page.goto(f"{server.url}/sales?pipeline={pipeline}")
                page.wait_for_function("() => window.drawnAt")
                runs.append(page.evaluate(TIMES))
            for name in ("draw", "fetch"):
                values = [run[name] for run in runs]
                print(f"{name}: median {statistics.median(values):.0f} ms, worst {max(values):.0f} ms")
            print(f"answer: {runs[0]['bytes'] / 1000:.0f} kB for {DEALS} deals")
            browser.close()
    finally:
        server.remove()


if __name__ == "__main__":
    main()
