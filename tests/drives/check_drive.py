#!/usr/bin/env python3
"""Hurts the image of a drive in several ways, salvages it, and compares with what its bytes still hold.

    check_drive.py IMAGE TRUTH WORK --tool innosalvage [--only NAME,...] [--seed N] [--keep]

IMAGE and TRUTH are make_drive.py's. Needs root (a loop device) and room for a copy of the image.

  healthy     the image as it is
  deleted     all files deleted, then 30 % of the image written over, in pieces of 4 KiB to 4 MiB
  destroyed   superblocks, group descriptors, bitmaps and inode tables zeroed
  unreadable  2 % of the sectors unreadable, by a map of ddrescue
  both        destroyed and unreadable
  e01, split  healthy as E01; destroyed as a split raw image

What must come out is computed from the bytes: a row is there if the page that holds it (and those of its long text) lie in
the hurt image as they lay in the server's file, at the place that the file system gave them. Of each table is asked: every
row of tables/ is one that the server printed at the end (no older version, no other table's), and each row that is there is
in tables/ (`missing` are not); `nowhere` are those of them that are not even in suspect/ or lost_and_found/. A table that
came out as `carved.NAME`, since nothing told its schema, is the server's table of that name. Where a row's page is comes
from the bytes of plain tables (the marker in it); of encoded ones from the evidence of a salvage of the file itself, which
must give exactly the server's rows. A row of an encrypted table needs page 0 as well: what its key is made of stands there.
"""

import argparse
import collections
import decimal
import hashlib
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys

PAGE = 16384
SECTOR = 512


def run(command, **options):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def text_row(row, columns):
    """A row of JSON lines as the server's client prints it."""
    out = []
    for name in columns:
        value = row.get(name)
        if name == "body":
            out += [str(len(value)), hashlib.sha256(value.encode()).hexdigest()] if isinstance(value, str) else ["?", "?"]
        elif value is None:
            out.append("NULL")
        elif name == "amount":
            out.append(str(decimal.Decimal(str(value)).quantize(decimal.Decimal("0.01"))))
        else:
            out.append(str(value))
    return "\t".join(out)


class Table:
    def __init__(self, kind, name, folder):
        self.kind, self.name = kind, name
        self.rows = (folder / (name + ".tsv")).read_text().splitlines()
        self.long_text = (folder / (name + ".sql")).read_text().find("`body`") >= 0
        self.columns = ["id", "customer", "marker", "ver", "amount", "made", "notes"] + (["body"] if self.long_text else [])
        self.true = set(self.rows)
        self.places = {}  # row: [(file, page), ...], all of which it needs


