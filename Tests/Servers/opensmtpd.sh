#!/usr/bin/env bash
# A private OpenSMTPD on loopback, for tests: opensmtpd.sh start|drain|stop|status FOLDER. common.bash says what they do.
#
# Neither PIPELINING nor CHUNKING, at most 100 messages on a connection. It relays to an aiosmtpd that records.
source "$(dirname "$0")/common.bash"
users=(opensmtpd opensmtpq)
queues=(/var/spool/smtpd/queue)
next_hop=yes
serve=(/usr/sbin/smtpd -d -f "$folder/conf/smtpd.conf")

configure() {
    cat >"$folder/conf/smtpd.conf" <<CONFIGURATION
pki mail.test cert "$folder/certificates/server.pem"
pki mail.test key "$folder/certificates/server.key"
listen on 127.0.0.1 port $port tls pki mail.test hostname mail.test
listen on 127.0.0.1 port $tls_port smtps pki mail.test hostname mail.test
table accepted { "@example.com" }
action "record" relay host smtp://127.0.0.1:$relay_port
match from any for rcpt-to <accepted> action "record"
CONFIGURATION
    chmod 600 "$folder/conf/smtpd.conf"
    prepare='mkdir -p /var/lib/opensmtpd/empty /var/spool/smtpd; chmod 711 /var/spool/smtpd'
}
run
