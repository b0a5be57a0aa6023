#!/usr/bin/env python3
"""Checks report.json files against docs/report.schema.json, and that what they hold adds up.

usage: validate_report.py [--schema FILE] [--strict] REPORT...

Beyond the schema, the sums of report_sums.py.
  --strict   members that the schema does not name are errors as well (the schema allows them: readers must)
Exit: 0 all valid, 1 not valid, 2 usage, 77 no python3-jsonschema here (CTest: skipped).
"""

import argparse
import json
import pathlib
import sys

from report_sums import broken_sums

try:
    import jsonschema
except ImportError:
    print("validate_report.py: python3-jsonschema is not installed; skipped")
    sys.exit(77)


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
        found = found or broken_sums(report)
        bad += bool(found)
        print(f"{'FAIL' if found else 'PASS'}  {path}")
        for text in found:
            print("      " + text)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
