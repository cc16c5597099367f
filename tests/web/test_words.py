from datetime import UTC, datetime, timedelta, timezone

import pytest

from artmatch.web import words


def test_markup_in_a_file_name_becomes_harmless_text():
    assert words.escaped('<script>alert("x")</script>') == "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"


def test_an_attribute_cannot_be_closed_by_either_quotation_mark():
    assert '"' not in words.escaped("\" onload='x'")
    assert "'" not in words.escaped("\" onload='x'")


def test_line_breaks_of_a_description_stay_visible():
    assert words.escaped("gilded\nworn") == "gilded<br>worn"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066"])
def test_control_and_direction_characters_are_replaced(sign):
    assert words.escaped(f"a{sign}b") == "a\N{REPLACEMENT CHARACTER}b"
    assert words.file_name(f"a{sign}b") == "a\N{REPLACEMENT CHARACTER}b"


def test_no_mark_of_markdown_is_left_unescaped_in_a_label():
    hostile = "**bold** _it_ `code` [x](http://evil.example) $x^2$ <b> # ~~no~~ | \\"
    unescaped = words.label(hostile)
    for mark in "*_`[]()$<>#~|":
        assert unescaped.count(mark) == unescaped.count(f"\\{mark}") > 0


def test_no_icon_or_colour_of_streamlit_is_left_in_a_label():
    unescaped = words.label(":red[stolen] :material/home: :smile:")
    assert ":red" not in unescaped
    assert ":material/" not in unescaped
    assert ":smile:" not in unescaped


def test_a_label_is_one_line():
    assert words.label("two\n  lines") == "two lines"


def test_a_long_file_name_keeps_its_beginning_and_its_ending():
    shown = words.file_name("a" * 200 + "the-end.jpeg")
    assert len(shown) <= 60
    assert shown.startswith("aaa")
    assert shown.endswith("the-end.jpeg")


def test_moments_are_written_out_in_utc():
    in_rome = datetime(2026, 11, 23, 15, 2, tzinfo=timezone(timedelta(hours=1)))
    assert words.moment(in_rome) == "23 November 2026, 14:02 UTC"
    assert words.moment(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == "2 January 2026, 03:04 UTC"


@pytest.mark.parametrize(("count", "said"), [(1, "1 kB"), (340_400, "340 kB"), (2_430_000, "2.4 MB")])
def test_sizes_are_rounded_as_people_say_them(count, said):
    assert words.size(count) == said
