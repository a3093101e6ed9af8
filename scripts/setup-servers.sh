#!/usr/bin/env bash
# Unpacks the mail servers that conflict with each other as Debian packages, for Tests/Servers:
#   .build-servers/NAME/usr         exim, opensmtpd, sendmail, dovecot, each as in its packages
#   .build-servers/libraries/usr    what they load that this machine does not have
# Nothing is installed, no service is started, no user is made: the scripts in Tests/Servers lay these folders over /usr
# in a mount namespace of their own. Does nothing when everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$PWD/.build-servers

declare -A packages=(
    [exim]="exim4-daemon-heavy"
    [opensmtpd]="opensmtpd"
    [sendmail]="sendmail-bin sendmail-cf"
    [dovecot]="dovecot-core dovecot-submissiond dovecot-lmtpd"
)

recipe=$(sha256sum "$0")
if [ "$(cat "$folder/complete" 2>/dev/null)" = "${recipe%% *}" ]; then exit 0; fi
if ! command -v apt-get >/dev/null; then
    echo "setup: not a Debian system; the tests of Exim, OpenSMTPD, Sendmail and Dovecot will fail here" >&2
    exit 0
fi

# Debian 12 has moved /lib into /usr/lib; some packages still name the old place.
unpack() {
    local tree=$1 package
    shift
    for package in "$@"; do
        dpkg-deb --extract "$package" "$tree"
    done
    if [ -d "$tree/lib" ]; then cp --archive "$tree/lib" "$tree/usr/" && rm -r "$tree/lib"; fi
}

# The libraries that the packages load, directly or not, and that are not installed here.
missing_libraries() {
    comm -23 \
        <(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
            --no-enhances "$@" | grep --extended-regexp '^lib[^:]*$' | grep --invert-match --extended-regexp -- '-perl$|^libelogind' | sort --unique) \
        <(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort --unique)
}

download() {
    (cd "$folder/packages" && apt-get -o APT::Sandbox::User=root -qq download "$@" >/dev/null)
}

update() {
    if [ "$(id -u)" -eq 0 ]; then
        apt-get -o DPkg::Lock::Timeout=300 -qq update
    else
        sudo apt-get -o DPkg::Lock::Timeout=300 -qq update
    fi
}

echo "setup: unpacking ${packages[*]} into .build-servers"
rm -rf "$folder"
mkdir -p "$folder/packages"
read -ra wanted <<<"${packages[*]}"
# Lists of packages that are old name files that are gone.
download "${wanted[@]}" 2>/dev/null || { update && download "${wanted[@]}"; }
for name in "${!packages[@]}"; do
    archives=()
    for package in ${packages[$name]}; do archives+=("$folder/packages/${package}_"*.deb); done
    unpack "$folder/$name" "${archives[@]}"
done
rm -f "$folder/packages"/*
mkdir -p "$folder/libraries/usr"
mapfile -t libraries < <(missing_libraries "${wanted[@]}")
if [ "${#libraries[@]}" -gt 0 ]; then
    download "${libraries[@]}"
    unpack "$folder/libraries" "$folder/packages"/*.deb
fi
rm -r "$folder/packages"
echo "${recipe%% *}" >"$folder/complete"
