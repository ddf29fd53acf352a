"""Address books, as phones and programs write them: what becomes of each card, and that an odd one costs nothing but itself."""

from typing import Any

import pytest

from store.domain.importers import vcard
from store.domain.importers.parsed import Entry, Unread
from tests.unit.store.test_importers import found

PHOTO = b"/9j/4AAQSkZJRgABAQEAYABg\r\n ABD/2wBDAAgGBgcGBQgHBwcJCQgKDBQN\r\n DAsLDBkSEw8UHRofHh0aHBwg\r\n"


def card(*lines: str | bytes, version: str = "3.0") -> bytes:
    data = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return b"\r\n".join([b"BEGIN:VCARD", b"VERSION:" + version.encode(), *data, b"END:VCARD", b""])


def one(data: bytes) -> dict[str, Any]:
    (contact,) = found(data)
    assert isinstance(contact, Entry)
    return contact.fields


def test_a_card_of_version_three() -> None:
    contact = one(
        card("FN:Anna Äijälä", "N:Äijälä;Anna", "NICKNAME:Annu,Anski", "TEL;TYPE=CELL:+358 40 1234567", "EMAIL:anna@example.org", "LANG:fi")
    )

    assert contact["name"] == "Anna Äijälä"
    assert contact["names"] == ["Annu", "Anski"]
    assert contact["handles"] == ["+358 40 1234567", "anna@example.org"]
    assert contact["languages"] == ["fi"]


@pytest.mark.parametrize(
    "kind", ["PHOTO;ENCODING=b;TYPE=JPEG", "LOGO;ENCODING=BASE64", "item2.PHOTO;ENCODING=b", "SOUND;BASE64", "KEY;ENCODING=B"]
)
def test_what_is_folded_grows_onto_nothing(kind: str) -> None:
    contact = one(b"BEGIN:VCARD\r\nFN:Aino\r\nTEL:0401111111\r\n" + kind.encode() + b":" + PHOTO + b"NOTE:sails\r\nEND:VCARD\r\n")

    assert contact["handles"] == ["0401111111"]
    assert contact["details"] == "sails"


def test_base64_without_folds_and_without_an_empty_line_is_passed_over() -> None:
    data = b"BEGIN:VCARD\nFN:Aino\nTEL:1\nPHOTO;ENCODING=BASE64;JPEG:\nAAAA\nQUJDRA==\n\nTEL:2\nPHOTO;BASE64:AAAA\nBBBB\nEMAIL:a@b.c\nEND:VCARD\n"

    assert one(data)["handles"] == ["1", "2", "a@b.c"]


def test_quoted_printable_goes_on_after_a_soft_line_break() -> None:
    contact = one(
        card(
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=50=C3=A4=69=76=69=20=\r\n=4B=75=6A=61=6E=\r\n=70=C3=A4=C3=A4",
            "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:key under =\r\nthe mat=0D=0A=\r\nthird step",
            "ADR;HOME;ENCODING=QUOTED-PRINTABLE:;;Rantatie=20=\r\n4=;Rauma;;;",
            version="2.1",
        )
    )

    assert contact["name"] == "Päivi Kujanpää"
    assert contact["details"] == "home Rantatie 4, Rauma; key under the mat third step"


@pytest.mark.parametrize("charset", ["ISO-8859-1", "windows-1252", "UTF-16LE", "IBM850", "utf-8"])
def test_the_character_set_that_is_named_is_read(charset: str) -> None:
    coded = "".join(f"={byte:02X}" for byte in "Jäkälä".encode(charset))

    assert one(card(f"FN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{coded}", version="2.1"))["name"] == "Jäkälä"


def test_the_character_set_of_plain_bytes_is_read_too() -> None:
    assert one(card(b"FN;CHARSET=Shift_JIS:" + "山田太郎".encode("shift_jis")))["name"] == "山田太郎"
    assert one(card("FN;CHARSET=nonsense:Härkä"))["name"] == "Härkä"
    assert one(card(b"FN:H\xe4rk\xe4"))["name"] == "Härkä"
    assert one(card("FN:Hä".encode()[:-1] + b"\r\n " + "ä".encode()[1:] + "rkä".encode()))["name"] == "Härkä"  # A fold inside of a letter.


def test_what_is_escaped_is_read_as_it_was_meant() -> None:
    contact = one(card("FN:Laine\\, Saana", "URL:http\\://example.org/a\\,b", "NOTE:one\\ntwo\\;three\\\\four"))

    assert contact["name"] == "Laine, Saana"
    assert contact["details"] == "http://example.org/a,b; one two;three\\four"


