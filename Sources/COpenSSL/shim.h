#ifndef MERGANSER_COPENSSL_SHIM_H
#define MERGANSER_COPENSSL_SHIM_H

// Swift imports neither function-like macros nor macros with casts, so those in use are repeated here as
// static inline functions. There is no logic in this file.

// The one-shot contexts of <openssl/sha.h> are marked as deprecated in favour of EVP. They are used on
// purpose: they are plain structs, need no allocation and cannot fail.
#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static inline long merganser_SSL_CTX_set_min_proto_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline long merganser_SSL_CTX_set_max_proto_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_max_proto_version(context, version);
}

static inline long merganser_SSL_CTX_set_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_mode(context, mode);
}

static inline long merganser_SSL_CTX_set_session_cache_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_session_cache_mode(context, mode);
}

static inline long merganser_SSL_CTX_set_max_send_fragment(SSL_CTX *context, long octets) {
    return SSL_CTX_set_max_send_fragment(context, octets);
}

static inline long merganser_SSL_set_tlsext_host_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, name);
}

static inline long merganser_SSL_get_extms_support(SSL *ssl) {
    return SSL_get_extms_support(ssl);
}

static inline uint64_t merganser_SSL_OP_NO_RENEGOTIATION(void) {
    return SSL_OP_NO_RENEGOTIATION;
}

static inline uint64_t merganser_SSL_OP_NO_COMPRESSION(void) {
    return SSL_OP_NO_COMPRESSION;
}

static inline unsigned long merganser_XN_FLAG_RFC2253(void) {
    return XN_FLAG_RFC2253;
}

static inline int merganser_ERR_GET_LIB(unsigned long code) {
    return ERR_GET_LIB(code);
}

static inline int merganser_ERR_GET_REASON(unsigned long code) {
    return ERR_GET_REASON(code);
}

#endif
