/* SPDX-License-Identifier: Apache-2.0 */
/* vault_internal.h - what the files of the vault share. */
#ifndef VIDIMUS_STORE_VAULT_INTERNAL_H
#define VIDIMUS_STORE_VAULT_INTERNAL_H

#include "store/vault.h"

#include "base/encoding.h"

#include <pthread.h>
#include <sys/stat.h>

#define VAULT_ORIGINALS "originals"
#define VAULT_DAMAGED   "damaged" /* in originals */
#define VAULT_STAGING   "staging"
#define STAGED_PREFIX   "staged-"
#define VAULT_SHELVES   65536

struct vault {
	int                         originals, damaged, staging; /* folders; damaged and staging may be -1 */
	struct filesystem_abilities abilities;
	pthread_mutex_t             touched_lock;
	unsigned char               shelves[VAULT_SHELVES / 8]; /* ab/cd in which a name was made */
	unsigned char               parents[256 / 8];           /* ab in which a shelf was made */
	bool                        top;                        /* ab was made in originals */
};

struct staged {
	struct vault  *vault;
	int            fd;
	char           name[64]; /* in staging/, "" when it has none */
	struct digests digests;
	uint64_t       size;
	bool           synced, failed;
};

/* Where an object has its place. */
struct vault_place {
	char first[3], second[3]; /* ab, cd */
	char name[DIGEST_TEXT_SIZE];
};
struct vault_place vault_place_of(const struct digest *digest);

/* Opens the shelf folder, making it when `make`; -1 with errno. Notes what must be synced. */
int vault_open_shelf(struct vault *vault, const struct vault_place *place, bool make);

/* Notes that a name was made in the shelf. */
void vault_touch(struct vault *vault, const struct vault_place *place);

/* One pass over a source: hashed, and written to `out` unless that is -1. */
CHECKED enum status vault_pass(int source, int out, const struct stage_options *options,
                               struct digests *digests, uint64_t *size, struct error *err);

#endif
