#!/usr/bin/env bash
# Installs the Debian 12 packages that innosalvage is built and tested with; only those that are missing.
#
#   tools/install_packages.sh build     what a build needs
#   tools/install_packages.sh tests     what the whole test suite needs beyond that
#
# Works as root or through sudo, and says what it does. No service is started: the tests run a MariaDB server of their
# own, as a plain process, and the one that the package brings stays off unless it was running already.
# Exit: 0 everything is there, 1 it could not be installed, 2 usage.
set -euo pipefail

build_packages=(
  g++ cmake ninja-build pkg-config
  zlib1g-dev libboost-iostreams-dev libcli11-dev libfmt-dev
  libbz2-dev libexpected-dev libicu-dev libisal-dev liblz4-dev liblzma-dev libmariadb-dev libsimdjson-dev libsnappy-dev
  libsqlite3-dev libssl-dev libtbb-dev libtsk-dev libzstd-dev
  nlohmann-json3-dev tao-pegtl-dev
)
test_packages=(
  libgtest-dev libgmock-dev
  mariadb-server mariadb-client
  python3 python3-jsonschema
  bzip2 gzip xz-utils zstd
  chromium chromium-driver
  e2fsprogs ewf-tools munge parallel slurm-wlm time
)

die() { echo "install_packages.sh: $*" >&2; exit 1; }

case ${1:-} in
  build) wanted=("${build_packages[@]}") ;;
  tests) wanted=("${build_packages[@]}" "${test_packages[@]}") ;;
  *) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2 ;;
esac

command -v dpkg-query >/dev/null || die "this is not Debian: install by other means: ${wanted[*]}"

missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | head -n 1)" = installed ] ||
    missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null ||
    die "packages are missing, and neither root nor sudo is here to install them; as root:
  apt-get install ${missing[*]}"
  as_root=(sudo)
  sudo -v || die "packages are missing, and sudo does not let us install them: ${missing[*]}"
fi
echo "Installing Debian packages that are missing:"
printf '%s ' "${missing[@]}" | fold -s -w 76 | sed 's/^/  /'
echo

# policy-rc.d is what Debian's package scripts ask before they start a service; 101 says no. One that stands there
# already says no as well (a container), or is put aside and comes back.
policy=/usr/sbin/policy-rc.d
policy_made=no
policy_kept=
tidy() {
  [ "$policy_made" = no ] || "${as_root[@]}" rm -f "$policy"
  [ -z "$policy_kept" ] || "${as_root[@]}" mv -f "$policy_kept" "$policy"
  policy_made=no policy_kept=
}
trap tidy EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

says_no() {
  local answer=0
  "$policy" mariadb start >/dev/null 2>&1 || answer=$?
  [ $answer = 101 ]
}
if [ -x "$policy" ] && says_no; then
  :
else
  if [ -e "$policy" ] || [ -L "$policy" ]; then
    "${as_root[@]}" mv "$policy" "$policy.innosalvage"
    policy_kept=$policy.innosalvage
  fi
  policy_made=yes
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
fi

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -q -y -o Dpkg::Use-Pty=0 \
    -o DPkg::Lock::Timeout=300 "$@" </dev/null
}
log=$(mktemp)
trap 'tidy; rm -f "$log"' EXIT
run() {
  echo "  apt-get $1 ..."
  apt "$@" >"$log" 2>&1 && return
  tail -n 20 "$log" >&2
  die "apt-get $1 failed; what it said last stands above"
}
run update
run install --no-install-recommends "${missing[@]}"
echo "  done"
