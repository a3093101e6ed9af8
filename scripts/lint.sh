#!/usr/bin/env bash
# House rules that the compiler and swift format do not check. Prints file:line for each breach; status 1 if any.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
breaches=0

breach() {
    echo "$1" >&2
    breaches=$((breaches + 1))
}

# forbid PATTERN REASON FOLDER...: no Swift line in the folders matches, comments aside.
forbid() {
    local pattern=$1 reason=$2 line
    shift 2
    while IFS= read -r line; do
        breach "${line%%:*}:$(cut -d: -f2 <<<"$line"): $reason"
    done < <(grep --recursive --line-number --perl-regexp --include='*.swift' "^(?!\s*//).*($pattern)" "$@" 2>/dev/null || true)
}

# folders EXCEPT...: the folders under Sources other than those named.
folders() {
    local folder
    for folder in Sources/*/; do
        [[ " $* " == *" $(basename "$folder") "* ]] || echo "${folder%/}"
    done
}

check_length() {
    local file lines
    while IFS= read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 300 ] || breach "$file:300: $lines lines; past 300 look for the hidden type"
    done < <(find Sources Tests Benchmarks Examples/*/Sources scripts -name '*.swift' -o -name '*.sh' -o -name '*.py' | sort)
}

check_imports() {
    local wire=(
        Sources/CSV Sources/Bounces Sources/IDNA Sources/Markdown Sources/Composition Sources/SMTP Sources/Cryptography Sources/Transport
        Sources/Sink
    )
    local start='import\s+(\w+\s+)?'
    forbid "${start}CLibCSV\b" "only CSV imports CLibCSV" $(folders CSV)
    forbid "${start}COpenSSL\b" "only Cryptography imports COpenSSL" $(folders Cryptography)
    forbid "${start}CIDN2\b" "only IDNA imports CIDN2" $(folders IDNA)
    forbid "${start}CCMark\b" "only Markdown imports CCMark" $(folders Markdown)
    forbid "${start}Yams\b" "only Configuration imports Yams" $(folders Configuration)
    forbid "${start}CLinux\b" "only Ledger and Composition import CLinux" $(folders Ledger Composition)
    forbid "${start}IDNA\b" "in Composition, only Address imports IDNA" \
        Sources/Composition/{Body,Encoding,Message,Signing,Template}
    forbid "${start}GRDB\b" "only Ledger imports GRDB" $(folders Ledger)
    forbid "${start}Foundation\w*" "wire code does without Foundation" "${wire[@]}"
    forbid "${start}Cryptography\b" "in Composition, only Signing imports Cryptography" \
        Sources/Composition/{Address,Body,Encoding,Message,Template}
    forbid "${start}Markdown\b" "in Composition, only Body imports Markdown" \
        Sources/Composition/{Address,Encoding,Message,Signing,Template}
    forbid '^\s*((indirect|final|@\w+)\s+)*public\s' "only the libraries have anything public" $(folders Composition SMTP Transport)
}

check_traps() {
    forbid '\btry!|\bas!\s' "a trap; throw, or handle the case" Sources Tests Benchmarks Examples/*/Sources
    forbid '\b(fatalError|preconditionFailure)\(' "input must not be able to end the process; throw" Sources
}

# Swift compares Characters by canonical equivalence and takes CR LF for one: "a\r\nb".contains("\n") is false, and a
# quote followed by a combining accent is not a quote. Where octets go on the wire, octets are compared.
check_characters() {
    local folders=(Sources/SMTP Sources/Composition Sources/CSV Sources/Transport Sources/Sink)
    local string='"(?:[^"\\]|\\.)*"'
    forbid "\.(split|firstIndex|lastIndex|firstRange|ranges|trimmingPrefix|drop|prefix)\((separator: |of: |while: )?$string" \
        "compares Characters; compare octets (UInt8(ascii:), .utf8)" "${folders[@]}"
    forbid "(?<!utf8)\.(contains|hasPrefix|hasSuffix)\($string" \
        "compares Characters; compare octets (UInt8(ascii:), .utf8)" "${folders[@]}"
    forbid '\bCharacter\b\(|: Character\b|as Character\b|(?<!properties)\.(isNewline|isWhitespace)\b' "works by Character; work by octet" "${folders[@]}"
}

check_reasons() {
    local line file number
    while IFS= read -r line; do
        file=${line%%:*}
        number=$(cut -d: -f2 <<<"$line")
        # A comment on the line or on one of the two before it is the reason.
        if ! sed -n "$((number > 2 ? number - 2 : 1)),${number}p" "$file" | grep --quiet '//'; then
            breach "$file:$number: @unchecked Sendable, a detached task or a sleep needs its reason in a comment"
        fi
    done < <(grep --recursive --line-number --extended-regexp --include='*.swift' \
        '@unchecked Sendable|Task\.detached|\b(u|nano)?sleep\(|Task\.sleep' Sources 2>/dev/null || true)
}

check_scripts() {
    local file
    while IFS= read -r file; do
        bash -n "$file" || breach "$file: does not parse"
    done < <(find scripts Tests/Servers Benchmarks .ci -name '*.sh' -o -path .ci/run)
    while IFS= read -r file; do
        python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])' "$file" || breach "$file: does not parse"
    done < <(find scripts Tests/Servers Benchmarks -name '*.py')
}

check_length
check_imports
check_traps
check_characters
check_reasons
check_scripts
if [ "$breaches" -gt 0 ]; then
    echo "lint: $breaches breaches of the house rules (CONTRIBUTING.md)" >&2
    exit 1
fi
echo "lint: clean"
