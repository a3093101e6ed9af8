#!/usr/bin/env bash
# Checks that every relative link in the Markdown pages leads to a file that exists.
set -euo pipefail
cd "$(dirname "$0")/.."
missing=0
while IFS= read -r page; do
    while IFS= read -r target; do
        target=${target%%#*}
        [ -n "$target" ] || continue
        if [ ! -e "$(dirname "$page")/$target" ]; then
            echo "$page: no such file: $target" >&2
            missing=1
        fi
    done < <(grep --only-matching --perl-regexp '\]\(\K(?!https?:|mailto:)[^)\s]+(?=\))' "$page" || true)
done < <(find . -name '*.md' -not -path '*/.build*' -not -path './demo-output/*')
exit "$missing"
