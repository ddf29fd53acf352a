"""What WhatsApp writes into a chat by itself, and what people write that only looks like it."""

import pytest

from store.domain.importers.whatsapp_texts import content

OWN = "\u200e"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("media", "<Media omitted>"), ("media", "<Médias omis>"), ("media", "<Fichier omis>"), ("media", "<Media omessi>"),
        ("media", "<Mídia oculta>"), ("media", "<Arquivo de mídia oculto>"), ("media", "<Ficheiro não revelado>"), ("media", "<Média vynechány>"),
        ("media", "< Média vynechána >"), ("media", "<Без медиафайлов>"), ("media", "<Файл пропущен>"), ("media", "<Медіа пропущено>"),
        ("media", "<メディアなし>"), ("media", "<メディアは含まれていません>"), ("media", "<สื่อถูกลบ>"), ("media", "<ไฟล์สื่อถูกลบ>"),
        ("media", "<मीडिया के बिना>"), ("media", "<Media tidak disertakan>"), ("media", "<Bỏ qua Media>"), ("media", "<bỏ qua tệp phương tiện>"),
        ("media", "<تم استبعاد الوسائط>"), ("media", "<رسانه حذف شد>"), ("media", "<Multimedia omitido>"), ("media", "<Archivo omitido>"),
        ("media", "<Medien ausgeschlossen>"), ("media", "<Media weggelaten>"), ("media", "<Pominięto multimedia>"), ("media", "<pliki pominięto>"),
        ("media", "<Medya dahil edilmedi>"), ("media", "<Medya atlanmış>"), ("media", "<Media har utelämnats>"), ("media", "<Mediefil udeladt>"),
        ("media", "<Uten vedlegg>"), ("media", "<Media jätettiin pois>"), ("media", "<המדיה לא נכללה>"), ("media", "<미디어 파일을 생략한 대화내용>"),
        ("media", "<省略多媒体文件>"), ("media", "<忽略多媒體檔>"), ("media", "<Hiányzó médiafájl>"), ("media", "<Conținut media omis>"),
        ("image", f"{OWN}image omitted"), ("image", "image omitted"), ("image", f"{OWN}image absente"), ("image", f"{OWN}immagine omessa"),
        ("image", f"{OWN}imagem ocultada"), ("image", f"{OWN}obrázek vynechán"), ("image", f"{OWN}изображение отсутствует"),
        ("image", f"{OWN}зображення відсутнє"), ("image", f"{OWN}画像は含まれていません"), ("image", f"{OWN}ไม่มีรูปภาพ"), ("image", f"{OWN}फ़ोटो हटाई गई"),
        ("image", f"{OWN}gambar tidak disertakan"), ("image", f"{OWN}đã bỏ qua hình ảnh"), ("image", f"{OWN}لم يتم إدراج الصورة"),
        ("image", f"{OWN}ei kuvaa"), ("image", f"{OWN}bild utesluten"), ("image", f"{OWN}圖片已略去"), ("image", f"{OWN}이미지 생략됨"),
        ("video", f"{OWN}GIF omitted"), ("video", f"{OWN}vidéo absente"), ("video", f"{OWN}видеозаметка опущена"), ("video", f"{OWN}Video weggelassen"),
        ("audio", f"{OWN}audio omis"), ("audio", f"{OWN}аудиофайл отсутствует"), ("audio", f"{OWN}ses dahil edilmedi"), ("audio", f"{OWN}ljud utelslutet"),
        ("sticker", f"{OWN}sticker non incluso"), ("sticker", f"{OWN}pominięto naklejkę"), ("sticker", f"{OWN}figurinha omitida"),
        ("document", f"{OWN}document manquant"), ("document", f"{OWN}belge dahil edilmedi"), ("contact", f"{OWN}Contact card omitted"),
        ("contact", f"{OWN}Fiche contact manquante"), ("contact", f"{OWN}Yhteystietokortti jätettiin pois"),
        ("deleted", "This message was deleted"), ("deleted", f"{OWN}You deleted this message."), ("deleted", "Vous avez supprimé ce message"),
        ("deleted", "Вы удалили данное сообщение"), ("deleted", "このメッセージは削除されました。"), ("deleted", "Tin nhắn này đã bị xoá"),
        ("deleted", f"{OWN}This message was deleted by admin Bo."), ("deleted", "تم حذف هذه الرسالة"), ("deleted", "Denne besked blev slettet."),
        ("call", "Missed voice call"), ("call", f"{OWN}Missed video call at 10:15"), ("call", f"{OWN}Voice call, {OWN}5 min"),
        ("call", "Пропущенный аудиозвонок"), ("call", "Videochiamata persa"), ("location", "live location shared"),
    ],
)  # fmt: skip
def test_what_stands_for_something_is_nobodys_words(kind: str, said: str) -> None:
    assert content(said) == (kind, "", None, False)