class Drive:
    def __init__(self, options):
        self.options = options
        self.tool = options.tool
        self.image = options.image
        self.kinds = sorted(p.name for p in options.truth.iterdir() if (p / "data").is_dir())
        self.tables = [Table(kind, path.name[:-4], options.truth / kind)
                       for kind in self.kinds for path in sorted((options.truth / kind).glob("*.tsv"))]
        self.arguments = []
        for kind in self.kinds:
            for schema in sorted((options.truth / kind).glob("*.sql")):
                if kind.startswith("mariadb"):
                    self.arguments += ["--schema", schema]
            for key in (options.truth / kind / "keyring", options.truth / kind / "keys"):
                files = [key] if key.is_file() else sorted(p for p in key.glob("**/*") if p.is_file()) if key.is_dir() else []
                for file in files:
                    self.arguments += ["--keyring", file]
        self.extents = {}  # "kind/db/file": [(file offset, image offset, size)]
        self.files = {}    # "kind/db/file": bytes

    # Where things are.
    def map_files(self):
        mount = self.options.work / "mount"
        mount.mkdir(exist_ok=True)
        subprocess.run(["mount", "-o", "loop,ro", self.image, mount], check=True)
        try:
            for kind in self.kinds:
                for path in sorted((mount / "var/lib" / kind / "data").glob("*/*.ibd")):
                    key = f"{kind}/{path.parent.name}/{path.name}"
                    if path.parent.name not in ("sales", "stock"):
                        continue
                    self.files[key] = path.read_bytes()
                    out = run(["filefrag", "-v", "-b512", path]).stdout.decode()
                    self.extents[key] = [(int(a) * 512, int(c) * 512, (int(b) - int(a) + 1) * 512) for a, b, c in
                                         re.findall(r"^ *\d+: +(\d+)\.\. +(\d+): +(\d+)\.\.", out, re.M)]
        finally:
            subprocess.run(["umount", mount], check=True)

    def find_rows(self):
        """Row -> the pages it needs."""
        for table in self.tables:
            db, name = table.name.split(".")
            keys = [key for key in self.files if re.fullmatch(rf"{table.kind}/{db}/{name}(#[pP]#\w+)?\.ibd", key)]
            encoded = name in ("zipped", "packed", "secret")
            by_marker = collections.defaultdict(list)
            if encoded:
                self.by_evidence(table, keys, by_marker)
            else:
                bodies = {}
                if table.long_text:
                    for row in table.rows:
                        fields = row.split("\t")
                        seed = str(int(fields[0]) * 7 + int(fields[3])).encode()
                        bodies[hashlib.sha256(seed).hexdigest().encode()] = fields[2]
                for key in keys:
                    data = self.files[key]
                    for page in range(len(data) // PAGE):
                        bytes_ = data[page * PAGE:(page + 1) * PAGE]
                        if bytes_[24:26] == b"\x45\xbf":
                            for marker in set(re.findall(rb"m[ya]\w+:\d{8}:v\d\d", bytes_)):
                                by_marker[marker.decode()].append((key, page))
                        elif bodies:
                            for piece in set(re.findall(rb"[0-9a-f]{64}", bytes_)):
                                # The text repeats 64 digits: any turn of them is a piece of it.
                                for turn in range(64):
                                    marker = bodies.get(piece[turn:] + piece[:turn])
                                    if marker:
                                        by_marker[marker].append((key, page))
                                        break
            for row in table.rows:
                table.places[row] = by_marker.get(row.split("\t")[2], [])
                if table.places[row] and name == "secret":
                    table.places[row] = [*table.places[row], (table.places[row][0][0], 0)]
            lost = sum(not places for places in table.places.values())
            if lost:
                sys.exit(f"{table.kind} {table.name}: {lost} rows are in no page of its files; the truth is wrong")

    def by_evidence(self, table, keys, by_marker):
        out = self.options.work / "evidence"
        shutil.rmtree(out, ignore_errors=True)
        for key in keys:
            path = self.options.truth / table.kind / "data" / key.split("/", 1)[1]
            schema = ["--schema", self.options.truth / table.kind / (table.name + ".sql")]
            keys_given = [word for word in self.arguments if word == "--keyring" or "key" in str(word)]
            done = run([self.tool, "salvage", path, "-o", out, "--format", "jsonl", "--with-evidence", *schema, *keys_given])
            rows = set()
            for file in (out / "tables").glob("*.jsonl"):
                for line in file.read_text().splitlines():
                    row = json.loads(line)
                    rows.add(text_row(row, table.columns))
                    by_marker[row["marker"]].append((key, row["_evidence"]["page"]))
            if rows != table.true:
                sys.exit(f"{table.kind} {table.name}: its own file gives {len(rows)} rows, the server has "
                         f"{len(table.true)}\n{done.stderr.decode()[-1500:]}")
            shutil.rmtree(out)

    def page_size(self, key):
        return 8192 if key.endswith("zipped.ibd") else PAGE

    def there(self, image, bad):
        """Pages that the image holds as the file did: {(file, page)}."""
        found = set()
        with open(image, "rb") as disk:
            for key, extents in self.extents.items():
                data, size = self.files[key], self.page_size(key)
                hurt = set()
                for at, place, length in extents:
                    disk.seek(place)
                    now = disk.read(length)
                    then = data[at:at + length]
                    for sector in range(0, len(then), SECTOR):
                        if now[sector:sector + SECTOR] != then[sector:sector + SECTOR] or \
                                (bad and (place + sector) // SECTOR in bad):
                            hurt.add((at + sector) // size)
                found |= {(key, page) for page in range(len(data) // size)} - {(key, page) for page in hurt}
        return found

    # The ways of hurting.
    def copy(self, name):
        target = self.options.work / f"{name}.img"
        subprocess.run(["cp", "--sparse=always", self.image, target], check=True)
        return target

    def destroy(self, image):
        out = run(["dumpe2fs", image]).stdout.decode()
        block = int(re.search(r"^Block size: +(\d+)", out, re.M)[1])
        ranges = [(0, 65536)]
        for kind in ("superblock", "Group descriptors", "Reserved GDT blocks", "Block bitmap", "Inode bitmap", "Inode table"):
            for first, last in re.findall(kind + r" at (\d+)(?:-(\d+))?", out):
                ranges.append((int(first) * block, (int(last or first) - int(first) + 1) * block))
        with open(image, "r+b") as disk:
            for at, size in ranges:
                disk.seek(at)
                disk.write(bytes(size))

    def delete(self, image, pick):
        mount = self.options.work / "mount"
        subprocess.run(["mount", "-o", "loop", image, mount], check=True)
        shutil.rmtree(mount / "var")
        subprocess.run(["umount", mount], check=True)
        size = image.stat().st_size
        done = 0
        with open(image, "r+b") as disk:
            while done < size * 30 // 100:
                length = min(4096 << pick.randrange(11), size * 30 // 100 - done + 4096)
                disk.seek(pick.randrange(0, size - length) // 4096 * 4096)
                disk.write(pick.randbytes(length) if pick.random() < 0.7 else bytes(length))
                done += length

    def unreadable(self, size, pick, path):
        sectors = size // SECTOR
        bad = set()
        while len(bad) < sectors // 50:
            at = pick.randrange(sectors)
            bad.update(range(at, min(at + pick.choice((1, 1, 2, 8, 64)), sectors)))
        lines, at = ["# Mapfile. Made by check_drive.py", "0x0 + 1"], 0
        ordered = sorted(bad)
        i = 0
        while i < len(ordered):
            j = i
            while j + 1 < len(ordered) and ordered[j + 1] == ordered[j] + 1:
                j += 1
            if ordered[i] > at:
                lines.append(f"{at * SECTOR:#x} {(ordered[i] - at) * SECTOR:#x} +")
            lines.append(f"{ordered[i] * SECTOR:#x} {(j - i + 1) * SECTOR:#x} {pick.choice('-*/?')}")
            at = ordered[j] + 1
            i = j + 1
        if at < sectors:
            lines.append(f"{at * SECTOR:#x} {(sectors - at) * SECTOR:#x} +")
        path.write_text("\n".join(lines) + "\n")
        return bad

    # The judgement.
    def check(self, name, image, bytes_of, bad=(), more=()):
        out = self.options.work / f"out-{name}"
        shutil.rmtree(out, ignore_errors=True)
        done = run([self.tool, "salvage", image, "-o", out, "--format", "jsonl", "--deleted", *self.arguments, *more])
        (self.options.work / f"{name}.log").write_bytes(done.stderr)
        there = self.there(bytes_of, bad)
        print(f"{name}: exit {done.returncode}")
        failed = done.returncode not in (0, 1) or b"internal error" in done.stderr
        found = collections.defaultdict(list)   # (kind, table): rows of tables/
        elsewhere = collections.defaultdict(set)
        named = collections.defaultdict(list)   # (kind, name without schema): the server's tables
        for table in self.tables:
            named[table.kind, table.name.split(".")[1]].append(table.name)
        markers = set()                         # of rows that are not trusted, whatever their table is called
        for section in ("suspect", "lost_and_found"):
            for path in (out / section).glob("*.jsonl"):
                markers.update(re.findall(r"m[ay][a-z_]+:[0-9]{8}:v[0-9]{2}", path.read_text(errors="replace")))
        for section in ("tables", "suspect"):
            for path in sorted((out / section).glob("*.jsonl")):
                for line in path.read_text().splitlines():
                    row = json.loads(line)
                    kind = next((k for k in self.kinds if str(row.get("marker")).startswith(k[:2])), "?")
                    table = ".".join(re.sub(r"%23\d+$", "", path.name[:-6]).split(".")[:2])
                    known = named[kind, table.removeprefix("carved.")]
                    if table.startswith("carved.") and len(known) == 1:
                        table = known[0]
                    if section == "tables":
                        found[kind, table].append(row)
                    else:
                        elsewhere[kind, table].add(str(row.get("marker")))
        print(f"  {'':28} {'rows':>8} {'there':>8} {'came out':>9} {'missing':>8} {'nowhere':>8} {'false':>6} {'twice':>6} "
              f"{'suspect':>8}")
        for table in self.tables:
            rows = [text_row(row, table.columns) for row in found.pop((table.kind, table.name), [])]
            expected = {row for row, places in table.places.items() if all(place in there for place in places)}
            false = set(rows) - table.true
            missing = expected - set(rows)
            nowhere = [row for row in missing if not markers.intersection(row.split("\t"))]
            twice = len(rows) - len(set(rows))
            print(f"  {table.kind + ' ' + table.name:28} {len(table.rows):8} {len(expected):8} {len(rows):9} "
                  f"{len(missing):8} {len(nowhere):8} {len(false):6} {twice:6} {len(elsewhere[table.kind, table.name]):8}")
            for row in list(false)[:2]:
                print(f"    false:   {row[:120]}")
            for row in list(missing)[:1]:
                print(f"    missing: {row[:120]} on {table.places[row][:3]}")
            failed = failed or bool(false or missing or twice)
        for (kind, table), rows in found.items():
            if kind != "?" :
                failed = True
                print(f"  {kind} {table}: {len(rows)} rows of no table that the server has")
        if not self.options.keep:
            shutil.rmtree(out, ignore_errors=True)
        return not failed

    def run(self):
        pick = random.Random(self.options.seed)
        only = self.options.only.split(",") if self.options.only else None
        wanted = lambda name: only is None or name in only
        work, good = self.options.work, True
        size = self.image.stat().st_size
        if wanted("healthy"):
            good &= self.check("healthy", self.image, self.image)
        if wanted("deleted"):
            image = self.copy("deleted")
            self.delete(image, pick)
            good &= self.check("deleted", image, image)
            image.unlink()
        destroyed = None
        if any(wanted(name) for name in ("destroyed", "both", "split")):
            destroyed = self.copy("destroyed")
            self.destroy(destroyed)
        if wanted("destroyed"):
            good &= self.check("destroyed", destroyed, destroyed)
        rescue = work / "rescue.map"
        bad = self.unreadable(size, pick, rescue)
        if wanted("unreadable"):
            good &= self.check("unreadable", self.image, self.image, bad, ["--ddrescue-map", rescue])
        if wanted("both"):
            good &= self.check("both", destroyed, destroyed, bad, ["--ddrescue-map", rescue])
        if wanted("e01"):
            subprocess.run(["ewfacquire", "-u", "-q", "-c", "fast", "-S", "400MiB", "-t", work / "evidence", self.image],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            good &= self.check("e01", work / "evidence.E01", self.image)
            for path in work.glob("evidence.E*"):
                path.unlink()
        if wanted("split"):
            subprocess.run(["split", "-b", "300M", "-d", "-a", "3", "--numeric-suffixes=1", destroyed, work / "piece."], check=True)
            good &= self.check("split", work / "piece.001", destroyed)
            for path in work.glob("piece.*"):
                path.unlink()
        if destroyed and not self.options.keep:
            destroyed.unlink()
        return 0 if good else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--tool", default="innosalvage")
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    drive = Drive(options)
    drive.map_files()
    drive.find_rows()
    return drive.run()


if __name__ == "__main__":
    sys.exit(main())
