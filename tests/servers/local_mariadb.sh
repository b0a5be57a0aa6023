#!/usr/bin/env bash
# Runs a command beside a private MariaDB server, made for it and gone with it.
#
#   local_mariadb.sh COMMAND [ARG...]
#
# The server is Debian's own (packages mariadb-server and mariadb-client). It lives in a temporary folder, listens on a
# unix socket only, reads no configuration file, and is ended by its process id when COMMAND ends or a signal comes.
# COMMAND finds in its environment:
#   SOCKET           the socket                     DATADIR          the data directory
#   ROUND_TRIP_...   what round_trip.py asks for    LOCAL_MARIADB    the temporary folder
# and may itself stop and start the server: "$0" is exported as LOCAL_MARIADB_SH, for `$LOCAL_MARIADB_SH --stop|--start`.
# LOCAL_MARIADB_OPTIONS: more options for the server, separated by blanks.
# Exit: that of COMMAND; 77 when MariaDB is not installed; 3 when the server does not start.
set -euo pipefail

die() { echo "local_mariadb.sh: $*" >&2; exit 3; }

client=(mariadb --no-defaults --user=root --default-character-set=utf8mb4)

# True when process $1 has ended (a zombie nobody has waited for counts as ended).
gone() {
  ! kill -0 "$1" 2>/dev/null || [ "$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)" = Z ]
}

start_server() {
  local root=$1 options=() deadline=$((SECONDS + 60)) pid
  read -ra options <<<"${LOCAL_MARIADB_OPTIONS:-}"
  # setsid: a Ctrl-C at the terminal must reach us, who end the server in order.
  setsid mariadbd --no-defaults --datadir="$root/data" --socket="$root/sock" --pid-file="$root/pid" \
    --log-error="$root/error.log" --tmpdir="$root/tmp" --skip-networking --innodb-file-per-table=1 \
    --innodb-fast-shutdown=0 --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --sync-frm=OFF \
    --max-allowed-packet=64M \
    --default-time-zone=+00:00 "${as_user[@]}" "${options[@]}" </dev/null >>"$root/error.log" 2>&1 &
  pid=$!
  echo "$pid" >"$root/server_pid"
  until "${client[@]}" --socket="$root/sock" -e 'SELECT 1' >/dev/null 2>&1; do
    if gone "$pid" || [ $SECONDS -ge $deadline ]; then
      tail -n 20 "$root/error.log" >&2
      die "the server does not answer"
    fi
    sleep 0.1
  done
}

stop_server() {
  local root=$1 deadline=$((SECONDS + 60)) pid
  pid=$(cat "$root/server_pid" 2>/dev/null) || return 0
  kill -TERM "$pid" 2>/dev/null || true
  until gone "$pid"; do
    if [ $SECONDS -ge $deadline ]; then kill -KILL "$pid" 2>/dev/null || true; fi
    sleep 0.1
  done
  rm -f "$root/server_pid"
}

as_user=()
[ "$(id -u)" != 0 ] || as_user=(--user=root)
PATH=$PATH:/usr/sbin:/sbin

case ${1:-} in
  --start) start_server "${LOCAL_MARIADB:?}"; exit 0 ;;
  --stop) stop_server "${LOCAL_MARIADB:?}"; exit 0 ;;
  '' | -*) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2 ;;
esac

for program in mariadbd mariadb-install-db mariadb mariadb-dump; do
  command -v "$program" >/dev/null || {
    echo "local_mariadb.sh: no $program: install mariadb-server and mariadb-client; skipped" >&2
    exit 77
  }
done

# A socket path has room for 107 bytes: a long TMPDIR is not for us.
root=$(mktemp -d "${TMPDIR:-/tmp}/innosalvage-db-XXXXXX")
[ ${#root} -le 90 ] || { rmdir "$root"; root=$(mktemp -d /tmp/innosalvage-db-XXXXXX); }
command_pid=
finish() {
  trap - EXIT
  trap '' INT TERM HUP
  if [ -n "$command_pid" ] && ! gone "$command_pid"; then kill -TERM "$command_pid" 2>/dev/null || true; fi
  stop_server "$root"
  rm -rf "$root"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$root/data" "$root/tmp"
mariadb-install-db --no-defaults --datadir="$root/data" --auth-root-authentication-method=normal --skip-test-db --force \
  "${as_user[@]}" >"$root/install.log" 2>&1 || { tail -n 20 "$root/install.log" >&2; die "mariadb-install-db failed"; }
start_server "$root"

export LOCAL_MARIADB=$root SOCKET=$root/sock DATADIR=$root/data
LOCAL_MARIADB_SH=$(realpath "$0")
export LOCAL_MARIADB_SH
export ROUND_TRIP_CLIENT="${client[*]} --max-allowed-packet=64M --socket=$SOCKET"
export ROUND_TRIP_DUMP="mariadb-dump --no-defaults --user=root --socket=$SOCKET"
export ROUND_TRIP_DATADIR=$DATADIR
export ROUND_TRIP_STOP="$LOCAL_MARIADB_SH --stop" ROUND_TRIP_START="$LOCAL_MARIADB_SH --start"

# In the background, so that a signal is seen at once and not when the command ends.
"$@" <&0 &
command_pid=$!
status=0
wait "$command_pid" || status=$?
exit "$status"
