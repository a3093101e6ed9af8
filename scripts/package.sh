#!/usr/bin/env bash
# Makes a Debian package of a program that is built with the Swift runtime in it, which Debian does not have.
#
#   scripts/package.sh PROGRAM FOLDER
#
# `make deb` builds the program and calls this. What it needs of Debian is found out by dpkg-shlibdeps.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "${1:?usage: scripts/package.sh PROGRAM FOLDER}")
folder=${2:?usage: scripts/package.sh PROGRAM FOLDER}
version=$("$program" --version)
architecture=$(dpkg --print-architecture)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
umask 022

make --no-print-directory install-files DESTDIR="$root" PREFIX=/usr PROGRAM="$program"
strip "$root/usr/bin/merganser"
find "$root/usr/share/man" -name '*.1' -exec gzip --best --no-name {} +
documents=$root/usr/share/doc/merganser
install -d "$documents/docs"
install --mode=644 README.md CHANGELOG.md "$documents"
cp --recursive docs/. "$documents/docs"
cp --recursive samples "$documents"
{ printf 'Merganser, under the Apache License 2.0. Its text:\n\n'; cat LICENSE; } >"$documents/copyright"
gzip --best --no-name "$documents/CHANGELOG.md"
find "$root" -type d -exec chmod 755 {} +
find "$documents" -type f -exec chmod 644 {} +

# dpkg-shlibdeps wants to be where a source package is.
mkdir "$work/debian"
printf 'Source: merganser\n\nPackage: merganser\nArchitecture: any\n' >"$work/debian/control"
# Without debhelper's files around it warns of every library; what it says is shown when it fails.
if ! substitution=$(cd "$work" && dpkg-shlibdeps -O --ignore-missing-info root/usr/bin/merganser 2>"$work/shlibdeps.log"); then
    cat "$work/shlibdeps.log" >&2
    exit 1
fi
depends=$(sed -n 's/^shlibs:Depends=//p' <<<"$substitution")
[ -n "$depends" ] || { echo "package: dpkg-shlibdeps found nothing that the program depends on" >&2; exit 1; }

install -d "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: merganser
Version: $version
Architecture: $architecture
Maintainer: The Merganser authors <merganser@example.org>
Depends: $depends
Recommends: ca-certificates, tzdata
Section: mail
Priority: optional
Installed-Size: $(du --summarize --apparent-size --block-size=1024 --exclude=DEBIAN "$root" | cut -f1)
Description: mail merge by SMTP, with a record of what became of every row
 Merganser sends one personal message per row of a CSV list through an SMTP
 relay. Everything is checked before anything is sent, every row ends with
 exactly one recorded outcome, and a run that was stopped goes on without
 mailing anybody twice.
CONTROL
(cd "$root" && find usr -type f -exec md5sum {} + >DEBIAN/md5sums)

mkdir -p "$folder"
package=$folder/merganser_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
printf '%s: %s octets; the program: %s octets\n' "$package" "$(stat --format=%s "$package")" "$(stat --format=%s "$root/usr/bin/merganser")"
printf 'depends on %s\n' "$depends"
