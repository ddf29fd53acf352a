"""How the assistant itself is used: "how do I get my chats in", "miten poistan muistutuksen". Only what names a thing of the
assistant's own and what is done to it is read; whatever else is asked with "how" is a question like others."""

import re

from private_llm.domain.understanding.lexicon import plain
from private_llm.domain.understanding.meant import Meant
from shared.schemas.plan import Language

HOW = "how"
"""The query's beginning of what is asked so; the topic stands behind a colon."""
MOST_WORDS, LONGEST = 12, 200
ASKS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:so |and |ok |hey )?(?:how (?:do|can|could|would|should) (?:i|you|we|one)|how to|how does (?:one|it)|where (?:do|can) i|what's the (?:way|command) to|is there a (?:way|command) to"
        r"|(?:can|could) you (?:tell|show) me how (?:to|i can)|tell me how to|show me how to|is it possible to) (?P<rest>.+)"
    ),
    "fi": re.compile(
        r"(?:no |ja |hei )?(?:miten|mitenkä|kuinka|mistä|millä|onko mahdollista|kerro miten|voitko kertoa miten|neuvo miten) (?:(?:mä|minä|sä|me|voin|voi|saan|saa|pystyn|pystyy|voisin) )*(?P<rest>.+)"
    ),
}
CHATS = r"(?:(?:whatsapp|telegram|chatgpt|signal|messenger) )?(?:chats?|conversations?|messages|chat history)|whatsapp|telegram"
CHATS_FI = r"(?:whatsapp|telegram)?-?\w*(?:chat|viesti|keskustelu|whatsapp|telegram)\w*"
BRING = r"get|bring|import|upload|load|transfer|give you|add|connect"
BRING_FI = r"saa\w*|tuo\w*|tuod\w*|siirr\w*|lataa|ladata|lisä\w*|liit\w*"
DROP = r"delete|remove|cancel|forget|erase|get rid of|turn off|stop|clear"
DROP_FI = r"poist\w*|peru\w*|unohd\w*|lopet\w*|sammut\w*"
SET = r"set|make|create|add|get|schedule|use"
SET_FI = r"aset\w*|laita\w*|laite\w*|tee\w*|teh\w*|luo\w*|lisä\w*|saa\w*"
MOVE = r"change|move|edit|snooze|postpone|reschedule"
MOVE_FI = r"siir\w*|muut\w*|muok\w*|torku\w*|lykä\w*|lykk\w*"
A = r"(?:(?:a|an|the|my|all|old|some|one|of|new) )*"
A_FI = r"(?:(?:mun|minun|kaikki|vanha\w*|uud\w*|uusi\w*) )*"
BEHIND = r"(?: .*)?"
TOPICS: tuple[tuple[str, str, str], ...] = (
    ("import", rf"(?:{BRING}) {A}(?:{CHATS})(?: (?:in|into|here|imported|to (?:you|this|here|sihteeri)|(?:from|off) (?:(?:my|the) )?(?:phone|whatsapp|telegram|chatgpt|old phone)|in here))?|(?:{BRING}) {A}(?:contacts|calendar|files?|documents?|photos)(?: (?:in|into|here|to you|imported))+{BEHIND}|import(?: {A}(?:{CHATS}|contacts|calendar|files?|documents?|photos|data|things|stuff)(?: .*)?)?",
     rf"(?:{A_FI}{CHATS_FI} (?:{BRING_FI})|(?:{BRING_FI}) {A_FI}{CHATS_FI})(?: (?:tänne|tähän|sulle|sinulle|sisään|mukaan|talteen))?|{A_FI}{CHATS_FI} (?:tänne|sulle|sinulle|sisään|mukaan)|(?:tuo\w*|tuod\w*) .*(?:tänne|sulle|sinulle|yhteystie\w*|kalenteri\w*|tiedosto\w*)"),
    ("unremind", rf"(?:{DROP}) {A}(?:reminders?|alarms?|timers?){BEHIND}", rf"(?:{DROP_FI}) {A_FI}(?:muistutu|hälyty|heräty|ajasti)\w*|{A_FI}(?:muistutu|hälyty|heräty|ajasti)\w* (?:{DROP_FI}|pois)"),
    ("move", rf"(?:{MOVE}) {A}(?:reminders?|alarms?|timers?){BEHIND}", rf"(?:{MOVE_FI}) {A_FI}(?:muistutu|hälyty|heräty)\w*|{A_FI}(?:muistutu|hälyty|heräty)\w* (?:{MOVE_FI})"),
    ("remind", rf"(?:{SET}) {A}(?:reminders?|alarms?|timers?){BEHIND}|(?:get|be) reminded{BEHIND}", rf"(?:{SET_FI}) {A_FI}(?:muistutu|hälyty|heräty|ajasti)\w*|{A_FI}(?:muistutu|hälyty|heräty|ajasti)\w* (?:{SET_FI})"),
    ("forget", rf"(?:{DROP}) {A}(?:notes?|memor(?:y|ies)|what (?:i|you)\b.*|something|chats?|conversations?|contacts?){BEHIND}|make you forget{BEHIND}",
     rf"(?:{DROP_FI}) {A_FI}(?:muistiinpano|muisto|keskustelu|chat|yhteystie)\w*|{A_FI}(?:muistiinpano|keskustelu|chat|yhteystie)\w* (?:{DROP_FI})"),
    ("erase", rf"(?:{DROP}|wipe) (?:everything|all (?:of )?(?:my|the) data|my (?:data|account)|all){BEHIND}", rf"(?:{DROP_FI}) (?:kaik\w*|mun tie\w*|tieto\w*|tilin\w*|tili\w*)(?: .*)?"),
    ("remember", rf"(?:{SET}|save|keep|take|write) {A}notes?(?: here| down| about .*)?|(?:make|have) you remember{BEHIND}", rf"(?:{SET_FI}|tallen\w*|kirja\w*) {A_FI}muistiinpano\w*"),
    ("undo", r"undo(?: (?:it|that|this|something|a change|changes|(?:the |my )?last .*))?|take (?:it|that|something) back", r"(?:kumo\w*|peruut\w*)(?: (?:sen|edelli\w*|viime\w*|jotain|jotakin))?"),
    ("cloud", r"(?:turn|switch|use|stop|disable|enable) .*(?:cloud|openai|chatgpt).*|(?:see|know|check) what (?:left|leaves|goes out|was sent)\b.*|(?:see|know|check) what you (?:send|sent)\b.*",
     r"(?:pilv\w+|openai\w*)(?: pois(?: päältä)?| päälle| käyttöön)|(?:otan|laitan|kytken|kytkeä|ottaa) pilv\w+.*|(?:näen|nähdä|tiedän|tarkistan) mitä (?:lähti|lähtee|koneelta)\b.*"),
    ("language", rf"(?:change|set|switch) {A}language{BEHIND}", r"(?:vaih\w*|muut\w*) (?:kiel\w*)(?: .*)?|kiel\w* (?:vaih\w*|muut\w*)"),
    ("zone", rf"(?:change|set) {A}time ?zone{BEHIND}", r"(?:vaih\w*|muut\w*|aset\w*) aikavyöhyk\w*|aikavyöhyk\w* (?:vaih\w*|muut\w*|aset\w*)"),
    ("phone", r"(?:use|open|get|see|talk to) (?:you|this|it|sihteeri) (?:on|from|in|with) (?:my |the |a )?(?:phone|mobile|iphone|android|whatsapp|tablet)|(?:link|connect|add) (?:my |the |a )?(?:phone|whatsapp|number|device)\b.*|sign in (?:on|with|from) .*",
     r"(?:käyt\w*|avaa\w*) (?:tätä|sua|sinua|sihteeriä) (?:puhelime|kännykä|whatsapp)\w*|(?:lisä\w*|liit\w*|yhdist\w*) (?:puhelime|puhelin|kännyk|numero|whatsapp|laite|laitte)\w*|kirjau\w* .*(?:puhelime|kännyk|laitte)\w*"),
    ("backup", r"(?:back ?up|make a backup)\b.*|restore (?:a |the |my )?(?:back ?up|data|everything)\b.*|export (?:everything|all|my data)\b.*", r"varmuuskopio\w*(?: .*)?|palaut\w* (?:varmuuskopio|tiedo)\w*(?: .*)?|(?:otan|tehdä|teen|saan) varmuuskopio\w*|vien kaik\w*"),
    ("people", r"(?:add|invite) (?:another|a|my|some|other|new)(?: \w+)? ?(?:person|people|user|friend|wife|husband|partner|member|somebody|someone)\b.*|(?:add|invite) (?:someone|somebody)\b.*",
     r"(?:lisä\w*|kutsu\w*) (?:toise\w*|uude\w*|uusi\w*|jonku\w*|kaveri\w*|vaimo\w*|miehe\w*|käyttäj\w*|ihmi\w*)(?: .*)?"),
    ("model", rf"(?:{SET}|install|connect|run|change) {A}(?:local |language |ai )*(?:model|llm|ollama){BEHIND}", r"(?:asen\w*|käyt\w*|vaih\w*|liit\w*|saa\w*) (?:kieli|paikalli\w* )?(?:mallin|malli|ollama)\w*"),
)  # fmt: skip
"""Topics, with what is asked of each behind the words that ask how, in English and in Finnish."""
_TOPICS: dict[Language, list[tuple[str, re.Pattern[str]]]] = {
    "en": [(topic, re.compile(en)) for topic, en, _ in TOPICS],
    "fi": [(topic, re.compile(fi)) for topic, _, fi in TOPICS],
}


def read(text: str) -> Meant | None:
    """Return the topic of a question of how the assistant is used."""
    said = plain(text).removesuffix(" please")
    if len(said) > LONGEST or len(said.split()) > MOST_WORDS:
        return None
    for language, form in ASKS.items():
        asked = form.fullmatch(said)
        topic = next((topic for topic, one in _TOPICS[language] if one.fullmatch(asked["rest"])), "") if asked else ""
        if topic:
            return Meant("help", text, language, {"query": f"{HOW}:{topic}"})
    return None