@pytest.mark.parametrize(
    ("said", "kind", "text", "media"),
    [
        ("IMG-20240101-WA0001.jpg (file attached)\nAt the beach", "image", "At the beach", "IMG-20240101-WA0001.jpg"),
        (f"{OWN}PTT-20250328-WA0014.opus (archivo adjunto)", "audio", "", "PTT-20250328-WA0014.opus"),
        ("Raport.pdf (soubor byl přiložen)", "document", "", "Raport.pdf"),
        ("Отчёт 2.pdf (файл добавлен)", "document", "", "Отчёт 2.pdf"),
        ("IMG-20240101-WA0001.jpg (in a language of nobody)", "image", "", "IMG-20240101-WA0001.jpg"),
        ("README (file attached)", "document", "", "README"),
        ("2015-08-04-PHOTO-00004762.jpg <attached>", "image", "", "2015-08-04-PHOTO-00004762.jpg"),
        (f"00000042-PHOTO.jpg <{OWN}attached>", "image", "", "00000042-PHOTO.jpg"),
        ("< attached: 00000042-PHOTO-2020.jpg >", "image", "", "00000042-PHOTO-2020.jpg"),
        ("<attached: LICENSE>", "document", "", "LICENSE"),
        ("<pièce jointe : 00000001-AUDIO.opus>", "audio", "", "00000001-AUDIO.opus"),
        (f"{OWN}<附件：00000001-PHOTO.jpg>", "image", "", "00000001-PHOTO.jpg"),
        (f"Look {OWN}<lampiran: 0001-Plan.pdf>", "document", "Look", "0001-Plan.pdf"),
        ("Plan.pdf • 2 पन्ने डॉक्यूमेंट छोड़ा गया", "document", "", "Plan.pdf"),
        (f"{OWN}Plan.pdf • {OWN}صفحتان 2 {OWN}لم يتم إدراج المستند", "document", "", "Plan.pdf"),
        (f"{OWN}Plan.pdf • {OWN}ページ数: 2 {OWN}ドキュメントは含まれていません", "document", "", "Plan.pdf"),
        ("AUD-20240101-WA0043. (file attached)", "document", "", "AUD-20240101-WA0043."),
        (f"Plan v2.pdf • {OWN}3 pages {OWN}<attached: 00000002-Plan v2.pdf>", "document", "", "00000002-Plan v2.pdf"),
        ("<attached: IMG-1234.jpg>\nCaption", "image", "Caption", "IMG-1234.jpg"),
        (f"Report.pdf • {OWN}2 pages {OWN}document omitted", "document", "", "Report.pdf"),
        ("• 2 pages document omitted", "document", "", None),
        ("Reading list.pdf • 3 pages document omitted", "document", "", "Reading list.pdf"),
        ("plan.dwg document omitted", "document", "", "plan.dwg"),
        ("Vertrag.pdf weggelassen", "document", "", "Vertrag.pdf"),
        (f"Relazione.pdf • {OWN}2 pagine {OWN}documento omesso", "document", "", "Relazione.pdf"),
        (f"On the pier {OWN}image omitted", "image", "On the pier", None),
        ("<Media omitted>\nOn the pier", "media", "On the pier", None),
        ("<immagine omessa> 12", "image", "12", None),
        ("<Pominięto multimedia>\nRaport 3.pdf", "media", "", "Raport 3.pdf"),
        ("location: https://maps.google.com/?q=60.1,24.9", "location", "location: https://maps.google.com/?q=60.1,24.9", None),
        ("Местоположение: https://maps.google.com/?q=1,2", "location", "Местоположение: https://maps.google.com/?q=1,2", None),
        ("location: Market square (60.17,24.95)", "location", "location: Market square (60.17,24.95)", None),
        (
            "Café Ranta (Rantatie 1): https://foursquare.com/v/4bf",
            "location",
            "Café Ranta (Rantatie 1): https://foursquare.com/v/4bf",
            None,
        ),
        (f"POLL:\n{OWN}Pizza?\n{OWN}OPTION: yes (2 votes)", "poll", "POLL:\nPizza?\nOPTION: yes (2 votes)", None),
        ("ENCUESTA:\n¿Pizza?", "poll", "ENCUESTA:\n¿Pizza?", None),
        ("Missed voice call. Tap to call back", "call", "Missed voice call. Tap to call back", None),
        ("lunch moved to 13 <This message was edited>", "text", "lunch moved to 13", None),
        (f"lunch {OWN}<This message was edited.>", "text", "lunch", None),
        ("обед в 13 <Сообщение изменено>", "text", "обед в 13", None),
        ("siang jam 13 <Pesan ini diedit>", "text", "siang jam 13", None),
        (f"lunch {OWN}<in a language of nobody>", "text", "lunch", None),
        ("one\ntwo <Este mensaje fue editado>", "text", "one\ntwo", None),
        ("IMG-20240101-WA0001.jpg (file attached)\nAt sea <This message was edited>", "image", "At sea", "IMG-20240101-WA0001.jpg"),
        ("@\u2068Anna K\u2069 \u202ecome\u202c", "text", "@Anna K come", None),
        ("\u202a+358 40 123\u202c", "text", "+358 40 123", None),
    ],
)
def test_what_stands_beside_a_persons_words_is_taken_off_them(said: str, kind: str, text: str, media: str | None) -> None:
    assert content(said)[:3] == (kind, text, media)


