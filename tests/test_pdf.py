"""output/pdf: the same bytes everywhere, only its own fonts, nothing fetched, PDF/UA-1 and PDF/A-2a."""

from __future__ import annotations

import datetime
import gc
import html as markup
import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from support import verapdf
from support.needs import needs, skip_without
from support.pdf_text import page_texts

from cxassess.output import pdf as output
from cxassess.output.pdf.fonts import families
from cxassess.output.pdf.glyph_coverage import INVISIBLE
from cxassess.problems import Nonconforming

pikepdf = pytest.importorskip("pikepdf")

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "reports" / "leadership" / "fonts"
CSS = """
@page { @bottom-center { content: counter(page) " / " counter(pages) } }
body { font-family: "Public Sans" }  h1, h2 { font-family: Merriweather }
"""
CREATED = datetime.date(2026, 2, 3)

SAMPLE = """<!DOCTYPE html><html lang="en-US"><head><title>A report for Škoda</title>
<meta name="dcterms.created" content="1987-01-01T10:11:12Z"></head><body>
<h1>Where we stand: Škoda</h1><p>Plain, <b>bold</b>, <i>slanted</i>, <b>Ž</b> <i>Ž</i>.</p>
<h2>Words of others</h2>
<p>Family 👩🏽\u200d💻 and 日本, ✓ done → 3 ≥ 2.</p>
<p>Name: אבג דהו end.</p><p>Name: سلام عليكم end.</p><p>Ελληνικά, кириллица, Ångström, e\u0301.</p>
<p><a href="https://www.example.gov/">a link</a></p>
<table><caption>Scores</caption><thead><tr><th scope="col">Play<th scope="col">Score</thead>
<tbody><tr><th scope="row">One<td>3.5</tbody></table>
<svg width="20" height="20" viewBox="0 0 20 20"><title>A dot</title><circle cx="10" cy="10" r="5"/></svg>
</body></html>"""

# Renders SAMPLE in a process of its own and prints its digest; nothing else may be printed.
ELSEWHERE = """
import datetime, hashlib, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
import test_pdf as here
from cxassess.output.pdf import pdf
made = pdf(here.SAMPLE, css=[here.CSS], fonts=Path(sys.argv[2]), created=here.CREATED)
print(hashlib.sha256(made).hexdigest())
"""


def make_pdf(html: str, **options: Any) -> bytes:
    skip_without("pango")
    return output.pdf(html, **{"css": [CSS], "fonts": FONTS, "created": CREATED, **options})


def page(body: str, title: str = "T") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body>{body}</body></html>'


@pytest.fixture(scope="module")
def sample() -> bytes:
    return make_pdf(SAMPLE)


def open_pdf(pdf: bytes) -> Any:
    return pikepdf.open(io.BytesIO(pdf))


def fonts_in(pdf: bytes) -> set[str]:
    with open_pdf(pdf) as document:
        named = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o]
        return {str(font.BaseFont).partition("+")[2] for font in named}


def everything_in(pdf: bytes) -> bytes:
    """All of a PDF's objects with their streams unpacked."""
    with open_pdf(pdf) as document:
        streams = [o.read_bytes() for o in document.objects if isinstance(o, pikepdf.Stream)]
        return b"\n".join([pdf, *streams, *(repr(o).encode() for o in document.objects)])


# The same bytes everywhere


