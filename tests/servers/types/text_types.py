"""Tables of text: every character set of the server, and the lengths at which the stored form changes."""

from sql_script import ROW_FORMATS, ident, text

# Characters of many scripts; each character set gets those that it has.
SAMPLE = ("AZaz09~äöüßÀéñøåÆŁŐőšžčěďİğşĄęČŠŽāģķļņȘțΑΒΓαβγώЖИЯжияёЇіўљћאבתשءاببةيกขคไทყაბგՀայ€₤™†‡…—“”«»°±²³µ¼½¾×÷─│┌█▓"
          "中文漢字国語简体あいうアイウｱｲｳ한국어가힣ㄅㄆ　、。！Ａｚ😀🎉𠀀")


def build(script):
    script.use("rt_charsets")
    for charset in script.traits.charsets:
        known = "".join(c for c in SAMPLE if c in script.traits.known_characters[charset])
        for row_format in ROW_FORMATS:
            charset_table(script, charset, known, row_format)
        if script.traits.mbmaxlen[charset] > 1:
            every_character(script, charset)
        elif charset != "binary":
            every_byte(script, charset)
    script.use("rt_lengths")
    for row_format in ROW_FORMATS:
        for charset in ("latin1", "utf8mb3", "utf8mb4", "ucs2", "utf32", "gbk"):
            lengths_table(script, charset, row_format)
        texts_table(script, row_format)


def charset_table(script, charset, known, row_format):
    values = ["", " ", "  lead", "trail  ", "a", "tab\there", "line\nbreak\r", "quote ' \" ` back \\ slash", "\\N", "NULL",
              "nul \0 inside", known[:10], known[-10:], known[len(known) // 2:][:10], known[::-1][:10], "9999999999", "%_",
              "\x1a\b"]

    def fit(length, more=()):
        return [text(v[:length]) for v in values + list(more)]
    long_ones = [known[:200], (known * 10)[:250], "x" * 255]
    columns = [("c10", "CHAR(10)", fit(10)), ("c1", "CHAR(1)", [text(c) for c in known[-1] + known[:20]] + ["''"]),
               ("c255", "CHAR(255)", fit(255, long_ones)), ("v20", "VARCHAR(20)", fit(20)),
               ("v255", "VARCHAR(255)", fit(255, long_ones)), ("t", "TEXT", fit(300, long_ones)),
               ("tt", "TINYTEXT", fit(20)), ("lt", "LONGTEXT", fit(300, long_ones))]
    if charset != "binary":
        members = ["", "x", "two words"] + member_letters(script, known)
        quoted = ", ".join("'" + m + "'" for m in members)
        flags = ", ".join("'" + m + "'" for m in members[1:])
        columns += [("e", f"ENUM({quoted})", [str(n) for n in range(1, len(members) + 1)]),
                    ("s", f"SET({flags})", [str(n) for n in range(0, 1 << (len(members) - 1), 3)][:20])]
    script.by_column(f"cs_{charset}_{row_format}", columns, row_format, f"DEFAULT CHARSET={charset}",
                     ["KEY (c10)", "KEY (v20, c1)"])
    script.table(f"key_{charset}_{row_format}",
                 ["c CHAR(12) NOT NULL", "v VARCHAR(20) NOT NULL", "n INT", "c2 CHAR(3) NOT NULL", "PRIMARY KEY (v, c)"],
                 [[text(v[:12]), text(f"{i:02} {v}"[:20]), str(i), text(v[:3])] for i, v in enumerate(values)], row_format,
                 f"DEFAULT CHARSET={charset}")


def member_letters(script, known):
    """Three letters for ENUM and SET, different in any collation; MariaDB's SHOW CREATE TABLE has '?' above U+FFFF."""
    letters = []
    for c in reversed(known):
        if c.isalpha() and c.lower() not in "x" and c.lower() not in [d.lower() for d in letters]:
            if not (script.traits.is_mariadb and ord(c) > 0xFFFF):
                letters.append(c)
    return letters[:3]


def every_character(script, charset):
    """Every character of the character set that Unicode's first plane (and a little more) names, 256 a row."""
    rows = []
    for block in list(range(0x00, 0x100)) + [0x1F6, 0x200, 0x2A6, 0x10FF]:
        if 0xD8 <= block <= 0xDF:
            continue  # surrogates
        code_points = [(block << 8) | low for low in range(256)]
        packed = "".join(f"{p:08x}" for p in code_points)
        rows.append([str(block), f"CONVERT(_utf32 0x{packed} USING {charset})"])
    script.table(f"all_{charset}", ["block INT NOT NULL PRIMARY KEY", "t TEXT"], rows, "dynamic", f"DEFAULT CHARSET={charset}")


def every_byte(script, charset):
    top = 128 if charset == "ascii" else 256
    every = bytes(range(top)).hex()
    script.table(f"all_{charset}", ["id INT NOT NULL PRIMARY KEY", "c CHAR(255)", "v VARCHAR(256)", "t TEXT"],
                 [["1", f"_{charset} 0x{every[2:]}", f"_{charset} 0x{every}", f"_{charset} 0x{every}"]] +
                 [[str(2 + b), f"_{charset} 0x{b:02x}", f"_{charset} 0x{b:02x}", f"_{charset} 0x{b:02x}{b:02x}"]
                  for b in range(top)], "dynamic", f"DEFAULT CHARSET={charset}")


def lengths_table(script, charset, row_format):
    """COMPACT stores one or two length bytes, by the longest the column could be and by the length at hand."""
    wide = {"latin1": "ÿ", "gbk": "中"}.get(charset, "日")
    columns = []
    for declared in (63, 64, 85, 86, 127, 128, 255, 256):
        counts = [n for n in (0, 1, 31, 32, 42, 43, 63, 64, 85, 86, 127, 128, 255, 256) if n <= declared]
        values = [text("a" * n) for n in counts] + [text(wide * n) for n in counts]
        columns.append((f"v{declared}", f"VARCHAR({declared})", values))
        if declared in (63, 64, 85, 86, 255):
            columns.append((f"c{declared}", f"CHAR({declared})", values))
            columns.append((f"n{declared}", f"CHAR({declared}) NOT NULL DEFAULT 'd'", values))
    count = max(len(values) for _, _, values in columns)
    rows = [[str(r)] + [values[r % len(values)] for _, _, values in columns] for r in range(count)]
    rows.append([str(count)] + ["DEFAULT" if n.startswith("n") else "NULL" for n, _, _ in columns])
    script.table(f"lengths_{charset}_{row_format}",
                 ["id INT NOT NULL PRIMARY KEY"] + [f"{ident(n)} {d}" for n, d, _ in columns], rows, row_format,
                 f"DEFAULT CHARSET={charset}")


def texts_table(script, row_format):
    values = ["", "a", "Grüße", "日本語" * 20, "😀" * 30, "x" * 255, "trail   "]
    columns = [(kind.lower(), kind, [text(v[:60] if kind == "TINYTEXT" else v) for v in values])
               for kind in ("TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT")]
    columns += [("mixed_latin1", "VARCHAR(50) CHARACTER SET latin1", [text("é" * 50), text("")]),
                ("mixed_bin", "VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", [text("É"), text("é")]),
                ("national", "NCHAR(7)", [text("ñ"), text("日本")])]
    script.by_column(f"texts_{row_format}", columns, row_format, "DEFAULT CHARSET=utf8mb4")
