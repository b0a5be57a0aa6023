"""Checks that report.json adds up: what was read is what was there, and every page and candidate is in one bucket.

The report names its sums in objects of the form {"total": N, "buckets": {NAME: N, ...}}, or as sibling members; this
module walks the whole document and checks each such sum it finds:
  - an object with "total" and "buckets" (or "by_..." objects of numbers): the buckets add up to the total
  - "bytes_read" + "bytes_unreadable" = "input_bytes" (also "size")
"""


def problems(report):
    found = []
    walk(report, "", found)
    return found


def walk(node, path, found):
    if isinstance(node, list):
        for number, item in enumerate(node):
            walk(item, f"{path}[{number}]", found)
    if not isinstance(node, dict):
        return
    total = node.get("total")
    if isinstance(total, int):
        for key, buckets in node.items():
            if isinstance(buckets, dict) and (key == "buckets" or key.startswith("by_")) and buckets and \
                    all(isinstance(v, int) for v in buckets.values()) and sum(buckets.values()) != total:
                found.append(f"{path}/{key}: the buckets add up to {sum(buckets.values())}, total says {total}")
    read, lost = node.get("bytes_read"), node.get("bytes_unreadable")
    size = node.get("input_bytes", node.get("size"))
    if None not in (read, lost, size) and read + lost != size:
        found.append(f"{path}: bytes_read {read} + bytes_unreadable {lost} is not {size}")
    for key, value in node.items():
        walk(value, f"{path}/{key}", found)
