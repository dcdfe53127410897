import html
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localchat.entities import detect, formatted, parse_html, utf16_length
from bot.localchat.errors import Refused


def spans(source: str) -> list[tuple[int, int, str]]:
    return [(e["offset"], e["length"], e["type"]) for e in parse_html(source)[1]]


@given(st.text())
def test_escaped_text_comes_back_whole_and_without_entities(text: str) -> None:
    assert parse_html(html.escape(text)) == (text, [])


@given(st.text(), st.text(min_size=1), st.text())
def test_bold_covers_exactly_its_text_in_utf16_units(before: str, inside: str, after: str) -> None:
    source = f"{html.escape(before)}<b>{html.escape(inside)}</b>{html.escape(after)}"
    text, entities = parse_html(source)
    assert text == before + inside + after
    assert entities == [{"offset": utf16_length(before), "length": utf16_length(inside), "type": "bold"}]


@given(st.text(alphabet=st.sampled_from('<>/&;ab "=#x1é😀 \n'), max_size=40))
def test_any_source_is_parsed_or_refused_with_a_place(source: str) -> None:
    try:
        text, entities = formatted(source, "HTML")
    except Refused as refusal:
        text, entities = refusal.description.removeprefix("Bad Request: can't parse entities: "), []
        assert text != refusal.description  # noqa: PT017 - both outcomes are right, and each is checked
    assert all(e["offset"] >= 0 and e["offset"] + e["length"] <= utf16_length(text) for e in entities)


@given(st.text())
def test_cleaning_never_leaves_an_entity_outside_the_text(text: str) -> None:
    whole = [{"type": "bold", "offset": 0, "length": max(1, utf16_length(text))}]
    words, entities = formatted(text, "", whole)
    assert all(e["offset"] + e["length"] <= utf16_length(words) for e in entities)
    assert not words.startswith((" ", "\n"))


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b> <strong>b</strong>", "a b", [(0, 1, "bold"), (2, 1, "bold")]),
        ("<i>a</i><em>b</em>", "ab", [(0, 1, "italic"), (1, 1, "italic")]),
        ("<u>a</u><ins>b</ins>", "ab", [(0, 1, "underline"), (1, 1, "underline")]),
        ("<s>a</s><del>b</del>", "ab", [(0, 1, "strikethrough"), (1, 1, "strikethrough")]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [(0, 1, "spoiler")]),
        ('<span class="tg-spoiler">a</span>', "a", [(0, 1, "spoiler")]),
        ("<code>x &lt; 1</code>", "x < 1", [(0, 5, "code")]),
        ("<b><i>a</i>b</b>", "ab", [(0, 2, "bold"), (0, 1, "italic")]),
        ("😀<b>é</b>", "😀é", [(2, 1, "bold")]),
        ("<blockquote>a</blockquote>", "a", [(0, 1, "blockquote")]),
        ("<blockquote expandable>a</blockquote>", "a", [(0, 1, "expandable_blockquote")]),
        ("&#233;&#xE9;&amp;&quot;&nbsp;", 'éé&"&nbsp;', []),
        ("a & b && c", "a & b && c", []),
        ("<B>a</B >", "a", [(0, 1, "bold")]),
        ("<b></b>a", "a", []),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[int, int, str]]) -> None:
    assert parse_html(source)[0] == text
    assert spans(source) == entities


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        (
            '<a href="https://exemple.fr/a?b=1&amp;c=2">x</a>',
            {"type": "text_link", "url": "https://exemple.fr/a?b=1&c=2"},
        ),
        ("<a href='http://exemple.fr'>x</a>", {"type": "text_link", "url": "http://exemple.fr/"}),
        ('<a href="tg://user?id=7">x</a>', {"type": "text_mention", "user": {"id": 7}}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ("<pre>x</pre>", {"type": "pre"}),
        ('<tg-emoji emoji-id="55">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "55"}),
    ],
)
def test_tags_with_attributes_keep_them(source: str, entity: dict[str, Any]) -> None:
    assert parse_html(source) == ("x", [{"offset": 0, "length": 1, **entity}])


@pytest.mark.parametrize("href", ["http://localhost:8000/", "javascript:alert(1)", "/chemin", ""])
def test_a_link_that_leads_nowhere_stays_text(href: str) -> None:
    assert parse_html(f'<a href="{href}">x</a>') == ("x", [])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("é<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ('<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_html_that_cannot_be_parsed_is_refused_as_telegram_refuses_it(source: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("voir /aide@carnet_local_bot.", [("bot_command", "/aide@carnet_local_bot")]),
        ("a/b 1/2 //x", []),
        (
            "https://exemple.fr/a(b). Et www.exemple.com !",
            [("url", "https://exemple.fr/a(b)"), ("url", "www.exemple.com")],
        ),
        ("(voir exemple.fr)", [("url", "exemple.fr")]),
        ("écrire à marie.dupont@exemple.fr", [("email", "marie.dupont@exemple.fr")]),
        ("@sophie et #devis", [("mention", "@sophie"), ("hashtag", "#devis")]),
        ("#12 et 20 disj 16", []),
        (
            "06 39 98 12 34 ou +33 6 39 98 12 34",
            [("phone_number", "06 39 98 12 34"), ("phone_number", "+33 6 39 98 12 34")],
        ),
        ("devis dupont 2 radiateurs 1000w remise 5", []),
        ("fichier.txt 1.5", []),
    ],
)
def test_plain_text_shows_what_telegram_recognises(text: str, found: list[tuple[str, str]]) -> None:
    assert [(e["type"], text[e["offset"] : e["offset"] + e["length"]]) for e in detect(text)] == found


def test_nothing_is_recognised_inside_code_nor_inside_a_link() -> None:
    _, entities = formatted('<code>/start</code> <a href="https://a.fr/">b.fr</a> c.fr', "HTML")
    assert [e["type"] for e in entities] == ["code", "text_link", "url"]


def test_formatting_inside_code_is_dropped_and_touching_bolds_are_one() -> None:
    _, entities = formatted("<pre><b>a</b></pre>", "HTML")
    assert [e["type"] for e in entities] == ["pre"]
    _, entities = formatted("<b>a</b><b>b</b>", "HTML")
    assert entities == [{"offset": 0, "length": 2, "type": "bold"}]


def test_outer_blanks_and_carriage_returns_go_and_entities_follow() -> None:
    assert formatted(" \n a\r\n<b>b</b> \n", "HTML") == ("a\nb", [{"offset": 2, "length": 1, "type": "bold"}])


@pytest.mark.parametrize(
    "stated",
    [
        [5],
        [{"type": "bold", "offset": 0}],
        [{"type": "bold", "offset": "0", "length": 1}],
        [{"type": "sparkle", "offset": 0, "length": 1}],
        [{"type": "text_link", "offset": 0, "length": 1}],
    ],
)
def test_malformed_stated_entities_are_refused(stated: list[Any]) -> None:
    with pytest.raises(Refused, match="can't parse MessageEntity"):
        formatted("a", "", stated)


def test_a_hostile_line_is_read_without_delay() -> None:
    for text in (
        "a-" * 2000,
        "a." * 2000,
        "." * 4000,
        "é😀 /a " * 600,
        "a@" * 2000,
        "<" * 4000,
        "&" * 4000,
        "0 6" * 1300,
        "(" * 2000 + "http://a" + ")" * 2000,
    ):
        begun = time.perf_counter()
        detect(text)
        assert time.perf_counter() - begun < 0.5, text[:10]
