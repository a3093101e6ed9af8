#!/usr/bin/env bash
# Measures each flight over one connection with 50 ms of round-trip time, against the built-in sink and Postfix.
# Usage: Benchmarks/latency.sh [sink] [postfix]   The table goes to standard output. Postfix wants root.
#
# The sink answers every read 50 ms later and goes on reading meanwhile, as a long line does. Postfix is behind a relay
# that holds every octet up for 25 ms in each direction, and throws away what it has queued. Two runs of different
# length are taken from each other, so that start, check, opening and discard proof do not count; for the deep
# flight, the shorter run is long enough to earn the window.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no
binary=${MERGANSER_BINARY:-.build/release/merganser}
# The program would take it for an option.
export -n MERGANSER_BINARY
work=$(mktemp -d)
pids=()
cleanup() {
    Tests/Servers/postfix.sh stop "$work/postfix" 2>/dev/null || true
    [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
# What is remembered of a relay is that of another one with the same port.
export XDG_CACHE_HOME=$work/cache

seconds() {  # rows options...: how long a campaign of so many takes
    python3 Benchmarks/make_campaign.py "$work/$1" "$1"
    rm -f "$work"/run.merganser*
    local began; began=$(date +%s.%N)
    "$binary" send "$work/$1/newsletter.eml" "$work/$1/list.csv" --relay "smtp://127.0.0.1:$port" --yes \
        --connections 1 --messages-per-connection 1000000 "${@:2}" --campaign "$work/run.merganser" \
        >"$work/send.out" 2>&1 </dev/null ||
        { cat "$work/send.out" >&2; echo "the command failed" >&2; exit 1; }
    awk -v began="$began" -v ended="$(date +%s.%N)" 'BEGIN { printf "%.3f", ended - began }'
}

listen() {  # command...: starts it and waits for its port
    : >"$work/listen.out"
    "$@" >"$work/listen.out" 2>&1 &
    pids+=($!)
    port=
    for _ in $(seq 100); do
        port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$work/listen.out")
        [ -n "$port" ] && break
        sleep 0.05
    done
    [ -n "$port" ] || { cat "$work/listen.out" >&2; exit 1; }
}

row() {  # label expected few many options...: messages a second between the two lengths
    local label=$1 expected=$2 few=$3 many=$4 short long; shift 4
    short=$(seconds "$few" "$@"); long=$(seconds "$many" "$@")
    awk -v label="$label" -v rows=$((many - few)) -v time="$short $long" -v expected="$expected" \
        'BEGIN { split(time, t, " "); printf "| %s | %.1f | %s |\n", label, rows / (t[2] - t[1]), expected }'
}

end_last() {
    kill "${pids[-1]}"; wait "${pids[-1]}" 2>/dev/null || true
    unset 'pids[-1]'
}

sink() {  # label expected few many sink-options...
    local measured=("${@:1:4}")
    listen "$binary" sink --listen 127.0.0.1:0 --delay 50 "${@:5}"
    row "${measured[@]}"
    end_last
}

postfix() {  # label expected few many keywords-not-offered options...
    local measured=("${@:1:4}") behind
    behind=$(POSTFIX_LIFETIME=600 POSTFIX_EXTRA="virtual_transport = discard:
smtpd_discard_ehlo_keywords = $5" Tests/Servers/postfix.sh start "$work/postfix" |
        sed -n 's/^listening on .*:\([0-9]*\)$/\1/p')
    listen python3 Benchmarks/delaying_relay.py "$behind" 50
    row "${measured[@]}" "${@:6}"
    end_last
    Tests/Servers/postfix.sh stop "$work/postfix"
    rm -rf "$work/postfix"
}

[ $# -gt 0 ] || set -- sink postfix
echo "| one connection, 50 ms round trip | messages/s | expected |"
echo "|---|---|---|"
for server in "$@"; do
    case $server in
    sink)
        sink "lock-step, 4 round trips a message" "5" 10 50 --no-pipelining --no-chunking
        sink "grouped, 2 round trips" "10" 20 100 --no-chunking
        sink "overlapped, 1 round trip" "20" 40 200 --execute-refused-chunks
        sink "deep" "300 at least" 2000 12000
        ;;
    postfix)
        postfix "Postfix, lock-step" "5" 10 50 "pipelining, chunking"
        postfix "Postfix, grouped" "10" 20 100 "chunking"
        postfix "Postfix, overlapped" "20" 40 200 "" --window 1
        postfix "Postfix, deep" "300 at least" 2000 8000 ""
        ;;
    esac
done
