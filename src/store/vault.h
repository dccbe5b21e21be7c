/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vault.h - originals, addressed by the SHA-256 of their bytes, written once.
 *
 *	originals/ab/cd/<sha256>        mode 0440; folders 0750
 *	originals/damaged/<sha256>.<n>  what a repair replaced
 *	staging/staged-<random>         files being written, where they need a name
 *
 * A file enters in steps, so that several threads stage and one makes whole
 * groups durable:
 *
 *	vault_stage          any thread: read, hash, write; nothing is visible yet
 *	vault_sync_staged    the bytes of a group are durable
 *	staged_publish       the object has its name
 *	vault_sync_shelves   the names are durable: only now may it be reported
 *	staged_discard       always, at the end of each
 *
 * Every function may be called from several threads at once; a struct staged
 * or an iteration belongs to one thread at a time. Nothing below the
 * catalogue's folder is reached through a symbolic link. After a fork(2) only
 * the parent may go on using a vault.
 */
#ifndef VIDIMUS_STORE_VAULT_H
#define VIDIMUS_STORE_VAULT_H

#include "base/scoped.h"
#include "crypto/digest.h"
#include "store/filesystem.h"

#include <vidimus/types.h>

#include <stdatomic.h>

struct vault;
struct staged;

/* Makes the folders of a new vault, durably; what is there already is kept. */
CHECKED enum status vault_create(int catalogue_fd, struct error *err);

/*
 * Opens the vault of the catalogue whose folder is open (borrowed, needed only
 * for the call); *out is owned. `abilities` are those of its file system, or
 * NULL for a vault that is only read. STATUS_UNUSABLE when originals/ is not
 * there; other folders that a copying tool may have dropped as empty are made
 * again, unless it is only read.
 */
CHECKED enum status vault_open(struct vault **out, int catalogue_fd,
                               const struct filesystem_abilities *abilities, struct error *err);

/* Ends it after everything that was staged from it; NULL is allowed. */
void vault_close(struct vault *vault);
DEFINE_SCOPED_POINTER(vault, vault_close);

/* How a file is read; { 0 } is fine: no limit, SHA-256 only, silent, not to be stopped. */
struct stage_options {
	uint64_t max_size; /* bytes; 0 is no limit */
	unsigned digests;  /* of enum digest_set, beside SHA-256 */
	bool     alone;    /* hash large files in the calling thread: other threads keep all cores busy */
	void   (*progress)(void *context, uint64_t bytes); /* `bytes` more are read; in the calling thread */
	void    *context;
	const atomic_bool *stop; /* when it becomes true, the call ends soon with STATUS_INTERRUPTED */
	bool    *unwritten; /* NULL, or set by vault_stage when the vault failed, not the source */
	void    *scratch;  /* STAGE_SCRATCH bytes, page-aligned, of the calling thread; NULL: made for the call */
};

/* Fresh memory for every file costs a tenth of the time of photographs. */
#define STAGE_SCRATCH ((size_t)256 << 10)

/*
 * Reads all of a regular file (borrowed descriptor; its position is neither
 * used nor moved) once, from start to end, hashing and writing it to a file of
 * mode 0440 that has no place in the vault yet. *out is owned. Holes stay
 * holes. Writing back to disk is begun, not awaited. Fails, with nothing left
 * behind, by STATUS_INVALID if it is no regular file, STATUS_LIMIT above
 * max_size, STATUS_CHANGED if its length, mtime or ctime changed meanwhile,
 * STATUS_INTERRUPTED, or STATUS_IO, which names the byte offset.
 */
CHECKED enum status vault_stage(struct vault *vault, int source_fd,
                                const struct stage_options *options, struct staged **out,
                                struct error *err);

/* The same pass and the same failures without writing; needs no vault. */
CHECKED enum status vault_hash(int source_fd, const struct stage_options *options,
                               struct digests *out, uint64_t *size, struct error *err);

