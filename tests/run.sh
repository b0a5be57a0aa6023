#!/usr/bin/env bash
# Installs what is missing, builds everything with warnings as errors, and runs every test, those against a local
# MariaDB server included. The last line is ctest's own summary.
#
#   tests/run.sh [CTEST OPTION...]        e.g. tests/run.sh -R round_trip
#
# Exit: ctest's, or that of the step that failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/install_packages.sh tests

launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake --preset release -DINNOSALVAGE_TESTS=ON "${launcher[@]}"
cmake --build --preset release

log=build/release/ctest.log
status=0
ctest --preset release --parallel 2 --output-on-failure --no-tests=error "$@" 2>&1 | tee "$log" || status=$?
echo
# ctest goes on after its summary, with times and skipped tests; the verdict stands last.
grep -E '^[0-9]+% tests passed' "$log" || [ $status != 0 ] || status=1
exit $status
