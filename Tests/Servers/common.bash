# What exim.sh, opensmtpd.sh, sendmail.sh, dovecot.sh and aiosmtpd.sh have in common; sourced by them.
#
#   NAME.sh start FOLDER     starts the server on ports that are free and prints, when it answers:
#                                listening on 127.0.0.1:PORT             plain, STARTTLS offered
#                                listening with tls on 127.0.0.1:PORT    TLS from the first octet
#                            and where LMTP is spoken, too:  listening with lmtp on 127.0.0.1:PORT
#   NAME.sh drain FOLDER     waits (60 s at most) until all it has accepted is in FOLDER/received
#   NAME.sh stop FOLDER      ends it and everything it started; one that has ended already is no error
#
# FOLDER/received is a Maildir; recipients at refused.example get a 550 that names them. FOLDER/certificates/ca.pem signs
# the server's certificate. FOLDER/log is what it said. It ends by itself after SERVER_LIFETIME seconds (900).
# Status 77: it cannot be run here (not root, not unpacked).
#
# Paths and users are compiled into these servers. So each runs in a mount namespace of its own, where its packages (see
# scripts/setup-servers.sh) lie over /usr, its users are in /etc/passwd, and /var is empty; and in a process namespace of
# its own, so that ending its first process ends them all.
#
# A script defines `users` (NAME ...), `configure` (writes into $folder/conf for $port, $tls_port, $relay_port, $lmtp_port) and
# `serve` (an array: the command that stays in the foreground), and may define `queues` (folders that are empty when
# all is delivered), `prepare` (shell text that runs as root in the namespace) and `next_hop=yes` (an aiosmtpd that
# records, on $relay_port) and `lmtp=yes` (it takes LMTP on $lmtp_port).