def digest_in_process(tmp_path: Path, fonts: Path = FONTS, **environment: str) -> str:
    skip_without("pango")
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    home.mkdir(exist_ok=True)
    scratch.mkdir(exist_ok=True)
    before = sorted(home.rglob("*"))
    keep = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    own = {"HOME": str(home), "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-W", "default::UserWarning", "-c", ELSEWHERE, str(ROOT), str(fonts)]
    run = subprocess.run(command, env=keep | own | environment, cwd=home, capture_output=True, text=True, timeout=120)
    assert run.stderr == ""
    assert run.returncode == 0
    assert sorted(home.rglob("*")) == before
    assert list(scratch.iterdir()) == []
    return run.stdout.strip()


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> str:
    return digest_in_process(tmp_path_factory.mktemp("here"), PYTHONHASHSEED="1", TZ="UTC")


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "ja_JP.UTF-8", "LANG": "ja_JP.UTF-8", "LANGUAGE": "ar", "FC_LANG": "ar", "PANGO_LANGUAGE": "he"},
        {"HB_SHAPER_LIST": "fallback", "FC_DEBUG": "1", "FREETYPE_PROPERTIES": "truetype:interpreter-version=35"},
        {"FONTCONFIG_FILE": "/nowhere/fonts.conf", "FONTCONFIG_PATH": "/nowhere", "FONTCONFIG_SYSROOT": "/nowhere"},
        {"SOURCE_DATE_EPOCH": "1700000000"},
    ],
    ids=["clock and hash", "language", "text engine", "fontconfig", "epoch"],
)
def test_same_bytes_in_any_environment(environment: dict[str, str], digest: str, tmp_path: Path) -> None:
    assert digest_in_process(tmp_path, **environment) == digest


@pytest.mark.slow
def test_fonts_of_the_machine_change_nothing(digest: str, tmp_path: Path) -> None:
    for folder in ("home/.fonts", "home/.local/share/fonts"):
        (tmp_path / folder).mkdir(parents=True)
        # One that would be taken for ours, and one for what is missing.
        shutil.copy(FONTS / "PublicSans-Bold.ttf", tmp_path / folder / "PublicSans-Regular.ttf")
        shutil.copy(FONTS / "fallback" / "NotoSans-Regular.ttf", tmp_path / folder)
    assert digest_in_process(tmp_path) == digest


@pytest.mark.slow
def test_the_place_of_the_installation_changes_nothing(digest: str, tmp_path: Path) -> None:
    moved = tmp_path / "fönts & <more> 'x'"
    shutil.copytree(FONTS, moved)
    assert digest_in_process(tmp_path, fonts=moved) == digest


def test_same_bytes_twice_in_one_process(sample: bytes) -> None:
    assert make_pdf(SAMPLE) == sample


def test_environment_is_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/nowhere")
    monkeypatch.setenv("HB_OPTIONS", "")
    monkeypatch.delenv("FC_LANG", raising=False)
    before = dict(os.environ), gc.get_threshold()
    make_pdf(page("<p>x"))
    assert (dict(os.environ), gc.get_threshold()) == before


def test_dates_are_those_given_or_none() -> None:
    for created, expected in (
        (CREATED, "D:20260203"),
        (datetime.datetime(2026, 2, 3, 4, 5), "D:20260203"),
        (None, None),
    ):
        with open_pdf(make_pdf(SAMPLE, created=created)) as document:
            dates = [document.docinfo.get(key) for key in ("/CreationDate", "/ModDate")]
            assert [date and str(date) for date in dates] == [expected, expected]
            assert b"1987" not in document.Root.Metadata.read_bytes()


# Only the fonts that came with the program


def test_only_bundled_fonts(sample: bytes) -> None:
    known = {family.replace(" ", "-") for family in families(FONTS)}
    stripped = {re.sub("-(Bold|Italic)$", "", name) for name in fonts_in(sample)}
    assert stripped <= known
    assert {"Public-Sans", "Public-Sans-Ext", "Merriweather", "Noto-Sans-Hebrew", "Noto-Sans-Arabic"} <= stripped


def test_unknown_family_and_generic_ones_are_ours_too() -> None:
    fonts = fonts_in(make_pdf(page("<p>a<code>b</code>"), css=["body{font-family:'DejaVu Sans',serif}"]))
    assert fonts == {"Noto-Sans"}


def test_no_two_files_share_family_and_style() -> None:
    # WeasyPrint 70 would embed one of them and draw the text of both with it.
    styles = [(family, file.stem.partition("-")[2]) for family, files in families(FONTS).items() for file in files]
    assert len(styles) == len(set(styles))


