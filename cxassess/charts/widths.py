"""How wide text is in Public Sans, the font of the report, so that labels can be placed without overlap."""

from __future__ import annotations

EM = 2000  # units of the font to an em

# The characters that a figure may hold: ASCII, Latin-1 and the signs of ordinary typesetting.
KNOWN = (
    "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))
    + "\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u2212"
)

# Advance widths of KNOWN in units, in its order. Source: table hmtx of reports/leadership/fonts/PublicSans-*.ttf.
_REGULAR = """
486 502 851 1206 1317 1808 1417 496 605 618 788 1109 483 755 450 701 1224 814 1192 1260 1257 1281 1245 1201 1295
1249 451 480 1091 1109 1091 1042 1662 1420 1341 1377 1387 1241 1188 1466 1532 566 777 1364 1155 1771 1508 1468 1273
1495 1353 1340 1187 1401 1345 1907 1376 1214 1274 606 701 606 946 1035 437 1106 1193 1087 1193 1133 792 1245 1153
495 525 1123 606 1730 1154 1131 1191 1191 782 1012 778 1161 1009 1560 1129 1070 961 655 526 664 1136 486 503 1085
1226 1079 1223 526 981 591 1634 818 909 1109 755 1078 656 926 1109 734 803 437 1171 1118 459 462 479 812 957 1583
1733 1837 1036 1420 1420 1420 1420 1420 1420 1949 1377 1241 1241 1241 1241 566 566 566 566 1414 1508 1468 1468 1468
1468 1468 1080 1501 1401 1401 1401 1401 1214 1301 1179 1106 1106 1106 1106 1106 1106 1828 1087 1133 1133 1133 1133
484 484 484 603 1131 1154 1131 1131 1131 1131 1131 1109 1172 1161 1161 1161 1161 1070 1179 1070 1110 2234 479 463
838 821 633 1535 1109
"""
_BOLD = """
451 564 959 1232 1361 1878 1567 522 666 673 946 1177 554 786 539 762 1289 856 1270 1330 1312 1350 1321 1252 1342
1318 539 557 1155 1177 1155 1069 1655 1453 1369 1436 1440 1269 1227 1518 1540 615 804 1434 1155 1835 1564 1521 1305
1546 1392 1384 1232 1448 1407 1937 1434 1335 1339 674 762 674 968 1106 528 1133 1217 1094 1217 1153 793 1257 1185
534 577 1159 658 1791 1186 1151 1214 1214 824 1054 833 1190 1041 1577 1176 1126 993 769 537 768 1224 451 565 1122
1296 1156 1318 537 1025 762 1661 813 999 1177 786 1105 786 948 1177 784 850 528 1208 1198 518 546 513 806 1022 1662
1803 1919 1087 1453 1453 1453 1453 1453 1453 2080 1436 1269 1269 1269 1269 615 615 615 615 1498 1564 1521 1521 1521
1521 1521 1153 1552 1448 1448 1448 1448 1335 1361 1254 1133 1133 1133 1133 1133 1133 1827 1094 1153 1153 1153 1153
529 529 529 768 1151 1186 1151 1151 1151 1151 1151 1177 1223 1190 1190 1190 1190 1126 1208 1126 1185 2297 526 523
959 956 706 1789 1177
"""
WIDTHS = tuple(dict(zip(KNOWN, map(int, text.split()), strict=True)) for text in (_REGULAR, _BOLD))

# A browser draws with the fonts of its device. Of those in wide use DejaVu Sans is the widest: 9 % wider, 20 % in bold.
_SPARE = (110, 120)


# From here on (Chinese, Japanese, Korean, emoji) the fonts have next to nothing, and the PDF prints names of characters.
RARE = 0x2E80


def is_drawable(words: str) -> bool:
    """Whether every character has a known width; others (emoji, right-to-left) are in tables only."""
    return all(char in WIDTHS[0] for char in words)


def has_rare(words: str) -> bool:
    """Whether a character would be printed by its name, which takes the room of many."""
    return any(ord(char) >= RARE for char in words)


def width(words: str, size: int, bold: bool = False) -> int:
    """How wide text is at a font size, in the unit of the size, rounded up; an unknown character counts a whole em."""
    table = WIDTHS[bold]
    return -(-sum(table.get(char, EM) for char in words) * size // EM)


def reserved_width(words: str, size: int, bold: bool = False) -> int:
    """How much width to keep free for text, so that the wider fonts of other devices fit too."""
    return -(-width(words, size, bold) * _SPARE[bold] // 100)
