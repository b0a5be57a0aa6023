#!/usr/bin/env python3
"""Checks report.json files against docs/report.schema.json, and that what they hold adds up.

usage: validate_report.py [--schema FILE] [--strict] REPORT...

Beyond the schema: pages over verdicts, types and checksums = pages; bytes read + unreadable = size; record candidates
over all buckets = candidates; files and tables over states = their number; totals = sums over files; and the report's
own list of broken sums is empty.
  --strict   members that the schema does not name are errors as well (the schema allows them: readers must)
Exit: 0 all valid, 1 not valid, 2 usage, 77 no python3-jsonschema here (CTest: skipped).
"""

import argparse
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("validate_report.py: python3-jsonschema is not installed; skipped")
    sys.exit(77)

ROW_BUCKETS = ("intact", "repaired", "suspect", "partial", "deleted", "rejected")


def closed(node):
    """The schema with every object closed to members it does not name."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: closed(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict) and "required" in node and "additionalProperties" not in node:
        node["additionalProperties"] = False
    return node


def parts(total, where, **buckets):
    for name, counts in buckets.items():
        if counts is not None and sum(counts.values()) != total:
            yield f"{where}: {name} adds up to {sum(counts.values())}, not {total}"


def row_sums(rows, where):
    if rows is None:
        return
    yield from parts(rows["candidates"], where, buckets={name: rows[name] for name in ROW_BUCKETS})
    yield from parts(rows["rejected"], where, rejected_by=rows["rejected_by"])


def sums(report):
    totals = report["totals"]
    yield from (f"sums_checked: {text}" for text in report["sums_checked"])
    yield from parts(totals["tablespaces"]["total"], "totals/tablespaces", by_state=totals["tablespaces"]["by_state"])
    yield from parts(totals["tables"]["total"], "totals/tables", by_state=totals["tables"]["by_state"])
    yield from parts(totals["pages"]["total"], "totals/pages", by_verdict=totals["pages"]["by_verdict"])
    yield from row_sums(totals["rows"], "totals/rows")
    files = report["tablespaces"]
    scanned = [file for file in files if file["bytes_read"] is not None]
    tables = [table for file in files for table in file["tables"]]
    yield from parts(totals["bytes"]["size"], "totals/bytes", read_and_unreadable={
        "read": totals["bytes"]["bytes_read"], "unreadable": totals["bytes"]["bytes_unreadable"]})
    yield from parts(totals["bytes"]["size"], "totals/bytes/size", files={i: f["size"] for i, f in enumerate(scanned)})
    yield from parts(totals["pages"]["total"], "totals/pages", files={i: f["pages"]["total"] for i, f in enumerate(files)})
    if totals["rows"] is not None:
        for name in ROW_BUCKETS:
            yield from parts(totals["rows"][name], f"totals/rows/{name}",
                             tables={i: table["rows"][name] for i, table in enumerate(tables)})
        yield from parts(totals["rows_lost_estimated"], "totals/rows_lost_estimated",
                         tables={i: table["rows_lost_estimated"] for i, table in enumerate(tables)})
    for file in files:
        pages = file["pages"]
        yield from parts(pages["total"], file["path"], by_verdict=pages["by_verdict"], by_type=pages["by_type"],
                         by_checksum=pages["by_checksum"])
        if file["bytes_read"] is not None and file["bytes_read"] + file["bytes_unreadable"] != file["size"]:
            yield f"{file['path']}: bytes read and unreadable are not its size"
        for table in file["tables"]:
            yield from row_sums(table["rows"], f"{file['path']}: {table['name']}")


def main():
    default = pathlib.Path(__file__).resolve().parents[2] / "docs" / "report.schema.json"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schema", type=pathlib.Path, default=default)
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("reports", metavar="REPORT", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    schema = json.loads(options.schema.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(closed(schema) if options.strict else schema)
    bad = 0
    for path in options.reports:
        report = json.loads(path.read_bytes().decode("utf-8"))
        found = [f"/{'/'.join(map(str, e.absolute_path))}: {e.message}"[:300] for e in validator.iter_errors(report)]
        found = found or list(sums(report))
        bad += bool(found)
        print(f"{'FAIL' if found else 'PASS'}  {path}")
        for text in found:
            print("      " + text)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
