/* SPDX-License-Identifier: Apache-2.0 */
/* vault_list.h - everything that lies in a vault, and what unfinished work left in staging/. */
#ifndef VIDIMUS_STORE_VAULT_LIST_H
#define VIDIMUS_STORE_VAULT_LIST_H

#include "base/scoped.h"
#include "store/vault.h"

#include <vidimus/types.h>

enum vault_entry_kind {
	VAULT_OBJECT,    /* rightly named, a regular file; its bytes were not looked at */
	VAULT_FOREIGN,   /* anything else; not looked into */
	VAULT_UNREADABLE /* a folder or file that cannot be looked at; os says why */
};

struct vault_entry {
	enum vault_entry_kind kind;
	struct digest         digest; /* of an object */
	uint64_t              size;   /* bytes, of an object */
	int                   os;     /* errno, of what is unreadable */
	const char           *path;   /* below the catalogue's folder, as bytes; borrowed until the next call */
};

struct vault_list;

/*
 * Everything below originals/ but damaged/, in the order of the names, which
 * is that of the digests. One shelf folder is held in memory at a time. What is
 * published meanwhile may or may not be told.
 */
CHECKED enum status vault_list_open(struct vault_list **out, struct vault *vault,
                                    struct error *err);

/* The next one, or STATUS_DONE. What cannot be read is an entry, not a failure. */
CHECKED enum status vault_list_next(struct vault_list *list, struct vault_entry *out,
                                    struct error *err);

/* NULL is allowed. */
void vault_list_close(struct vault_list *list);
DEFINE_SCOPED_POINTER(vault_list, vault_list_close);

/* Something in staging/ that no living process is writing. */
struct vault_leftover {
	const char *name;    /* its name in staging/, as bytes; borrowed for the call */
	uint64_t    size;    /* bytes */
	bool        ours;    /* a regular file named as we name ours */
	bool        removed;
	int         os;      /* errno when it could not be looked at or removed, else 0 */
};

/*
 * Tells `found` of everything in staging/ but the files that a living process
 * is writing, and with `remove` removes those that are ours first.
 */
CHECKED enum status vault_leftovers(struct vault *vault, bool remove,
                                    void (*found)(void *context,
                                                  const struct vault_leftover *leftover),
                                    void *context, struct error *err);

#endif
