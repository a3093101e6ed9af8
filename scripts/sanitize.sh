#!/usr/bin/env bash
# Builds program and tests with a sanitizer, in a folder of its own, and runs the tests that have threads, sockets and C
# libraries in them. Usage: scripts/sanitize.sh [thread] [address]   SANITIZE_FILTER=… runs other tests.
# Status 1 if anything is found; the report is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no
# Programs that a test starts write their reports there, not to where the test looks.
reports=$PWD/.build-sanitizers
filter=${SANITIZE_FILTER:-CryptographyTests|SMTPTests|TransportTests|SinkTests|CampaignRunTests|SinkCampaignTests|KilledConnectionsTests|ConnectingTests|InterruptionTests}

run() {
    local sanitizer=$1 folder=$2 status=0
    rm -rf "$reports" && mkdir -p "$reports"
    echo "sanitize: $sanitizer"
    swift build --build-tests --sanitize "$sanitizer" --scratch-path "$folder"
    # A report ends the process that made it, so that a test that looks at the status fails too.
    export TSAN_OPTIONS="halt_on_error=1 log_path=$reports/thread suppressions=$PWD/scripts/sanitize-thread.txt"
    # A run keeps what it needs until it ends, and Swift's metadata is never given back: leaks are not looked for.
    export ASAN_OPTIONS="detect_leaks=0 log_path=$reports/address"
    timeout 1500 swift test --skip-build --sanitize "$sanitizer" --scratch-path "$folder" \
        --filter "$filter" || status=$?
    if compgen -G "$reports/*" >/dev/null; then
        head -n 60 "$reports"/* >&2
        status=1
    fi
    return "$status"
}

[ $# -gt 0 ] || set -- thread address
status=0
for sanitizer in "$@"; do
    case $sanitizer in
    thread) run thread .build-tsan || status=1 ;;
    address) run address .build-asan || status=1 ;;
    *) echo "sanitize: $sanitizer is neither thread nor address" >&2; exit 64 ;;
    esac
done
exit "$status"
