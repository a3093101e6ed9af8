#!/usr/bin/env bash
# Installs what is missing and nothing else: Debian packages, and a Python environment and
# unpacked mail servers for the tests.
#   scripts/setup.sh          everything, for building and testing
#   scripts/setup.sh build    only what `make build` and `make demo` need
#   scripts/setup.sh package  that, and what `make deb` needs
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
    libssl-dev libcsv-dev libidn2-dev libsqlite3-dev libcmark-gfm-dev libcmark-gfm-extensions-dev pkg-config python3
)
purpose=${1:-all}
case $purpose in
    build) ;;
    package) packages+=(dpkg-dev fakeroot binutils) ;;
    all) packages+=(postfix opendkim python3-venv openssl strace m4 procps man-db) ;;
    *) echo "usage: scripts/setup.sh [build|package]" >&2; exit 64 ;;
esac

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
    local missing=() package
    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "setup: not a Debian system; install the counterparts of: ${missing[*]}" >&2
        return 1
    fi
    echo "setup: installing ${missing[*]}"
    as_root apt-get -o DPkg::Lock::Timeout=300 -qq update
    # The tests run a Postfix of their own, with its own folders and ports. "No configuration" leaves
    # the machine's mail system as it is: no main.cf is written, so no service can start.
    if [[ " ${missing[*]} " == *" postfix "* ]] && command -v debconf-set-selections >/dev/null; then
        echo "postfix postfix/main_mailer_type select No configuration" | as_root debconf-set-selections
    fi
    # Only the program is wanted, to verify signatures; masked, its service does not start.
    if [[ " ${missing[*]} " == *" opendkim "* ]] && [ -d /etc/systemd/system ] \
        && [ ! -e /etc/systemd/system/opendkim.service ]; then
        as_root ln -s /dev/null /etc/systemd/system/opendkim.service
    fi
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends "${missing[@]}"
}

# What requirements.txt names lives in an environment of their own: Debian's Python refuses to be changed by pip (PEP 668).
install_python_environment() {
    local environment=.build-python requirements=Tests/Servers/requirements.txt python=/usr/bin/python3
    [ -x "$python" ] || python=python3
    if cmp --silent "$requirements" "$environment/installed.txt" && "$environment/bin/python3" -c 'import aiosmtpd, html5lib, dkim, nacl'; then
        return 0
    fi
    echo "setup: making $environment with $(paste --serial --delimiters=' ' "$requirements")"
    rm -rf "$environment"
    "$python" -m venv "$environment"
    "$environment/bin/python3" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
    cp "$requirements" "$environment/installed.txt"
}

install_packages
[ "$purpose" != all ] || { install_python_environment; scripts/setup-servers.sh; }
if ! command -v swift >/dev/null; then
    echo "setup: no swift in PATH; install Swift 6.2 or later from swift.org" >&2
    exit 1
fi
