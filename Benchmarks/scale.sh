#!/usr/bin/env bash
# Takes large campaigns through their life, and measures the campaign file alone with twice as many rows.
# Usage: Benchmarks/scale.sh [ROWS]   The tables go to standard output and into Benchmarks/RESULTS.md.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no
rows=${1:-5000000}
binary=${MERGANSER_BINARY:-.build/release/merganser}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
    echo "## $(date -u +%Y-%m-%d), $(nproc) cores, $rows rows"
    echo
    echo "Command: \`make scale\` (Benchmarks/scale.sh $rows). CPU is user + system of the program without the sink."
    echo
    MERGANSER_BINARY=$binary python3 Benchmarks/scale.py "$rows"
    echo
    echo "The campaign file alone (\`keeping-benchmark FOLDER $((2 * rows))\`):"
    echo
    "$(dirname "$binary")/keeping-benchmark" "$work" $((2 * rows))
    echo
} | tee "$work/table.md"
cat "$work/table.md" >>Benchmarks/RESULTS.md
