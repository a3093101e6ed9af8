#!/usr/bin/env bash
# A private aiosmtpd on loopback, for tests: aiosmtpd.sh start|drain|stop|status FOLDER. common.bash says what they do.
#
# Neither PIPELINING nor CHUNKING; it takes LMTP, too. It needs neither root nor namespaces.
source "$(dirname "$0")/common.bash"
needs_packages=no
lmtp=yes
serve=(bash "$folder/conf/both.bash")

configure() {
    {
        printf 'trap "kill \\$(jobs -p)" TERM\n'
        printf '%q ' "$python" "$here/aiosmtpd_server.py" 127.0.0.1 "$port" "$folder/received" "$folder/received.jsonl" \
            --certificate "$folder/certificates/server.pem" --key "$folder/certificates/server.key"
        printf '&\n'
        printf '%q ' "$python" "$here/aiosmtpd_server.py" 127.0.0.1 "$tls_port" "$folder/received" "$folder/received.jsonl" \
            --certificate "$folder/certificates/server.pem" --key "$folder/certificates/server.key" --implicit-tls
        printf '&\n'
        printf '%q ' "$python" "$here/aiosmtpd_server.py" 127.0.0.1 "$lmtp_port" "$folder/received" "$folder/received.jsonl" --lmtp
        printf '&\nwait\n'
    } >"$folder/conf/both.bash"
}
run