/* What was read; borrowed from `staged`. */
const struct digests *staged_digests(const struct staged *staged);
uint64_t staged_size(const struct staged *staged);

/*
 * Makes the bytes of one staged file durable. A failure is final: the kernel
 * may count lost pages as written, so it must be discarded, never tried again
 * (fsync(2)); staged_publish refuses it then.
 */
CHECKED enum status staged_sync(struct staged *staged, struct error *err);

/*
 * The same for `count` of them, cheaper than one by one. STATUS_OK when all
 * are durable. Else each one's own outcome is in results[], which has `count`
 * places and is filled always, and *err tells the first failure. A file whose
 * write-back failed fails alone; a failure of the file system fails all.
 */
CHECKED enum status vault_sync_staged(struct vault *vault, struct staged *const *staged,
                                      size_t count, enum status *results, struct error *err);

/*
 * Gives a synced file its place, never replacing anything. *already_there (may
 * be NULL) tells that a file of that name and length was there before.
 * STATUS_FALSE when what is there has another length or is no regular file:
 * see vault_replace_damaged. STATUS_FAULT when it was not synced. The name is
 * durable, in every case, only after the next vault_sync_shelves.
 */
CHECKED enum status staged_publish(struct staged *staged, bool *already_there,
                                   struct error *err);

/*
 * Makes every name published so far durable, and the folders made for them. On
 * failure nothing published since the last success may be reported as durable;
 * those folders are synced again by the next call.
 */
CHECKED enum status vault_sync_shelves(struct vault *vault, struct error *err);

/* Ends it, and removes it unless it was published; NULL is allowed. */
void staged_discard(struct staged *staged);
DEFINE_SCOPED_POINTER(staged, staged_discard);

/* The length of an object that is held, as its inode says; STATUS_NOT_FOUND; STATUS_FALSE when
 * what stands there is no regular file. */
CHECKED enum status vault_find(struct vault *vault, const struct digest *digest, uint64_t *size,
                               struct error *err);

/* Opens an object for reading; *fd is owned. Failures as vault_find. */
CHECKED enum status vault_open_object(struct vault *vault, const struct digest *digest, int *fd,
                                      struct error *err);

/* What was found where an object, or a damaged one, lies. */
struct vault_finding {
	bool          readable; /* all of it could be read: digest and bytes are known */
	struct digest digest;   /* SHA-256 of what is there */
	uint64_t      bytes;    /* read, all or until the fault */
};

/*
 * Hashes an object again. STATUS_OK when it is what its name says,
 * STATUS_FALSE when it is altered, STATUS_NOT_FOUND, STATUS_IO when it cannot
 * be read. *out is filled on STATUS_OK, STATUS_FALSE and STATUS_IO. Of
 * `options` (NULL is { 0 }) max_size and digests are not used.
 */
CHECKED enum status vault_check(struct vault *vault, const struct digest *digest,
                                const struct stage_options *options, struct vault_finding *out,
                                struct error *err);

/*
 * Copies an object to an empty file (borrowed, open for writing), hashing what
 * is copied. Failures as vault_check; what was written then is worth nothing.
 */
CHECKED enum status vault_copy(struct vault *vault, const struct digest *digest, int out,
                               const struct stage_options *options, struct error *err);

#define VAULT_PATH_SIZE 128 /* of a path below the catalogue's folder, with the NUL */

/*
 * Puts a fresh copy, staged and synced, in the place of a damaged object, which is
 * moved to originals/damaged/<sha256>.<n>; nothing is replaced there. kept_as is
 * that path below the catalogue, *damaged what the damaged one was. Durable on
 * return. STATUS_NOT_FOUND when nothing is there (publish it), STATUS_EXISTS when
 * what is there is sound; nothing is changed then.
 */
CHECKED enum status vault_replace_damaged(struct vault *vault, struct staged *staged,
                                          char kept_as[VAULT_PATH_SIZE],
                                          struct vault_finding *damaged, struct error *err);

#endif
