"""The pictures of the README, taken anew from a fresh demo: `python docs/images/take.py` (needs Chromium)."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

HERE = Path(__file__).parent
PORT = 28500
SHOP = f"http://127.0.0.1:{PORT + 1}"
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
SMALL: ViewportSize = {"width": 360, "height": 740}
AD = "utm_source=google&utm_medium=cpc&utm_campaign=ban-tra-go-soi&gclid=test"


@contextmanager
def demo() -> Iterator[str]:
    """Run it in a temporary folder; yields the sign-in link."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+") as log:
        command = [sys.executable, "-m", "collector", "demo", "--port", str(PORT), "--data", f"{folder}/data"]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603 - our own words
        try:
            while not (found := re.search(r"http://\S+/admin/sign-in/\S+", (Path(folder) / "log").read_text())):
                time.sleep(0.2)
            time.sleep(3)
            yield found[0]
        finally:
            process.terminate()
            process.wait()


def sign_in(browser: Browser, link: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en", user_agent=DESKTOP).new_page()
    page.goto(link)
    page.get_by_role("main").get_by_role("button").click()
    page.get_by_role("link", name="Not now").click()
    page.wait_for_url(re.compile(r"/admin/\w+/$"))
    return page


def still(page: Page) -> bytes:
    """The page when nothing moves any more."""
    page.wait_for_timeout(800)
    return page.screenshot()


def keep(page: Page, name: str) -> None:
    (HERE / f"{name}.png").write_bytes(still(page))


def admin(page: Page) -> None:
    home = page.url
    keep(page, "overview")
    page.goto(f"{home}reports?by=channel&goal=won")
    keep(page, "report")
    page.goto(f"{home}leads?status=won")
    links = [link.get_attribute("href") or "" for link in page.locator("a[href*='/leads/l_']").all()]
    for link in links:
        page.goto(link if link.startswith("http") else f"http://127.0.0.1:{PORT}{link}")
        # One that several visits led to, so that there is something to explain.
        if "would share the credit" in page.inner_text("main"):
            break
    keep(page, "lead")


def visitor(browser: Browser) -> None:
    """What a phone shows, step by step, side by side."""
    context = browser.new_context(viewport=SMALL, is_mobile=True, has_touch=True, user_agent=PHONE)
    page = context.new_page()
    page.goto(f"{SHOP}/san-pham/ban-tra-suoi?{AD}")
    page.get_by_role("button", name="Liên hệ với chúng tôi").tap()
    steps = [still(page)]
    page.get_by_role("button", name="Gọi lại cho tôi").tap()
    page.get_by_label("Số điện thoại").fill("0710 000 021")
    steps.append(still(page))
    page.get_by_role("button", name="Yêu cầu gọi lại").tap()
    steps.append(still(page))
    frame = browser.new_page(viewport={"width": 1120, "height": SMALL["height"]})
    pictures = "".join(f'<img src="data:image/png;base64,{base64.b64encode(step).decode()}">' for step in steps)
    frame.set_content(f"<style>body {{ margin: 0; display: flex; gap: 20px; }}</style>{pictures}")
    keep(frame, "visitor")


def main() -> None:
    with demo() as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        admin(sign_in(browser, link))
        visitor(browser)
        browser.close()


if __name__ == "__main__":
    main()
