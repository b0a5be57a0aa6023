#!/usr/bin/env bash
# A round of libFuzzer: each target for so many seconds of CPU time, from its corpus and its seeds. Prints a line a target.
# What was found new stays in BUILD/fuzz-corpus/TARGET for the next round; what broke something, in BUILD/fuzz-found. CPU time
# and inputs of all rounds together are in BUILD/fuzz-totals.tsv (cpu_slice.py).
#
#   run.sh BUILD SECONDS [TARGET...]           BUILD: of the preset fuzz; without targets: all that are built
#
# Exit: 0 nothing found, 1 something was.
set -euo pipefail
build=$(realpath "$1"); seconds=$2; shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$here/../..
seeds=$build/tests/fuzz/seeds
python3 -B "$here/seeds.py" --testdata "$source/testdata" --out "$seeds" >/dev/null
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  for program in "$build"/tests/fuzz/*_fuzz; do targets+=("$(basename "${program%_fuzz}")"); done
fi
found=$build/fuzz-found; mkdir -p "$found"
status=0
for target in "${targets[@]}"; do
  mine=$build/fuzz-corpus/$target; mkdir -p "$mine"
  folders=("$mine")
  for folder in "$here/corpus/$target" "$seeds/$target"; do [ -d "$folder" ] && folders+=("$folder"); done
  case $target in
    frm) folders+=("$source/testdata/frm/mariadb-11.8") ;;
    sdi) folders+=("$source/tests/parser/sdi") ;;
    tablespace) folders+=("$source/testdata/sample/shop") ;;
  esac
  log=$found/$target.log
  # A timeout is wall time, on a machine that may be busy; memory as the torture test has it, and what the sanitizers need.
  python3 -B "$here/cpu_slice.py" --seconds "$seconds" --name "$target" --totals "$build/fuzz-totals.tsv" --log "$log" -- \
    "$build/tests/fuzz/${target}_fuzz" -timeout=300 -rss_limit_mb=3000 -max_len=400000 \
    -artifact_prefix="$found/$target-" -print_final_stats=1 "${folders[@]}" || status=1
done
exit $status
