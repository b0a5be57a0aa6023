#!/usr/bin/env python3
"""Makes the inputs of fuzz targets that take pages, logs or whole data directories out of testdata/.

usage: seeds.py --testdata DIR --out DIR        writes OUT/TARGET/NAME
"""

import argparse
import gzip
import lzma
import pathlib
import shutil
import struct
import sys

PAGE = 16384
FIL_PAGE_TYPE = 24
LOB_TYPES = {10, 11, 12, 22, 23, 24, 25, 26, 27, 28, 29}  # BLOB, ZBLOB, LOB_*, ZLOB_*

TABLESPACES = [
    # name, option bits of tablespace_fuzz.cc
    ("mysql-9/types_dynamic", 1), ("mysql-9/off_page_dynamic", 0), ("mysql-9/two_levels_compact", 1),
    ("mariadb-10.5/types_redundant", 0), ("mariadb-11.8/types_compact", 1), ("mariadb-11.8/off_page_redundant", 0),
    ("instant/mysql-9/past_1", 0), ("instant/mariadb-11.8/moved_dynamic", 0), ("instant/mariadb-10.5/past_1", 1),
    ("zip/mysql-9/churned_kb4", 0), ("zip/mariadb-10.11/no_key_kb2", 1),
    ("encoded/mysql-9/lz4", 0), ("encoded/mariadb-11.8/old_zlib", 0), ("encoded/mariadb-11.8/lzo", 0),
    ("page_sizes/mariadb-10.11-4k/rows_compact", 0), ("odd/mariadb-11.8/s1", 4), ("odd/mysql-9/temp_1", 4),
]


