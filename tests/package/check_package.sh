#!/usr/bin/env bash
# The Debian package: made by cpack, looked at by lintian, installed on a Debian 12 that holds nothing, and run there.
#
# usage: check_package.sh BUILD [FOLDER]     BUILD: of the preset release; FOLDER: scratch, kept (default: made, taken away)
#
# Fails     where lintian has an error or a warning, a library is missing that the package does not depend on, a file of the package is
#           not there, or the sample does not give its rows. Exit 77: not root, or no debootstrap, lintian or mkfs.ext4.
# Needs     root, debootstrap, lintian, mkfs.ext4, and a Debian mirror: MIRROR, default the first one that apt knows of.
set -euo pipefail

build=$(realpath "$1")
source=$(realpath "$(dirname "$0")/../..")
[ "$(id -u)" = 0 ] && command -v debootstrap lintian cpack mkfs.ext4 >/dev/null || { echo "skipped: needs root, debootstrap, lintian and mkfs.ext4"; exit 77; }
folder=${2:-}
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder"
root=$folder/root
mirror=${MIRROR:-$(grep -rhoP '^(deb .*?|URIs: *)\Khttps?://[^ ]*debian/?(?= |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 || true)}

echo "== cpack"
rm -rf "$folder/package"
(cd "$build" && cpack -G DEB -B "$folder/package" >/dev/null)
deb=$(ls "$folder"/package/*.deb)
dpkg-deb --info "$deb" | sed -n 's/^ \(Package\|Version\|Depends\)/\1/p'

echo "== lintian"
lintian --allow-root --fail-on error,warning "$deb"

echo "== bare root"
[ -e "$root/usr/bin/apt-get" ] || debootstrap --variant=minbase bookworm "$root" "${mirror:-http://deb.debian.org/debian}" >"$folder/debootstrap.log"
cp "$deb" "$root/tmp/innosalvage.deb"
cp -r "$source/testdata/sample" "$root/tmp/"
chroot "$root" apt-get -qq update
DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get -qq install --no-install-recommends -y /tmp/innosalvage.deb >"$folder/install.log"
! chroot "$root" ldd /usr/bin/innosalvage | grep 'not found'
dpkg-deb --contents "$deb" | awk '$1 !~ /^d/ {print substr($6, 2)}' | while read -r file; do
  # minbase leaves documentation out only where dpkg is told to; it is not.
  [ -e "$root$file" ] || { echo "$file is not there"; exit 1; }
done
# Of an image as well: The Sleuth Kit is loaded by name, so that no tool sees that the program needs it.
rm -f "$root/tmp/disk.img"
mkfs.ext4 -q -F -d "$source/testdata/sample" "$root/tmp/disk.img" 24M
for input in /tmp/sample/shop/orders.ibd /tmp/disk.img; do
  rm -rf "$root/tmp/rescued"
  code=0
  chroot "$root" innosalvage salvage "$input" -o /tmp/rescued >"$folder/salvage.log" 2>&1 || code=$?
  rows=$(grep -c '^([0-9]' "$root/tmp/rescued/tables/shop.orders.sql" || true)
  # testdata/sample/edits.md: 1496 of 2000 rows are on pages that verify, or do so after the one repair.
  [ "$code" = 1 ] && [ "$rows" = 1496 ] || { echo "$input: exit code $code, $rows rows: 1 and 1496 were due"; tail "$folder/salvage.log"; exit 1; }
done
chroot "$root" innosalvage --version | head -1
chroot "$root" apt-get -qq remove -y innosalvage >/dev/null
[ ! -e "$root/usr/bin/innosalvage" ] || { echo "it stays when it is removed"; exit 1; }
echo "the package installs, runs and goes"
