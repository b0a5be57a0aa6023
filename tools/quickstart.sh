#!/usr/bin/env bash
# From a fresh clone to rescued rows: installs what is missing, builds innosalvage, salvages the damaged sample table
# testdata/sample/shop/orders.ibd into a new folder out/quickstart-N, and shows what came out.
#
#   tools/quickstart.sh
#
# Exit: 0 all of that worked; else not, with the reason.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -n "${LC_ALL:-}" ] || export LC_ALL=C.UTF-8

build=build/quickstart
tool=$build/tools/innosalvage
sample=testdata/sample/shop/orders.ibd

die() { echo "quickstart.sh: $*" >&2; exit 1; }
title() { printf '\n== %s\n' "$*"; }
# The lines of standard input, none wider than a terminal.
fit() {
  local line
  while IFS= read -r line; do
    [ ${#line} -le 80 ] || line=${line:0:77}...
    printf '%s\n' "$line"
  done
}
# On a terminal ninja draws one line; elsewhere its hundred lines would hide the rest.
quietly() {
  if [ -t 1 ]; then "$@"; return; fi
  "$@" >"$build.log" 2>&1 || { tail -n 30 "$build.log" >&2; die "failed: $*"; }
}

title "Packages"
tools/install_packages.sh build
echo "All there."

title "Build (Release, into $build; some minutes the first time)"
mkdir -p build
quietly cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DINNOSALVAGE_TESTS=OFF
quietly cmake --build "$build"
"$tool" --version | head -n 1

mkdir -p out
n=1
until mkdir "out/quickstart-$n" 2>/dev/null; do
  [ -e "out/quickstart-$n" ] || die "out/quickstart-$n cannot be made"
  n=$((n + 1))
done
out=out/quickstart-$n

title "Salvage: $sample, damaged in three places"
echo "\$ innosalvage salvage $sample -o $out"
status=0
"$tool" salvage "$sample" -o "$out" --progress never 2>"$out.messages" || status=$?
if [ $status != 1 ]; then
  cat "$out.messages" >&2
  die "innosalvage ended with $status; 1 was due: rows salvaged, something lost"
fi
rm -f "$out.messages"
echo "Exit status 1: rows salvaged, something was lost or is suspect."

table=$out/tables/shop.orders.sql
suspect=$out/suspect/shop.orders.sql
for file in "$table" "$suspect" "$out/report.txt"; do
  [ -s "$file" ] || die "$file was not written"
done

title "Trusted rows, the first: $table"
sed -n '/^INSERT/,$p' "$table" | sed -n '1,6p' | fit

title "Suspect rows, with their evidence: $suspect"
sed -n '/^-- page/{p;n;s/^INSERT.* VALUES /  /;p}' "$suspect" | sed -n '1,6p' | fit

title "The report: $out/report.txt"
sed '/^Files$/,$d' "$out/report.txt" | fit

title "Written"
find "$out" -type f | sort
echo
echo "Load the trusted rows: mysql < $out/load.sql"
echo "Next: $tool salvage --help"
