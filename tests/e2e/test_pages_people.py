"""People and chats in real Chromium: what is known of somebody, one contact made of two, days, numbers, photos and voice."""

import io
import re
import zipfile
from datetime import timedelta

import requests
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import SECONDS
from tests.standins.house import NOW, House, words
from tests.standins.markup import HOSTILE
from tests.standins.stack import until


def test_a_person_s_page_tells_what_is_known_of_them(house: House) -> None:
    house.stack.call("POST", "contacts", json={"name": "Anna Kallio", "handles": ["+358 40 123 4567"], "details": "rows on Tuesdays"})
    house.stack.call("POST", "notes", json={"text": "Anna is allergic to nuts"})
    page = house.open("/people")

    expect(page.get_by_role("link", name=re.compile("^Petri Vuori"))).to_contain_text(f"{len(HOSTILE)} messages")
    page.get_by_role("link", name=re.compile("^Anna Kallio")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Kallio", timeout=SECONDS)
    for said in ("+358 40 123 4567", "rows on Tuesdays", "Anna is allergic to nuts"):
        expect(page.locator("main")).to_contain_text(said)
    expect(page.locator(".bars")).to_contain_text(str(len(HOSTILE)))
    page.locator("section", has_text="Last messages").get_by_role("link").first.click()
    expect(page.locator("#chosen")).to_contain_text("Anna Kallio", timeout=SECONDS)


def test_contacts_are_changed_made_one_and_removed_and_each_is_undone(house: House) -> None:
    for name, handle in (("Salla Mäkinen", "+358 40 765"), ("Salla M.", "salla@example.org")):
        house.stack.call("POST", "contacts", json={"name": name, "handles": [handle]})
    before = {one["name"]: one["handles"] for one in house.stack.call("GET", "contacts").json()["contacts"]}
    page = house.open("/people")
    told = page.get_by_role("status")

    page.get_by_role("link", name=re.compile("^Salla M\\.")).click()
    page.get_by_text("The same as somebody else …").click()
    page.get_by_label("The same as").select_option("Salla Mäkinen")
    page.get_by_role("button", name="Make one of them").click()
    expect(told).to_contain_text("Salla M. and Salla Mäkinen are one contact now.", timeout=SECONDS)
    expect(page.locator("dl")).to_contain_text("salla@example.org")
    page.get_by_role("button", name="Undo").click()
    expect(told).to_have_text("That is as it was.", timeout=SECONDS)

    page.get_by_text("Change …", exact=True).click()
    page.get_by_label("Numbers, mail addresses, user names").fill("+358 40 111\n@salla")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("dl")).to_contain_text("@salla", timeout=SECONDS)
    page.get_by_role("button", name="Undo").click()
    expect(told).to_have_text("That is as it was.", timeout=SECONDS)

    page.get_by_role("button", name="Remove from contacts …").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Remove Salla Mäkinen from your contacts?", timeout=SECONDS)
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(told).to_contain_text("Salla Mäkinen is not among your contacts any more.", timeout=SECONDS)
    page.get_by_role("button", name="Undo").click()
    expect(told).to_have_text("That is as it was.", timeout=SECONDS)

    assert {one["name"]: one["handles"] for one in house.stack.call("GET", "contacts").json()["contacts"]} == before


def test_who_is_no_contact_has_a_page_too_and_no_name_in_its_address(house: House) -> None:
    page = house.open("/people")

    page.get_by_role("link", name=re.compile("^Petri Vuori")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Petri Vuori", timeout=SECONDS)
    expect(page.get_by_text("Not among your contacts.")).to_be_visible()
    assert "petri" not in page.url.lower()


def test_a_chat_is_read_from_any_day_searched_and_counted(house: House) -> None:
    page = house.open("/chats")
    expect(page.locator(".list")).to_contain_text(f"{2 * len(HOSTILE)} messages")
    page.locator(".list a").first.click()
    page.get_by_label("From the day").fill(f"{NOW - timedelta(days=40):%Y-%m-%d}")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".talk li").first).to_contain_text(words(HOSTILE[len(HOSTILE) - 40])[:20], timeout=SECONDS)

    page.get_by_role("link", name="Numbers").click()
    expect(page.get_by_role("img", name=re.compile("^Messages a month: most in"))).to_be_visible(timeout=SECONDS)
    expect(page.locator(".bars").first).to_contain_text(f"Anna Kallio{len(HOSTILE)}")
    expect(page.locator("figure", has_text="Commonest words").locator(".bars")).to_contain_text("window")
    expect(page.get_by_text(f"Counted in {2 * len(HOSTILE)} messages")).to_be_visible()

    house.open(f"/chats/{house.ids['chat']}")
    page.get_by_label("Search in this chat").fill("outside")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_label("Only in")).to_be_checked(timeout=SECONDS)
    assert page.locator(".list a[href^='/chats/']").count() > 5


def test_photos_are_shown_as_they_were_decoded_here_and_voice_can_be_played(house: House) -> None:
    photo, zipped = io.BytesIO(), io.BytesIO()
    marked = Image.Exif()
    marked[0x010E] = "taken at the secret cove"
    Image.new("RGB", (1600, 900), "teal").save(photo, "JPEG", exif=marked)
    with zipfile.ZipFile(zipped, "w") as archive:
        files = {"IMG-1.jpg": photo.getvalue(), "PTT-1.opus": b"OggS" + b"x" * 5000, "IMG-2.jpg": b"<script>hurt = 1</script>"}
        said = [f"{NOW:%d/%m/%Y, %H:%M} - Ville: {name} (file attached)" for name in files]
        archive.writestr("WhatsApp Chat with Ville.txt", "\n".join(said))
        for name, data in files.items():
            archive.writestr(name, data)
    done = house.stack.call("POST", "imports", params={"chat": "Cove"}, data=zipped.getvalue()).json()
    until(lambda: house.stack.call("GET", f"imports/{done['id']}").json()["state"] == "done", what="the import is done")

    page = house.open("/import")
    page.locator("li", has_text="Cove").get_by_role("link", name="read it").click()
    shown = page.get_by_alt_text("Photo: IMG-1.jpg")
    expect(shown).to_be_visible(timeout=SECONDS)
    shown.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.talk img').naturalWidth === 1280")
    expect(page.locator("audio")).to_have_attribute("aria-label", "Voice or audio: PTT-1.opus")

    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    get = {"cookies": cookies, "timeout": 20, "allow_redirects": False}
    made = requests.get(f"{house.url}{shown.get_attribute('src')}", **get)  # type: ignore[arg-type]
    assert (made.headers["Content-Type"], b"secret cove" in made.content, b"secret cove" in photo.getvalue()) == ("image/jpeg", False, True)
    sound = requests.get(f"{house.url}{page.locator('audio').get_attribute('src')}", headers={"Range": "bytes=0-99"}, **get)  # type: ignore[arg-type]
    assert (sound.status_code, sound.headers["Content-Type"], len(sound.content)) == (206, "audio/ogg", 100)
    other = page.get_by_alt_text("Photo: IMG-2.jpg").get_attribute("src")
    assert requests.get(f"{house.url}{other}", **get).status_code == 415  # type: ignore[arg-type]
    assert requests.get(f"{house.url}{other}", timeout=20, allow_redirects=False).status_code == 401
    assert page.evaluate("window.hurt || 0") == 0
