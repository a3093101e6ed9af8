#!/usr/bin/env bash
# Makes a certificate authority and server certificates for tests on this machine:
#   certificates.sh FOLDER
#
#   ca.pem                             the authority; what --ca-file is given
#   server.pem, server.key             good for localhost, 127.0.0.1 and ::1
#   wrong-host.pem, wrong-host.key     the same authority, but for mail.example.org only
#   expired.pem, expired.key           the same authority and names as server, no longer valid
#   future.pem, future.key             the same, not valid yet
#   wrong-use.pem, wrong-use.key       the same, but for clients
#   nameless.pem, nameless.key         the same authority, localhost as common name only
#   partial.pem, partial.key           the same authority, for local*
#   sha1.pem, sha1.key                 the same authority and names as server, signed with SHA-1
#   small.pem, small.key               the same, with an RSA key of 1,024 bits
#   client.pem, client.key             the same authority, for a client called ada
#   stranger.pem, stranger.key         the same, for one called eve
#   self-signed.pem, self-signed.key   the same names, signed by itself
#
# Each .pem is a chain file: the certificate, then the authority's where there is one.
set -euo pipefail
folder=${1:?usage: certificates.sh FOLDER}
mkdir -p "$folder"
cd "$folder"
if [ -f complete ]; then exit 0; fi
umask 077
export LC_ALL=C

local_names=DNS:localhost,IP:127.0.0.1,IP:::1

# key NAME: P-256, because making an RSA key takes a hundred times as long.
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }

# request NAME COMMON-NAME: with a key of its own, unless there is one.
request() {
    [ -f "$1.key" ] || key "$1"
    openssl req -new -key "$1.key" -subj "/CN=$2" -out "$1.csr"
}

# sign NAME ALTERNATIVE-NAMES FROM TO [USAGE [DIGEST]]: `openssl ca`, since `openssl x509 -req` cannot choose the first day.
sign() {
    printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=%s\n' "${5:-serverAuth}" >"$1.ext"
    if [ -n "$2" ]; then printf 'subjectAltName=%s\n' "$2" >>"$1.ext"; fi
    openssl ca -batch -notext -config ca.cnf -extfile "$1.ext" -startdate "$3" -enddate "$4" -md "${6:-sha256}" \
        -in "$1.csr" -out "$1.crt" 2>>openssl.log
    cat "$1.crt" ca.pem >"$1.pem"
}

cat >ca.cnf <<CONFIGURATION
[ca]
default_ca = test
[test]
database = index.txt
rand_serial = yes
new_certs_dir = .
unique_subject = no
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = anything
[anything]
commonName = supplied
CONFIGURATION
: >index.txt

key ca
openssl req -x509 -new -key ca.key -sha256 -days 30 -subj '/CN=Merganser Test Authority' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' -out ca.pem

yesterday=$(date --utc --date=yesterday +%Y%m%d%H%M%SZ)
next_month=$(date --utc --date='30 days' +%Y%m%d%H%M%SZ)
request server localhost
sign server "$local_names" "$yesterday" "$next_month"
request wrong-host mail.example.org
sign wrong-host DNS:mail.example.org "$yesterday" "$next_month"
request expired localhost
sign expired "$local_names" 20240101000000Z 20240131000000Z
request future localhost
sign future "$local_names" 20900101000000Z 20900131000000Z
request wrong-use localhost
sign wrong-use "$local_names" "$yesterday" "$next_month" clientAuth
request nameless localhost
sign nameless '' "$yesterday" "$next_month"
request partial localhost
sign partial 'DNS:local*' "$yesterday" "$next_month"
request sha1 localhost
sign sha1 "$local_names" "$yesterday" "$next_month" serverAuth sha1
openssl genrsa -out small.key 1024 2>>openssl.log
request small localhost
sign small "$local_names" "$yesterday" "$next_month"
request client ada
sign client DNS:ada "$yesterday" "$next_month" clientAuth
request stranger eve
sign stranger DNS:eve "$yesterday" "$next_month" clientAuth
key self-signed
openssl req -x509 -new -key self-signed.key -sha256 -days 30 -subj /CN=localhost \
    -addext "subjectAltName=$local_names" -out self-signed.pem

rm -f -- *.csr *.ext *.crt index.txt* ca.cnf [0-9A-F]*[0-9A-F].pem
chmod 644 -- *.pem
touch complete
