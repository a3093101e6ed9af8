#!/usr/bin/env bash
# A private Postfix on loopback, for tests. It needs the Debian package, but not its configuration:
# everything lives in FOLDER, and the machine's own mail system is neither used nor touched.
#
#   postfix.sh start FOLDER [PORT TLS-PORT]    PORT: plain, STARTTLS offered; TLS-PORT: TLS from the first octet.
#                                              0 or nothing: ports that are free. Prints, when both answer:
#                                                  listening on 127.0.0.1:PORT
#                                                  listening with tls on 127.0.0.1:PORT
#   postfix.sh status FOLDER                   0 while it runs
#   postfix.sh drain FOLDER                    waits (20 s at most) until all it has accepted is in FOLDER/received
#   postfix.sh stop FOLDER                     ends it; a server that has ended already is no error
#
# Mail for every domain is delivered into FOLDER/received (a Maildir, one file a message; Postfix adds Return-Path,
# X-Original-To, Delivered-To and Received). Recipients at refused.example get "550 5.1.1 … User unknown".
# FOLDER/maillog is the log: the line "disconnect from …" counts the commands of a connection (bdat=7).
# FOLDER/certificates/ca.pem signs its certificate. It ends by itself after POSTFIX_LIFETIME seconds (900).
# Extra main.cf lines can be given in POSTFIX_EXTRA. Status 77: it cannot be run here (not root, no package).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage() { sed -n '5,11p' "$0" >&2; exit 64; }
action=${1:-}
[ $# -ge 2 ] || usage
mkdir -p "$2"
folder=$(cd "$2" && pwd)
asked_port=${3:-0}
asked_tls_port=${4:-0}
programs=/usr/lib/postfix/sbin

cannot_run() { echo "postfix.sh: $1" >&2; exit 77; }

# The pid of our own master. Pids are reused, so the command line has to name our folder.
master_pid() {
    local pid
    pid=$(tr -d ' \n' 2>/dev/null <"$folder/queue/pid/master.pid") || return 1
    [ -n "$pid" ] && grep --quiet --no-messages --fixed-strings "$folder/conf" "/proc/$pid/cmdline" || return 1
    echo "$pid"
}

# Prints two ports that are free; given 0, any. Postfix itself does not notice that a port is taken by another
# Postfix (it sets SO_REUSEPORT): both would get some of the connections.
free_ports() {
    python3 - "$@" <<'PYTHON'
import socket, sys
sockets = [socket.socket() for _ in sys.argv[1:]]
for each, port in zip(sockets, sys.argv[1:]):
    each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        each.bind(("127.0.0.1", int(port)))
        each.listen()
    except OSError as error:
        sys.exit(f"postfix.sh: port {port}: {error.strerror}")
print(*[each.getsockname()[1] for each in sockets])
PYTHON
}

write_configuration() {
    cat >"$folder/conf/main.cf" <<MAIN
compatibility_level = 3.6
myhostname = mail.test
mydomain = test
myorigin = mail.test
mydestination =
alias_maps =
local_recipient_maps =
queue_directory = $folder/queue
data_directory = $folder/data
daemon_directory = $programs
command_directory = /usr/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = $folder/maillog
maillog_file_prefixes = $folder
import_environment = MAIL_CONFIG TZ LANG=C POSTLOG_SERVICE POSTLOG_HOSTNAME
export_environment = TZ MAIL_CONFIG LANG
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
disable_dns_lookups = yes
smtp_host_lookup = native
virtual_mailbox_domains = static:all
virtual_mailbox_base = $folder
virtual_mailbox_maps = regexp:$folder/conf/mailboxes
virtual_mailbox_limit = 0
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
smtpd_tls_security_level = may
smtpd_tls_chain_files = $folder/certificates/server.key, $folder/certificates/server.pem
smtp_tls_security_level = none
in_flow_delay = 0
${POSTFIX_EXTRA:-}
MAIN
    # Whoever is not listed is unknown; a path that ends in a slash is a Maildir.
    printf '%s\n' '!/@refused\.example$/ received/' >"$folder/conf/mailboxes"
    cat >"$folder/conf/master.cf" <<MASTER
127.0.0.1:$port inet n - n - - smtpd -o syslog_name=postfix/plain
127.0.0.1:$tls_port inet n - n - - smtpd -o syslog_name=postfix/tls -o smtpd_tls_wrappermode=yes
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
proxymap  unix  -       -       n       -       -       proxymap
smtp      unix  -       -       n       -       -       error
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
discard   unix  -       -       n       -       -       discard
virtual   unix  -       n       n       -       10      virtual
anvil     unix  -       -       n       -       1       anvil
postlog   unix-dgram n  -       n       -       1       postlogd
MASTER
}

# Daemons that have given up root must get through to their files: the folders above may be entered by others, not
# read. Only temporary folders are opened like that; mkdtemp closes them.
let_others_through() {
    local above=$folder
    chmod a+x "$folder"
    while [ "$above" != / ]; do
        above=$(dirname "$above")
        if [[ $(stat --format=%A "$above") == *x ]] || [[ $(stat --format=%A "$above") == *t ]]; then continue; fi
        [[ $above == "${TMPDIR:-/tmp}"/* ]] || cannot_run "$above is closed to others; choose a FOLDER elsewhere"
        chmod a+x "$above"
    done
}

make_folders() {
    local name
    mkdir -p "$folder"/{conf,queue,data,received}
    let_others_through
    chown nobody: "$folder/received"
    chown postfix "$folder/data"
    for name in active bounce corrupt defer deferred flush hold incoming private saved trace; do
        install -d -o postfix -m 700 "$folder/queue/$name"
    done
    install -d -m 755 "$folder/queue/pid"
    install -d -o postfix -g postdrop -m 730 "$folder/queue/maildrop"
    install -d -o postfix -g postdrop -m 710 "$folder/queue/public"
}

# Starts master on $port and $tls_port; fails when it does not listen within ten seconds.
start_master() {
    local tenths
    write_configuration
    rm -f "$folder/maillog"
    # setsid: master makes itself leader of its session and ends all of it when it is told to.
    POSTLOG_SERVICE=postlog MAIL_CONFIG="$folder/conf" \
        setsid timeout --kill-after=10 "${POSTFIX_LIFETIME:-900}" "$programs/master" -c "$folder/conf" \
        </dev/null >"$folder/master.out" 2>&1 &
    for ((tenths = 0; tenths < 100; tenths++)); do
        # Master says this once its ports are bound; it ends when one is taken.
        if grep --quiet --no-messages 'daemon started' "$folder/maillog" && master_pid >/dev/null; then return 0; fi
        kill -0 $! 2>/dev/null || break
        sleep 0.1
    done
    return 1
}

start() {
    local attempt ports
    [ "$(id -u)" -eq 0 ] || cannot_run "Postfix has to be started by root"
    [ -x "$programs/master" ] || cannot_run "no Postfix here; make setup installs it"
    if master_pid >/dev/null; then echo "postfix.sh: already running in $folder" >&2; exit 1; fi
    bash "$here/certificates.sh" "$folder/certificates"
    make_folders
    # Between finding a port free and taking it somebody else may have it; then it is tried again.
    for attempt in 1 2 3; do
        ports=$(free_ports "$asked_port" "$asked_tls_port") || return 1
        read -r port tls_port <<<"$ports"
        if start_master; then
            echo "listening on 127.0.0.1:$port"
            echo "listening with tls on 127.0.0.1:$tls_port"
            return 0
        fi
        stop
    done
    echo "postfix.sh: Postfix did not start; its last words:" >&2
    tail -n 20 "$folder/master.out" "$folder/maillog" >&2 || true
    return 1
}

stop() {
    local pid tenths
    pid=$(master_pid) || return 0
    kill -TERM "$pid" 2>/dev/null || return 0
    for ((tenths = 0; tenths < 100; tenths++)); do
        master_pid >/dev/null || return 0
        sleep 0.1
    done
    # Master leads its own session: this ends it and its daemons, nothing else.
    kill -KILL -- "-$pid" 2>/dev/null || true
}

drain() {
    local tenths
    for ((tenths = 0; tenths < 200; tenths++)); do
        if [ -z "$(cd "$folder/queue" && find maildrop incoming active deferred -type f -print -quit 2>/dev/null)" ]; then
            return 0
        fi
        sleep 0.1
    done
    echo "postfix.sh: messages are still in the queue under $folder/queue" >&2
    return 1
}

case "$action" in
start) start ;;
drain) drain ;;
stop) stop ;;
status) master_pid >/dev/null ;;
*) usage ;;
esac