def test_fallback_fonts_stay_small() -> None:
    assert sum(file.stat().st_size for file in (FONTS / "fallback").iterdir()) <= 1_000_000


def test_coverage_file_equals_the_fonts() -> None:
    from fontTools.ttLib import TTFont

    drawn = {code for file in FONTS.rglob("*.ttf") for code in TTFont(file).getBestCmap()}
    drawn = {code for code in drawn if unicodedata.category(chr(code)) != "Cc"}
    assert output.covered_characters(FONTS) - INVISIBLE - set(b"\t\n\r") == drawn - INVISIBLE


def test_every_font_has_a_space() -> None:
    # Pango draws the space after a word with the font of that word.
    from fontTools.ttLib import TTFont

    assert all({0x20, 0xA0} <= TTFont(file).getBestCmap().keys() for file in FONTS.rglob("*.ttf"))


@pytest.mark.slow
def test_every_covered_character_prints() -> None:
    codes = sorted(output.covered_characters(FONTS) - set(b"\r"))
    lines = [" ".join(f"a{chr(code)}b" for code in codes[at : at + 64]) for at in range(0, len(codes), 64)]
    body = "".join(f"<{tag}>{markup.escape(line)}</{tag}>" for tag in ("p", "h1") for line in lines)
    remarks: list[str] = []
    make_pdf(page(body), css=[CSS, "* { font-size: 6px }"], remarks=remarks)
    assert remarks == []


def test_no_fonts_is_an_error_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        make_pdf(page("x"), fonts=tmp_path)
    (tmp_path / "coverage.txt").write_text("20-7E\n")
    with pytest.raises(FileNotFoundError, match="no fonts"):
        make_pdf(page("x"), fonts=tmp_path)


