// The four things of OpenSSL's libcrypto that Deskbell needs and libsodium lacks: NIST P-256 and AES-128-GCM.
// Each function answers 1 when it succeeded and 0 when not. Keys are 32 bytes private, 65 bytes public (uncompressed).
#pragma once
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

static inline int deskbell_p256_generate(unsigned char *private_key, unsigned char *public_key) {
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    BIGNUM *secret = NULL;
    size_t length = 0;
    int ok = key != NULL && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &secret) == 1
        && BN_bn2binpad(secret, private_key, 32) == 32
        && EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, public_key, 65, &length) == 1 && length == 65;
    BN_clear_free(secret);
    EVP_PKEY_free(key);
    return ok;
}

/// A key to compute with; without a private part when that is NULL. NULL when the point is not on the curve.
static inline EVP_PKEY *deskbell_p256_load(const unsigned char *private_key, const unsigned char *public_key) {
    OSSL_PARAM_BLD *parts = OSSL_PARAM_BLD_new();
    BIGNUM *secret = private_key != NULL ? BN_bin2bn(private_key, 32, NULL) : NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM *list = NULL;
    EVP_PKEY *key = NULL;
    if (parts != NULL && context != NULL
        && OSSL_PARAM_BLD_push_utf8_string(parts, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1
        && OSSL_PARAM_BLD_push_octet_string(parts, OSSL_PKEY_PARAM_PUB_KEY, public_key, 65) == 1
        && (secret == NULL || OSSL_PARAM_BLD_push_BN(parts, OSSL_PKEY_PARAM_PRIV_KEY, secret) == 1)
        && (list = OSSL_PARAM_BLD_to_param(parts)) != NULL && EVP_PKEY_fromdata_init(context) == 1) {
        EVP_PKEY_fromdata(context, &key, secret != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, list);
    }
    OSSL_PARAM_free(list);
    OSSL_PARAM_BLD_free(parts);
    BN_clear_free(secret);
    EVP_PKEY_CTX_free(context);
    return key;
}

/// The 32 bytes two key pairs agree on (ECDH).
static inline int deskbell_p256_agree(
    const unsigned char *private_key, const unsigned char *public_key, const unsigned char *peer, unsigned char *out) {
    EVP_PKEY *mine = deskbell_p256_load(private_key, public_key);
    EVP_PKEY *theirs = deskbell_p256_load(NULL, peer);
    EVP_PKEY_CTX *context = mine != NULL ? EVP_PKEY_CTX_new_from_pkey(NULL, mine, NULL) : NULL;
    size_t length = 32;
    int ok = theirs != NULL && context != NULL && EVP_PKEY_derive_init(context) == 1
        && EVP_PKEY_derive_set_peer(context, theirs) == 1 && EVP_PKEY_derive(context, out, &length) == 1 && length == 32;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(theirs);
    EVP_PKEY_free(mine);
    return ok;
}

/// ECDSA with SHA-256, as the 64 bytes r and s that JSON Web Signatures use (RFC 7518 section 3.4).
static inline int deskbell_p256_sign(
    const unsigned char *private_key, const unsigned char *public_key, const unsigned char *message, size_t length,
    unsigned char *out) {
    EVP_PKEY *key = deskbell_p256_load(private_key, public_key);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char der[80];
    size_t der_length = sizeof der;
    ECDSA_SIG *signature = NULL;
    int ok = 0;
    if (key != NULL && context != NULL && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1
        && EVP_DigestSign(context, der, &der_length, message, length) == 1) {
        const unsigned char *read = der;
        signature = d2i_ECDSA_SIG(NULL, &read, (long)der_length);
        ok = signature != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32) == 32
            && BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32) == 32;
    }
    ECDSA_SIG_free(signature);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return ok;
}

/// AES-128-GCM with a nonce of 12 bytes; `out` takes the ciphertext and the tag of 16 bytes behind it.
static inline int deskbell_aes128gcm_seal(
    const unsigned char *key, const unsigned char *nonce, const unsigned char *plain, int length, unsigned char *out) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int written = 0, rest = 0;
    int ok = context != NULL && EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), NULL, key, nonce) == 1
        && EVP_EncryptUpdate(context, out, &written, plain, length) == 1 && written == length
        && EVP_EncryptFinal_ex(context, out + written, &rest) == 1
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, out + length) == 1;
    EVP_CIPHER_CTX_free(context);
    return ok;
}
