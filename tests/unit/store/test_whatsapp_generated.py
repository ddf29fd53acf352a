"""WhatsApp exports that are made up, in every style and language: whatever goes in comes out again, each message once, by whom and when."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from store.domain.importers.parsed import Message, NotReadable, Unread, decoded, encoded
from store.domain.importers.whatsapp import Reader, shape

Stamp = Callable[[datetime], str]


class Style(NamedTuple):
    """How a phone writes the head of a message, and how much of the time it tells."""

    stamp: Stamp
    seconds: bool = False
    iphone: bool = False


def _twelve(am: str, pm: str, *, zero: bool = False) -> Callable[[datetime], tuple[int, str]]:
    return lambda at: (at.hour % 12 or (0 if zero else 12), am if at.hour < 12 else pm)


def _after(date: str, am: str, pm: str, clock: str = "{h}:{m:02}", dash: str = " - ") -> Stamp:
    def stamp(at: datetime) -> str:
        hour, half = _twelve(am, pm)(at)
        return at.strftime(date) + clock.format(h=hour, m=at.minute, s=at.second) + half + dash

    return stamp


def _before(date: str, am: str, pm: str) -> Stamp:
    def stamp(at: datetime) -> str:
        hour, half = _twelve(am, pm, zero=am == "午前")(at)
        return f"{at.strftime(date)}{half}{hour}:{at.minute:02} - "

    return stamp


def _digits(zero: str, form: str) -> Stamp:
    return lambda at: at.strftime(form).translate({ord("0") + digit: chr(ord(zero) + digit) for digit in range(10)})


def _plain(form: str) -> Stamp:
    return lambda at: at.strftime(form)


ANDROID = {
    "Britain": _plain("%d/%m/%Y, %H:%M - "),
    "Britain, two digits": _plain("%d/%m/%y, %H:%M - "),
    "America": _after("%-m/%-d/%y, ", "\u202fAM", "\u202fPM"),
    "America of old": _after("%-m/%-d/%y, ", " AM", " PM"),
    "India": _after("%d/%m/%y, ", " am", " pm"),
    "Australia": _after("%d/%m/%Y, ", "\u202fam", "\u202fpm"),
    "Finland": _plain("%-d.%-m.%Y klo %-H.%M - "),
    "Sweden": _plain("%Y-%m-%d %H:%M - "),
    "Denmark": _plain("%d.%m.%Y %H.%M - "),
    "Norway": _plain("%d.%m.%Y, %H:%M - "),
    "Germany": _plain("%d.%m.%y, %H:%M - "),
    "Germany with Uhr": _plain("%d.%m.%Y, %H:%M Uhr - "),
    "Germany of twelve hours": _after("%d.%m.%y, ", " vorm.", " nachm."),
    "France": _plain("%d/%m/%Y à %H:%M - "),
    "Canada in French": _plain("%Y-%m-%d %H h %M - "),
    "Canada in French, two digits": _plain("%y-%m-%d %H h %M - "),
    "Canada in English": _after("%Y-%m-%d, ", " a.m.", " p.m."),
    "Italy": _plain("%d/%m/%y, %H:%M - "),
    "Spain": _plain("%-d/%-m/%y %-H:%M - "),
    "Mexico": _after("%-d/%-m/%Y, ", " a.\u00a0m.", " p.\u00a0m."),
    "Mexico of late": _after("%-d/%-m/%Y, ", "\u202fa.\u00a0m.", "\u202fp.\u00a0m."),
    "Brazil": _plain("%d/%m/%Y %H:%M - "),
    "Portugal": _plain("%d/%m/%y, %H:%M - "),
    "Netherlands": _plain("%d-%m-%Y %H:%M - "),
    "Netherlands, two digits": _plain("%d-%m-%y %H:%M - "),
    "Poland": _plain("%-d.%m.%Y, %H:%M - "),
    "Czechia": _plain("%d.%m.%y %-H:%M - "),
    "Hungary": _plain("%Y. %m. %d. %-H:%M - "),
    "Croatia": _plain("%d. %m. %Y. %H:%M - "),
    "Russia": _plain("%d.%m.%Y, %H:%M - "),
    "Bulgaria": _plain("%-d.%m.%y г., %-H:%M - "),
    "Turkey": _plain("%-d.%m.%Y %H:%M - "),
    "Greece": _after("%-d/%-m/%y, ", " π.μ.", " μ.μ."),
    "Greece in capitals": _after("%-d/%-m/%Y, ", " ΠΜ", " ΜΜ"),
    "Israel": _plain("%-d.%-m.%Y, %-H:%M - "),
    "Egypt": _after("%-d\u200f/%-m\u200f/%Y، ", " ص", " م"),
    "Arabia": _digits("٠", "%-d\u200f/%-m\u200f/%Y، %-H:%M - "),
    "Iran": _digits("۰", "%Y/%-m/%-d،\u200f %-H:%M - "),
    "Nepal": _digits("०", "%d/%m/%Y, %H:%M - "),
    "Bengal": _digits("০", "%-d/%-m/%y, %-H:%M - "),
    "Burma": _digits("၀", "%d-%m-%Y %H:%M - "),
    "Indonesia": _plain("%d/%m/%y %H.%M - "),
    "Malaysia": _after("%d/%m/%Y, ", " PG", " PTG"),
    "Vietnam": _plain("%d/%m/%Y, %H:%M - "),
    "Vietnam of twelve hours": _after("%d/%m/%Y, ", " SA", " CH"),
    "Thailand": _plain("%-d/%-m/%Y %H:%M น. - "),
    "Japan": _plain("%Y/%m/%d %H:%M - "),
    "Japan of twelve hours": _before("%Y/%m/%d ", "午前", "午後"),
    "China": _before("%Y/%-m/%-d ", "上午", "下午"),
    "China, two digits": _before("%y/%-m/%-d ", "上午", "下午"),
    "China in words": _before("%Y年%-m月%-d日 ", "上午", "下午"),
    "Korea": _before("%Y. %-m. %-d. ", "오전 ", "오후 "),
    "Korea, two digits": _before("%y. %-m. %-d. ", "오전 ", "오후 "),
    "Korea in words": _before("%Y년 %-m월 %-d일 ", "오전 ", "오후 "),
    "tabs": _plain("%d/%m/%Y, %H:%M\t"),
    "long dash": _plain("%d.%m.%Y, %H:%M – "),
    "two digits, year first": _plain("%y/%m/%d, %H:%M - "),
    "two digits, year first, dots": _plain("%y.%m.%d %H:%M - "),
}
IPHONE = {
    "Finland": _plain("[%-d.%-m.%Y klo %-H.%M.%S] "),
    "Germany": _plain("[%d.%m.%y, %H:%M:%S] "),
    "Britain": _plain("[%d/%m/%Y, %H:%M:%S] "),
    "America": _after("[%-m/%-d/%y, ", "\u202fAM", "\u202fPM", "{h}:{m:02}:{s:02}", "] "),
    "Netherlands": _plain("[%d-%m-%Y %H:%M:%S] "),
    "Canada": _after("[%Y-%m-%d, ", "\u202fa.m.", "\u202fp.m.", "{h}:{m:02}:{s:02}", "] "),
    "two digits, year first": _plain("[%y/%m/%d, %H:%M:%S] "),
    "Italy": _plain("[%d/%m/%y, %H:%M:%S] "),
    "Mexico": _after("[%d/%m/%y, ", " a.\u00a0m.", " p.\u00a0m.", "{h}:{m:02}:{s:02}", "] "),
    "time first": _plain("[%H:%M:%S, %-m/%-d/%y] "),
    "Iran": _digits("۰", "[%Y/%-m/%-d،\u200f %-H:%M:%S] "),
    "Egypt": _after("[%-d\u200f/%-m\u200f/%Y, ", " ص", " م", "{h}:{m:02}:{s:02}", "] "),
    "Japan": _plain("[%Y/%m/%d %-H:%M:%S] "),
    "a byte-order mark within": _plain("[\ufeff%d.%m.%y, %H:%M:%S] "),
    "a dash before the name": _plain("[%d.%m.%y, %H:%M:%S] - "),
    "dots": _plain("%d.%m.%y %H.%M.%S: "),
    "blanks": _plain("%-d. %-m. %Y. %H:%M:%S "),
}
STYLES = {f"Android, {name}": Style(stamp) for name, stamp in ANDROID.items()} | {
    f"iPhone, {name}": Style(stamp, seconds=True, iphone=True) for name, stamp in IPHONE.items()
}


@dataclass
class Language:
    """What WhatsApp writes in a language: without media, deleted, edited, beside an attachment, about encryption."""

    names: tuple[str, str]
    said: str
    omitted: str
    image: str
    deleted: str
    edited: str
    attached: str
    notice: str


LANGUAGES = {
    "en": Language(("Ann", "Bob O'Neil"), "shall we go: now?", "Media omitted", "image omitted", "This message was deleted", "This message was edited", "file attached", "Messages and calls are end-to-end encrypted."),
    "fi": Language(("Äiti", "Pekka"), "mennäänkö jo?", "Media jätettiin pois", "kuva jätettiin pois", "Tämä viesti poistettiin", "Tätä viestiä muokattiin", "tiedosto liitetty", "Viestit ja puhelut salataan täysin."),
    "sv": Language(("Åsa", "Olle"), "ska vi gå?", "Media har utelämnats", "bild utesluten", "Det här meddelandet raderades", "Det här meddelandet redigerades", "bifogad fil", "Meddelanden och samtal är totalsträckskrypterade."),
    "de": Language(("Jürgen", "Anke"), "gehen wir?", "Medien ausgeschlossen", "Bild weggelassen", "Diese Nachricht wurde gelöscht.", "Diese Nachricht wurde bearbeitet.", "Datei angehängt", "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt."),
    "es": Language(("Íñigo", "Marta"), "¿vamos?", "Multimedia omitido", "imagen omitida", "Se eliminó este mensaje.", "Se editó este mensaje.", "archivo adjunto", "Los mensajes y las llamadas están cifrados de extremo a extremo."),
    "fr": Language(("Zoé", "Luc"), "on y va ?", "Médias omis", "image absente", "Ce message a été supprimé", "Ce message a été modifié", "fichier joint", "Les messages et les appels sont chiffrés de bout en bout."),
    "it": Language(("Niccolò", "Sara"), "andiamo?", "Media omessi", "immagine omessa", "Questo messaggio è stato eliminato.", "Questo messaggio è stato modificato", "file allegato", "I messaggi e le chiamate sono crittografati end-to-end."),
    "pt": Language(("João", "Bia"), "vamos?", "Mídia oculta", "imagem ocultada", "Mensagem apagada", "Mensagem editada", "arquivo anexado", "As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta."),
    "nl": Language(("Daniël", "Els"), "gaan we?", "Media weggelaten", "afbeelding weggelaten", "Dit bericht is verwijderd", "Dit bericht is bewerkt", "bestand bijgevoegd", "Berichten en gesprekken worden end-to-end versleuteld."),
    "pl": Language(("Łucja", "Jan"), "idziemy?", "Pominięto multimedia", "obraz pominięty", "Ta wiadomość została usunięta", "Ta wiadomość została edytowana", "załączony plik", "Wiadomości i połączenia są w pełni szyfrowane."),
    "cs": Language(("Jiří", "Eva"), "jdeme?", "Média vynechány", "obrázek vynechán", "Tato zpráva byla odstraněna", "Tato zpráva byla upravena", "soubor byl přiložen", "Zprávy a hovory jsou opatřeny koncovým šifrováním."),
    "ru": Language(("Аня", "Пётр"), "идём?", "Без медиафайлов", "изображение отсутствует", "Данное сообщение удалено", "Сообщение изменено", "файл добавлен", "Сообщения и звонки защищены сквозным шифрованием."),
    "uk": Language(("Їжак", "Ганна"), "йдемо?", "Медіа пропущено", "зображення відсутнє", "Це повідомлення було видалено", "Це повідомлення змінено", "файл додано", "Повідомлення й дзвінки захищено наскрізним шифруванням."),
    "tr": Language(("İpek", "Ömer"), "gidelim mi?", "Medya dahil edilmedi", "görüntü dahil edilmedi", "Bu mesaj silindi", "Bu mesaj düzenlendi", "dosya ekli", "Mesajlar ve aramalar uçtan uca şifrelidir."),
    "el": Language(("Ζωή", "Νίκος"), "πάμε;", "Εξαίρεση πολυμέσων", "εικόνα παραλείφθηκε", "Αυτό το μήνυμα διαγράφηκε", "Αυτό το μήνυμα τροποποιήθηκε", "συνημμένο αρχείο", "Τα μηνύματα και οι κλήσεις κρυπτογραφούνται πλήρως."),
    "da": Language(("Søren", "Bodil"), "går vi?", "Medier udeladt", "billede udeladt", "Denne besked blev slettet.", "Denne besked blev redigeret", "fil vedhæftet", "Beskeder og opkald er end-to-end-krypterede."),
    "nb": Language(("Åse", "Kåre"), "går vi?", "Media utelatt", "bilde ikke inkludert", "Denne meldingen ble slettet", "Denne meldingen ble redigert", "vedlagt fil", "Meldinger og samtaler er ende-til-ende-krypterte."),
    "ar": Language(("سارة", "عمر"), "هل نذهب؟", "تم استبعاد الوسائط", "لم يتم إدراج الصورة", "تم حذف هذه الرسالة", "تم تعديل هذه الرسالة", "الملف مرفق", "الرسائل والمكالمات مشفرة تمامًا بين الطرفين."),
    "fa": Language(("نوید", "سارا"), "برویم؟", "رسانه حذف شد", "تصویر حذف شد", "این پیام حذف شد", "این پیام ویرایش شد", "پیوست شد", "پیام‌ها و تماس‌ها سرتاسر رمزگذاری شده‌اند."),
    "he": Language(("נעמה", "דן"), "הולכים?", "המדיה לא נכללה", "התמונה הושמטה", "הודעה זו נמחקה", "ההודעה נערכה", "קובץ מצורף", "ההודעות והשיחות מוצפנות מקצה-לקצה."),
    "hi": Language(("आशा", "राम"), "चलें?", "मीडिया छोड़ा गया", "फ़ोटो हटाई गई", "यह मैसेज डिलीट कर दिया गया है", "यह मैसेज एडिट किया गया", "फाइल संलग्न", "मैसेजेस और कॉल्स एंड-टू-एंड एन्क्रिप्टेड हैं."),
    "id": Language(("Budi", "Sri"), "jalan?", "Media tidak disertakan", "gambar tidak disertakan", "Pesan ini dihapus", "Pesan ini diedit", "file terlampir", "Pesan dan panggilan terenkripsi secara end-to-end."),
    "vi": Language(("Ngọc", "Đức"), "đi chưa?", "Bỏ qua Media", "đã bỏ qua hình ảnh", "Tin nhắn này đã bị xóa", "Tin nhắn này đã được chỉnh sửa", "tệp đính kèm", "Tin nhắn và cuộc gọi được mã hóa đầu cuối."),
    "th": Language(("แก้ว", "สมชาย"), "ไปกันไหม", "สื่อถูกลบ", "ไม่มีรูปภาพ", "ข้อความนี้ถูกลบแล้ว", "ข้อความนี้ถูกแก้ไข", "ไฟล์ที่แนบ", "ข้อความและการโทรได้รับการเข้ารหัสจากต้นทางถึงปลายทาง"),
    "ja": Language(("花子", "太郎"), "行こうか？", "メディアなし", "画像は含まれていません", "このメッセージは削除されました", "このメッセージは編集されました", "添付ファイル有り", "メッセージと通話はエンドツーエンド暗号化されています。"),
    "ko": Language(("지민", "현우"), "갈까?", "미디어 파일 제외됨", "이미지 생략됨", "이 메시지는 삭제되었습니다", "이 메시지가 수정되었습니다", "파일 첨부됨", "메시지 및 전화는 종단간 암호화되어 안전합니다."),
    "zh": Language(("小明", "美玲"), "走吧？", "省略多媒体文件", "图片已忽略", "这条消息已被删除", "这条消息已编辑", "文件附件", "消息和通话都进行端到端加密。"),
}  # fmt: skip


def made(style: Style, language: Language, *, days: int, seed: int) -> tuple[str, list[Message]]:
    """Return a chat as a phone would write it, and what is in it."""
    picked = random.Random(seed)
    at = datetime(2023, 11, 26, 9, 5, 7, tzinfo=UTC)
    end, own = ("\r\n", "\u200e") if style.iphone else ("\n", "")
    bracketed = (lambda text: own + text) if style.iphone else (lambda text: f"<{text}>")
    lines, expected = [style.stamp(at) + own + language.notice], [Message(0, "", language.notice, "system")]
    for _ in range(days):
        for _ in range(picked.randint(1, 6)):
            at += timedelta(seconds=picked.randint(61, 3 * 3600))
            name = picked.choice(language.names)
            written, text, kind, media = picked.choice(
                [
                    (language.said, language.said, "text", None),
                    (f"{language.said}\n\n2) 10:30 – {language.said}", f"{language.said}\n\n2) 10:30 – {language.said}", "text", None),
                    (f"{language.said} {own}<{language.edited}>", language.said, "text", None),
                    (bracketed(language.image if style.iphone else language.omitted), "", "image" if style.iphone else "media", None),
                    (own + language.deleted, "", "deleted", None),
                    (f"IMG-20231126-WA0001.jpg ({language.attached})\n{language.said}", language.said, "image", "IMG-20231126-WA0001.jpg"),
                    ("😀 (1/2)", "😀 (1/2)", "text", None),
                ]
            )
            lines.append(f"{style.stamp(at)}{name}: {written}")
            told = at if style.seconds else at.replace(second=0)
            expected.append(Message(int(told.timestamp()), name, text, kind, media, edited=language.edited in written))  # type: ignore[arg-type]
        at += timedelta(days=picked.randint(1, 2), minutes=5)
    return "".join(line + end for line in lines), expected


def read(text: str) -> list[Message | Unread]:
    lines = text.splitlines(keepends=True) if "\r" not in text else text.replace("\n", "\n\0").split("\0")
    return list(Reader(shape(lines, today=(2026, 11, 27)), "UTC").read(lines))  # type: ignore[arg-type]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_whatever_is_written_in_a_style_is_read_again_in_every_language(style: Style) -> None:
    for seed, language in enumerate(LANGUAGES.values()):
        text, expected = made(style, language, days=(3, 25)[seed % 2], seed=seed)

        found = read(text)

        assert found[1:] == expected[1:], language.notice
        assert isinstance(found[0], Message)
        assert (found[0].sender, found[0].kind, found[0].text) == ("", "system", language.notice)


STRANGE = '\u200e\u200f\u202f\u00a0\ufeff<>[]():•-–/.,\r\n\t 0123٣۳aPm²½“”"\0年月日下午'


def test_a_file_that_was_spoiled_is_read_or_refused_and_no_error_comes_of_it() -> None:
    picked = random.Random(20261127)
    for seed in range(400):
        text = list(made(picked.choice(list(STYLES.values())), picked.choice(list(LANGUAGES.values())), days=3, seed=seed)[0])
        for _ in range(picked.randint(1, 50)):
            place = picked.randrange(len(text))
            text[place : place + picked.randint(0, 3)] = picked.choices(STRANGE, k=picked.randint(1, 3))

        try:
            found = read("".join(text))
        except NotReadable:
            continue

        assert all(decoded(json.loads(json.dumps(encoded(one)))) == one for one in found)
