/* SPDX-License-Identifier: Apache-2.0 */
/*
 * member_pass.h - one pass over the bytes of a member of a bag: read, hashed,
 * their CRC-32 taken, and written elsewhere, all at the same time.
 */
#ifndef VIDIMUS_BUNDLE_MEMBER_PASS_H
#define VIDIMUS_BUNDLE_MEMBER_PASS_H

#include "crypto/digest.h"
#include "store/vault_writer.h"

#include <stdatomic.h>

/* Members up to this size are done in one piece in the calling thread. */
#define MEMBER_SCRATCH ((size_t)256 << 10)

/* Where the bytes are: in memory, or in a file that is read by pread. All borrowed. */
struct member_bytes {
	const char *memory; /* or NULL: */
	int         fd;
	uint64_t    offset; /* of the first byte in the file */
	uint64_t    size;
};

/* Who is told and who may stop it; { 0 } is nobody. */
struct member_watch {
	const atomic_bool *stop;
	void             (*progress)(void *context, uint64_t bytes); /* `bytes` more are done */
	void              *context;
};

/* What is made in the pass. */
struct member_work {
	unsigned             digests; /* of enum digest_set, beside SHA-256 */
	bool                 crc;     /* CRC-32 too */
	bool                 alone;   /* no further threads: others keep all cores busy */
	struct vault_writer *writer;  /* NULL: nothing is written */
	uint64_t             place;   /* of the first byte in what is written */
	char                *scratch; /* MEMBER_SCRATCH bytes of the calling thread; NULL: made for the call */
};

struct member_sums {
	struct digests digests;
	uint32_t       crc; /* ISO 3309, as ZIP has it (APPNOTE 6.3.10 §4.4.7); 0 unless asked for */
};

/* One pass. STATUS_CHANGED when there are fewer bytes, STATUS_INTERRUPTED, STATUS_IO with the offset. */
CHECKED enum status member_pass(const struct member_bytes *bytes, const struct member_work *work,
                                const struct member_watch *watch, struct member_sums *out,
                                struct error *err);

/* Reads n bytes at `offset`. STATUS_CHANGED when they are not all there. */
CHECKED enum status member_read(int fd, void *out, size_t n, uint64_t offset, struct error *err);

/* STATUS_INTERRUPTED once it is to stop. */
CHECKED enum status member_watch_check(const struct member_watch *watch, struct error *err);

#endif
