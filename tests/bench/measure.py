#!/usr/bin/env python3
"""Measures commands over tables of growing size, warm, in turns, and prints Markdown tables.

In one repeat every command runs once, so that whatever else the machine does hits all of them alike; medians of the
repeats are printed. CPU is user + system time, with that of the server where there is one. Peak memory is that of the
command (GNU time), not of the server. The server runs only while the dump does.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LOCAL_MARIADB = HERE.parent / "servers" / "local_mariadb.sh"
MEGABYTE = 1e6
# Salvage ends when its files are on disk, which the dump does not wait for.
DUMP_TO_DISK = "mariadb-dump, and fsync"


class Server:
    """A private MariaDB over the data directory that make_big_table.sh left."""

    def __init__(self, data, scratch):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="innosalvage-bench-"))
        (self.root / "tmp").mkdir()
        (self.root / "data").symlink_to(data)
        # All of the table fits, as where a dump is quickest.
        pool = 256 + 2 * sum(file.stat().st_size for file in data.glob("bench/*.ibd")) // 2**20
        self.environment = dict(os.environ, LOCAL_MARIADB=str(self.root),
                                LOCAL_MARIADB_OPTIONS=f"--innodb-buffer-pool-size={pool}M")
        self.dump_file = scratch / "dump.sql"
        subprocess.run([LOCAL_MARIADB, "--start"], env=self.environment, check=True)
        self.pid = int((self.root / "server_pid").read_text())

    def dump_command(self):
        return ["mariadb-dump", "--no-defaults", "--user=root", f"--socket={self.root}/sock",
                f"--result-file={self.dump_file}", "bench", "ledger"]

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run([LOCAL_MARIADB, "--stop"], env=self.environment, check=True)
        shutil.rmtree(self.root)


def execute(command, scratch):
    """Runs it once: wall seconds, CPU seconds, peak memory in bytes."""
    memory = scratch / "peak"
    with open(scratch / "stderr", "wb") as err:
        start = time.perf_counter()
        process = subprocess.Popen(["/usr/bin/time", "-f", "%M", "-o", memory, *command],
                                   stdout=subprocess.DEVNULL, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    # triage says 1: without a schema it cannot vouch for the rows.
    if process.returncode not in ((0, 1) if "triage" in command else (0,)):
        sys.stderr.write((scratch / "stderr").read_text(errors="replace"))
        raise SystemExit(f"exit status {process.returncode}: {' '.join(map(str, command))}")
    return wall, usage.ru_utime + usage.ru_stime, int(memory.read_text().split()[-1]) * 1024


def bring_to_disk(path):
    start = time.perf_counter()
    with open(path, "rb") as file:
        os.fsync(file.fileno())
    return time.perf_counter() - start


def rows_written(path):
    """Rows in SQL of ours or of mariadb-dump, which has many in a line or each in its own: by how a row begins."""
    row = re.compile(rb"\(\d+,-?\d+,(?:'\d{4}-|-?\d+\.\d\d,)")
    with open(path, "rb") as file:
        return sum(len(row.findall(line)) for line in file)


def measure(options, size, scratch):
    folder = options.folder / str(size)
    table = folder / "ledger.ibd"
    out = scratch / "out"
    rows = int((folder / "rows").read_text())
    commands = {
        "cat": ["cat", table],
        "sha256sum": ["sha256sum", table],
        "innochecksum": ["innochecksum", table],
        "innosalvage triage": [options.tool, "triage", table],
    }
    for threads in options.threads:
        commands[f"innosalvage salvage, {threads} thread{'s' if threads > 1 else ''}"] = [
            options.tool, "salvage", table, "-o", out, "--schema", folder / "schema.sql", "--threads", str(threads)]
    commands["mariadb-dump"] = None
    commands[DUMP_TO_DISK] = None  # the same run
    results = {name: [] for name in commands}
    execute(commands["cat"], scratch)  # warms the page cache
    for repeat in range(options.repeats):
        for name, command in commands.items():
            shutil.rmtree(out, ignore_errors=True)
            if name == DUMP_TO_DISK:
                continue
            if command is None:
                with Server(folder / "data", scratch) as server:
                    execute(server.dump_command(), scratch)  # fills the buffer pool
                    if repeat == 0 and rows_written(server.dump_file) != rows:
                        raise SystemExit(f"{size} MB: the dump does not have the {rows} rows that the server counted")
                    server.dump_file.unlink()
                    before = server.cpu()
                    wall, cpu, memory = execute(server.dump_command(), scratch)
                    results[name].append((wall, cpu + server.cpu() - before, memory))
                    results[DUMP_TO_DISK].append((wall + bring_to_disk(server.dump_file), *results[name][-1][1:]))
                    server.dump_file.unlink()
                continue
            results[name].append(execute(command, scratch))
            if repeat == 0 and "salvage," in name:
                report = json.loads((out / "report.json").read_text())
                found = report["totals"]["rows"]["intact"]
                written = sum(rows_written(file) for file in (out / "tables").iterdir())
                if not found == written == rows:
                    raise SystemExit(f"{size} MB: {found} rows reported, {written} written, {rows} in the table")
    return table.stat().st_size, rows, results


def print_size(size, file_size, rows, results):
    median = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in results.items()}
    cat_wall = median["cat"][0]
    dump_wall, dump_cpu, _ = median["mariadb-dump"]
    print(f"\n### {size} MB: {file_size:,} bytes, {rows:,} rows\n")
    print("| command | wall s | CPU s | MB/s | rows/s | wall ÷ cat | dump's wall ÷ its | dump's CPU ÷ its | peak MB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, (wall, cpu, memory) in median.items():
        reads_rows = "salvage," in name or name.startswith("mariadb-dump")
        print(f"| {name} | {wall:.3f} | {cpu:.3f} | {file_size / MEGABYTE / wall:,.0f} | "
              f"{f'{rows / wall:,.0f}' if reads_rows else ''} | {wall / cat_wall:.2f} | "
              f"{f'{dump_wall / wall:.2f}' if reads_rows else ''} | {f'{dump_cpu / cpu:.2f}' if reads_rows else ''} | "
              f"{memory / MEGABYTE:.1f} |")


def numbers(text):
    return [int(part) for part in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", type=pathlib.Path, required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--sizes", type=numbers, default=[1, 10, 100, 1000])
    parser.add_argument("--threads", type=numbers, default=[1, 2])
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="scratch-") as scratch:
        for size in options.sizes:
            file_size, rows, results = measure(options, size, pathlib.Path(scratch))
            print_size(size, file_size, rows, results)
            sys.stdout.flush()
    print(f"\nMedians of {options.repeats} runs in turns, page cache and buffer pool warm; load average "
          f"{os.getloadavg()[0]:.1f}. Rows reported, rows written and the server's count agree.")


if __name__ == "__main__":
    main()