set -euo pipefail
name=$(basename "$0" .sh)
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=$root/.build-python/bin/python3
unpacked=$root/.build-servers
users=() queues=() serve=() prepare= next_hop= lmtp= needs_packages=yes
action=${1:-}
[ $# -ge 2 ] || { sed -n '3,8p' "${BASH_SOURCE[0]}" >&2; exit 64; }
mkdir -p "$2"
folder=$(cd "$2" && pwd)

cannot_run() { echo "$name.sh: $1" >&2; exit 77; }

# The pid of what we started. Pids are reused, so the command line has to name our folder.
server_pid() {
    local pid
    pid=$(cat "$folder/pid" 2>/dev/null) || return 1
    [ -n "$pid" ] && grep --quiet --no-messages --fixed-strings "$folder/inside.bash" "/proc/$pid/cmdline" || return 1
    echo "$pid"
}

free_ports() {
    python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for each in sockets:
    each.bind(("127.0.0.1", 0))
print(*[each.getsockname()[1] for each in sockets])
PYTHON
}

# Whether each of these ports takes connections.
answers() {
    local each
    for each in "$@"; do (exec 3<>"/dev/tcp/127.0.0.1/$each") 2>/dev/null || return 1; done
}

# Daemons that have given up root must get through to their files; only temporary folders are opened like that.
let_others_through() {
    local above=$folder
    chmod a+x "$folder"
    while [ "$above" != / ]; do
        above=$(dirname "$above")
        if [[ $(stat --format=%A "$above") == *[xt] ]]; then continue; fi
        [[ $above == "${TMPDIR:-/tmp}"/* ]] || cannot_run "$above is closed to others; choose a FOLDER elsewhere"
        chmod a+x "$above"
    done
}

# Writes what runs inside of the namespaces.
write_inside() {
    local number=990 user lower=
    cp /etc/passwd "$folder/conf/passwd"
    cp /etc/group "$folder/conf/group"
    for user in "${users[@]}"; do
        grep --quiet "^$user:" /etc/passwd || echo "$user:x:$number:$number::/nonexistent:/usr/sbin/nologin" >>"$folder/conf/passwd"
        grep --quiet "^$user:" /etc/group || echo "$user:x:$number:" >>"$folder/conf/group"
        number=$((number - 1))
    done
    printf '127.0.0.1 localhost mail.test\n' >"$folder/conf/hosts"
    : >"$folder/conf/resolv.conf"
    lower=$unpacked/$name/usr:$unpacked/libraries/usr:/usr
    {
        echo 'set -euo pipefail'
        echo 'mount --make-rprivate /'
        if [ "$needs_packages" = yes ]; then
            printf 'mount -t overlay -o %q overlay /usr\n' "lowerdir=$lower"
            printf 'mount --bind %q /etc/passwd\nmount --bind %q /etc/group\n' "$folder/conf/passwd" "$folder/conf/group"
            # Nobody is asked for a name: Sendmail would wait for minutes where no DNS answers.
            echo 'hostname mail.test'
            printf 'mount --bind %q /etc/hosts\nmount --bind %q /etc/resolv.conf\n' "$folder/conf/hosts" "$folder/conf/resolv.conf"
            echo 'for each in /var/lib /var/spool /var/mail; do mount -t tmpfs none "$each"; done'
        fi
        echo "$prepare"
        if [ "$next_hop" = yes ]; then
            printf '%q %q 127.0.0.1 %q %q %q --lifetime 900 &\n' "$python" "$here/aiosmtpd_server.py" "$relay_port" \
                "$folder/received" "$folder/received.jsonl"
        fi
        # The first process of a namespace gets only signals that it asked for.
        printf '%q ' "${serve[@]}"
        echo '&'
        echo 'trap "kill -TERM $!" TERM'
        echo 'wait $! || true'
    } >"$folder/inside.bash"
}

start() {
    local attempt tenths
    [ "$(id -u)" -eq 0 ] || [ "$needs_packages" != yes ] || cannot_run "it has to be started by root"
    [ "$needs_packages" != yes ] || [ -e "$unpacked/complete" ] || cannot_run "it is not unpacked here; make setup does it"
    [ -x "$python" ] || cannot_run "no .build-python here; make setup makes it"
    if server_pid >/dev/null; then echo "$name.sh: already running in $folder" >&2; exit 1; fi
    bash "$here/certificates.sh" "$folder/certificates"
    mkdir -p "$folder/conf" "$folder"/received/{tmp,new,cur}
    if [ "$(id -u)" -eq 0 ]; then let_others_through; fi
    # Between finding a port free and taking it somebody else may have it; then it is tried again.
    for attempt in 1 2 3; do
        read -r port tls_port relay_port lmtp_port <<<"$(free_ports 4)"
        configure
        write_inside
        local -a apart=(bash)
        if [ "$needs_packages" = yes ]; then apart=(unshare --mount --uts --pid --fork --kill-child bash); fi
        setsid timeout --kill-after=5 "${SERVER_LIFETIME:-900}" "${apart[@]}" "$folder/inside.bash" \
            </dev/null >"$folder/log" 2>&1 &
        echo $! >"$folder/pid"
        for ((tenths = 0; tenths < 150; tenths++)); do
            kill -0 "$(cat "$folder/pid")" 2>/dev/null || break
            if answers "$port" "$tls_port" ${next_hop:+"$relay_port"} ${lmtp:+"$lmtp_port"}; then
                echo "listening on 127.0.0.1:$port"
                echo "listening with tls on 127.0.0.1:$tls_port"
                if [ "$lmtp" = yes ]; then echo "listening with lmtp on 127.0.0.1:$lmtp_port"; fi
                return 0
            fi
            sleep 0.1
        done
        stop
    done
    echo "$name.sh: it did not start; its last words:" >&2
    tail -n 20 "$folder/log" "$folder"/*log >&2 || true
    return 1
}

stop() {
    local pid tenths
    pid=$(server_pid) || return 0
    # timeout sends it on; after five seconds it kills, and --kill-child takes the namespace along.
    kill -TERM "$pid" 2>/dev/null || return 0
    for ((tenths = 0; tenths < 100; tenths++)); do
        server_pid >/dev/null || return 0
        sleep 0.1
    done
    kill -KILL -- "-$pid" 2>/dev/null || true
}

# Queues may stand in the namespace's own /var: they are looked at through the root of the first process inside.
drain() {
    local tenths pid inside each left
    pid=$(server_pid) || { echo "$name.sh: not running" >&2; return 1; }
    inside=$(pgrep --parent "$pid" | head -n 1)
    if [ "$needs_packages" = yes ]; then inside=$(pgrep --parent "$inside" | head -n 1); fi
    for ((tenths = 0; tenths < 600; tenths++)); do
        left=
        for each in "${queues[@]}"; do
            left+=$(find "/proc/$inside/root$each" -type f -print -quit 2>/dev/null || true)
        done
        [ -n "$left" ] || return 0
        sleep 0.1
    done
    echo "$name.sh: messages are still in the queue" >&2
    return 1
}

run() {
    case "$action" in
    start) start ;;
    drain) drain ;;
    stop) stop ;;
    status) server_pid >/dev/null ;;
    *) exit 64 ;;
    esac
}
