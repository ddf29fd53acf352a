"""A made-up student's term, in two languages, around whatever day it is. Aino Laakso studies in Turku; nobody here exists."""

import json
from datetime import date, datetime, time, timedelta

PHONE = "whatsapp:+358400000000"
SEMINAR = (
    (-20, "10:02", "Salla Mäkinen", "Hi all! Professor Holm wants the topics by Friday"),
    (-20, "10:05", "Ville Korhonen", "Mine is blue mussels and salinity"),
    (-20, "10:09", "Aino", "I take eelgrass meadows, as long as nobody else wants them"),
    (-20, "10:11", "Salla Mäkinen", "Then I do microplastics in herring"),
    (-13, "16:40", "Salla Mäkinen", "The seminar room changed: B327 instead of A110"),
    (-13, "16:44", "Ville Korhonen", "Does the projector there take HDMI?"),
    (-13, "16:51", "Salla Mäkinen", "Only VGA, so bring the adapter. Aino, can you fetch it from the library desk?"),
    (-13, "17:03", "Aino", "Yes, I'll pick it up on Monday"),
    (-5, "12:15", "Ville Korhonen", "Holm says that the slides must be in by the 3rd at noon, and at most twelve of them"),
    (-5, "12:18", "Aino", "Twelve?? I have thirty"),
    (-5, "12:20", "Salla Mäkinen", "We agreed on the order: Ville first, then Aino, me last"),
    (-2, "09:30", "Salla Mäkinen", "Could somebody share the key to the wet lab? I need it on Thursday"),
    (-2, "09:41", "Ville Korhonen", "It hangs behind the door of the coffee room"),
)
FAMILY = (
    (-16, "18:20", "Äiti", "Hei! Mökin talkoot ovat ensi kuun toisena viikonloppuna, pääsettekö?"),
    (-16, "18:25", "Eetu", "Mä tuun jos saan kyydin asemalta"),
    (-16, "18:31", "Aino", "Pääsen kyllä, juna on perillä 11.40"),
    (-9, "20:05", "Isä", "Vein mökin vara-avaimen naapurille, Lehtisille"),
    (-9, "20:07", "Äiti", "Hyvä. Aino, muistathan että mummi täyttää 80 ja juhlat ovat Naantalissa"),
    (-9, "20:12", "Aino", "Muistan! Ostan sille sen sinisen huivin"),
    (-1, "08:45", "Isä", "Auton talvirenkaat on vaihdettu, avaimet keittiön laatikossa"),
)
VILLE = (
    (-11, "19:00", "Ville Korhonen", "The boat comes out of the water on Saturday, I could use two more hands"),
    (-11, "19:04", "Aino", "I'm in. When and where?"),
    (-11, "19:06", "Ville Korhonen", "Ruissalo, pier 4, at ten. Bring gloves"),
    (-4, "21:30", "Ville Korhonen", "Thanks for helping! You left your blue thermos on board"),
    (-4, "21:34", "Aino", "Keep it for me, I come by next week"),
)
SAID = (
    "Remember that the lab door code is 4417",
    "Muista että pyykkituvan avain on naulassa eteisessä",
    "Add oat milk, rye bread and coffee to the shopping list",
    "Remind me every Sunday at 18 to water the plants",
    "Remind me to stretch in 1 minute",
    "What is the lab door code?",
    "Where did I leave my thermos?",
    "Kenelle isä vei mökin vara-avaimen?",
    "What did Salla say about the projector?",
    "What's on this week?",
    "Summarise the Seminar group chat",
)
WROTE = ("Which room is the seminar in?", "Muistuta huomenna klo 8 soittamaan äidille", "add candles to the shopping list")
UNSURE = "Compare the bicycle before the message again"


def whatsapp(lines: tuple[tuple[int, str, str, str], ...], today: date) -> bytes:
    """Return a WhatsApp export of what was said some days before today."""
    said = (f"{today + timedelta(days=day):%d/%m/%Y}, {clock} - {sender}: {text}\n" for day, clock, sender, text in lines)
    return "".join(said).encode()


def telegram(name: str, lines: tuple[tuple[int, str, str, str], ...], today: date) -> bytes:
    """Return a Telegram export of it."""
    messages = [
        {
            "id": number,
            "type": "message",
            "date": f"{today + timedelta(days=day)}T{clock}:00",
            "from": sender,
            "from_id": f"user{sum(sender.encode())}",
            "text": text,
        }
        for number, (day, clock, sender, text) in enumerate(lines, 1)
    ]
    return json.dumps({"name": name, "type": "personal_chat", "id": 1, "messages": messages}, ensure_ascii=False).encode()


def calendar(today: date) -> bytes:
    """Return the timetable and what else is fixed."""
    monday = today - timedelta(days=today.weekday())
    events = (
        ("Marine ecology, lecture", monday + timedelta(days=1), "10:00", 105, "Natura, hall X", "RRULE:FREQ=WEEKLY;COUNT=12\r\n"),
        ("Seminar", monday + timedelta(days=10), "14:00", 90, "B327", ""),
        ("Statistics exam", today + timedelta(days=12), "09:00", 180, "Educarium, hall 1", ""),
        ("Mummin 80-vuotisjuhlat", today + timedelta(days=15), "13:00", 240, "Naantali", ""),
        ("Dentist", today + timedelta(days=3), "08:30", 30, "Yliopistonkatu 12", ""),
    )
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made up//\r\n" + "".join(map(_event, events)) + "END:VCALENDAR\r\n").encode()


def _event(event: tuple[str, date, str, int, str, str]) -> str:
    summary, day, clock, minutes, place, rule = event
    begin = datetime.combine(day, time.fromisoformat(clock))
    return (
        f"BEGIN:VEVENT\r\nUID:{summary.replace(' ', '')}@story.example\r\nSUMMARY:{summary.replace(',', chr(92) + ',')}\r\n"
        f"DTSTART:{begin:%Y%m%dT%H%M%S}\r\nDTEND:{begin + timedelta(minutes=minutes):%Y%m%dT%H%M%S}\r\n"
        f"LOCATION:{place.replace(',', chr(92) + ',')}\r\n{rule}END:VEVENT\r\n"
    )


def contacts() -> bytes:
    """Return an address book."""
    people = (("Äiti", "+358505550101"), ("Isä", "+358505550102"), ("Ville Korhonen", "+358505550103"), ("Salla Mäkinen", "+358505550104"))
    return "".join(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nTEL:{number}\r\nEND:VCARD\r\n" for name, number in people).encode()


def files(today: date) -> dict[str, bytes]:
    """Return what Aino brings along, by the chat's name."""
    return {
        "Seminar group": whatsapp(SEMINAR, today),
        "Perhe": whatsapp(FAMILY, today),
        "Ville Korhonen": telegram("Ville Korhonen", VILLE, today),
        "Timetable": calendar(today),
        "Address book": contacts(),
    }
