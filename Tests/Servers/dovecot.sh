#!/usr/bin/env bash
# A private Dovecot, its submission and LMTP services, for tests: dovecot.sh start|drain|stop|status FOLDER. common.bash says what they do.
#
# PIPELINING, CHUNKING and AUTH, which is required. It passes each message on while the client waits, to an aiosmtpd that
# records and whose refusals it repeats. What comes by LMTP goes into FOLDER/received itself, once for each recipient at
# example.com and other.example; other users there are none.
#
#   DOVECOT_MECHANISMS    what AUTH offers ("plain"); the user is ada, the password is in FOLDER/password
#   DOVECOT_TOKENS        URL that a token is appended to, to learn whether it is good (XOAUTH2, OAUTHBEARER)
#   DOVECOT_CERTIFICATES  "yes": clients have to show a certificate of our authority, which says who they are (EXTERNAL)
#
# FOLDER/dovecot.log has a line "client in: AUTH" for each attempt to authenticate; it never holds what was sent.
source "$(dirname "$0")/common.bash"
users=(dovecot dovenull)
next_hop=yes lmtp=yes
serve=(/usr/sbin/dovecot -F -c "$folder/conf/dovecot.conf")

configure() {
    local password passdb clients=
    mkdir -p "$folder/run" "$folder/mail"
    [ -e "$folder/password" ] || (umask 077 && head -c 18 /dev/urandom | base64 >"$folder/password")
    password=$(head -n 1 "$folder/password")
    printf 'ada:{PLAIN}%s\n' "$password" >"$folder/conf/users"
    passdb="passdb {
  driver = passwd-file
  args = username_format=%u $folder/conf/users
}"
    if [ -n "${DOVECOT_TOKENS:-}" ]; then
        cat >"$folder/conf/oauth2.conf" <<CONFIGURATION
introspection_mode = get
introspection_url = $DOVECOT_TOKENS
username_attribute = username
active_attribute = active
active_value = true
CONFIGURATION
        passdb="passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = $folder/conf/oauth2.conf
}"
    fi
    if [ -n "${DOVECOT_CERTIFICATES:-}" ]; then
        clients="ssl_ca = <$folder/certificates/ca.pem
ssl_verify_client_cert = yes
ssl_require_crl = no
auth_ssl_require_client_cert = yes
auth_ssl_username_from_cert = yes"
        printf 'ada:{PLAIN}::::::nopassword\n' >"$folder/conf/users"
    fi
    printf '%s::65534:65534::'"$folder"'/mail::userdb_mail=maildir:'"$folder"'/received\n' example.com other.example \
        >"$folder/conf/domains"
    cat >"$folder/conf/dovecot.conf" <<CONFIGURATION
protocols = submission lmtp
base_dir = $folder/run
state_dir = $folder/run
listen = 127.0.0.1
log_path = $folder/dovecot.log
hostname = mail.test
ssl = yes
ssl_cert = <$folder/certificates/server.pem
ssl_key = <$folder/certificates/server.key
$clients
disable_plaintext_auth = no
auth_mechanisms = ${DOVECOT_MECHANISMS:-plain}
auth_debug = yes
auth_failure_delay = 0
default_internal_user = dovecot
default_login_user = dovenull
default_internal_group = dovecot
mail_location = maildir:$folder/mail/%u
first_valid_uid = 1
$passdb
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$folder/mail/%u
}
userdb {
  driver = passwd-file
  args = username_format=%d $folder/conf/domains
}
service lmtp {
  inet_listener lmtp {
    port = $lmtp_port
  }
}
mail_fsync = never
submission_relay_host = 127.0.0.1
submission_relay_port = $relay_port
submission_relay_trusted = no
service submission-login {
  inet_listener submission {
    port = $port
  }
  inet_listener submissions {
    port = $tls_port
    ssl = yes
  }
  chroot =
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
CONFIGURATION
    chmod 755 "$folder/conf"
    prepare="chown -R nobody:nogroup $folder/mail $folder/received; chown dovecot $folder/conf/users"
}
run
