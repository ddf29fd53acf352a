"""What is told of how the assistant is used, by topic: what to say, and where it is done by hand."""

from typing import Final

ANSWERS: Final = {
    "import": (
        "Bring a chat in by its export: in WhatsApp open the chat, then More → Export chat; in Telegram and ChatGPT export your data. Drop the "
        "file on this talk or on the page “Import” in your browser, or run “sihteeri import FILE”. Contacts (.vcf) and calendars (.ics) come "
        "the same way, and every import can be undone.",
        "Tuo keskustelu sen vientitiedostosta: avaa keskustelu WhatsAppissa ja valitse Lisää → Vie keskustelu; Telegramista ja ChatGPT:stä vie "
        "tietosi. Pudota tiedosto tähän keskusteluun tai sivulle ”Tuonti” selaimessa, tai aja ”sihteeri import TIEDOSTO”. Yhteystiedot (.vcf) ja "
        "kalenterit (.ics) tulevat samoin, ja jokaisen tuonnin voi perua.",
    ),
    "unremind": (
        "Say “Cancel the reminder about milk”, or “Show my reminders” and then “cancel the second one”. “Undo” brings it back.",
        "Sano ”Peru muistutus maidosta”, tai ”Näytä muistutukset” ja sitten ”peru toinen”. ”Kumoa” tuo sen takaisin.",
    ),
    "move": (
        "Say “Move the milk reminder to 6pm”; of the last one “make it 6pm” is enough, and of one that has just come “in an hour”.",
        "Sano ”Siirrä maitomuistutus kuuteen”; viimeksi puhutulle riittää ”siirrä se kuuteen”, ja juuri tulleelle ”tunnin päästä”.",
    ),
    "remind": (
        "Say what and when: “Remind me to call Anna on Friday at 5pm”, “… every Monday at 9”, “… an hour before the exam”, “Timer 10 min”.",
        "Sano mitä ja milloin: ”Muistuta soittamaan Annalle perjantaina klo 17”, ”… joka maanantai klo 9”, ”… tuntia ennen tenttiä”, "
        "”Ajastin 10 min”.",
    ),
    "forget": (
        "Say “Forget the note about the locker” or “Forget what you know about Anna”; a chat goes on its page under “Chats”, or by “sihteeri "
        "forget chat "
        "NAME”. What is forgotten is gone for good, from older backups too; “undo” can't bring it back.",
        "Sano ”Unohda muistiinpano kaapista” tai ”Unohda mitä tiedät Annasta”; keskustelun voi unohtaa sivultaan kohdassa ”Keskustelut”, tai "
        "komennolla ”sihteeri forget chat NIMI”. Unohdettu on poissa lopullisesti, myös vanhoista varmuuskopioista; ”kumoa” ei tuo sitä takaisin.",
    ),
    "erase": (
        "Run “sihteeri forget everything” in a terminal: it says what goes, asks, and prints a receipt. “sihteeri export FILE” keeps a copy for "
        "yourself first.",
        "Aja päätteessä ”sihteeri forget everything”: se kertoo mitä lähtee, kysyy, ja tulostaa kuitin. ”sihteeri export TIEDOSTO” ottaa ensin "
        "kopion itsellesi.",
    ),
    "remember": (
        "Just tell me: “My locker is 214”, “Remember that the lab door code is 4417”. The page “Kept” shows all of it.",
        "Kerro vain: ”Kaappini on 214”, ”Muista että labran ovikoodi on 4417”. Sivu ”Muistissa” näyttää kaiken.",
    ),
    "undo": (
        "Say “undo”: the last change is taken back. In the browser there is a button below the answer too.",
        "Sano ”kumoa”: viimeisin muutos perutaan. Selaimessa vastauksen alla on myös nappi.",
    ),
    "cloud": (
        "“Turn off the cloud” and “Turn on the cloud” say whether a cloud model may help to interpret requests; it never gets private data. “What "
        "left my machine today?” lists what was sent, and the page “What left” shows its exact bytes.",
        "”Pilvi pois” ja ”Pilvi päälle” kertovat, saako pilvimalli auttaa pyyntöjen tulkinnassa; yksityisiä tietoja se ei saa koskaan. ”Mitä "
        "koneelta lähti tänään?” luettelee lähteneet, ja sivu ”Mitä lähti” näyttää ne tavuilleen.",
    ),
    "language": (
        "Say “Speak Finnish” or “Speak English”, or choose it on the page “Settings”.",
        "Sano ”Puhu suomea” tai ”Speak English”, tai valitse se sivulta ”Asetukset”.",
    ),
    "zone": (
        "Say “Time zone Europe/Helsinki”, or choose it on the page “Settings”.",
        "Sano ”Aikavyöhyke Europe/Helsinki”, tai valitse se sivulta ”Asetukset”.",
    ),
    "phone": (
        "Open “Devices” in the browser of your computer and read its QR code with the phone: that signs the phone in. For WhatsApp, “sihteeri link” "
        "or “Settings” gives a code to send; who runs this machine has to have set it up with Twilio.",
        "Avaa tietokoneen selaimessa ”Laitteet” ja lue QR-koodi puhelimella: se kirjaa puhelimen sisään. WhatsAppia varten ”sihteeri link” tai "
        "”Asetukset” antaa lähetettävän koodin; koneen ylläpitäjän on pitänyt ottaa se käyttöön Twiliossa.",
    ),
    "backup": (
        "One is made every day and tried out. “sihteeri backup FILE” makes one now, “sihteeri restore FILE” puts one in place, and “sihteeri "
        "export FILE” writes out all that is kept of you.",
        "Varmuuskopio otetaan joka päivä ja koetellaan. ”sihteeri backup TIEDOSTO” ottaa sellaisen heti, ”sihteeri restore TIEDOSTO” palauttaa, "
        "ja ”sihteeri export TIEDOSTO” kirjoittaa tiedostoon kaiken, mitä sinusta on tallessa.",
    ),
    "people": (
        "The owner of this machine invites people on the page “Owner”, by a link that works once. Nobody sees what is another's.",
        "Koneen omistaja kutsuu ihmisiä sivulla ”Omistaja” linkillä, joka toimii kerran. Kukaan ei näe toisen tietoja.",
    ),
    "model": (
        "Who runs this machine sets OLLAMA_HOST and PRIVATE_LLM_MODEL, or names a GGUF file there. Without a model answers are found and put "
        "together by rules. “Status” says which is in use.",
        "Koneen ylläpitäjä asettaa OLLAMA_HOST ja PRIVATE_LLM_MODEL, tai nimeää GGUF-tiedoston. Ilman mallia vastaukset löydetään ja kootaan "
        "säännöillä. ”Tila” kertoo, mikä on käytössä.",
    ),
}
"""Each in English and in Finnish."""
