"""Tables of numbers, bits, dates and times, binary strings, ENUM and SET, at the limits of each type."""

import random

from sql_script import ROW_FORMATS, binary, ident, text

INTEGERS = (("tinyint", 8), ("smallint", 16), ("mediumint", 24), ("int", 32), ("bigint", 64))
BIT_WIDTHS = (1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 48, 56, 63, 64)
DECIMALS = ((1, 0), (1, 1), (2, 1), (3, 2), (4, 0), (5, 2), (8, 8), (9, 0), (9, 9), (10, 0), (10, 10), (11, 1), (18, 9),
            (18, 0), (19, 10), (20, 6), (27, 13), (28, 14), (30, 30), (35, 30), (38, 0), (40, 20), (64, 10), (65, 0),
            (65, 30))


def build(script):
    script.use("rt_types")
    for row_format in ROW_FORMATS:
        integers(script, row_format)
        bits(script, row_format)
        decimals(script, row_format)
        floats(script, row_format)
        temporal(script, row_format)
        binaries(script, row_format)
        enums(script, row_format)
    if script.traits.is_mariadb:
        old_temporal(script)


def integers(script, row_format):
    columns = []
    for kind, bits_ in INTEGERS:
        low, high = -(1 << (bits_ - 1)), (1 << (bits_ - 1)) - 1
        signed = [low, high, 0, -1, 1, low + 1, high - 1, -128, 127, -42]
        unsigned = [0, 2 * high + 1, 1, high, high + 1, 2 * high, 200, 255, 128, 42]
        columns += [(f"{kind}_s", kind.upper(), [str(n) for n in signed]),
                    (f"{kind}_u", f"{kind.upper()} UNSIGNED", [str(n) for n in unsigned]),
                    (f"{kind}_z", f"{kind.upper()}(7) ZEROFILL", [str(n) for n in unsigned])]
    columns.append(("b", "BOOLEAN", ["TRUE", "FALSE"]))
    script.by_column(f"integers_{row_format}", columns, row_format)
    # As key: the sign bit decides the order, and node pointers hold the keys.
    script.table(f"integer_key_{row_format}",
                 [f"k_{kind} {kind.upper()}{sign} NOT NULL" for kind, _ in INTEGERS for sign in ("", " UNSIGNED")[:1]] +
                 ["note VARCHAR(20)", "PRIMARY KEY (" + ", ".join(f"k_{kind}" for kind, _ in INTEGERS) + ")"],
                 [[str(v)] * 5 + [text(f"key {v}")] for v in (-128, -127, -1, 0, 1, 126, 127)], row_format)
    for kind, bits_ in INTEGERS:
        low, high = -(1 << (bits_ - 1)), (1 << (bits_ - 1)) - 1
        script.table(f"auto_{kind}_{row_format}", [f"id {kind.upper()} UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY", "v INT"],
                     [[str(n), "1"] for n in sorted({0, 1, 2, 127, 128, high, high + 1, 2 * high})], row_format)


def bits(script, row_format):
    columns = []
    for width in BIT_WIDTHS:
        top = (1 << width) - 1
        values = [0, top, 1, top >> 1, top & 0x5555555555555555, top & 0xAAAAAAAAAAAAAAAA, 1 << (width - 1)]
        columns.append((f"b{width}", f"BIT({width})", [f"b'{v:b}'" for v in values]))
    script.by_column(f"bits_{row_format}", columns, row_format)


