#!/usr/bin/env bash
# Measures whole campaigns against the built-in sink, beside Postfix's smtp-source in the same run.
# Usage: Benchmarks/run.sh [ROWS]   The table goes to standard output and into Benchmarks/RESULTS.md.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no
rows=${1:-100000}
binary=${MERGANSER_BINARY:-.build/release/merganser}
# The program would take it for an option.
export -n MERGANSER_BINARY
work=$(mktemp -d)
sink_pid=
cleanup() { [ -z "$sink_pid" ] || kill "$sink_pid" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

folder=$work
python3 Benchmarks/make_campaign.py "$work" "$rows"
# The same with an attachment of 1 MiB that all messages share.
python3 Benchmarks/make_campaign.py "$work/large" 2000
head -c 1048576 /dev/zero | tr '\0' A >"$work/large/attachment.bin"
sed -i '1i Attach: attachment.bin' "$work/large/newsletter.eml"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/cert.pem" 2>"$work/openssl.log"

start_sink() {  # options...
    : >"$work/sink.out"
    "$binary" sink --listen 127.0.0.1:0 "$@" >"$work/sink.out" 2>&1 &
    sink_pid=$!
    for _ in $(seq 100); do
        port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$work/sink.out")
        [ -n "$port" ] && return 0
        sleep 0.05
    done
    cat "$work/sink.out"; echo "the sink did not start" >&2; exit 1
}
stop_sink() { kill "$sink_pid"; wait "$sink_pid" 2>/dev/null || true; sink_pid=; }

campaign() {  # label url options...
    local label=$1 url=$2; shift 2
    rm -f "$work"/run.merganser*
    python3 Benchmarks/measure.py "$label" "$rows" "$binary" send "$folder/newsletter.eml" "$folder/list.csv" \
        --relay "$url" --yes --campaign "$work/run.merganser" "$@"
}

{
    echo "## $(date -u +%Y-%m-%d), $(nproc) cores, $rows rows of 12 columns, 4 KB text + HTML"
    echo
    echo "Command: \`make bench\` (Benchmarks/run.sh $rows). CPU is user + system of the client, per message;"
    echo "everything is in it: parse, check, import, compose, claim, send, record."
    echo
    echo "| what | messages/s | CPU µs | user µs | system µs | peak MB |"
    echo "|---|---|---|---|---|---|"
    start_sink
    campaign "plain, 1 connection" "smtp://127.0.0.1:$port" --connections 1
    campaign "plain, 8 connections" "smtp://127.0.0.1:$port" --connections 8
    if command -v smtp-source >/dev/null; then
        python3 Benchmarks/measure.py "smtp-source -s 8 -d -l 4300 (no merge, no record)" "$rows" \
            smtp-source -s 8 -d -l 4300 -m "$rows" -f sender@example.org -t user@example.com "127.0.0.1:$port"
    else
        echo "smtp-source is missing: install postfix" >&2; exit 1
    fi
    stop_sink
    start_sink --no-pipelining --no-chunking
    campaign "lock-step server, 8 connections" "smtp://127.0.0.1:$port" --connections 8
    stop_sink
    start_sink --tls-certificate "$work/cert.pem" --tls-key "$work/key.pem"
    campaign "STARTTLS, 1 connection" "smtp://localhost:$port?tls=required" --connections 1 --ca-file "$work/cert.pem"
    campaign "STARTTLS, 8 connections" "smtp://localhost:$port?tls=required" --connections 8 --ca-file "$work/cert.pem"
    stop_sink
    python3 Benchmarks/measure.py "read and compose only (dry run, one message written)" "$rows" \
        "$binary" send "$work/newsletter.eml" "$work/list.csv" --dry-run "$work/dry" --limit 1
    echo
    openssl genpkey -algorithm ed25519 -out "$work/ed25519.pem" 2>>"$work/openssl.log"
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/rsa.pem" 2>>"$work/openssl.log"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=news -addext subjectAltName=email:news@example.org \
        -addext keyUsage=digitalSignature -addext extendedKeyUsage=emailProtection \
        -keyout "$work/mail-key.pem" -out "$work/mail-cert.pem" 2>>"$work/openssl.log"
    "$(dirname "$binary")/composing-benchmark" "$work"
    echo
    echo "| conversation alone, messages of 2 KB | messages/s | CPU µs | user µs | system µs | allocations a message |"
    echo "|---|---|---|---|---|---|"
    start_sink
    "$(dirname "$binary")/conversing-benchmark" "smtp://127.0.0.1:$port" 8 200000
    stop_sink
    start_sink --tls-certificate "$work/cert.pem" --tls-key "$work/key.pem"
    "$(dirname "$binary")/conversing-benchmark" "smtp://localhost:$port?tls=required" 8 200000 "$work/cert.pem"
    stop_sink
    echo
    Benchmarks/latency.sh
    echo
    folder=$work/large rows=2000
    echo "| a shared attachment of 1 MiB, $rows rows | messages/s | CPU µs | user µs | system µs | peak MB |"
    echo "|---|---|---|---|---|---|"
    start_sink
    campaign "plain, 8 connections" "smtp://127.0.0.1:$port" --connections 8
    python3 Benchmarks/measure.py "smtp-source -s 8 -d -l 1439406" "$rows" \
        smtp-source -s 8 -d -l 1439406 -m "$rows" -f sender@example.org -t user@example.com "127.0.0.1:$port"
    stop_sink
    # The same octets with nothing but sockets on both sides: what the machine can do at most.
    python3 Benchmarks/raw_tcp.py sink >"$work/sink.out" &
    sink_pid=$!
    for _ in $(seq 100); do
        port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$work/sink.out")
        [ -n "$port" ] && break
        sleep 0.05
    done
    python3 Benchmarks/measure.py "raw TCP, 8 connections, the same octets" "$rows" \
        python3 Benchmarks/raw_tcp.py "$port" 8 "$rows" 1439406
    stop_sink
    start_sink --tls-certificate "$work/cert.pem" --tls-key "$work/key.pem"
    campaign "STARTTLS, 8 connections" "smtp://localhost:$port?tls=required" --connections 8 --ca-file "$work/cert.pem"
    stop_sink
    echo
} | tee "$work/table.md"

if grep -q 'command failed' "$work/table.md"; then exit 1; fi
cat "$work/table.md" >>Benchmarks/RESULTS.md