def unpacked(path):
    for candidate in (path.with_name(path.name + ".ibd.xz"), path.with_name(path.name + ".ibt.xz"),
                      path.with_name(path.name + ".xz")):
        if candidate.exists():
            return lzma.open(candidate).read()
    return path.read_bytes()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def redo_blocks(log_format):
    """MySQL's and old MariaDB's log: head, two checkpoints, blocks. Source: parser/redo_log.h."""
    log = bytearray(2048)
    struct.pack_into(">IIQ", log, 0, log_format, 0, 8192)
    log[16:27] = b"MySQL 9.7.4"
    for at, lsn in ((512, 8300), (1536, 8900)):
        struct.pack_into(">QQQ", log, at, at, lsn, 2048 + lsn - 8192)
        struct.pack_into(">I", log, at + 508, crc32c(log[at:at + 508]))
    for number in range(4):
        lsn = 8192 + 512 * number
        block = bytearray(512)
        struct.pack_into(">IHH", block, 0, (lsn // 512 & 0x3FFFFFFF) + 1, 512 if number < 3 else 200, 12)
        struct.pack_into(">I", block, 508, crc32c(block[:508]))
        log += block
    return bytes(log)


def redo_mini_transactions():
    """MariaDB 10.8 and later."""
    log = bytearray(12288 + 4096)
    struct.pack_into(">IIQ", log, 0, 0x50687973, 0, 12288)
    log[16:31] = b"MariaDB 11.8.3 "
    struct.pack_into(">I", log, 508, crc32c(log[:508]))
    for at in (4096, 8192):
        struct.pack_into(">QQ", log, at, 12288 + 16, 12288 + 16)
        struct.pack_into(">I", log, at + 60, crc32c(log[at:at + 60]))
    at = 12288 + 16
    for body in (b"\x35abcde", b"\x20\x05" + b"x" * 19, b"\xb1q"):
        mtr = body + b"\x01" + struct.pack(">I", crc32c(body))
        log[at:at + len(mtr)] = mtr
        at += len(mtr)
    return bytes(log)


def packed(how, files):
    """A data directory, as program_fuzz.cc reads it."""
    out = bytes([how])
    for name, data in files:
        raw = name.encode()
        out += bytes([len(raw)]) + raw + struct.pack("<I", len(data)) + data
    return out


def pages_of_values(data, size):
    """Eight pages from the first that holds an off-page value."""
    for at in range(0, len(data) - size, size):
        if struct.unpack_from(">H", data, at + FIL_PAGE_TYPE)[0] in LOB_TYPES:
            return data[at:at + 8 * size]
    return b""


def make(testdata, write):
    tables = {name: unpacked(testdata / name) for name, _ in TABLESPACES}
    for name, options in TABLESPACES:
        # The options go by the size, modulo 8; pages are multiples of that.
        write("tablespace", name, tables[name] + bytes(options))
    for number, path in enumerate(sorted((testdata / "pages").glob("*.bin.gz"))):
        page = gzip.open(path).read()
        table = {"ints": 0, "shop": 1, "wide": 2, "torn": 3}[path.name.split("_")[0].split(".")[0]]
        write("page", path.name, page + bytes([table | (0x40 if number % 2 else 0)]))
    for name, size, log2 in (("mysql-9/off_page_dynamic", PAGE, 4), ("mariadb-11.8/off_page_redundant", PAGE, 4),
                             ("page_sizes/mariadb-10.11-4k/off_page_dynamic", 4096, 2)):
        values = pages_of_values(unpacked(testdata / name), size)
        for first in (0x20, 0x00):  # the offset that a chain of BLOB pages has, and a version of a LOB
            write("lob", f"{name}-{first}", values + bytes([log2 | first | 0x50]))
    for path in sorted((testdata / "sources").rglob("*.cfg")):
        write("cfg", f"{path.parent.parent.name}-{path.name}", path.read_bytes())
    for path in sorted((testdata / "encoded").glob("*/keyring")):
        write("keyring", path.parent.name, path.read_bytes())
    for log_format in (0, 1, 5, 6, 103, 0x50485953):
        write("redo", f"blocks-{log_format}", redo_blocks(log_format))
    write("redo", "mini_transactions", redo_mini_transactions())
    for name in ("encoded/mysql-9/lz4", "encoded/mysql-9/zlib", "encoded/mariadb-11.8/lz4", "encoded/mariadb-11.8/lzo",
                 "encoded/mariadb-11.8/lzma", "encoded/mariadb-11.8/bzip2", "encoded/mariadb-11.8/snappy",
                 "encoded/mariadb-11.8/old_lzo", "encoded/mariadb-11.8/old_bzip2"):
        data = unpacked(testdata / name)
        algorithms = {"zlib": 1, "lz4": 2, "lzo": 3, "lzma": 4, "bzip2": 5, "snappy": 6}
        algorithm = algorithms[name.split("/")[-1].removeprefix("old_")]
        write("page_compression", name, data[4 * PAGE:5 * PAGE] + bytes([2 | algorithm << 3]))
    # A drive: pages of several tablespaces at places of 512 bytes, some twice, between noise.
    some = [tables["mysql-9/types_dynamic"], tables["zip/mysql-9/churned_kb4"], tables["encoded/mariadb-11.8/lzo"],
            tables["page_sizes/mariadb-10.11-4k/rows_compact"]]
    write("carve", "drive", bytes(1536) + some[0][:5 * PAGE] + b"\xa5" * 512 + some[1][:32768] + some[2][:3 * PAGE]
          + some[3][:32768] + some[0][3 * PAGE:5 * PAGE])
    write("carve", "plain", tables["mariadb-10.5/types_redundant"])

    def table(name, place):
        return (place, unpacked(testdata / name))
    write("program", "mysql", packed(0x70, [table("mysql-9/types_dynamic", "shop/types.ibd"),
                                            table("sources/mysql-9/shop/red", "shop/red.ibd"),
                                            ("shop/red.cfg", (testdata / "sources/mysql-9/shop/red.cfg").read_bytes())]))
    frm = testdata / "frm/mariadb-11.8"
    write("program", "mariadb", packed(0x2b, [
        table("mariadb-11.8/types_dynamic", "db/types.ibd"),
        ("schema.sql", (testdata / "mariadb-11.8/types_dynamic.sql").read_bytes()),
        ("db/integers.frm", (frm / "integers.frm").read_bytes()), ("db/types.frm", (frm / "dates.frm").read_bytes()),
        ("ib_logfile0", redo_mini_transactions())]))
    write("program", "sqlite", packed(0x14, [
        table("mariadb-10.5/types_redundant", "a@0020b/types_redundant.ibd"),
        ("schema.sql", (testdata / "mariadb-10.5/types_redundant.sql").read_bytes()),
        ("map", b"0x0 ? 1\n0x0 0x8000 +\n0x8000 0x1000 -\n0x9000 0x7000 +\n")]))
    write("program", "encoded", packed(0x09, [table("page_sizes/mariadb-10.11-4k/rows_compact", "x/rows.ibd"),
                                              table("zip/mariadb-10.11/no_key_kb2", "x/zip.ibd"),
                                              ("x/red.cfg", (testdata / "sources/mariadb-10.11/shop/red.cfg").read_bytes()),
                                              ("x/red.frm", b"TYPE=VIEW\n")]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--testdata", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    options = parser.parse_args()
    if options.out.exists():
        shutil.rmtree(options.out)
    count = 0

    def write(target, name, data):
        nonlocal count
        if not data:
            sys.exit(f"seeds.py: {target}/{name}: nothing to write; is the fixture another one now?")
        path = options.out / target / name.replace("/", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += 1

    make(options.testdata, write)
    print(f"{count} inputs in {options.out}")


if __name__ == "__main__":
    main()
