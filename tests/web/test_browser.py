"""The pages in a real browser, against the running app."""

import re
from hashlib import sha256

import pypdfium2
from driven import (
    DESK,
    PHONE,
    assert_nothing_overflows,
    best_title,
    expect_in_sight,
    fill,
    in_chromium,
    phone,
    settle,
    upload,
)

from artmatch.imaging import encode_jpeg
from artmatch.rendering.demonstration import demonstration_object

pytestmark = in_chromium


@phone
def test_an_uploaded_photograph_finds_its_object(page, address, drawn, seized):
    page.goto(address)
    page.get_by_text("Demonstration.").wait_for()
    upload(page, ("IMG_0001.jpg", seized[0][0]))
    assert best_title(page) == drawn[0].record.title
    assert_nothing_overflows(page)


def test_what_the_page_began_with_is_gone_when_the_answer_comes(page, address, drawn):
    page.goto(address)
    page.locator(".st-key-am-seized").wait_for()
    settle(page)
    page.evaluate(
        """() => {
            window.together = 0;
            new MutationObserver(() => {
                const [answer, start] = ['.am-title', '.st-key-am-seized'].map(part => document.querySelector(part));
                window.together += answer && start ? 1 : 0;
            }).observe(document.body, {subtree: true, childList: true});
        }"""
    )
    upload(page, ("IMG_0001.jpg", encode_jpeg(drawn[0].registered[0])))
    page.locator(".am-sentence").wait_for()
    settle(page)
    assert page.evaluate("window.together") == 0


@phone
def test_on_a_phone_the_answer_comes_first_and_less_likely_objects_last(page, address, drawn):
    page.goto(address)
    upload(page, ("IMG_0001.jpg", encode_jpeg(drawn[0].registered[0])))
    page.locator(".st-key-am-less-likely").wait_for()
    settle(page)
    in_order = ("[class*=st-key-am-held-]", ".am-title", ".am-sentence", ".st-key-am-more", ".st-key-am-less-likely")
    boxes = [page.locator(place).first.bounding_box() for place in in_order]
    ends = [box["y"] + box["height"] for box in boxes]
    assert all(end <= after["y"] for end, after in zip(ends, boxes[1:], strict=False))
    assert boxes[0]["width"] == boxes[3]["width"] == boxes[4]["width"]


def test_the_first_page_is_found_under_its_name_too(page, address):
    page.goto(f"{address}/match?register=demonstration")
    page.wait_for_url(f"{address}/?register=demonstration")
    page.get_by_text("Photographs of the item").wait_for()
    assert page.get_by_text("Page not found").count() == 0


@phone
def test_the_points_that_agree_can_be_looked_at(page, address, drawn):
    page.goto(address)
    upload(page, ("IMG_0001.jpg", encode_jpeg(drawn[0].registered[0])))
    assert best_title(page) == drawn[0].record.title
    page.get_by_text("points of it agree in position").wait_for()
    for choice, explained in (
        ("Points", "your photograph left, the registered one right"),
        ("Laid over", "shows pale around it"),
        ("Differences", "differ in brightness"),
    ):
        page.get_by_role("button", name=choice, exact=True).or_(page.get_by_role("radio", name=choice)).first.click()
        page.get_by_text(explained).wait_for()
        assert_nothing_overflows(page)


def test_a_hostile_file_name_does_nothing(page, address, seized):
    name = "<img src=x onerror=alert(1)>**b**[x](http:evil.example)$x^2$.jpg"
    page.goto(address)
    upload(page, (name, seized[1][0]))
    page.get_by_text("Start again").wait_for()
    assert page.get_by_text("<img src=x onerror=alert(1)>**b**", exact=False).count() == 1
    assert page.locator("img[src=x], .katex, a[href*=evil]").count() == 0


def test_a_wrong_file_is_answered_by_a_sentence(page, address):
    page.goto(address)
    upload(page, ("holiday.jpg", b"this is no photograph"))
    page.get_by_text("holiday.jpg is not a photograph that can be read").wait_for()


@phone
def test_turn_and_crop_work_under_a_thumb(page, address, drawn, seized):
    page.goto(address)
    upload(page, ("coin.jpg", seized[2][0]))
    page.get_by_role("button", name="Crop").click()
    page.get_by_text("What stays bright is searched.").wait_for()
    page.get_by_role("slider").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Whole photograph again").wait_for()
    assert_nothing_overflows(page)
    assert page.get_by_role("button", name="Turn").bounding_box()["height"] >= 44


def test_a_picture_is_enlarged_by_the_keyboard_and_closed_again(page, address, drawn):
    page.goto(f"{address}/browse?object={drawn[3].record.object_id}")
    summary = page.locator(".am-zoom summary").first
    summary.focus()
    page.keyboard.press("Enter")
    enlarged = summary.bounding_box()
    assert (enlarged["width"], enlarged["height"]) == (1440, 900)
    page.keyboard.press("Enter")
    assert summary.bounding_box()["width"] < 1440


@phone
def test_the_wall_leads_to_a_record_and_back(page, address, drawn):
    page.goto(f"{address}/browse")
    page.get_by_label("Search the records").fill(drawn[5].record.title)
    page.keyboard.press("Enter")
    page.get_by_text("1 object for").wait_for()
    page.wait_for_function("document.querySelectorAll('.am-thumb').length === 1")  # the cards follow the count
    assert_nothing_overflows(page)
    page.locator(".am-thumb").first.click(force=True)  # the card's button lies over it
    page.get_by_text(drawn[5].record.contact).first.wait_for()
    assert f"object={drawn[5].record.object_id}" in page.url
    assert_nothing_overflows(page)
    page.get_by_role("button", name="All objects").click()
    page.get_by_label("Search the records").wait_for()


