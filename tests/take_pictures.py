"""Retakes the pictures of the README: a made-up program on a fixed day, the real server, a real browser. `make pictures`."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date
from pathlib import Path

import find_browser
from playwright.sync_api import Page, sync_playwright

from bfp import demo
from bfp.base import db
from bfp.papers import typesetting
from bfp.program import yearly_paper, yearly_report
from bfp.schema import migrations

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "data" / "screenshots"
TODAY, PORT = date(2026, 11, 23), 8765
SIZE = {"width": 1280, "height": 900}
# The name of each picture, and the address of the page on it; a facility with much mail, a reader with much to confirm.
PICTURES = {
    "overview": "", "letters": "letters?reader={reader}", "requests": "requests", "packing": "packing",
    "censorship": "censorship", "facility": "facility?facility={facility}", "yearly_report": "yearly_report", "import": "imports",
}  # fmt: skip
BUSY = """
    select (select facility_id from mailed_item group by facility_id order by count(*) desc, facility_id limit 1) as facility,
        (select reader_id from shipment where voided_on is null group by reader_id order by count(*) desc, reader_id limit 1)
            as reader
"""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.duckdb"
        con = db.connect(path)
        migrations.migrate(con)
        demo.make(con, today=TODAY)
        about = db.one(con, BUSY)
        report = yearly_report.report(con, yearly_report.of(date(2026, 6, 30)), TODAY)
        [first, *_] = typesetting.pictures("yearly_report", yearly_paper.data(report), on=report.as_of)
        (FOLDER / "yearly_report_paper.png").write_bytes(first)
        con.close()
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(PORT), "--server.headless", "true"]
        desk = {**os.environ, "BFP_DATABASE": str(path), "BFP_TODAY": str(TODAY)}
        server = subprocess.Popen(command, cwd=ROOT, env=desk, stdout=subprocess.DEVNULL)
        try:
            _wait()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=find_browser.there(), args=["--no-sandbox"])
                page = browser.new_page(viewport=SIZE, base_url=f"http://127.0.0.1:{PORT}", color_scheme="light")
                for name, address in PICTURES.items():
                    _take(page, address.format(**about), FOLDER / f"{name}.png")
                browser.close()
        finally:
            server.terminate()
            server.wait()


def _take(page: Page, address: str, target: Path) -> None:
    page.goto(f"/{address}")
    page.locator(".stMain h1").first.wait_for()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(1500)  # charts draw themselves
    page.screenshot(path=target)
    print(target.relative_to(ROOT), f"{target.stat().st_size // 1000} kB")


def _wait() -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    main()
