/* SPDX-License-Identifier: Apache-2.0 */
/* creation.h - a new catalogue, whole or not at all. */
#ifndef VIDIMUS_CASEWORK_CREATION_H
#define VIDIMUS_CASEWORK_CREATION_H

#include "casework/catalogue.h"

struct creation {
	const char *path;         /* folder to make; it may exist if it is empty */
	const char *name;         /* what the catalogue is called at home */
	const char *organisation; /* or NULL */
	const char *actor_code;   /* of the person who holds `key` */
	const char *digests;      /* "md5 sha1 sha512", some of them, or NULL */
	const struct signing_key *key;
};

/* An actor's code: [a-z0-9][a-z0-9-]*, at most 32 bytes. STATUS_INVALID says so. */
CHECKED enum status actor_code_check(const char *code, struct error *err);

/*
 * Makes the catalogue beside its final place and renames it there when it is
 * whole, with its first events, durable. STATUS_EXISTS when something is
 * there. What an earlier attempt that was killed left is removed first.
 */
CHECKED enum status catalogue_create(const struct creation *creation,
                                     const struct surroundings *here, struct error *err);

#endif