def test_numbers_and_addresses_keep_what_they_are() -> None:
    contact = one(
        card(
            "FN:Kaisa",
            "TEL;TYPE=CELL,VOICE:040 1",
            "TEL;type=WORK;type=pref:09 2",
            "item1.TEL:013 3",
            "item1.X-ABLabel:Summer cottage",
            "item2.EMAIL;type=INTERNET:k@example.org",
            "item2.X-ABLabel:_$!<Home>!$_",
            'TEL;VALUE=uri;TYPE="fax,work":tel:+358-9-4;ext=5',
            version="4.0",
        )
    )

    assert contact["handles"] == ["040 1", "09 2", "013 3", "+358-9-4", "k@example.org"]
    assert contact["details"] == "cell 040 1; work 09 2; summer cottage 013 3; fax work +358-9-4; home k@example.org"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["N:Laine;Saana;Maria;Dr.;"], "Dr. Saana Maria Laine"),
        (["FN:", "N:;;;;", "ORG:Rauman Vene Oy;Huolto"], "Rauman Vene Oy, Huolto"),
        (["NICKNAME:Sanni"], "Sanni"),
        (["TEL:0401"], "0401"),
        (["EMAIL:a@b.c"], "a@b.c"),
        (["FN:Äiti", "N:Laine;Saana"], "Äiti"),
    ],
)
def test_a_card_without_a_full_name_is_called_by_what_it_has(lines: list[str], name: str) -> None:
    assert one(card(*lines))["name"] == name


def test_a_name_that_is_said_otherwise_is_found_too() -> None:
    assert one(card("FN:Äiti", "N:Laine;Saana"))["names"] == ["Saana Laine"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("BDAY:19850412", "birthday 12 April 1985"),
        ("BDAY:1985-04-12T00:00:00Z", "birthday 12 April 1985"),
        ("BDAY:--0412", "birthday 12 April"),
        ("BDAY;VALUE=date:--04-12", "birthday 12 April"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12", "birthday 12 April"),
        ("BDAY;VALUE=text:around Easter", "birthday around Easter"),
        ("ANNIVERSARY:20100504", "anniversary 4 May 2010"),
        ("item1.X-ABDATE;type=pref:2010-05-04\r\nitem1.X-ABLabel:_$!<Anniversary>!$_", "anniversary 4 May 2010"),
    ],
)
def test_days_are_said_in_words(line: str, said: str) -> None:
    assert one(card("FN:Anna", line))["details"] == said


@pytest.mark.parametrize(
    "odd",
    [
        card("FN"),
        card(":::"),
        card("N:\\"),
        card('TEL;TYPE="x:1'),
        card("BDAY:--9999", "FN;=;==:"),
        card("FN;ENCODING=BASE64:A"),
        card("FN;ENCODING=QUOTED-PRINTABLE:=", version="2.1"),
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nREV",
        b"BEGIN:VCARD\r\n",
    ],
)
def test_an_odd_card_is_counted_and_the_rest_is_read(odd: bytes) -> None:
    entries = found(card("FN:Anna", "TEL:1") + odd + b"\r\n" + card("FN:Bo", "TEL:2"))

    contacts = [entry.fields["name"] for entry in entries if isinstance(entry, Entry)]
    assert contacts[0] == "Anna"
    assert contacts[-1] == "Bo"
    assert [entry for entry in entries if isinstance(entry, Unread)] or len(contacts) == 3


def test_whatever_is_wrong_with_a_card_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = vcard._read
    monkeypatch.setattr(vcard, "_read", lambda lines: read(lines) if lines[-1].value != "Bo" else {}["of whatever kind"])

    entries = found(card("FN:Anna") + card("FN:Bo") + card("FN:Cy"))

    assert [type(entry) for entry in entries] == [Entry, Unread, Entry]


def test_a_card_that_is_never_ended_is_kept_and_told() -> None:
    cut, told, whole = found(b"BEGIN:VCARD\nFN:Anna\nTEL:1\n" + card("FN:Bo"))

    assert (cut.fields["name"], whole.fields["name"]) == ("Anna", "Bo")
    assert isinstance(told, Unread)
    assert [type(entry) for entry in found(card("FN:Bo") + b"BEGIN:VCARD\nFN:Anna\n")] == [Entry, Entry, Unread]


def test_a_card_inside_of_a_card_is_not_the_next_one() -> None:
    contact = one(card("FN:Anna", "AGENT:", "BEGIN:VCARD", "FN:Secretary", "TEL:9", "END:VCARD", "TEL:1", version="2.1"))

    assert (contact["name"], contact["handles"]) == ("Anna", ["1"])


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_any_ends_of_lines_and_a_mark_of_the_byte_order(end: bytes) -> None:
    data = b"\xef\xbb\xbf" + (card("FN:Anna", "TEL:1") + b"\xef\xbb\xbf" + card("FN:Bo", "TEL:2")).replace(b"\r\n", end)

    assert [entry.fields["name"] for entry in found(data)] == ["Anna", "Bo"]


def test_a_huge_photo_costs_nothing_and_what_is_too_long_is_told() -> None:
    photo = b"\r\n ".join([b"A" * 74] * 100_000)
    contact = one(
        b"BEGIN:VCARD\r\nFN:Anna\r\nPHOTO;ENCODING=b:" + photo + b"\r\nTEL:1\r\nPHOTO:" + b"B" * 3_000_000 + b"\r\nTEL:2\r\nEND:VCARD\r\n"
    )
    told, long = found(card("FN:Bo", f"NOTE:{'x' * 3000}"))

    assert contact["handles"] == ["1", "2"]
    assert isinstance(told, Unread)
    assert len(long.fields["details"]) == 2000


def test_lines_of_a_careless_note_belong_to_it() -> None:
    assert one(b"BEGIN:VCARD\nFN:Anna\nNOTE:first line\nsecond line\nTEL:1\nEND:VCARD\n")["details"] == "first line second line"