@phone
def test_a_card_far_down_the_wall_opens_a_record_at_its_beginning(page, address):
    page.goto(f"{address}/browse")
    page.locator(".am-footer").wait_for()
    page.locator("[class*=st-key-am-card-wall] button").last.click()
    page.get_by_role("button", name="All objects").wait_for()
    expect_in_sight(page, ".am-title")


@phone
def test_an_exhibit_is_searched_judged_and_confirmed_by_a_second_officer(page, address, drawn, seized):
    page.goto(f"{address}/cases")
    sign_in(page, "Det. Jones")
    page.get_by_text("There is no case yet").or_(page.locator("[class*=st-key-am-case-]")).first.wait_for()
    if page.locator("[class*=st-key-am-case-]").count():
        settle(page)
        page.get_by_text("Open a new case").click()
    fill(page, "Case number *", "KBI-2024-0017")
    page.get_by_role("button", name="Open the case").click()
    fill(page, "Exhibit number *", "3")
    page.get_by_role("button", name="Add the exhibit").click()
    page.get_by_text("Photographs of the exhibit").wait_for()
    upload(page, ("front.jpg", encode_jpeg(drawn[0].registered[0])), ("a.jpg", seized[0][0]), ("b.jpg", seized[0][1]))
    page.wait_for_function("document.querySelectorAll('[class*=st-key-am-held-exhibit]').length === 3")
    page.get_by_role("button", name="Crop").nth(1).click()
    page.get_by_role("button", name="Use this crop").wait_for()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Use this crop").click()
    page.get_by_text("derived: cropped").wait_for()
    page.get_by_role("button", name="Search the register").click()
    page.get_by_role("button", name="Same object").wait_for()
    assert page.locator("h2.am-title").first.inner_text() == drawn[0].record.title
    for width, height in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        page.locator(".am-figure").first.scroll_into_view_if_needed()
        expect_in_sight(page, "[class*=st-key-am-judge-]")
    assert_nothing_overflows(page)
    page.get_by_role("button", name="Same object").click()
    page.get_by_text("A second, different person confirms it").wait_for()
    page.get_by_role("button", name="Signed in").click()
    sign_in(page, "Sgt. Smith")
    page.get_by_role("button", name="Confirm: same object").click()
    page.get_by_text("Confirmed as the same object by Det. Jones and Sgt. Smith.").wait_for()
    page.get_by_role("button", name="Write the report").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Report as PDF").click()
    told = text_of_pdf(download.value.path())
    for data in (encode_jpeg(drawn[0].registered[0]), *seized[0]):
        assert sha256(data).hexdigest() in told
    assert "Confirmed by Det. Jones and Sgt. Smith: the same object as" in told
    page.get_by_role("link", name="Audit").click()
    page.get_by_text("Verified up to entry").wait_for()
    assert_nothing_overflows(page)


def test_a_record_registered_later_alerts_an_exhibit_that_waits(page, address):
    later = demonstration_object(9)
    face = encode_jpeg(later.registered[0])
    page.goto(f"{address}/cases")
    sign_in(page, "Det. Jones")
    page.get_by_text("There is no case yet").or_(page.locator("[class*=st-key-am-case-]")).first.wait_for()
    if page.locator("[class*=st-key-am-case-]").count():
        settle(page)
        page.get_by_text("Open a new case").click()
    fill(page, "Case number *", "KBI-2019-0004")
    page.get_by_role("button", name="Open the case").click()
    fill(page, "Exhibit number *", "11")
    page.get_by_role("button", name="Add the exhibit").click()
    page.get_by_text("Photographs of the exhibit").wait_for()
    upload(page, ("from-the-boot.jpg", encode_jpeg(later.registered[0][8:, 8:])))
    page.get_by_text("as it came").wait_for()
    page.get_by_role("link", name="Register").click()
    page.get_by_text("Photographs (at least one) *").wait_for()
    upload(page, ("face.jpg", face))
    page.get_by_label("Title *").fill("An object that was reported late")
    page.get_by_role("button", name="Save to the register").click()
    page.get_by_text("It can be found from now on.").wait_for()
    page.get_by_role("link", name="Inbox").click()
    page.get_by_role("button", name="Compare them with the register now").click()
    page.get_by_role("button", name="A record registered today resembles exhibit 11 of KBI-2019-0004").first.click()
    page.get_by_role("button", name="Same object").wait_for()
    assert page.locator("h2.am-title").first.inner_text() == "An object that was reported late"
    page.get_by_role("button", name="Same object").click()
    page.get_by_text("A second, different person confirms it").wait_for()
    page.get_by_role("link", name="Inbox").click()
    page.get_by_text("Judged already: 1").click()
    page.get_by_text("Same object, waits for a second person").wait_for()
    assert_nothing_overflows(page)


def text_of_pdf(file):
    """The text of a PDF as PDFium reads it, its lines joined where they were broken."""
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file))
    return re.sub(r"\s+", " ", text)


def sign_in(page, name):
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Go on").click()