@pytest.mark.parametrize(
    "said",
    [
        "lunch at 13 <This message was edited>", f"lunch {OWN}<in a language of nobody>", "IMG-20240101-WA0001.jpg (file attached)\nAt sea <Bericht bewerkt>",
        f"At sea {OWN}<Message modifié> {OWN}<attached: 00000002-PHOTO.jpg>", f"At sea <This message was edited> {OWN}image omitted",
        "<Media omitted>\nAt sea <Tätä viestiä muokattiin>",
    ],
)  # fmt: skip
def test_a_message_that_was_edited_is_flagged_whatever_stands_beside_it(said: str) -> None:
    found = content(said)

    assert found.edited
    assert "<" not in found.text


@pytest.mark.parametrize("said", ["edited <this message>", "He said: <This message was edited> was there", "This message was edited"])
def test_what_only_speaks_of_editing_is_not_flagged(said: str) -> None:
    assert content(said) == ("text", said, None, False)


@pytest.mark.parametrize(
    "said",
    [
        "", "I like <b>tags</b> (really)", "a < b > c (d)", "I <3 you", "<div>", "<Hinweis: report.pdf>", "report.pdf (see page 4)", "see report.pdf",
        "photo omitted as an example", "the report says image omitted", "без фото", "image absente?", "видео отсутствует", "Kysely: kuka tulee?",
        "location: at home", "position: 3", "meet at https://maps.google.com/?q=1,2 at noon", "video call?", "Videollamada", "edited <this message>",
        "He said: <This message was edited> was there", "You deleted this message, why?", "null", "پیام‌ها و تماس‌ها", "👩‍👩‍👧", "สวัสดี",
    ],
)  # fmt: skip
def test_what_a_person_writes_stays(said: str) -> None:
    assert content(said) == ("text", said, None, False)


@pytest.mark.parametrize(
    "said",
    [
        "<" * 60_000 + ">", "(" * 60_000 + ")", OWN * 60_000, f"{OWN}<" * 30_000 + ">", "a." * 30_000 + "pdf (file attached)", "•" * 60_000,
        "x" * 60_000 + " omitted", "< attached: " + "a." * 60_000 + ">", "a b " * 15_000 + "<a: b.cd>", "https://" * 10_000, "Missed voice call" * 5000,
        " " * 60_000 + ")", "<attached:" + " " * 60_000 + ">", ":" * 60_000, "<\n" * 30_000 + ">",
    ],
    ids=range(15),
)  # fmt: skip
def test_hostile_texts_are_read_in_linear_time_and_stay_words(said: str) -> None:
    assert content(said).kind == "text"
