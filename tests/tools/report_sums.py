"""Whether a report.json adds up, counted again here: the program's own word on it is one question of many.

Asked are: pages over verdicts, types and checksums = pages; bytes read + unreadable = size; record candidates over all
buckets = candidates; files and tables over states = their number; totals = sums over files; the program's own list of
broken sums is empty. Of a run that wrote rows also: the rows of its files = the rows that the classes say.
"""

ROW_BUCKETS = ("intact", "repaired", "suspect", "partial", "deleted", "rejected")


def parts(total, where, **buckets):
    for name, counts in buckets.items():
        if counts is not None and sum(counts.values()) != total:
            yield f"{where}: {name} adds up to {sum(counts.values())}, not {total}"


def row_sums(rows, where):
    if rows is None:
        return
    yield from parts(rows["candidates"], where, buckets={name: rows[name] for name in ROW_BUCKETS})
    yield from parts(rows["rejected"], where, rejected_by=rows["rejected_by"])


def broken_sums(report):
    """Texts of what does not add up."""
    return list(sums(report))


def broken_output_sums(report):
    """The same of the rows written, for a report beside its files: intact and repaired rows stand in tables/, suspect and
    partial ones in suspect/, as all rows of a definition that was inferred."""
    written = sum(output["rows"] for output in report["outputs"] if output["class"] in ("table", "suspect"))
    rows = report["totals"]["rows"]
    said = sum(rows[name] for name in ("intact", "repaired", "suspect", "partial"))
    return [] if written == said else [f"outputs hold {written} rows, and totals/rows say {said}"]


def sums(report):
    totals = report["totals"]
    yield from (f"sums_checked: {text}" for text in report["sums_checked"])
    yield from parts(totals["tablespaces"]["total"], "totals/tablespaces", by_state=totals["tablespaces"]["by_state"])
    yield from parts(totals["tables"]["total"], "totals/tables", by_state=totals["tables"]["by_state"])
    yield from parts(totals["pages"]["total"], "totals/pages", by_verdict=totals["pages"]["by_verdict"])
    yield from row_sums(totals["rows"], "totals/rows")
    files = report["tablespaces"]
    yield from parts(len(files), "tablespaces", by_state=totals["tablespaces"]["by_state"])
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