# Characters without a font


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain é שלום سلام ✓", "plain é שלום سلام ✓"),
        ("a😀b", "a[U+1F600 GRINNING FACE]b"),
        ("👩🏽\u200d💻", "[U+1F469 WOMAN][U+1F3FD EMOJI MODIFIER FITZPATRICK TYPE-4][U+1F4BB PERSONAL COMPUTER]"),
        ("❤\ufe0f\u200d🔥!", "❤[U+1F525 FIRE]!"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("日", "[U+65E5 CJK UNIFIED IDEOGRAPH-65E5]"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ue000", "[U+E000 PRIVATE USE CHARACTER]"),
        ("\U000e0fff", "[U+E0FFF UNASSIGNED CHARACTER]"),
        ("\x07", "[U+0007 CONTROL CHARACTER]"),
        ("\ud800", "[U+D800 SURROGATE]"),
        ("a\tb\nc", "a\tb\nc"),
        ("", ""),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert output.name_missing_characters(text, output.covered_characters(FONTS)) == expected


def test_printable_is_done_wherever_text_is_drawn() -> None:
    body = (
        '<!-- 😀 --><h1>😀</h1>😀<p data-x="😀">x</p><img alt="😀" src="gone.png">'
        '<svg width="50" height="20"><title>Dot</title><text x="1" y="9">😀</text></svg>'
    )
    remarks: list[str] = []
    pdf = make_pdf(page(body, title="😀"), css=[CSS, "p::after { content: attr(data-x) }"], remarks=remarks)
    assert not [remark for remark in remarks if "notdef" in remark]
    with open_pdf(pdf) as document:
        assert str(document.docinfo["/Title"]) == "😀"


@needs("poppler")
def test_text_can_be_read_and_runs_from_right_to_left(sample: bytes, tmp_path: Path) -> None:
    file = tmp_path / "sample.pdf"
    file.write_bytes(sample)
    command = ["pdftotext", "-bbox", str(file), "-"]
    words = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    left = {word: float(x) for x, word in re.findall(r'xMin="([\d.]+)".*?>(.*?)</word>', words)}
    # In which order pdftotext writes the letters of a word is its own affair.
    by_letters = {"".join(sorted(word)): x for word, x in left.items()}
    for first, second in (("אבג", "דהו"), ("سلام", "عليكم")):
        assert by_letters["".join(sorted(first))] > by_letters["".join(sorted(second))] > left["Name:"]
    assert {"GRINNING", "[U+1F469"} & left.keys()
    assert {"Škoda", "Ελληνικά,", "кириллица,", "≥"} <= left.keys()


# Nothing is fetched

# Blocks sockets, and tells which files Python opened.
GUARDED = """
import json, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
import socket
def refuse(*args, **more):
    print("network", file=sys.stderr)
    raise AssertionError("network")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
files = []
sys.addaudithook(lambda event, args: files.append(str(args[0])) if event == "open" else None)
from cxassess.output.pdf import pdf
html, css = json.load(sys.stdin)
Path(sys.argv[3]).write_bytes(pdf(html, css=[css], fonts=Path(sys.argv[2])))
print(json.dumps(files))
"""


@pytest.mark.slow
@needs("pango")
def test_nothing_is_fetched_or_attached(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET-WORDS")
    stolen = Path(shutil.copy(FONTS / "Merriweather-Bold.ttf", tmp_path / "stolen.ttf"))
    file, web = secret.as_uri(), "http://127.0.0.1:9/x"
    css = f"""
      @import "{web}.css"; @import url({file});
      @font-face {{ font-family: Stolen; src: url({stolen.as_uri()}), local("DejaVu Sans") }}
      body {{ font-family: Stolen; background: url({web}.png); list-style-image: url({file}) }}"""
    html = f"""<!DOCTYPE html><html lang="en"><head><title>T</title><base href="{tmp_path.as_uri()}/">
      <link rel="attachment" href="{file}"><link rel="Attachment" href="secret.txt">
      <link rel="attachment" href="data:text/plain,ATTACHED-WORDS">
      <link rel="stylesheet" href="{web}.css"><style>{css}</style></head><body>
      <a rel="attachment" href="{file}">a</a> <a rel="attachment" href="data:text/plain,x">b</a>
      <img alt="a" src="{web}.png"><img alt="b" src="https://localhost/x.png"><img alt="c" src="{file}">
      <img alt="d" src="ftp://localhost/x.png"><img alt="e" src="secret.txt"><img alt="f" src="//localhost/x">
      <object data="{file}">o</object><embed src="{web}"><iframe src="{file}"></iframe>
      <svg width="9" height="9"><title>s</title><style>@import url({file});</style>
        <image href="{file}" width="9" height="9"/><use href="{file}#a"/></svg>
      <ul><li>one</ul></body></html>"""
    target = tmp_path / "out.pdf"
    command = [sys.executable, "-c", GUARDED, str(ROOT), str(FONTS), str(target)]
    run = subprocess.run(command, input=json.dumps([html, css]), capture_output=True, text=True, timeout=120)
    assert (run.stderr, run.returncode) == ("", 0)
    assert not [name for name in json.loads(run.stdout) if "secret" in name or "stolen" in name]
    content = everything_in(target.read_bytes())
    for word in (b"TOP-SECRET-WORDS", b"ATTACHED-WORDS", b"EmbeddedFile", b"FileAttachment"):
        assert word not in content
    assert fonts_in(target.read_bytes()) == {"Noto-Sans"}


def test_pictures_in_data_urls_are_read() -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    pdf = make_pdf(page(f'<img alt="A dot" src="data:image/png;base64,{dot}">'))
    with open_pdf(pdf) as document:
        assert [o for o in document.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]


@pytest.mark.parametrize("url", ["data:", "data:image/png;base64,%%%", "DATA:image/png,x", "x", "", "http://["])
def test_broken_urls_do_no_harm(url: str) -> None:
    assert make_pdf(page(f'<img alt="x" src="{url}">')).startswith(b"%PDF-1.7")


# Accessible


def test_tagged_and_named(sample: bytes) -> None:
    with open_pdf(sample) as document:
        assert str(document.Root.Lang) == "en-US"
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert "/StructTreeRoot" in document.Root
        assert str(document.docinfo["/Title"]) == "A report for Škoda"
        with document.open_metadata() as xmp:
            assert (xmp["pdfuaid:part"], xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("1", "2", "A")
            assert xmp["dc:title"] == "A report for Škoda"


def test_nothing_identifies_this_machine(sample: bytes) -> None:
    content = everything_in(sample)
    for trace in (str(ROOT), str(Path.home()), "cxassess-", os.uname().nodename):
        assert len(trace) < 4 or trace.encode() not in content


@needs("page-validation")
def test_page_validation_finds_nothing(sample: bytes) -> None:
    page_validation = importlib.import_module("page")
    report = page_validation.validate_pdf_bytes(sample, profile="ua1")
    assert [(fault.rule_id, fault.message) for fault in report.failures] == []


@pytest.mark.slow
@needs("verapdf")
def test_verapdf_finds_nothing(sample: bytes) -> None:
    assert verapdf.failed_rules({"sample": sample}) == []


@pytest.mark.slow
@needs("verapdf")
def test_verapdf_finds_what_is_wrong() -> None:
    failures = verapdf.failed_rules({"nameless": make_pdf("<p>no title, no language")})
    assert {line.split(" × ")[0] for line in failures} >= {"nameless, PDFUA-1, 7.1-9: 1"}


# Without WeasyPrint or Pango


WITHOUT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
if sys.argv[3] == "pango":
    import cffi
    def dlopen(self, name, flags=0):
        raise OSError(f"cannot load library {name!r}")
    cffi.FFI.dlopen = dlopen
else:
    sys.modules["weasyprint"] = None
from cxassess.output import pdf
try:
    pdf.pdf("<p>x", fonts=Path(sys.argv[2]))
except pdf.Unavailable as why:
    print(why)
"""


@pytest.mark.parametrize(
    ("missing", "advice"),
    [
        (
            "pango",
            [
                "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
                "dnf install pango",
                "brew install pango",
            ],
        ),
        ("weasyprint", ["pip install"]),
    ],
)
def test_what_is_missing_is_named_with_how_to_install_it(missing: str, advice: list[str]) -> None:
    command = [sys.executable, "-c", WITHOUT, str(ROOT), str(FONTS), missing]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert run.stdout.startswith("PDF needs")
    assert [words for words in advice if words not in run.stdout] == []


def test_remarks_are_collected_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    remarks: list[str] = []
    make_pdf(page('<img alt="x" src="http://localhost/x.png">'), css=["p { colour: red }"], remarks=remarks)
    make_pdf(page('<img alt="x" src="http://localhost/x.png">'), css=["p { colour: red }"])
    assert len(remarks) == 2
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("css", "body", "said"),
    [
        (
            "p { margin-left: 1e30px }",
            "",
            "it would hold a number above 2,147,483,647: look for a very large size, distance or scale",
        ),
        (
            "@page { size: 20000pt }",
            "",
            "a page would be smaller than 3 points or larger than 14,400 points (200 inches)",
        ),
        (
            "@page { size: 2pt; margin: 0 }",
            "",
            "a page would be smaller than 3 points or larger than 14,400 points (200 inches)",
        ),
        (
            "div { transform: rotate(1deg) }",
            f"{'<div>' * 30}x{'</div>' * 30}",
            "elements that are moved, turned or cut off would be nested more than 28 deep",
        ),
        ("h1 { display: none }", "<h2>x</h2>", "a heading before an H2 is hidden or moved away by the style sheet"),
        (
            "th { display: none }",
            "<table><tr><th>1</th><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
            "a cell of a table is hidden or moved away by the style sheet",
        ),
        (
            "ol { list-style: cjk-decimal }",
            "<ol><li>x</li></ol>",
            "no font of the report can print a character of a list's numbers or of changed letters",
        ),
        (
            "p { text-transform: full-width }",
            "",
            "no font of the report can print a character of a list's numbers or of changed letters",
        ),
        ("", f"<h2>{'é' * 16_400}</h2>", "a link, heading or description would have more than 32,767 bytes"),
    ],
)
def test_what_pdf_a_or_pdf_ua_forbids_is_not_written(css: str, body: str, said: str) -> None:
    page = f'<html lang="en"><head><title>x</title></head><body><h1>x</h1><p>x</p>{body}</body></html>'
    with pytest.raises(Nonconforming) as caught:
        output.pdf(page, css=[css], fonts=FONTS)
    assert str(caught.value) == said


def test_of_many_characters_without_a_glyph_the_first_are_named() -> None:
    characters = output.covered_characters(FONTS)
    more = "more characters that the fonts of this PDF do not have; .html and .docx show the text]"
    named = "[U+65E5 CJK UNIFIED IDEOGRAPH-65E5]"
    assert output.name_missing_characters("日" * 500, characters) == named * 500
    assert output.name_missing_characters("日" * 501, characters) == (
        f"{named * 500}[1 more character that the fonts of this PDF do not have; .html and .docx show the text]"
    )
    assert output.name_missing_characters("日" * 3_000, characters) == f"{named * 500}[2,500 {more}"
    text = "日" * 502 + "a 日本 日 b日\ufe0f本.[…]"
    assert output.name_missing_characters(text, characters) == f"{named * 500}[7 {more}a […] b[…].[…]"


@needs("poppler")
def test_characters_left_out_are_said_to_be_once(tmp_path: Path) -> None:
    words = "".join("".join(page_texts(make_pdf(page(f"<p>{'日' * 3_000}</p>"), css=[]), tmp_path)).split())
    assert words.endswith("[2,500morecharactersthatthefontsofthisPDFdonothave;.htmland.docxshowthetext]")


@pytest.mark.slow
@needs("poppler")
def test_of_many_lines_of_a_text_those_after_the_first_are_joined(tmp_path: Path) -> None:
    text = "\n" + "a\n" * 1_000 + "b\n\nc\n"
    blank = "\n" * 3_000  # where a template prints nothing many times
    body = f'<p class="lines">{text}</p>{blank}<p>x{blank}</p>'
    data = make_pdf(page(body), css=[".lines { white-space: pre-line }"])
    words = "".join("".join(page_texts(data, tmp_path)).split())
    assert words == "a" * 1_000 + "[2morelines;tokeepthePDFshort,'/'isbetweenthem]b/c" + "x"


@pytest.mark.slow
@pytest.mark.parametrize("text", ["日" * 30_000, "日 " * 30_000, "a\n" * 30_000], ids=["letters", "words", "lines"])
def test_what_takes_many_pages_takes_hardly_longer_than_other_text(text: str) -> None:
    """Without a limit letters took 115 seconds, and lines 30."""

    def seconds(text: str) -> float:
        start = time.process_time()
        make_pdf(page(f"<p>{text}</p>"), css=["p { white-space: pre-line }"])
        return time.process_time() - start

    assert seconds(text) < 6 * seconds("abcdefghi " * 5_000)


@pytest.mark.slow
def test_a_very_long_word_takes_hardly_longer_than_other_text(tmp_path: Path) -> None:
    """The time grew with the square of the length: 25 times that of words for 20,000 letters. Nothing is added."""

    def seconds(text: str) -> float:
        page = f'<html lang="en"><head><title>x</title></head><body><h1>x</h1><p>{text}</p></body></html>'
        start = time.process_time()
        (tmp_path / "x.pdf").write_bytes(output.pdf(page, css=["p { overflow-wrap: anywhere }"], fonts=FONTS))
        return time.process_time() - start

    words = seconds("abcdefghi " * 2_000)
    assert seconds("abcdefghij" * 2_000) < 6 * words
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", tmp_path / "x.pdf", "-"], capture_output=True, check=True).stdout.decode()
        assert "".join(text.split()) == "x" + "abcdefghij" * 2_000
