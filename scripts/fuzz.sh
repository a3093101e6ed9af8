#!/usr/bin/env bash
# Builds the fuzz targets with libFuzzer's instrumentation and runs each for a time, two at once.
# Usage: scripts/fuzz.sh [SECONDS]   FUZZ_SEED=n repeats a run; else each begins elsewhere.
# What is found stays in .build-fuzz/found; status 1 if anything is.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no MERGANSER_FUZZING=1
seconds=${1:-60}
targets=(template address list header reply session capabilities authentication transcript)
folder=.build-fuzz
found=$folder/found
swift build --configuration release --scratch-path "$folder" --product fuzzing -Xswiftc -sanitize=fuzzer
mkdir -p "$found"

run() {
    local target=$1 corpus=$folder/corpus/$1 log=$folder/$1.log
    mkdir -p "$corpus"
    if FUZZ_TARGET=$target timeout $((seconds + 60)) "$folder/release/fuzzing" -max_total_time="$seconds" -seed="${FUZZ_SEED:-$RANDOM}" -timeout=10 \
        -rss_limit_mb=2048 -max_len=2048 -artifact_prefix="$found/$target-" \
        -dict="Tests/Fuzzing/Dictionaries/$target.txt" "$corpus" >"$log" 2>&1; then
        echo "fuzz: $target: $(sed -n 's/^Done \([0-9]*\) runs.*/\1 inputs/p' "$log"), none broke a promise"
    else
        tail -n 25 "$log"
        echo "fuzz: $target failed; the input is in $found" >&2
        return 1
    fi
}

status=0
for ((index = 0; index < ${#targets[@]}; index += 2)); do
    pids=()
    for target in "${targets[@]:index:2}"; do
        run "$target" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || status=1; done
done
exit $status
