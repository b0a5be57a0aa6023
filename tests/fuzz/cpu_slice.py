#!/usr/bin/env python3
"""Runs a libFuzzer program until it has used so many seconds of CPU time, and adds them to a table of totals.

usage: cpu_slice.py --seconds N --name TARGET --totals FILE --log FILE -- PROGRAM OPTION...

Wall time says little on a machine that is busy. At N seconds of user and system time the program is asked to end (SIGUSR1,
which libFuzzer takes as such). FILE of totals has a line a target: name, CPU seconds, inputs run, rounds, findings. Prints
one line of this round and the total. Exit: that of the program; 1 if a signal ended it.
"""

import argparse
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

POLL_SECONDS = 0.5
LAST_WORD_SECONDS = 600  # of CPU time behind the slice: one input may take long, a program that hangs ends here


def cpu_seconds(pid):
    # Behind the name in brackets: state is field 3, utime 14, stime 15 (proc(5)).
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(command, seconds, log):
    """Exit code (negative: the signal), CPU seconds."""
    with open(log, "wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    asked = False
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid != 0:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
        used = cpu_seconds(child.pid)
        if used >= seconds and not asked:
            child.send_signal(signal.SIGUSR1)
            asked = True
        elif used >= seconds + LAST_WORD_SECONDS:
            child.kill()
        time.sleep(POLL_SECONDS)


def add_to_totals(path, name, added):
    totals = {}
    if path.exists():
        for line in path.read_text().splitlines():
            target, *numbers = line.split("\t")
            totals[target] = [float(number) for number in numbers]
    mine = [a + b for a, b in zip(totals.get(name, [0.0] * len(added)), added)]
    totals[name] = mine
    text = "".join("\t".join([target] + [f"{n:.0f}" for n in totals[target]]) + "\n" for target in sorted(totals))
    path.write_text(text)
    return mine


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--totals", type=pathlib.Path, required=True)
    parser.add_argument("--log", type=pathlib.Path, required=True)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    code, cpu = run(options.command, options.seconds, options.log)
    log = options.log.read_text(errors="replace")
    runs = re.findall(r"^stat::number_of_executed_units: *(\d+)", log, re.MULTILINE)
    # One that found something has no last statistics: the last line of progress has the number.
    runs = runs or re.findall(r"^#(\d+)\s", log, re.MULTILINE)
    done = int(runs[-1]) if runs else 0
    coverage = re.findall(r"cov: \d+ ft: \d+", log)
    total = add_to_totals(options.totals, options.name, [cpu, done, 1, 1 if code != 0 else 0])
    print(f"{options.name:<18}{done:>10} runs {cpu:>7.0f} s CPU  {coverage[-1] if coverage else '?':<24} "
          f"total {total[0]:.0f} s CPU, {total[1]:.0f} runs  {'ok' if code == 0 else f'FOUND, see {options.log}'}",
          flush=True)
    return code if code >= 0 else 1


if __name__ == "__main__":
    sys.exit(main())
