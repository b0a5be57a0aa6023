#!/usr/bin/env python3
"""Writes the cases of testdata/campaign/ with a real server, for small.sh.

usage: make_fixtures.py LABEL TESTDATA --client CMD --datadir DIR --stop CMD --start CMD

The tables of tables.py at a small scale, built as campaign.py does: the file, an older state of it, the truth, and
CREATE TABLE, as TESTDATA/campaign/LABEL/TABLE.{ibd.xz,older.ibd.xz,tsv.xz,cols.tsv,sql}. The commands are those of
campaign.py.
THE SERVER'S DATABASE campaign IS DROPPED. Refreshes the list of files in TESTDATA/README.md.
"""

import argparse
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "servers")]

from campaign import build_cases  # noqa: E402
from make_testdata import compress, refresh_readme  # noqa: E402
from tables import TABLES  # noqa: E402

SCALE = 0.025  # ledger: 3,000 rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("label")
    parser.add_argument("testdata", type=pathlib.Path)
    for option in ("client", "datadir", "stop", "start"):
        parser.add_argument("--" + option, required=True)
    options = parser.parse_args()
    options.tables, options.scale = list(TABLES), SCALE
    folder = options.testdata / "campaign" / options.label
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        build_cases(options, pathlib.Path(temporary))
        for path in sorted((pathlib.Path(temporary) / options.label).iterdir()):
            content = path.read_bytes()
            if path.suffix == ".sql" or path.name.endswith(".cols.tsv"):
                (folder / path.name).write_bytes(content)
            else:
                (folder / f"{path.name}.xz").write_bytes(compress(content))
    refresh_readme(options.testdata)


if __name__ == "__main__":
    main()
