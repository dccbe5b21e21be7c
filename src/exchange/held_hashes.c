/* SPDX-License-Identifier: Apache-2.0 */
/* held_hashes.c - one row of the projection after the other, as hashes. */
#include "exchange/held_hashes.h"

#include "fingerprint/pdq.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

#include <string.h>

struct held_hashes {
	struct catalogue  *catalogue;
	enum hash_kind     kind;
	bool               read_originals;
	const atomic_bool *stop;
	struct statement  *rows;
	bool               done;    /* a step beyond the last row would begin anew */
	uint64_t           unknown;
	unsigned           ready;   /* turns of the last picture that are still to be given */
	struct held_hash   turned[DIHEDRAL_COUNT]; /* the last first */
};

static const char *const queries[] = {
	[HASHES_SHA256] = "SELECT number, object FROM p_items ORDER BY number",
	[HASHES_MD5] = "SELECT number, object FROM p_items ORDER BY number",
	[HASHES_PDQ] = "SELECT i.number, h.hash, h.turned, h.quality,"
	               " f.item IS NULL AND i.media_type LIKE 'image/%'"
	               " FROM p_items i LEFT JOIN p_picture_hashes h ON h.item = i.uuid"
	               " LEFT JOIN p_fingerprints f ON f.item = i.uuid ORDER BY i.number",
};

struct hash256
held_hash_of(enum hash_kind kind, const unsigned char bytes[HASH_ENTRY_SIZE])
{
	unsigned char twice[HASH_ENTRY_SIZE];

	if (kind != HASHES_MD5)
		return hash256_of_bytes(bytes);
	memcpy(twice, bytes, MD5_SIZE);
	memcpy(twice + MD5_SIZE, bytes, MD5_SIZE);
	return hash256_of_bytes(twice);
}

enum status
held_hashes_open(struct held_hashes **out, struct catalogue *catalogue, enum hash_kind kind,
                 bool read_originals, const atomic_bool *stop, struct error *err)
{
	struct held_hashes *held;
	enum status st;

	if (kind == HASHES_UNKNOWN || kind == HASHES_VPDQ)
		return fail(err, STATUS_FAULT, "hashes of %s are not read so", hash_kind_name(kind));
	held = calloc(1, sizeof *held);
	if (held == NULL)
		return fail_memory(err);
	*held = (struct held_hashes){ .catalogue = catalogue, .kind = kind,
		                      .read_originals = read_originals, .stop = stop };
	st = database_statement(catalogue->database, queries[kind], &held->rows, err);
	if (st != STATUS_OK) {
		free(held);
		return st;
	}
	*out = held;
	return STATUS_OK;
}

void
held_hashes_close(struct held_hashes *held)
{
	if (held == NULL)
		return;
	statement_release(held->rows);
	free(held);
}

uint64_t
held_hashes_unknown(const struct held_hashes *held)
{
	return held->unknown;
}

static enum status
fail_table(struct error *err)
{
	return fail(err, STATUS_UNUSABLE, "a table of hashes is damaged; run `vidimus rebuild`");
}

/* MD5 that the log tells; STATUS_NOT_FOUND, wordless. */
static enum status
logged_md5(struct catalogue *catalogue, const struct digest *object, unsigned char out[MD5_SIZE],
           struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED_JSON json_t *digests = NULL;
	char hex[DIGEST_TEXT_SIZE];
	struct text md5;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT digests FROM p_objects WHERE sha256 = $1", &row,
	                                    err);

	if (st != STATUS_OK)
		return st;
	digest_write(hex, object);
	statement_bind_text(row, 1, text_of(hex));
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && statement_is_null(row, 0)))
		return STATUS_NOT_FOUND;
	if (st == STATUS_OK)
		st = json_read(&digests, statement_text(row, 0), err);
	if (st != STATUS_OK)
		return st;
	if (!json_member_text(digests, "md5", &md5))
		return STATUS_NOT_FOUND;
	return hex_read(md5, out, MD5_SIZE) ? STATUS_OK : fail_table(err);
}

