#!/usr/bin/env bash
# Measures each flight over one connection with 50 ms of round-trip time, against the built-in sink.
# Usage: Benchmarks/latency.sh   The table goes to standard output.
#
# The sink answers every read 50 ms later and goes on reading meanwhile, as a long line does. Two runs of different
# length are taken from each other, so that start, check, opening and discard proof do not count; for the deep
# flight, the shorter run is long enough to earn the window.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no
binary=${MERGANSER_BINARY:-.build/release/merganser}
work=$(mktemp -d)
sink_pid=
cleanup() { [ -z "$sink_pid" ] || kill "$sink_pid" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

seconds() {  # rows: how long a campaign of so many takes
    python3 Benchmarks/make_campaign.py "$work/$1" "$1"
    rm -f "$work"/run.merganser*
    local began; began=$(date +%s.%N)
    "$binary" send "$work/$1/newsletter.eml" "$work/$1/list.csv" --relay "smtp://127.0.0.1:$port" --yes \
        --connections 1 --campaign "$work/run.merganser" >"$work/send.out" 2>&1 </dev/null ||
        { cat "$work/send.out" >&2; echo "the command failed" >&2; exit 1; }
    awk -v began="$began" -v ended="$(date +%s.%N)" 'BEGIN { printf "%.3f", ended - began }'
}

flight() {  # label expected few many sink-options...
    local label=$1 expected=$2 few=$3 many=$4; shift 4
    : >"$work/sink.out"
    "$binary" sink --listen 127.0.0.1:0 --delay 50 "$@" >"$work/sink.out" 2>&1 &
    sink_pid=$!
    port=
    for _ in $(seq 100); do
        port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$work/sink.out")
        [ -n "$port" ] && break
        sleep 0.05
    done
    [ -n "$port" ] || { cat "$work/sink.out" >&2; exit 1; }
    local short long
    short=$(seconds "$few"); long=$(seconds "$many")
    awk -v label="$label" -v rows=$((many - few)) -v time="$short $long" -v expected="$expected" \
        'BEGIN { split(time, t, " "); printf "| %s | %.1f | %s |\n", label, rows / (t[2] - t[1]), expected }'
    kill "$sink_pid"; wait "$sink_pid" 2>/dev/null || true; sink_pid=
}

echo "| one connection, 50 ms round trip | messages/s | expected |"
echo "|---|---|---|"
flight "lock-step, 4 round trips a message" "5" 10 50 --no-pipelining --no-chunking
flight "grouped, 2 round trips" "10" 20 100 --no-chunking
flight "overlapped, 1 round trip" "20" 40 200 --execute-refused-chunks
flight "deep" "300 at least" 2000 12000
