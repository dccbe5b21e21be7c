/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal_key.h - the identities that seal: an organisation's root, which is kept
 * apart, and the leaves that it certifies for the office and for persons.
 *
 * In a folder of keys NAME.root.pem and NAME.root.crt are a root, NAME.seal.pem
 * and NAME.seal.crt (the leaf's certificate, then those above it, PEM) a leaf,
 * NAME.seal.csr a leaf's request (PKCS#10, RFC 2986). Keys are PKCS#8 as
 * keyfile.h writes them; ours are P-256. Certificates are X.509 (RFC 5280):
 * a root is CA:TRUE with path length 0, keyCertSign and cRLSign; a leaf is
 * CA:FALSE, digitalSignature and nonRepudiation, emailProtection, so that
 * OpenSSL, GnuTLS and GnuPG accept what it signs.
 */
#ifndef VIDIMUS_CRYPTO_SEAL_KEY_H
#define VIDIMUS_CRYPTO_SEAL_KEY_H

#include "crypto/passphrase.h"
#include "crypto/seal.h"

#define SEAL_ROOT_SUFFIX    ".root" /* NAME.root.pem, NAME.root.crt */
#define SEAL_LEAF_SUFFIX    ".seal"
#define SEAL_WORDS_LIMIT    64      /* characters of a subject's name or organisation (RFC 5280 A.1) */
#define SEAL_YEARS_LIMIT    30
#define CERTIFICATE_LIMIT   (256u << 10) /* bytes of a file of certificates or of a PKCS#12 */

/* Where a key lies and what opens it: FOLDER/NAME and no ending; NULL passphrase: it lies open. */
struct seal_place {
	const char              *path;
	const struct passphrase *passphrase;
};

/* What a new certificate says. */
struct seal_words {
	const char    *name;         /* commonName */
	const char    *organisation; /* organizationName; NULL for a leaf: the root's */
	struct instant from;         /* valid from, to the second */
	unsigned       years;        /* valid for; a leaf ends with its root at the latest */
};

/*
 * Makes a root: PATH.root.pem, 0600 from birth, and PATH.root.crt. On failure
 * nothing stays. STATUS_EXISTS, STATUS_INVALID for words that no certificate
 * takes, STATUS_LIMIT, STATUS_IO.
 */
CHECKED enum status seal_root_new(const struct seal_place *at, const struct seal_words *words,
                                  struct error *err);

/* Makes a leaf, PATH.seal.pem and PATH.seal.crt, certified by `root`. */
CHECKED enum status seal_leaf_new(const struct seal_place *at, const struct seal_signer *root,
                                  const struct seal_words *words, struct error *err);

/* Makes PATH.seal.pem and the request PATH.seal.csr, for a root that lies elsewhere. */
CHECKED enum status seal_leaf_request(const struct seal_place *at, const struct seal_words *words,
                                      struct error *err);

/*
 * Certifies a request (PEM or DER, whose signature must be by its own key) and
 * appends the leaf's certificate and the root's in PEM. Only the subject's name
 * and the key are taken of it; the organisation is the root's.
 */
CHECKED enum status seal_root_sign(const struct seal_signer *root, struct text request,
                                   const struct seal_words *life, struct buffer *pem,
                                   struct error *err);

/* What a request asks for, for a person to read: the subject, and SHA-256 of its public key. */
CHECKED enum status seal_request_read(struct text request, char name[SEAL_NAME_SIZE],
                                      struct digest *key, struct error *err);

/*
 * Takes certificates (PEM or DER) for the key that lies at PATH.seal.pem
 * already: writes PATH.seal.crt. STATUS_INVALID when none of them is of that
 * key, STATUS_REFUSED when it may not make seals as of `now`.
 */
CHECKED enum status seal_import_certificate(const struct seal_place *at, struct text certificates,
                                            struct instant now, struct error *err);

/*
 * Takes a key (a PKCS#8 file in PEM that `passphrase` opens) with its
 * certificates, and writes both to PATH.
 */
CHECKED enum status seal_import_key(const struct seal_place *at, const char *key_file,
                                    struct text certificates, struct instant now,
                                    struct error *err);

/* The same out of a PKCS#12 (RFC 7292), which the passphrase opens and our copy keeps. */
CHECKED enum status seal_import_pkcs12(const struct seal_place *at, struct text bytes,
                                       struct instant now, struct error *err);

/* Does the key need a passphrase? `suffix`: SEAL_ROOT_SUFFIX or SEAL_LEAF_SUFFIX; NULL: `path` is the file. */
CHECKED enum status seal_key_needs_passphrase(const char *path, const char *suffix, bool *needs,
                                              struct error *err);

/*
 * Opens a key with its certificates. STATUS_NOT_FOUND, STATUS_REFUSED for a
 * wrong passphrase, STATUS_INVALID when the two do not belong together.
 */
CHECKED enum status seal_signer_load(const struct seal_place *at, const char *suffix,
                                     struct seal_signer **out, struct error *err);

/* What a certificate says. */
struct seal_certificate {
	struct digest  sha256;
	char           subject[SEAL_NAME_SIZE];
	char           issuer[SEAL_NAME_SIZE];
	struct instant not_before, not_after;
};

/* Reads the first certificate of PEM or DER bytes, and its DER when `der` is given. */
CHECKED enum status seal_certificate_read(struct text bytes, struct seal_certificate *out,
                                          struct buffer *der, struct error *err);

#endif