def decimals(script, row_format):
    rng = random.Random(1)
    pairs = DECIMALS + (((38, 38), (65, 38)) if script.traits.is_mariadb else ())
    for unsigned in (False, True):
        columns = []
        for precision, scale in pairs:
            def number(digits, scale=scale):
                digits = digits.rjust(scale + 1, "0")
                return digits[:len(digits) - scale] + ("." + digits[len(digits) - scale:] if scale else "")
            plain = [number("9" * precision), number("1"), number("0"), number("1" + "0" * (precision - 1)),
                     number("8" * (precision // 2))]
            plain += [number("".join(rng.choice("0123456789") for _ in range(precision))) for _ in range(4)]
            values = plain if unsigned else [v for p in plain for v in (p, "-" + p)]
            columns.append((f"d{precision}_{scale}", f"DECIMAL({precision},{scale})" + (" UNSIGNED" if unsigned else ""),
                            [f"'{v}'" for v in values]))
        script.by_column(f"decimals{'_unsigned' if unsigned else ''}_{row_format}", columns, row_format)


def floats(script, row_format):
    single = ["0", "-0e0", "1.17549435e-38", "-1.17549435e-38", "1e-45", "1.1754942e-38", "3.402823466e38",
              "-3.402823466e38", "0.1", "-0.1", "1e-5", "123456789", "16777217e0", "3.14159274", "1e10", "1.5",
              "999999.9", "0.33333334", "1e20", "8388608.5"]
    double = ["0", "-0e0", "2.2250738585072014e-308", "-2.2250738585072014e-308", "5e-324", "2.225073858507201e-308",
              "1.7976931348623157e308", "-1.7976931348623157e308", "0.1", "-0.1", "0.3333333333333333e0",
              "123456789012345678e0", "1e15", "1e16", "1e17", "9007199254740993e0", "1e22", "1e23",
              "2.718281828459045e0", "1.0000000000000002e0"]
    small = ["0", "-999.9999", "999.9999", "0.0001", "1.5", "-3.1416", "123.4567"]
    script.by_column(f"floats_{row_format}",
                     [("f", "FLOAT", single), ("d", "DOUBLE", double), ("f7_4", "FLOAT(7,4)", small),
                      ("d15_5", "DOUBLE(15,5)", small + ["9999999999.99999"]), ("f24", "FLOAT(24)", single),
                      ("f53", "FLOAT(53)", double), ("fu", "FLOAT UNSIGNED", [v for v in single if v[0] != "-"]),
                      ("du", "DOUBLE UNSIGNED", [v for v in double if v[0] != "-"]),
                      ("fz", "FLOAT(12,3) ZEROFILL", ["0", "1.5", "12345.678"])], row_format)
    script.table(f"double_key_{row_format}", ["k DOUBLE NOT NULL PRIMARY KEY", "f FLOAT NOT NULL", "UNIQUE KEY (f)"],
                 [[v, v] for v in ("-1e30", "-1", "-0.5", "0", "1e-30", "0.5", "1", "1e30")], row_format)


def with_fraction(value, digits):
    """Cuts the six digits given to those the column has, for rounding up would leave the type's range."""
    head, _, fraction = value.partition(".")
    return head + ("." + fraction[:digits] if digits and fraction else "")


TIMES = ("-838:59:59", "838:59:59", "00:00:00", "-00:00:00.000001", "-00:00:01.500000", "24:00:00", "23:59:59.999999",
         "-23:59:59.999999", "100:01:02.030405", "-100:01:02.000001", "00:00:00.000001", "01:02:03.100000",
         "-00:00:00.990000", "12:34:56.789012")
DATETIMES = ("0000-00-00 00:00:00", "1000-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2024-00-00 12:13:14.151617",
             "2024-02-00 00:00:00", "0001-01-01 00:00:00.000001", "2024-02-29 23:59:59.500000",
             "1969-12-31 23:59:59.900000", "2000-01-01 00:00:00.000100", "0000-00-00 00:00:00.000000",
             "2024-02-31 01:02:03.040506", "0000-01-01 00:00:00")
TIMESTAMPS = ("0000-00-00 00:00:00", "1970-01-01 00:00:01", "2038-01-19 03:14:07.999999", "1970-01-01 00:00:01.000001",
              "2024-03-31 01:30:00.123456", "2024-10-27 00:30:00", "2001-09-09 01:46:40.100000", "2024-02-29 12:00:00.9")
DATES = ("0000-00-00", "1000-01-01", "9999-12-31", "2024-00-00", "2024-02-00", "0001-01-01", "2024-02-29", "2024-02-31",
         "1970-01-01", "0000-01-01", "1999-12-31")


def temporal_columns(timestamps):
    columns = [("d", "DATE", [f"'{v}'" for v in DATES])]
    for digits in range(7):
        columns += [(f"t{digits}", f"TIME({digits})", [f"'{with_fraction(v, digits)}'" for v in TIMES]),
                    (f"dt{digits}", f"DATETIME({digits})", [f"'{with_fraction(v, digits)}'" for v in DATETIMES]),
                    (f"ts{digits}", f"TIMESTAMP({digits}) NULL", [f"'{with_fraction(v, digits)}'" for v in timestamps])]
    return columns


def temporal(script, row_format):
    timestamps = TIMESTAMPS
    if script.traits.is_mariadb and script.traits.version >= (11, 5):
        timestamps += ("2106-02-07 06:28:15.999999", "2038-01-19 03:14:08", "2100-01-01 00:00:00.5")
    years = ["'1901'", "'2155'", "'0000'", "'1970'", "'2000'", "'2024'"]
    script.by_column(f"temporal_{row_format}", temporal_columns(timestamps) + [("y", "YEAR", years)], row_format)
    script.table(f"temporal_key_{row_format}",
                 ["d DATE NOT NULL", "t TIME(3) NOT NULL", "dt DATETIME(6) NOT NULL", "y YEAR NOT NULL", "n INT",
                  "ts TIMESTAMP(1) NULL DEFAULT CURRENT_TIMESTAMP(1) ON UPDATE CURRENT_TIMESTAMP(1)",
                  "PRIMARY KEY (t, d, y, dt)"],
                 [[f"'{DATES[i % 11]}'", f"'{with_fraction(TIMES[i % 14], 3)}'", f"'{DATETIMES[i % 12]}'",
                   years[i % 6], str(i), "'2024-05-06 07:08:09.1'"] for i in range(60)], row_format)


def old_temporal(script):
    """MariaDB can still write the encodings from before MySQL 5.6."""
    script.add("SET GLOBAL mysql56_temporal_format = OFF")
    for row_format in ROW_FORMATS:
        script.by_column(f"old_temporal_{row_format}", temporal_columns(TIMESTAMPS), row_format)
    script.add("SET GLOBAL mysql56_temporal_format = ON")


def binaries(script, row_format):
    samples = [b"", b"\0", b"a", b"abc\0\0", b"\0\0\0\0\0", b"a    ", b"\xff\xfe\xfd", b"'\"\\`", b"\n\r\t\x1a", b"\\N",
               b"NULL", bytes(range(127, 132))]
    every = bytes(range(256))

    def fit(length, more=()):
        return [binary(v[:length]) for v in samples + list(more)]
    long_ones = [every, every[:255], every[1:128], every[::-1]]
    columns = [(f"b{n}", f"BINARY({n})", fit(n, long_ones if n == 255 else ())) for n in (1, 5, 16, 255)]
    columns += [(f"vb{n}", f"VARBINARY({n})", fit(n, long_ones)) for n in (1, 5, 127, 128, 255, 256, 300)]
    columns += [(f"{kind.lower()}", kind, fit(255, long_ones)) for kind in ("TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB")]
    script.by_column(f"binaries_{row_format}", columns, row_format)
    script.table(f"binary_key_{row_format}", ["k BINARY(4) NOT NULL", "v VARBINARY(9) NOT NULL", "n INT", "PRIMARY KEY (v, k)"],
                 [[binary(v[:4]), binary(v[:9]), str(i)] for i, v in enumerate(samples)], row_format)


def enums(script, row_format):
    members = [f"member {n}" for n in range(1, 301)]
    odd = ["a,b;", "it''s", 'say "hi"', "back\\\\slash", "Grüße", "日本", "tab\\t", " lead", "NULL", "0", "7"]
    flags = [f"f{n}" for n in range(64)]

    def members_sql(names):
        return ", ".join(f"'{n}'" for n in names)
    columns = [("e3", "ENUM('a', 'b', 'c')", ["'a'", "'b'", "'c'", "0", "'nosuch'"]),
               ("e_empty", "ENUM('', 'x')", ["''", "'x'", "0", "1"]),
               ("e300", f"ENUM({members_sql(members)})", ["1", "255", "256", "300", "0", "257"]),
               ("e255", f"ENUM({members_sql(members[:255])})", ["1", "255", "128", "0"]),
               ("e256", f"ENUM({members_sql(members[:256])})", ["1", "255", "256", "0"]),
               ("e_odd", f"ENUM({members_sql(odd)})", [str(n) for n in range(1, len(odd) + 1)]),
               ("e_latin1", "ENUM('ä', 'ö', 'ß') CHARACTER SET latin1", ["1", "2", "3"])]
    for count in (1, 8, 9, 16, 17, 24, 25, 32, 33, 63, 64):
        top = (1 << count) - 1
        columns.append((f"s{count}", f"SET({members_sql(flags[:count])})",
                        [str(v) for v in (0, top, 1, 1 << (count - 1), top & 0x5555555555555555, top >> 1)]))
    columns.append(("s_odd", "SET('it''s', 'Grüße', '日本', 'x y')", [str(n) for n in range(16)]))
    script.by_column(f"enums_{row_format}", columns, row_format)
    script.table(f"enum_key_{row_format}", ["e ENUM('z', 'a', 'm') NOT NULL", "s SET('z', 'a') NOT NULL",
                                            f"n INT COMMENT {text('after the key')[8:]}", "PRIMARY KEY (e, s)"],
                 [[str(e), str(s), str(e * s)] for e in (1, 2, 3) for s in (0, 1, 2, 3)], row_format)
