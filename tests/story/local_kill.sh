#!/usr/bin/env bash
# Pulls the power of the server that local_mariadb.sh started.
set -euo pipefail
pid=$(cat "${LOCAL_MARIADB:?no server was started}/server_pid")
kill -KILL "$pid"
for _ in $(seq 50); do
  state=$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null) || true
  if [ -z "$state" ] || [ "$state" = Z ]; then
    rm -f "$LOCAL_MARIADB/server_pid"
    exit 0
  fi
  sleep 0.1
done
echo "local_kill.sh: the server, process $pid, has not ended" >&2
exit 1