static enum status
computed_md5(struct catalogue *catalogue, const struct digest *object, const atomic_bool *stop,
             unsigned char out[MD5_SIZE], struct error *err)
{
	struct stage_options options = { .digests = DIGEST_MD5, .stop = stop };
	struct digests digests;
	uint64_t size;
	SCOPED_FD file = -1;
	enum status st = vault_open_object(catalogue->vault, object, &file, err);

	if (st == STATUS_OK)
		st = vault_hash(file, &options, &digests, &size, err);
	if (st == STATUS_NOT_FOUND)
		return fail_as(err, STATUS_FALSE);
	if (st != STATUS_OK)
		return st;
	if (!digest_equal(&digests.sha256, object))
		return fail(err, STATUS_FALSE, "an original is altered; run `vidimus audit`");
	memcpy(out, digests.md5, MD5_SIZE);
	return STATUS_OK;
}

enum status
held_md5(struct catalogue *catalogue, const struct digest *object, bool read_originals,
         const atomic_bool *stop, unsigned char out[MD5_SIZE], struct error *err)
{
	enum status st = logged_md5(catalogue, object, out, err);

	if (st == STATUS_NOT_FOUND && read_originals)
		return computed_md5(catalogue, object, stop, out, err);
	return st == STATUS_NOT_FOUND ? fail(err, st, "the catalogue keeps no MD5 of it") : st;
}

/* STATUS_FALSE: this row has no hash. */
static enum status
take_bytes(struct held_hashes *held, struct held_hash *out, struct error *err)
{
	unsigned char bytes[HASH_ENTRY_SIZE];
	struct digest object;
	enum status st = STATUS_OK;

	if (statement_is_null(held->rows, 1))
		return STATUS_FALSE;
	if (!digest_read(statement_text(held->rows, 1), &object))
		return fail_table(err);
	memcpy(bytes, object.bytes, sizeof bytes);
	if (held->kind == HASHES_MD5)
		st = held_md5(held->catalogue, &object, held->read_originals, held->stop, bytes, err);
	held->unknown += st == STATUS_NOT_FOUND || st == STATUS_FALSE;
	if (st == STATUS_NOT_FOUND)
		return STATUS_FALSE;
	if (st == STATUS_OK)
		*out = (struct held_hash){ .item = statement_integer(held->rows, 0),
			                   .hash = held_hash_of(held->kind, bytes) };
	return st;
}

/* All eight turns, the last first. */
static bool
read_turns(struct held_hashes *held, const json_t *turned)
{
	if (json_array_size(turned) != DIHEDRAL_COUNT - 1 ||
	    !hash256_read(statement_text(held->rows, 1), &held->turned[DIHEDRAL_COUNT - 1].hash))
		return false;
	for (unsigned i = 0; i < DIHEDRAL_COUNT; i++) {
		struct held_hash *turn = &held->turned[DIHEDRAL_COUNT - 1 - i];
		const char *hash = i ? json_string_value(json_array_get(turned, i - 1)) : NULL;

		turn->item = statement_integer(held->rows, 0);
		turn->transform = (enum dihedral)i;
		if (i > 0 && (hash == NULL || !hash256_read(text_of(hash), &turn->hash)))
			return false;
	}
	return true;
}

/* Number, hash, turned, quality, is a picture that nobody looked at. */
static enum status
take_picture(struct held_hashes *held, struct held_hash *out, struct error *err)
{
	SCOPED_JSON json_t *turned = NULL;

	held->unknown += statement_integer(held->rows, 4) != 0;
	if (statement_is_null(held->rows, 1) || statement_is_null(held->rows, 3) ||
	    statement_integer(held->rows, 3) < PDQ_LEAST_QUALITY)
		return STATUS_FALSE;
	if (json_read(&turned, statement_text(held->rows, 2), NULL) != STATUS_OK ||
	    !read_turns(held, turned))
		return fail_table(err);
	held->ready = DIHEDRAL_COUNT - 1;
	*out = held->turned[held->ready];
	return STATUS_OK;
}

enum status
held_hashes_next(struct held_hashes *held, struct held_hash *out, struct error *err)
{
	enum status st;

	if (held->done)
		return STATUS_DONE;
	if (held->ready > 0) {
		*out = held->turned[--held->ready];
		return STATUS_OK;
	}
	do {
		if (held->stop != NULL && atomic_load(held->stop))
			return fail(err, STATUS_INTERRUPTED, "interrupted");
		st = statement_step(held->rows, err);
		if (st == STATUS_OK)
			st = held->kind == HASHES_PDQ ? take_picture(held, out, err)
			                              : take_bytes(held, out, err);
	} while (st == STATUS_FALSE);
	held->done = st == STATUS_DONE;
	return st;
}
