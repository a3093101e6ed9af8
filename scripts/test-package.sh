#!/usr/bin/env bash
# Installs a package made by `make deb` into a root of its own, runs the program from there, and removes it again.
#
#   scripts/test-package.sh PACKAGE.deb
set -euo pipefail
cd "$(dirname "$0")/.."
package=$(realpath "${1:?usage: scripts/test-package.sh PACKAGE.deb}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root

fail() {
    echo "test-package: $1" >&2
    exit 1
}

# What it depends on, as far as this machine has it; the scratch root is empty, so dpkg itself is told not to ask.
IFS=',' read -ra depends <<<"$(dpkg-deb --field "$package" Depends)"
[ "${#depends[@]}" -gt 0 ] || fail "it depends on nothing"
for dependency in "${depends[@]}"; do
    name=$(sed 's/^ *//; s/ .*//; s/|.*//' <<<"$dependency")
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] \
        || fail "this machine lacks $name, which it depends on"
done

mkdir -p "$root"/var/lib/dpkg/{info,updates,triggers}
touch "$root/var/lib/dpkg/status"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(fakeroot)
"${as_root[@]}" dpkg --root="$root" --force-depends --force-not-root --install "$package" >"$scratch/log" 2>&1 \
    || { cat "$scratch/log" >&2; fail "it does not install"; }

program=$root/usr/bin/merganser
ldd "$program" | grep --quiet 'not found' && fail "a library is missing: $(ldd "$program" | grep 'not found')"
ldd "$program" | grep --quiet 'libswift' && fail "it needs the Swift runtime"
version=$("$program" --version)
[ "$version" = "$(dpkg-deb --field "$package" Version)" ] || fail "the program says it is $version"
export XDG_CONFIG_HOME=$scratch/config XDG_CACHE_HOME=$scratch/cache
(
    cd "$scratch"
    "$program" init campaign >/dev/null
    cd campaign
    "$program" check letter.eml list.csv >/dev/null
    "$program" send letter.eml list.csv --dry-run messages >/dev/null
    [ -s messages/000001.eml ]
) || fail "the campaign that init makes does not pass"
for page in merganser merganser-send merganser-config; do
    [ -s "$root/usr/share/man/man1/$page.1.gz" ] || fail "there is no manual page $page"
done
for completion in bash-completion/completions/merganser zsh/site-functions/_merganser fish/vendor_completions.d/merganser.fish; do
    [ -s "$root/usr/share/$completion" ] || fail "there is no $completion"
done
(cd "$root" && md5sum --check --quiet var/lib/dpkg/info/merganser.md5sums) || fail "files differ from what was packed"

"${as_root[@]}" dpkg --root="$root" --force-not-root --remove merganser >>"$scratch/log" 2>&1 || fail "it cannot be removed"
[ -z "$(find "$root/usr" -type f 2>/dev/null)" ] || fail "removing it leaves $(find "$root/usr" -type f)"
echo "test-package: $(basename "$package") installs, runs and can be removed"
