"""What is handed over by upload: laid into a folder and read, and nothing of it written anywhere else."""

import io
import random
import zipfile

import pytest

from artmatch.errors import InputError
from artmatch.exchange.archives import unpack
from artmatch.exchange.delivery import Given, lay_out

TABLE = b"object_id,title,photograph\nK1,Cup,a.jpg\nK2,Vase,b.jpg\n"


def zipped(files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def handed_over(folder, **files):
    """What was handed over, laid out; a file called ``a_csv`` here is ``a.csv``."""
    given = [Given(name.replace("_", ".", 1), io.BytesIO(data)) for name, data in files.items()]
    return lay_out(given, folder)


def found(reading):
    """The photographs that the records name and that are there, by object."""
    return {
        entry.record.object_id: [one.content.read_bytes() for one in entry.photographs if one.content.is_file()]
        for entry in reading.intake.entries
    }


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "laid out"
    place.mkdir()
    return place


def test_a_table_and_loose_photographs_are_read_together(folder):
    delivery = handed_over(folder, objects_csv=TABLE, a_jpg=b"1", b_jpg=b"2", notes_docx=b"3")
    assert found(delivery.read()) == {"K1": [b"1"], "K2": [b"2"]}
    assert delivery.left_alone == ("notes.docx",)


@pytest.mark.parametrize("within", ["", "Photos 2026/"], ids=["plain", "a zipped folder"])
def test_a_zip_of_photographs_is_read_with_the_table_beside_it(folder, within):
    photographs = zipped({f"{within}a.jpg": b"1", f"{within}b.jpg": b"2", "__MACOSX/._a.jpg": b"x", ".DS_Store": b"x"})
    delivery = handed_over(folder, objects_csv=TABLE, photographs_zip=photographs)
    assert found(delivery.read()) == {"K1": [b"1"], "K2": [b"2"]}
    assert delivery.left_alone == ()


@pytest.mark.parametrize("within", ["", "Photos/"], ids=["plain", "a zipped folder"])
def test_photographs_in_a_zip_are_found_by_the_numbers_of_their_objects(folder, within):
    photographs = zipped({f"{within}K1.jpg": b"1", f"{within}K2/front.jpg": b"2"})
    delivery = handed_over(folder, objects_csv=b"object_id,title\nK1,Cup\nK2,Vase\n", p_zip=photographs)
    assert found(delivery.read()) == {"K1": [b"1"], "K2": [b"2"]}


def test_a_folder_that_the_table_names_is_left_where_it_is(folder):
    table = b"object_id,title,photograph\nK1,Cup,photos/a.jpg\n"
    delivery = handed_over(folder, objects_csv=table, p_zip=zipped({"photos/a.jpg": b"1"}))
    assert found(delivery.read()) == {"K1": [b"1"]}


def test_records_mapping_and_photographs_may_all_lie_in_one_zip(folder):
    mapping = b'[columns]\n"Nr." = "object_id"\n"Foto" = "photograph"\n'
    delivery = handed_over(
        folder,
        all_zip=zipped(
            {"museum.csv": "Nr.;Foto\n7;ä.jpg\n", "museum.toml": mapping, "a\u0308.jpg": b"1", "README.txt": b"x"}
        ),
    )
    reading = delivery.read()
    assert found(reading) == {"7": [b"1"]}
    assert not [problem for problem in reading.problems if problem.weight == "error"]


@pytest.mark.parametrize(
    "name", ["../evil.jpg", "/evil.jpg", "a/../../evil.jpg", "..\\evil.jpg", "C:\\evil.jpg", "C:/evil.jpg"]
)
def test_a_zip_that_leads_out_of_its_folder_is_refused_and_nothing_is_written(folder, name):
    with pytest.raises(InputError, match="leads out of its folder"):
        handed_over(folder, objects_csv=TABLE, p_zip=zipped({"a.jpg": b"1", name: b"2"}))
    assert [path.name for path in folder.parent.rglob("*.jpg")] == []


def test_a_table_cannot_name_other_files_of_the_machine(folder):
    elsewhere = folder.parent / "secret.jpg"
    elsewhere.write_bytes(b"secret")
    table = (
        f"object_id,title,photograph\nK1,Cup,{elsewhere}\nK2,Vase,../secret.jpg\nK3,Mask,..\\secret.jpg\nK3,,a.jpg\n"
    )
    reading = handed_over(folder, objects_csv=table.encode(), a_jpg=b"1").read()
    assert found(reading) == {"K3": [b"1"]}
    assert [(one.row, one.column) for one in reading.problems] == [
        (2, "photograph"),
        (3, "photograph"),
        (4, "photograph"),
    ]
    assert [one.row for one in reading.intake.refused] == [2, 3, 4]
    assert all("was not handed over" in one.problem for one in reading.problems)


def test_a_link_in_a_zip_is_refused(folder):
    link = zipfile.ZipInfo("a.jpg")
    link.external_attr = 0o120777 << 16
    with pytest.raises(InputError, match="leads out of its folder"):
        unpack(io.BytesIO(zipped({link: b"/etc/passwd"})), "p.zip", folder, {".jpg"})


def test_a_zip_that_unpacks_to_too_much_is_refused_whatever_it_says_of_itself(folder):
    honest = zipped({"a.jpg": bytes(5000)})
    lying = bytearray(honest)
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = lying.index(mark) + (22 if mark == b"PK\x03\x04" else 24)
        lying[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InputError, match="unpacks to more than"):
        unpack(io.BytesIO(honest), "p.zip", folder, {".jpg"}, max_bytes=4999)
    with pytest.raises(InputError, match=r"p\.zip"):
        unpack(io.BytesIO(bytes(lying)), "p.zip", folder, {".jpg"}, max_bytes=4999)
    assert sum(path.stat().st_size for path in folder.rglob("*.jpg")) <= 10
    with pytest.raises(InputError, match="more than 1 files"):
        unpack(io.BytesIO(zipped({"b.jpg": b"", "c.jpg": b""})), "p.zip", folder, {".jpg"}, max_files=1)


def test_a_damaged_zip_is_answered_by_one_sentence_wherever_the_damage_is(folder):
    whole = zipped({f"{number}.jpg": random.Random(number).randbytes(300) for number in range(4)})
    damaged = [b"", b"no ZIP", whole[: len(whole) // 2]]
    dice = random.Random(1)
    for _ in range(300):
        place = dice.randrange(len(whole))
        damaged.append(whole[:place] + bytes([dice.randrange(256)]) + whole[place + 1 :])
    said = []
    for number, data in enumerate(damaged):
        target = folder / str(number)
        target.mkdir()
        try:
            unpack(io.BytesIO(data), "p.zip", target, {".jpg"})
        except InputError as error:
            said.append(str(error))
    assert len(said) > 100
    assert [text for text in said if not text.startswith(("p.zip ", "There are two files called "))] == []
    assert {path.relative_to(folder).parts[0].isdecimal() for path in folder.rglob("*")} == {True}


def test_what_is_no_delivery_says_what_is_missing(folder, tmp_path):
    with pytest.raises(InputError, match="There is no file of records"):
        handed_over(folder, a_jpg=b"1")
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(InputError, match=r"Only one of these .* a\.csv, b\.csv"):
        handed_over(other, a_csv=TABLE, b_csv=TABLE)
    third = tmp_path / "third"
    third.mkdir()
    with pytest.raises(InputError, match=r"two files called a\.jpg"):
        handed_over(third, objects_csv=TABLE, a_jpg=b"1", p_zip=zipped({"a.jpg": b"2"}))
