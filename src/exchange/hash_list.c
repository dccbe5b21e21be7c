/* SPDX-License-Identifier: Apache-2.0 */
/* hash_list.c - the lines of a list, and its SHA-256 as they pass. */
#include "exchange/hash_list.h"

#include "crypto/digest.h"
#include "fingerprint/pdq.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>
#include <unistd.h>

#define BLOCK 65536

DEFINE_SCOPED_POINTER(digester, digester_close);

struct reading {
	struct hash_form       form;
	hash_list_take        *take;
	void                  *context;
	struct digester       *digester; /* borrowed */
	struct hash_list_facts facts;
	uint64_t               line;     /* number of the present one, from 1 */
	size_t                 n;        /* bytes of an unfinished line in `held` */
	char                   held[HASH_LINE_LIMIT];
};

/* "line 3: …" */
static enum status
at_line(uint64_t line, enum status status, struct error *err)
{
	struct error why = { 0 };

	if (err != NULL)
		why = *err;
	return fail(err, status, "line %llu: %s", (unsigned long long)line, why.text);
}

/* PDQ's bits stand above their median, so half are set; of SHA-256 a third of all are further off than this. */
#define ODD_BITS 8

static bool
is_odd(const struct hash_form *form, const struct hash_entry *entry)
{
	int set = 0;

	if (form->said || form->kind != HASHES_PDQ || entry->quality < PDQ_LEAST_QUALITY)
		return false;
	for (size_t i = 0; i < sizeof entry->bytes; i++)
		set += __builtin_popcount(entry->bytes[i]);
	return set < HASH256_BITS / 2 - ODD_BITS || set > HASH256_BITS / 2 + ODD_BITS;
}

static enum status
take_line(struct reading *reading, struct text line, struct error *err)
{
	struct hash_entry entry;
	enum status st;

	reading->line++;
	if (reading->line == 1 && text_begins(line, "\xef\xbb\xbf"))
		line = (struct text){ line.p + 3, line.n - 3 };
	st = hash_line_read(&reading->form, line, &entry, err);
	if (st == STATUS_DONE)
		return STATUS_OK;
	if (st != STATUS_OK)
		return at_line(reading->line, st, err);
	reading->facts.entries++;
	reading->facts.weak += entry.quality < PDQ_LEAST_QUALITY;
	reading->facts.odd += is_odd(&reading->form, &entry);
	return reading->take ? reading->take(reading->context, &entry, err) : STATUS_OK;
}

static enum status
hold(struct reading *reading, struct text piece, struct error *err)
{
	if (piece.n > sizeof reading->held - reading->n)
		return fail(err, STATUS_INVALID,
		            "line %llu: longer than %d bytes; a list has one hash a line",
		            (unsigned long long)reading->line + 1, HASH_LINE_LIMIT);
	if (piece.n > 0)
		memcpy(reading->held + reading->n, piece.p, piece.n);
	reading->n += piece.n;
	return STATUS_OK;
}

/* The line that was held back, with its last piece. */
static enum status
finish_line(struct reading *reading, struct text piece, struct error *err)
{
	enum status st;

	if (reading->n == 0 && piece.n <= HASH_LINE_LIMIT)
		return take_line(reading, piece, err);
	st = hold(reading, piece, err);
	if (st == STATUS_OK)
		st = take_line(reading, (struct text){ reading->held, reading->n }, err);
	reading->n = 0;
	return st;
}

static enum status
take_block(struct reading *reading, struct text block, struct error *err)
{
	enum status st = digester_update(reading->digester, block.p, block.n, err);

	while (st == STATUS_OK) {
		struct text line = text_cut(&block, '\n');

		if (block.p == NULL)
			return hold(reading, line, err);
		st = finish_line(reading, line, err);
	}
	return st;
}

static enum status
read_blocks(struct reading *reading, int file, const atomic_bool *stop, struct error *err)
{
	SCOPED_FREE char *block = malloc(BLOCK);
	enum status st = block ? STATUS_OK : fail_memory(err);
	off_t at = 0;

	while (st == STATUS_OK) {
		ssize_t n = pread(file, block, BLOCK, at);

		if (n < 0)
			return fail_os(err, "cannot read the list");
		if (n == 0)
			break;
		if (stop != NULL && atomic_load(stop))
			return fail(err, STATUS_INTERRUPTED, "interrupted");
		st = take_block(reading, (struct text){ block, (size_t)n }, err);
		at += n;
	}
	return st == STATUS_OK && reading->n > 0
	               ? finish_line(reading, (struct text){ NULL, 0 }, err)
	               : st;
}

static enum status
finish(struct reading *reading, struct hash_list_facts *out, struct error *err)
{
	struct digests digests;
	enum status st;

	if (reading->facts.entries == 0)
		return fail(err, STATUS_INVALID,
		            reading->line == 0 ? "the file is empty; a list has one hash a line"
		                               : "none of its %llu lines has a hash, only blanks, comments or names of columns; a list has one hash a line",
		            (unsigned long long)reading->line);
	st = digester_finish(reading->digester, &digests, err);
	if (st != STATUS_OK)
		return st;
	*out = reading->facts;
	out->kind = reading->form.kind;
	out->sha256 = digests.sha256;
	return STATUS_OK;
}

enum status
hash_list_read(int file, enum hash_kind kind, hash_list_take *take, void *context,
               const atomic_bool *stop, struct hash_list_facts *out, struct error *err)
{
	SCOPED_POINTER(digester) digester = NULL;
	SCOPED_FREE struct reading *reading = calloc(1, sizeof *reading);
	enum status st = reading ? digester_open(&digester, DIGEST_SHA256_ONLY, err)
	                         : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	reading->form.kind = kind;
	reading->form.said = kind != HASHES_UNKNOWN;
	reading->take = take;
	reading->context = context;
	reading->digester = digester;
	st = read_blocks(reading, file, stop, err);
	return st == STATUS_OK ? finish(reading, out, err) : st;
}
