"""A product with WhatsApp, its owner and whom they invite, and pages that mind what they ask for."""

from dataclasses import dataclass, field
from typing import Any

import requests
from playwright.sync_api import Browser, Page, expect

from tests.standins.house import PHONE, SECONDS
from tests.standins.stack import Stack

PUBLIC = "https://assistant.example"


@dataclass
class Household:
    """A product with WhatsApp, and a page on which its owner is signed in and that minds what it asks for."""

    stack: Stack
    browser: Browser
    page: Page = field(init=False)
    elsewhere: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.stack.ports['ui']}"

    def new_page(self, token: str, **looks: Any) -> Page:
        """Return a page of a browser of its own."""
        page = self.watched(self.browser.new_context(**looks).new_page())
        page.goto(f"{self.url}/login")
        page.fill("#token", token)
        page.click("button")
        page.wait_for_url(f"{self.url}/")
        return page

    def watched(self, page: Page) -> Page:
        """Mind what a page asks for."""
        page.set_default_timeout(SECONDS)
        ours = (self.url, "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(ours) else self.elsewhere.append(request.url))
        page.on("dialog", lambda dialog: self.elsewhere.append(dialog.message) or dialog.dismiss())
        return page

    def open(self, path: str, page: Page | None = None) -> Page:
        """Open a page, which must be there."""
        page = page or self.page
        answer = page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.status == 200, path
        return page

    def set(self, name: str) -> Any:
        return self.stack.call("GET", "settings").json().get(name)

    def everything(self) -> list[Any]:
        """Return what could be changed on these pages."""
        return [self.stack.call("GET", path).json() for path in ("settings", "tokens", "links", "accounts", "backups", "keys")]

    def invite(self, name: str) -> Page:
        """Return a page on which somebody is signed in whom the owner has just invited."""
        page = self.open("/owner")
        page.get_by_label("What you call them").fill(name)
        page.get_by_role("button", name="Make a link").click()
        expect(page.locator(".qr svg")).to_be_visible()
        guest = self.watched(self.browser.new_context(viewport=PHONE).new_page())
        guest.goto(page.get_by_label("The link").input_value())
        guest.click("text=Sign in on this device")
        guest.wait_for_selector("#chat li")
        return guest

    def post(self, path: str, form: dict[str, Any], *, page: Page | None = None, **headers: str) -> requests.Response:
        """Send a form as a program that has a page's cookies."""
        cookies = {one["name"]: one["value"] for one in (page or self.page).context.cookies()}
        return requests.post(f"{self.url}{path}", data=form, cookies=cookies, headers=headers, allow_redirects=False, timeout=120)


def said(page: Page) -> Any:
    return expect(page.get_by_role("status"))
