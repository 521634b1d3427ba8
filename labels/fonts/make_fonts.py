"""Make the two subset fonts of this folder from full Noto Sans SC files.

Guarantees: the same input files give the same output bytes, and the glyph set is the one stated
in README.md: GB 2312, the Latin, Greek, Cyrillic and kana of exhibitors' names, and the signs of
botanical and postal text. Needs fonttools; the product itself never runs this.

    python make_fonts.py NotoSansSC_400Regular.ttf NotoSansSC_700Bold.ttf
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x0218, 0x021B),  # Romanian comma letters
    (0x0386, 0x03CE),  # Greek
    (0x0401, 0x0451),  # Cyrillic
    (0x1E80, 0x1E85),  # Welsh letters
    (0x1EA0, 0x1EF9),  # Vietnamese
    (0x2010, 0x2027),  # dashes, quotes, bullets
    (0x2030, 0x203E),  # per mille, primes
    (0x2070, 0x2089),  # superscripts and subscripts
    (0x20AC, 0x20AC),  # euro
    (0x2100, 0x2122),  # degree Celsius, numero, trade mark
    (0x2160, 0x217F),  # Roman numerals
    (0x2190, 0x2193),  # arrows
    (0x2212, 0x2212),  # minus
    (0x2460, 0x2473),  # circled numbers
    (0x25A0, 0x25CF),  # plain shapes
    (0x2640, 0x2642),  # female, male
    (0x2713, 0x2717),  # check marks
    (0x3000, 0x30FF),  # CJK punctuation, hiragana, katakana
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE5),  # full-width currency
)
# Place and plant names of the trade that GB 2312 lacks but people type all the same.
EXTRA = (
    "镕煊堃喆昇玥珺锶铷溴犇淼焱垚鑫骉樖檵枞簕箣醡榉朴槭蘖薏蕤虉萹"
    "蓄蘡薁薜荔莐蕹蔊菝葜蒟蒻苘麻茼蒿荙藠芡莼"
)


def gb2312() -> set[int]:
    """Code points of the GB 2312 rows 1 to 9 (signs) and 16 to 87 (characters)."""
    found = set()
    for row in (*range(1, 10), *range(16, 88)):
        for cell in range(1, 95):
            try:
                found.add(ord(bytes((row + 0xA0, cell + 0xA0)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def wanted() -> set[int]:
    points = gb2312() | {ord(char) for char in EXTRA}
    for first, last in RANGES:
        points.update(range(first, last + 1))
    return points


def make(source: Path, target: Path) -> None:
    """Write `target` with the outlines and metrics of `source` for the wanted characters only."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "BASE", "STAT"]
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted())
    cutter.subset(font)
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")


def main() -> None:
    if len(sys.argv) != 3:
        raise SystemExit("usage: make_fonts.py REGULAR.ttf BOLD.ttf")
    here = Path(__file__).parent
    make(Path(sys.argv[1]), here / "NotoSansSC-Regular.ttf")
    make(Path(sys.argv[2]), here / "NotoSansSC-Bold.ttf")


if __name__ == "__main__":
    main()
