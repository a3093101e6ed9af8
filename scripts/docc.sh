#!/usr/bin/env bash
# Builds the documentation of the libraries into .build/docc; a warning of DocC, such as a reference that leads nowhere,
# is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
libraries=(Composition SMTP Transport)
output=.build/docc

# The program has all three in it.
$swift build --quiet --product merganser
target=$(swift -print-target-info | sed -n 's/^ *"triple" *: *"\([^"]*\)".*/\1/p' | head -n 1)
includes=(-I .build/debug/Modules)
for map in Sources/*/module.modulemap; do
    includes+=(-I "$(dirname "$map")")
done
for map in .build/checkouts/*/Sources/*/include/module.modulemap .build/debug/*.build/module.modulemap; do
    [ ! -e "$map" ] || includes+=(-Xcc "-fmodule-map-file=$map")
done
for library in "${libraries[@]}"; do
    graphs=$output/graphs/$library
    rm -rf "$graphs"
    mkdir -p "$graphs"
    swift symbolgraph-extract -module-name "$library" -target "$target" "${includes[@]}" \
        -module-cache-path .build/docc/modules -minimum-access-level public -skip-inherited-docs -output-dir "$graphs"
    docc convert "Sources/$library/Documentation.docc" --additional-symbol-graph-dir "$graphs" \
        --output-dir "$output/$library.doccarchive" --warnings-as-errors
done
