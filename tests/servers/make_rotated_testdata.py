#!/usr/bin/env python3
"""Writes testdata/encoded/KIND: tables whose pages MariaDB encrypted with two versions of one key.

usage: make_rotated_testdata.py KIND TESTDATA --client CMD --datadir DIR --stop CMD [--rows N] [--seed N]

The server is started with the plugin of rotating_keys.c (--plugin-load-add=rotating_keys.so) and without threads that
encrypt (innodb_encryption_threads=0: they would bring every page to the newest version). The tables are filled and
written, the key gets a second version, and the upper half of the rows is changed: their pages are written with it. Then
the server ends, and tablespaces, truth and keys are kept as testdata/README.md describes. THE DATABASE IS DROPPED FIRST.
"""

import argparse
import pathlib
import random
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "types")]

from make_encoded_testdata import DATABASE, fill  # noqa: E402
from make_testdata import compress, describe, refresh_readme  # noqa: E402
from server import Server  # noqa: E402

KEY_ID = 7  # no id of the other fixtures, whose keys are given in the same run
TABLES = (  # name, options, innodb_checksum_algorithm
    ("rotated", "", "full_crc32"),
    ("rotated_zlib", "PAGE_COMPRESSED=1", "full_crc32"),
    ("old_rotated", "", "crc32"),
    ("old_rotated_zlib", "PAGE_COMPRESSED=1", "crc32"),
    ("rotated_zip", "ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8", "full_crc32"),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--rows", type=int, default=420)
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    server = Server(shlex.split(options.client))
    rng = random.Random(options.seed)
    datadir = pathlib.Path(options.datadir)
    lines = [f"{KEY_ID};{version};{rng.randbytes(32).hex()}\n" for version in (1, 2)]
    keys = datadir / "rotating.keys"
    keys.write_text(lines[0])
    keys.chmod(0o644)
    server.run(f"DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4;")
    for table, table_options, family in TABLES:
        if not fill(server, table, f"ENCRYPTED=YES ENCRYPTION_KEY_ID={KEY_ID} {table_options}",
                    f"SET GLOBAL innodb_checksum_algorithm={family};", options.rows, rng):
            sys.exit(f"make_rotated_testdata.py: {table}: the server does not make it")
        server.run(f"USE {DATABASE}; FLUSH TABLES {table} FOR EXPORT; UNLOCK TABLES;")
    keys.write_text("".join(lines))
    for table, _, _ in TABLES:
        server.run(f"USE {DATABASE}; UPDATE {table} SET name = CONCAT(name, '?') WHERE id > {options.rows // 2};")
    folder = options.testdata / "encoded" / options.kind
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    describe(server, DATABASE, folder)
    subprocess.run(shlex.split(options.stop), check=True, stdout=subprocess.DEVNULL)
    for path in sorted((datadir / DATABASE).glob("*.ibd")):
        (folder / (path.name + ".xz")).write_bytes(compress(path.read_bytes()))
    shutil.copyfile(keys, folder / "keyring")
    if (options.testdata / "README.md").exists():
        refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
