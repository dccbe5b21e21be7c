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

#define STAGED_PREFIX    "staged-"
#define STAGED_DIGITS    32 /* hex digits that follow it */
#define STAGED_NAME_SIZE (sizeof STAGED_PREFIX + STAGED_DIGITS)

#define OPEN_FOLDER (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* Shelf folders, numbered by the first two bytes of what stands in them. */
#define VAULT_SHELVES 65536
struct touched {
	unsigned char shelves[VAULT_SHELVES / 8]; /* a bit for each in which a name was made */
	bool          any;
};

struct vault {
	int                         originals, damaged, staging; /* folders; the last two may be -1 */
	struct filesystem_abilities abilities;

	pthread_mutex_t touched_lock;
	struct touched  touched;

	/* One syncfs(2) may stand for many fsync(2), as its failures can be trusted to be told. */
	pthread_mutex_t sync_lock;
	bool            sync_together;
};

struct staged {
	struct vault  *vault;
	int            fd;
	char           name[STAGED_NAME_SIZE]; /* in staging/, "" when it has none */
	struct digests digests;
	uint64_t       size;
	bool           synced, failed;
};

/* Where an object has its place. */
struct vault_place {
	unsigned shelf; /* below VAULT_SHELVES */
	char     first[3], second[3]; /* ab, cd */
	char     name[DIGEST_TEXT_SIZE];
};
struct vault_place vault_place_of(const struct digest *digest);

/* Opens the shelf folder, making it when `make`; -1 with errno. */
int vault_open_shelf(struct vault *vault, const struct vault_place *place, bool make);

/* Notes, after a name was made in the shelf or found there, that it must be synced. */
void vault_touch(struct vault *vault, const struct vault_place *place);

/* Makes a name in staging/ that is nobody's; STATUS_FAULT without random bytes. */
CHECKED enum status staged_make_name(char name[STAGED_NAME_SIZE], struct error *err);

/*
 * Gives the staged file a name in that folder, never replacing one: 0, or -1
 * with errno. The name in staging/ that it may have is gone then.
 */
int staged_give_name(struct staged *staged, int folder, const char *name);

/* What a pass over a file found. */
struct pass_result {
	struct digests digests; /* on STATUS_OK */
	uint64_t       bytes;   /* read, all or until the failure */
	bool           unwritten; /* it is `out` that failed, not what was read */
};

/*
 * One pass over a source, or over an object of the vault: hashed, and written
 * to `out` (an empty file) unless that is -1. Fails as vault_stage does.
 */
CHECKED enum status vault_pass(int source, int out, const struct stage_options *options,
                               bool of_object, struct pass_result *result, struct error *err);

#endif
