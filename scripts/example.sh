#!/usr/bin/env bash
# Builds the example package as a package of its own and sends its message to a rehearsal server on a free loopback
# port; status 0 only if the server has it.
#
#   scripts/example.sh PROGRAM
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:?usage: scripts/example.sh PROGRAM}
${SWIFT:-swift} build --package-path Examples/SendOne

folder=$(mktemp -d)
"$program" sink --listen 127.0.0.1:0 --maildir "$folder/received" >"$folder/sink.out" &
sink=$!
trap 'kill -TERM "$sink" 2>/dev/null || true; rm -rf "$folder"' EXIT
port=
for _ in $(seq 100); do
    port=$(sed -n 's/^listening on 127\.0\.0\.1:\([0-9]*\)$/\1/p' "$folder/sink.out")
    if [ -n "$port" ] || ! kill -0 "$sink" 2>/dev/null; then break; fi
    sleep 0.1
done
[ -n "$port" ] || { echo "example: the rehearsal server did not start" >&2; exit 70; }
Examples/SendOne/.build/debug/SendOne "smtp://127.0.0.1:$port"
grep --recursive --quiet '^Subject: Heron goes in' "$folder/received/new" || {
    echo "example: the server has no message with the subject that was sent" >&2
    exit 1
}
