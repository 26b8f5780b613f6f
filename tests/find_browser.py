"""A browser for the tests: one that is there, else Playwright's own, else the system's; `make test` asks before it starts.

    python tests/find_browser.py      makes sure of one, or says in a sentence that none can be had
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
USUAL = (
    "/usr/bin/chromium", "/snap/bin/chromium", "/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)  # fmt: skip
SYSTEMS = {
    "apt-get": (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium", "libatomic1"]),
    "dnf": (["install", "-y", "-q", "chromium", "libatomic"],),
    "pacman": (["-Sy", "--noconfirm", "chromium"],),
    "apk": (["add", "-q", "chromium"],),
}
NONE = (
    "The tests drive the program in a browser, and none is here and none could be fetched: "
    "install Chromium, Chrome or Edge, or say where one is with BFP_CHROMIUM=/path/to/it."
)
DRIVERLESS = "A browser is here, but Playwright's driver does not run: `python -m playwright --version` says what it lacks."


def there(named: str | None = None) -> str | None:
    """Where a browser is: the one that is named (and no other), one of the system, or the one Playwright fetched."""
    if named:
        return shutil.which(named)
    places = [*(shutil.which(name) for name in NAMES), *USUAL]
    return next((place for place in places if place and os.access(place, os.X_OK)), None) or _of_playwright()


def drives() -> bool:
    """Whether Playwright's driver runs: on a bare system a library that it is linked with may be missing."""
    return _runs(sys.executable, "-m", "playwright", "--version")


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    if not drives():
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.access(path, os.X_OK) and _runs(path, "--version") else None  # it may lack the system's libraries


def fetched() -> str | None:
    """Where a browser is after fetching one: by Playwright, else by the system's packages where one may."""
    print("A browser for the tests, or what drives it, is not here: fetching it.", flush=True)
    _runs(sys.executable, "-m", "playwright", "install", "chromium", within=600)
    if found := _of_playwright():
        return found
    if (root := _root()) is not None:
        for name, steps in SYSTEMS.items():
            if shutil.which(name):
                _ = [_runs(*root, name, *step, within=600) for step in steps]
    return there()


def _root() -> list[str] | None:
    """What goes before a command of the system's keeper; None if nobody may without a password."""
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if _runs("sudo", "-n", "true") else None


def _runs(*command: str, within: float = 60) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(command, env=environment, capture_output=True, timeout=within).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def main() -> str | None:
    """None if there is a browser, else the sentence to end with."""
    named = os.environ.get("BFP_CHROMIUM")
    if named and not there(named):
        return f"BFP_CHROMIUM says {Path(named)}, and no program is there."
    if not ((there(named) and drives()) or fetched()):
        return NONE
    return None if drives() else DRIVERLESS


if __name__ == "__main__":
    sys.exit(main())
