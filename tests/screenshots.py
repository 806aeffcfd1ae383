"""Pictures of the pages, for whoever changes their look: `make screenshots` writes docs/images/."""

import shutil
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.publish.whole_site import whole_site
from tests.scripted import ScriptedServer
from tests.serving import serve

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SITE = "http://veille.example/"  # as the pages name it; it is served from this machine
# A further kind of page is a further line.
PAGES = {
    "index": "index.html",
    "category": "ia.html",
    "article": "articles/article-0.html",
    "subscribe": "subscribe.html",
    "status": "status/index.html",
    "filings": "status/entries/index.html",
}
SCREENS = {"desktop": (1280, 1000), "phone": (390, 844)}
SCHEMES = ("light", "dark")


def main() -> None:
    server = ScriptedServer()
    serve(server, whole_site(SITE))
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", f"--host-resolver-rules=MAP veille.example 127.0.0.1:{server.port}"],
        )
        for (name, path), screen, scheme in product(PAGES.items(), SCREENS, SCHEMES):
            take(browser, SITE + path, IMAGES / f"{name}-{screen}-{scheme}.png", screen, scheme)
        browser.close()
    server.close()


def take(browser: Browser, url: str, picture: Path, screen: str, scheme: str) -> None:
    width, height = SCREENS[screen]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(url, wait_until="networkidle")
    page.screenshot(path=picture)
    page.close()
    print(picture)


if __name__ == "__main__":
    main()
