#!/usr/bin/env bash
# Pulls the power of the server that local_mariadb.sh started.
set -euo pipefail
pid=$(cat "${LOCAL_MARIADB:?no server was started}/server_pid")
kill -KILL "$pid"
rm -f "$LOCAL_MARIADB/server_pid"
for _ in $(seq 50); do
  state=$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null) || true
  [ -n "$state" ] && [ "$state" != Z ] || exit 0
  sleep 0.1
done
