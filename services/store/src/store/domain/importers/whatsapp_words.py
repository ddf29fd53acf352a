"""What WhatsApp writes by itself into an export, in the languages of its exports that we know: en fi sv de es fr it pt nl."""

from store.domain.importers.parsed import Kind

OMITTED: dict[str, Kind] = {}
"""Placeholders of what was left out, in lower case and without angle brackets."""
for _kind, _names in {
    "media": "media omitted; media jätettiin pois; media jätetty pois; mediatiedosto jätetty pois; medier utelämnade; media utelämnat; medien ausgeschlossen; "
    "multimedia omitido; archivo omitido; médias omis; média omis; media omessi; media omesso; mídia oculta; arquivo de mídia oculto; "
    "media weggelaten; medien weggelassen",
    "image": "image omitted; kuva jätettiin pois; kuva jätetty pois; bild utelämnad; bild weggelassen; imagen omitida; image absente; immagine omessa; imagem ocultada; "
    "imagem omitida; afbeelding weggelaten",
    "video": "video omitted; video jätettiin pois; video jätetty pois; video utelämnad; video weggelassen; video omitido; vidéo absente; video omesso; vídeo omitido; "
    "video weggelaten; video note omitted; gif omitted; gif jätettiin pois; gif utelämnad; gif weggelassen; gif omitido; gif absent; gif weggelaten",
    "audio": "audio omitted; ääni jätettiin pois; äänitiedosto jätettiin pois; ljud utelämnat; audio weggelassen; audio omitido; audio omis; audio omesso; áudio ocultado; "
    "audio weggelaten; ääniviesti jätettiin pois",
    "sticker": "sticker omitted; tarra jätettiin pois; klistermärke utelämnat; sticker weggelassen; sticker omitido; sticker omis; figurinha omitida; "
    "sticker weggelaten; sticker non incluso",
    "document": "document omitted; dokumentti jätettiin pois; asiakirja jätettiin pois; dokument utelämnat; dokument weggelassen; documento omitido; document omis; "
    "documento omesso; document weggelaten",
    "contact": "contact card omitted; yhteystietokortti jätettiin pois; kontaktkort utelämnat; kontaktkarte ausgelassen; tarjeta de contacto omitida; "
    "fiche contact omise; contactkaart weggelaten",
    "deleted": "this message was deleted; you deleted this message; this message was deleted by admin; tämä viesti poistettiin; tämä viesti on poistettu; poistit tämän viestin; "
    "meddelandet raderades; det här meddelandet raderades; du raderade det här meddelandet; diese nachricht wurde gelöscht; du hast diese nachricht gelöscht; "
    "se eliminó este mensaje; eliminaste este mensaje; este mensaje fue eliminado; ce message a été supprimé; vous avez supprimé ce message; "
    "questo messaggio è stato eliminato; hai eliminato questo messaggio; essa mensagem foi apagada; mensagem apagada; você apagou essa mensagem; "
    "dit bericht is verwijderd; u hebt dit bericht verwijderd; je hebt dit bericht verwijderd",
    "call": "missed voice call; missed video call; voice call; video call; vastaamaton äänipuhelu; vastaamaton videopuhelu; missat röstsamtal; missat videosamtal; "
    "verpasster sprachanruf; verpasster videoanruf; llamada perdida; videollamada perdida; appel vocal manqué; appel vidéo manqué; "
    "chiamata persa; videochiamata persa; chamada de voz perdida; gemiste spraakoproep; gemiste video-oproep",
}.items():
    OMITTED.update(dict.fromkeys((name.strip() for name in _names.split(";")), _kind))  # type: ignore[arg-type]
LONGEST = max(map(len, OMITTED)) + 4
PREFIXES: dict[str, Kind] = {
    "location: https://": "location", "live location shared": "location", "sijainti: https://": "location", "plats: https://": "location", "standort: https://": "location",
    "ubicación: https://": "location", "localisation: https://": "location", "posizione: https://": "location", "localização: https://": "location",
    "locatie: https://": "location", "https://maps.google.com/?q=": "location", "poll:": "poll", "kysely:": "poll", "omröstning:": "poll", "umfrage:": "poll",
    "encuesta:": "poll", "sondage:": "poll", "sondaggio:": "poll", "enquete:": "poll", "peiling:": "poll", "event:": "event", "tapahtuma:": "event",
}  # fmt: skip
SYSTEM = (
    "end-to-end encrypted", "päästä päähän -salat", "päästä päähän salat", "totalsträckskrypt", "ende-zu-ende-verschlüsselt", "cifrados de extremo a extremo",
    "chiffrés de bout en bout", "crittografati end-to-end", "criptografia de ponta a ponta", "end-to-end versleuteld",
)  # fmt: skip
FIRST_LETTERS = frozenset(prefix[0] for prefix in PREFIXES)


def is_system(rest: str) -> bool:
    """Tell whether a line that has a colon is the notice about encryption, which every export begins with."""
    return "\u200e" in rest[:120] and any(notice in rest.lower() for notice in SYSTEM)


def placeholder(text: str) -> Kind | None:
    """Return the kind of what a placeholder stands for, or None."""
    return OMITTED.get(text.strip("<>. ").lower())


def typed(text: str) -> Kind:
    """Return the kind of a message that WhatsApp wrote out as text."""
    if text[:1].lower() in FIRST_LETTERS:
        start = text[:40].lower()
        for prefix, kind in PREFIXES.items():
            if start.startswith(prefix):
                return kind
    return "text"
