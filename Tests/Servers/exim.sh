#!/usr/bin/env bash
# A private Exim on loopback, for tests: exim.sh start|drain|stop|status FOLDER. common.bash says what they do.
#
# PIPELINING and CHUNKING; delivers into the Maildir itself. EXIM_AUTHENTICATORS is text for its authenticators section;
# then only who has authenticated may send.
source "$(dirname "$0")/common.bash"
users=(Debian-exim)
queues=("$folder/spool/input")
serve=(/usr/sbin/exim4 -C "$folder/conf/exim.conf" -bdf -q1s)

configure() {
    mkdir -p "$folder"/spool/{db,input,msglog}
    local restriction=
    if [ -n "${EXIM_AUTHENTICATORS:-}" ]; then restriction='deny !authenticated = *'; fi
    cat >"$folder/conf/exim.conf" <<CONFIGURATION
primary_hostname = mail.test
spool_directory = $folder/spool
log_file_path = $folder/%s.log
pid_file_path = $folder/exim.pid
daemon_smtp_ports = $port : $tls_port
tls_on_connect_ports = $tls_port
local_interfaces = 127.0.0.1
log_selector = +smtp_protocol_error +smtp_syntax_error +smtp_connection
never_users =
keep_environment =
host_lookup =
rfc1413_hosts =
disable_ipv6 = true
tls_advertise_hosts = *
tls_certificate = $folder/certificates/server.pem
tls_privatekey = $folder/certificates/server.key
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = accept
# Each runner of the queue delivers them all; a process for each message as it comes would be hundreds.
queue_only = true
queue_run_max = 2
begin acl
acl_rcpt:
  $restriction
  deny domains = refused.example
       message = 5.1.1 <\$local_part@\$domain>: unknown user
  accept
begin routers
everybody:
  driver = accept
  transport = maildir
begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = $folder/received
  create_directory = false
  user = Debian-exim
  return_path_add
  delivery_date_add
  envelope_to_add
begin retry
* * F,2h,1s
begin authenticators
${EXIM_AUTHENTICATORS:-}
CONFIGURATION
    chmod 644 "$folder/conf/exim.conf"
    prepare="chown -R Debian-exim: $folder/spool $folder/received; chown Debian-exim $folder $folder/certificates/server.key"
}
run
