/* SPDX-License-Identifier: Apache-2.0 */
/* hash_list.h - a list of hashes read from a file, line by line, however long it is. */
#ifndef VIDIMUS_EXCHANGE_HASH_LIST_H
#define VIDIMUS_EXCHANGE_HASH_LIST_H

#include "exchange/hash_line.h"

#include <stdatomic.h>

/* Bytes of a line; what is longer is no list. */
#define HASH_LINE_LIMIT 32768

struct hash_list_facts {
	enum hash_kind kind;
	struct digest  sha256;  /* of the file's bytes */
	uint64_t       entries; /* hashes in it, equal ones counted each time */
	uint64_t       weak;    /* of these, below PDQ_LEAST_QUALITY: never compared */
	uint64_t       odd;     /* taken for PDQ by their form alone, and unlike a picture's: not half of the bits are set */
};

/* Takes an entry; any status but STATUS_OK ends the reading. */
typedef enum status hash_list_take(void *context, const struct hash_entry *entry,
                                   struct error *err);

/*
 * Reads the list in a regular file (borrowed descriptor) from its start,
 * handing each entry to `take` (NULL: to nobody). `kind` is what it is said to
 * be; HASHES_UNKNOWN leaves that to its first line. STATUS_INVALID, naming the
 * line, for what is no such list or holds no hash; STATUS_INTERRUPTED when
 * *stop (may be NULL) becomes true.
 */
CHECKED enum status hash_list_read(int file, enum hash_kind kind, hash_list_take *take,
                                   void *context, const atomic_bool *stop,
                                   struct hash_list_facts *out, struct error *err);

#endif
