/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.h - the identities that seal bundles: an organisation's root, which is
 * kept apart, and leaves for the office and for persons, as files in a folder
 * (src/crypto/seal_key.h names them).
 */
#ifndef VIDIMUS_SEAL_H
#define VIDIMUS_SEAL_H

#include <vidimus/view.h>

enum vidimus_seal_kind {
	VIDIMUS_SEAL_ROOT, /* NAME.root.pem, NAME.root.crt */
	VIDIMUS_SEAL_LEAF  /* NAME.seal.pem, NAME.seal.crt */
};

/* FOLDER/NAME; `passphrase` p NULL: the key lies open on the disk. */
struct vidimus_seal_place {
	const char *folder, *name;
	struct text passphrase;
};

/* What a new certificate says. */
struct vidimus_seal_words {
	const char *name, *organisation; /* a leaf's organisation is its root's */
	int64_t     from;                /* milliseconds since 1970; valid from then */
	unsigned    years;               /* valid for */
};

/* Makes a root. Its folder must be there. STATUS_EXISTS: nothing is overwritten. */
CHECKED enum status vidimus_seal_root_new(const struct vidimus_seal_place *at,
                                          const struct vidimus_seal_words *words,
                                          struct error *err);

/* Makes a leaf that `root`, which lies at hand, certifies. */
CHECKED enum status vidimus_seal_new(const struct vidimus_seal_place *at,
                                     const struct vidimus_seal_place *root,
                                     const struct vidimus_seal_words *words, struct error *err);

/* Makes a leaf's key and NAME.seal.csr, a request to a root that lies elsewhere. */
CHECKED enum status vidimus_seal_request(const struct vidimus_seal_place *at,
                                         const struct vidimus_seal_words *words,
                                         struct error *err);

/* {"subject","key_sha256"}: what a request asks for, and by which key. *out is owned. */
CHECKED enum status vidimus_seal_request_read(const char *request, json_t **out,
                                              struct error *err);

/* Certifies a request by a root; writes the leaf's certificate and the root's to a new file. */
CHECKED enum status vidimus_seal_certify(const struct vidimus_seal_place *root,
                                         const char *request,
                                         const struct vidimus_seal_words *life,
                                         const char *certificate, struct error *err);

/* Files that another authority gave; each a path or NULL. */
struct vidimus_seal_files {
	const char *certificate; /* PEM or DER, with those above it */
	const char *key;         /* PKCS#8, PEM; NULL: the key lies there already */
	const char *pkcs12;      /* both in one; alone */
};

/*
 * Takes them in as a leaf. The passphrase opens the file and protects our
 * copy. STATUS_REFUSED when it may not seal as of `now` (milliseconds).
 */
CHECKED enum status vidimus_seal_import(const struct vidimus_seal_place *at,
                                        const struct vidimus_seal_files *files, int64_t now,
                                        struct error *err);

/* Does the key need a passphrase? STATUS_NOT_FOUND. */
CHECKED enum status vidimus_seal_needs_passphrase(const char *folder, const char *name,
                                                  enum vidimus_seal_kind kind, bool *needs,
                                                  struct error *err);

/* Does a key in a file (PKCS#8, PEM) need one? */
CHECKED enum status vidimus_seal_file_needs_passphrase(const char *path, bool *needs,
                                                       struct error *err);

/*
 * The roots and leaves of a folder, by kind and name: {"name","kind"
 * ("root"|"seal"),"has_passphrase","file","certificate" (file or null: only
 * asked for),"sha256","subject","issuer","not_before","not_after"}.
 */
CHECKED enum status vidimus_seal_list(const char *folder, const struct vidimus_output *to,
                                      struct error *err);

/* What an actor's certificate is for. */
struct vidimus_certify_words {
	const char *certificate; /* path of a file, PEM or DER; the first in it counts */
	const char *used_by;     /* "office" or "person" */
};

/*
 * Records (actor.certified) that the actor `id` seals with this certificate;
 * only a keeper does. Its SHA-256, in 64 hex digits and a NUL, goes to `sha256`.
 */
CHECKED enum status vidimus_actor_certify(struct vidimus_catalogue *catalogue, const char *id,
                                          const struct vidimus_certify_words *words,
                                          char sha256[65], struct error *err);

/* What is known of a key, or of a certificate for seals, that somebody else may have. */
struct vidimus_compromise {
	const char *certificate; /* SHA-256 in hex, or a file with it; NULL: the actor's key */
	int64_t     last_good;   /* events of the log when it was last surely in good hands */
	const char *until;       /* RFC 3339, UTC: when that was; NULL: not known */
	const char *reason;      /* lost, stolen, copied, forced, other */
	const char *because;     /* why, for colleagues */
	const char *note;        /* path of a signed note to write for others; or NULL */
};

/*
 * Declares (key.compromised) that the key of the actor `id`, or the certificate
 * certified to it, is in other hands; only a keeper does. STATUS_REFUSED when
 * no keeper with a good key would be left.
 */
CHECKED enum status vidimus_key_compromised(struct vidimus_catalogue *catalogue, const char *id,
                                            const struct vidimus_compromise *words,
                                            struct error *err);

#endif
