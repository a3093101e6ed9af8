#!/usr/bin/env bash
# A private Sendmail on loopback, for tests: sendmail.sh start|drain|stop|status FOLDER. common.bash says what they do.
#
# PIPELINING, no CHUNKING. It relays to an aiosmtpd that records, and whose name must not be its own: that is a loop.
source "$(dirname "$0")/common.bash"
queues=("$folder/queue")
next_hop=yes
serve=(/usr/libexec/sendmail/sendmail -C "$folder/conf/sendmail.cf" -bD -q1s)

configure() {
    local macros=$unpacked/sendmail/usr/share/sendmail/cf tab=$'\t'
    mkdir -p "$folder/queue"
    chmod 700 "$folder/queue"
    printf 'hosts files\n' >"$folder/conf/switch"
    cat >"$folder/conf/sendmail.mc" <<CONFIGURATION
divert(0)dnl
OSTYPE(\`linux')dnl
define(\`confDEF_USER_ID', \`root')dnl
undefine(\`ALIAS_FILE')dnl
define(\`STATUS_FILE', \`')dnl
define(\`HELP_FILE', \`')dnl
define(\`confPID_FILE', \`$folder/sendmail.pid')dnl
define(\`QUEUE_DIR', \`$folder/queue')dnl
define(\`confDOMAIN_NAME', \`sendmail.test')dnl
define(\`confTRUSTED_USER', \`root')dnl
define(\`confTO_IDENT', \`0')dnl
define(\`confDONT_BLAME_SENDMAIL', \`GroupReadableKeyFile,GroupWritableDirPathSafe,TrustStickyBit')dnl
define(\`confSERVICE_SWITCH_FILE', \`$folder/conf/switch')dnl
define(\`confDELIVERY_MODE', \`background')dnl
define(\`confQUEUE_LA', \`1000')define(\`confREFUSE_LA', \`1000')dnl
define(\`confLOG_LEVEL', \`9')dnl
define(\`ESMTP_MAILER_ARGS', \`TCP \$h $relay_port')dnl
FEATURE(\`accept_unresolvable_domains')dnl
FEATURE(\`nocanonify')dnl
FEATURE(\`no_default_msa')dnl
define(\`confSERVER_CERT', \`$folder/certificates/server.pem')define(\`confSERVER_KEY', \`$folder/certificates/server.key')dnl
define(\`confCACERT', \`$folder/certificates/ca.pem')define(\`confCACERT_PATH', \`/etc/ssl/certs')dnl
DAEMON_OPTIONS(\`Family=inet, Addr=127.0.0.1, Port=$port, Name=plain')dnl
DAEMON_OPTIONS(\`Family=inet, Addr=127.0.0.1, Port=$tls_port, Name=tls, M=s')dnl
MAILER(smtp)dnl
LOCAL_RULE_0
R\$* < @ example.com . > \$*${tab}\$#esmtp \$@ [127.0.0.1] \$: \$1 < @ example.com . > \$2
LOCAL_RULESETS
SLocal_check_rcpt
R\$*@refused.example\$*${tab}\$#error \$@ 5.1.1 \$: "550 User unknown"
R\$*${tab}\$#OK
CONFIGURATION
    m4 -D_CF_DIR_="$macros/" "$macros/m4/cf.m4" "$folder/conf/sendmail.mc" >"$folder/conf/sendmail.cf"
    chmod 755 "$folder" "$folder/conf"
}
run
