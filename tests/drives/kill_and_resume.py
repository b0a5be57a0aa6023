#!/usr/bin/env python3
"""Kills `carve` and `salvage` of a drive's image at random moments, goes on with --resume, and compares with a run left alone.

    kill_and_resume.py TOOL IMAGE WORK [--kills 20] [--seed N] [option of the tool...]

Each of the two runs once undisturbed, then into another folder: killed with SIGKILL after a random share of the time that
the first one took, resumed, killed again, and so on to its end; and that anew until there were KILLS of them. Every file
must be there with the same bytes; of salvage's reports and manifest, all that holds no time and no hash of what holds one.
WORK takes twice what a run leaves, and keeps it where there is a difference.
Exit: 0 the same, 1 a difference, 2 the tool failed.
"""

import argparse
import hashlib
import json
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import time

# What tells when a run was, and how long it took: differs between any two runs.
TIMES = re.compile(rb'"(?:started|ended|finished|time|seconds|duration)[a-z_]*":\s*(?:"[^"]*"|[0-9.]+)|'
                   rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?")
WITH_TIMES = ("report.json", "report.html", "report.txt", "manifest.json", "merge.json")


def without_hashes(content):
    """The manifest without the hashes of files that hold times."""
    manifest = json.loads(content)
    for output in manifest["outputs"]:
        if pathlib.PurePath(output["path"]).name in WITH_TIMES:
            del output["sha256"]
    return json.dumps(manifest).encode()


def digests(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        if path.name in WITH_TIMES:
            content = path.read_bytes()
            if path.name == "manifest.json":
                content = without_hashes(content)
            content = TIMES.sub(b"", content).replace(bytes(folder), b"OUT")
            found[str(path.relative_to(folder))] = hashlib.sha256(content).hexdigest()
            continue
        digest = hashlib.sha256()
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        found[str(path.relative_to(folder))] = digest.hexdigest()
    return found


def run(command, seconds=None):
    """The exit code; None: killed after so many seconds."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return None


def check(command, options, others):
    print(f"{command}:", flush=True)
    # Names of one length: reports break lines where paths end.
    alone, killed = (options.work / f"{command}-{name}" for name in ("a", "b"))
    words = [options.tool, command, options.image, *others]
    started = time.monotonic()
    if run([*words, "-o", alone]) not in (0, 1):
        print(f"{command} failed", file=sys.stderr)
        sys.exit(2)
    took = time.monotonic() - started
    expected = digests(alone)
    print(f"  {took:.1f} s alone, {len(expected)} files", flush=True)
    kills, same = 0, True
    while kills < options.kills:
        resume, code = [], None
        while code is None:
            # A run that goes on has less to do, and is killed sooner. The last of them all is left to its end.
            seconds = random.uniform(0.01, took if not resume else took / 2) if kills < options.kills else None
            code = run([*words, "-o", killed, *resume], seconds)
            kills += code is None
            resume = ["--resume"]
        got = digests(killed)
        differ = sorted(name for name in expected.keys() | got.keys() if expected.get(name) != got.get(name))
        print(f"  killed {kills} times, then exit {code}: {len(differ)} files differ {' '.join(differ[:5])}", flush=True)
        same = same and not differ and code in (0, 1)
        if differ:
            return False  # the folders stay, to be looked at
        shutil.rmtree(killed)
    shutil.rmtree(alone)
    return same


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", type=pathlib.Path)
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options, others = parser.parse_known_args()
    random.seed(options.seed)
    options.work.mkdir(parents=True, exist_ok=True)
    same = [check(command, options, others) for command in ("carve", "salvage")]
    return 0 if all(same) else 1


if __name__ == "__main__":
    sys.exit(main())
