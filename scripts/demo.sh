#!/usr/bin/env bash
# The sample campaign from end to end on this machine: a rehearsal server on a free loopback port, the list of
# samples/demo sent to it, what became of every row. Nothing leaves the machine.
#
#   scripts/demo.sh PROGRAM
#
# Each run has a folder of its own under demo-output/. Two rows are refused by the server and one has a bad address,
# so `merganser send` ends with status 1, which is what is expected here: then this script ends with 0. Any other
# status of it is passed on.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:?usage: scripts/demo.sh PROGRAM}
expected=1

mkdir -p demo-output
folder=$(mktemp -d "demo-output/$(date +%Y-%m-%d-%H%M%S)-XXXX")
campaign=$folder/demo.merganser
sink=

stop_sink() {
    [ -n "$sink" ] || return 0
    kill -TERM "$sink" 2>/dev/null || true
    wait "$sink" 2>/dev/null || true
    sink=
}
trap stop_sink EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$1"; }
if [ ! -t 1 ] || [ -n "${NO_COLOR:-}" ]; then
    say() { printf '\n%s\n' "$1"; }
fi

# run COMMAND...: shows it, then runs it.
run() {
    echo "\$ merganser $*"
    "$program" "$@"
}

say "A rehearsal server"
"$program" sink --listen 127.0.0.1:0 --maildir "$folder/received" --log "$folder/sink.log" \
    --refuse '*@refused.example=550 5.1.1 No such user' >"$folder/sink.out" 2>"$folder/sink.err" &
sink=$!
port=
for _ in $(seq 100); do
    port=$(sed -n 's/^listening on 127\.0\.0\.1:\([0-9]*\)$/\1/p' "$folder/sink.out")
    if [ -n "$port" ] || ! kill -0 "$sink" 2>/dev/null; then break; fi
    sleep 0.1
done
if [ -z "$port" ]; then
    echo "demo: the rehearsal server did not start:" >&2
    cat "$folder/sink.err" >&2
    exit 70
fi
echo "listening on 127.0.0.1:$port; it refuses everybody at refused.example"

say "Sending samples/demo to the rows of samples/demo/list.csv"
status=0
run send samples/demo samples/demo/list.csv --relay "smtp://127.0.0.1:$port" --campaign "$campaign" \
    --log "$folder/outcomes.jsonl" --yes || status=$?

say "What became of every row"
if [ -f "$campaign" ]; then
    run status "$campaign" || true
    run report "$campaign" --csv "$folder/report.csv" || true
fi
stop_sink

message=$(find "$folder/received" -path '*/new/*' -type f 2>/dev/null | sort | head -n 1)
if [ -n "$message" ]; then
    say "One delivered message: $message"
    # A few lines of its text are past the headers.
    sed 's/\r$//' "$message" | head -n 30
    echo "…"
fi

say "Where everything is"
echo "campaign file   $campaign"
echo "received mail   $folder/received"
echo "outcomes        $folder/outcomes.jsonl"
echo "report          $folder/report.csv"
echo "server's log    $folder/sink.log"

if [ "$status" -eq "$expected" ]; then
    printf '\nmerganser send ended with status %s: some rows were refused or invalid, as this list means it.\n' "$status"
    exit 0
fi
printf '\nmerganser send ended with status %s; %s was expected.\n' "$status" "$expected" >&2
[ "$status" -ne 0 ] || status=70
exit "$status"
