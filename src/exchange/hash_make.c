/* SPDX-License-Identifier: Apache-2.0 */
/* hash_make.c - collected, sorted, staged, logged, and only then named. */
#include "exchange/hash_make.h"

#include "casework/fingerprint_record.h"
#include "casework/hash_list_record.h"
#include "casework/short_id.h"
#include "casework/view_item.h"
#include "casework/view_row.h"
#include "exchange/held_hashes.h"
#include "fingerprint/pdq.h"
#include "intake/source.h"
#include "store/newfile.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define LIST_MODE 0600

struct line {
	unsigned char bytes[HASH_ENTRY_SIZE];
	unsigned char quality;
};

struct collecting {
	struct catalogue         *catalogue;
	const struct hash_making *making;
	struct line              *lines;
	size_t                    n, room;
	struct fingerprints       film;  /* of which the list is, where it is one of frames */
	uint64_t                  items, without;
	struct buffer             ranges;
	int64_t                   first, last; /* of the range that is being written; 0: none */
};

static void
collecting_end(struct collecting *collecting)
{
	free(collecting->lines);
	fingerprints_end(&collecting->film);
	buffer_end(&collecting->ranges);
}

static enum status
add_line(struct collecting *collecting, const void *bytes, size_t n, unsigned quality,
         struct error *err)
{
	struct line line = { .quality = (unsigned char)quality };

	if (collecting->n == collecting->room) {
		size_t room = collecting->room ? 2 * collecting->room : 1024;
		struct line *lines = reallocarray(collecting->lines, room, sizeof *lines);

		if (lines == NULL)
			return fail_memory(err);
		collecting->lines = lines;
		collecting->room = room;
	}
	memcpy(line.bytes, bytes, n);
	collecting->lines[collecting->n++] = line;
	return STATUS_OK;
}

/* The range that ended: E-000001..E-000022. */
static void
write_range(struct collecting *collecting)
{
	char first[SHORT_ID_SIZE], last[SHORT_ID_SIZE];

	if (collecting->first == 0)
		return;
	short_id_write(first, (struct short_id){ 'E', collecting->first });
	short_id_write(last, (struct short_id){ 'E', collecting->last });
	buffer_append_format(&collecting->ranges, "%s%s%s%s", collecting->ranges.n ? "," : "", first,
	                     collecting->first < collecting->last ? ".." : "",
	                     collecting->first < collecting->last ? last : "");
}

static void
count_item(struct collecting *collecting, int64_t number)
{
	collecting->items++;
	if (collecting->first == 0 || number != collecting->last + 1) {
		write_range(collecting);
		collecting->first = number;
	}
	collecting->last = number;
}

/* Of the whole picture the reference's own hash, which others have too, and those of parts. */
static enum status
add_pictures(struct collecting *collecting, struct text uuid, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = view_query(collecting->catalogue->ledger,
	                            "SELECT hash, quality FROM p_picture_hashes WHERE item = $1"
	                            " AND (position = 0 OR box IS NOT NULL)",
	                            uuid, &row, err);

	while (st == STATUS_OK && (st = statement_step(row, err)) == STATUS_OK) {
		unsigned char bytes[HASH256_SIZE];
		struct hash256 hash;

		if (statement_is_null(row, 0) || statement_integer(row, 1) < PDQ_LEAST_QUALITY)
			continue;
		if (!hash256_read(statement_text(row, 0), &hash))
			return fail(err, STATUS_UNUSABLE,
			            "a table of hashes is damaged; run `vidimus rebuild`");
		hash256_to_bytes(bytes, &hash);
		st = add_line(collecting, bytes, sizeof bytes, (unsigned)statement_integer(row, 1),
		              err);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_bytes(struct collecting *collecting, const json_t *item, struct error *err)
{
	const struct hash_making *making = collecting->making;
	unsigned char md5[MD5_SIZE];
	struct digest object;
	enum status st;

	if (!json_member_digest(item, "sha256", &object))
		return STATUS_OK;
	if (making->kind == HASHES_SHA256)
		return add_line(collecting, object.bytes, sizeof object.bytes, 0, err);
	st = held_md5(collecting->catalogue, &object, making->read_originals, making->stop, md5, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	return st == STATUS_OK ? add_line(collecting, md5, sizeof md5, 0, err) : st;
}

/* The frames of the whole picture, which come first; of one film only. */
static enum status
add_film(struct collecting *collecting, const json_t *item, struct error *err)
{
	struct fingerprints prints = { 0 };
	struct uuid uuid;
	enum status st;

	if (!json_member_uuid(item, "uuid", &uuid))
		return fail(err, STATUS_FAULT, "an item without a UUID");
	st = fingerprints_of_item(collecting->catalogue, &uuid, &prints, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st != STATUS_OK)
		return st;
	if (prints.film_count == 0 || collecting->film.film_count > 0) {
		bool second = prints.film_count > 0;

		fingerprints_end(&prints);
		return second ? fail(err, STATUS_INVALID,
		                     "a list of frames is of one film: choose one item")
		              : STATUS_OK;
	}
	collecting->film = prints;
	collecting->n = prints.films[0].n;
	return STATUS_OK;
}

static enum status
add_hashes(struct collecting *collecting, const json_t *item, struct error *err)
{
	if (collecting->making->kind == HASHES_VPDQ)
		return add_film(collecting, item, err);
	return collecting->making->kind == HASHES_PDQ
	               ? add_pictures(collecting, view_text(item, "uuid"), err)
	               : add_bytes(collecting, item, err);
}

static enum status
take_item(void *context, json_t *item, struct error *err)
{
	struct collecting *collecting = context;
	struct text id = view_text(item, "id");
	size_t before = collecting->n;
	struct short_id number;
	enum status st;

	if (collecting->making->stop != NULL && atomic_load(collecting->making->stop))
		return fail(err, STATUS_INTERRUPTED, "interrupted");
	if (id.p == NULL || !short_id_read(id, &number))
		return fail(err, STATUS_FAULT, "an item without an id");
	st = add_hashes(collecting, item, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "taking the hash of %.*s", (int)id.n, id.p);
	if (collecting->n > before)
		count_item(collecting, number.number);
	else
		collecting->without++;
	return STATUS_OK;
}

static int
compare_lines(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct line));
}

/* Of equal hashes the first alone is left; of a picture that is the one of least quality. */
static void
sort_lines(struct collecting *collecting)
{
	size_t kept = 0;

	qsort(collecting->lines, collecting->n, sizeof *collecting->lines, compare_lines);
	for (size_t i = 0; i < collecting->n; i++) {
		if (kept == 0 || memcmp(collecting->lines[kept - 1].bytes, collecting->lines[i].bytes,
		                        HASH_ENTRY_SIZE) != 0)
			collecting->lines[kept++] = collecting->lines[i];
	}
	collecting->n = kept;
}

static enum status
fail_none(const struct collecting *collecting, struct error *err)
{
	static const char *const remedies[] = {
		[HASHES_UNKNOWN] = "",
		[HASHES_SHA256] = "",
		[HASHES_MD5] = "; where the catalogue keeps none, --read-originals makes it",
		[HASHES_PDQ] = ", which pictures have; `vidimus examine --missing` makes it",
		[HASHES_VPDQ] = ", which films have; `vidimus examine --missing` makes it",
	};
	enum hash_kind kind = collecting->making->kind;

	if (collecting->without == 0)
		return fail(err, STATUS_NOT_FOUND, "no item matches, so there is no list");
	return fail(err, STATUS_NOT_FOUND, "none of these items has a hash of %s, so there is no list%s",
	            hash_kind_name(kind), remedies[kind]);
}

static enum status
collect(struct collecting *collecting, struct error *err)
{
	struct view_output to = { take_item, collecting };
	const struct hash_making *making = collecting->making;
	enum status st = item_list(collecting->catalogue->ledger, making->filters,
	                           making->filter_count, &to, err);

	if (st != STATUS_OK)
		return st;
	if (collecting->n == 0)
		return fail_none(collecting, err);
	write_range(collecting);
	if (making->kind != HASHES_VPDQ)
		sort_lines(collecting);
	return buffer_check(&collecting->ranges, err);
}

/* As vpdq-hash-video prints it, at the time of presentation. */
static void
append_frame(struct buffer *out, const struct frame_hash *frame)
{
	char hex[HASH256_TEXT_SIZE];

	hash256_write(hex, &frame->hash);
	buffer_append_format(out, "%u,%u,%s,%.3f\n", frame->number, frame->quality, hex,
	                     (double)(frame->microseconds > 0 ? frame->microseconds : 0) / 1e6);
}

static void
append_entry(struct buffer *out, const struct collecting *collecting, size_t i)
{
	enum hash_kind kind = collecting->making->kind;

	if (kind == HASHES_VPDQ) {
		append_frame(out, &collecting->film.films[0].frames[i]);
		return;
	}
	hex_append(out, collecting->lines[i].bytes, hash_kind_digits(kind) / 2);
	if (kind == HASHES_PDQ)
		buffer_append_format(out, ",%u", collecting->lines[i].quality);
	buffer_append_byte(out, '\n');
}

DEFINE_SCOPED_POINTER(digester, digester_close);

static enum status
write_piece(int file, struct digester *digester, struct buffer *piece, struct error *err)
{
	enum status st = buffer_check(piece, err);

	if (st == STATUS_OK)
		st = digester_update(digester, piece->p, piece->n, err);
	if (st == STATUS_OK)
		st = file_write_all(file, piece->p, piece->n, err);
	buffer_clear(piece);
	return st;
}

static enum status
write_lines(const struct collecting *collecting, int file, struct digest *sha256,
            struct error *err)
{
	SCOPED_POINTER(digester) digester = NULL;
	SCOPED(buffer) piece = { 0 };
	struct digests digests;
	enum status st = digester_open(&digester, DIGEST_SHA256_ONLY, err);

	for (size_t i = 0; i < collecting->n && st == STATUS_OK; i++) {
		append_entry(&piece, collecting, i);
		if (piece.n > 65536 || i + 1 == collecting->n)
			st = write_piece(file, digester, &piece, err);
	}
	if (st == STATUS_OK)
		st = digester_finish(digester, &digests, err);
	if (st == STATUS_OK)
		*sha256 = digests.sha256;
	return st;
}

/* Where a list goes. */
struct place {
	struct newfile file;
	int            folder;
	char          *path; /* absolute, of the list; owned */
	const char    *name; /* in it */
};

static void
place_end(struct place *place)
{
	newfile_end(&place->file);
	scoped_close(&place->folder);
	free(place->path);
}

static enum status
check_place(const struct catalogue *catalogue, const struct place *place, struct error *err)
{
	enum source_fault fault = SOURCE_FAULT_NONE;
	struct source_guard guard;
	struct stat there;
	enum status st = source_guard_set(&guard, catalogue->folder, err);

	if (st == STATUS_OK)
		fault = source_guard_covers(&guard, place->folder);
	if (fault == SOURCE_FAULT_INSIDE_CATALOGUE)
		return fail(err, STATUS_REFUSED, "%s lies in the catalogue: a list goes outside of it",
		            place->path);
	if (fault != SOURCE_FAULT_NONE)
		return fail(err, STATUS_REFUSED,
		            "a folder above %s may not be entered, so whether it lies in the catalogue is unknown: choose another place",
		            place->path);
	if (st == STATUS_OK && fstatat(place->folder, place->name, &there, AT_SYMLINK_NOFOLLOW) == 0)
		return fail(err, STATUS_EXISTS, "%s is there already, and nothing is replaced",
		            place->path);
	return st;
}

static enum status
open_place(struct place *place, const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	SCOPED_FREE char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	SCOPED_FREE char *absolute = folder ? realpath(folder, NULL) : NULL;

	if (folder == NULL)
		return fail_memory(err);
	place->name = slash ? slash + 1 : path;
	if (*place->name == '\0' || strcmp(place->name, ".") == 0 || strcmp(place->name, "..") == 0)
		return fail(err, STATUS_INVALID, "%s is no name for a file", path);
	place->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place->folder < 0 || absolute == NULL) {
		fail_os(err, "cannot open the folder %s, which has to be there already", folder);
		return fail_as(err, STATUS_INVALID);
	}
	if (asprintf(&place->path, "%s/%s", strcmp(absolute, "/") == 0 ? "" : absolute,
	             place->name) < 0) {
		place->path = NULL;
		return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
stage(const struct collecting *collecting, struct place *place, struct digest *sha256,
      struct error *err)
{
	enum status st = newfile_leftovers(place->folder, true, NULL, NULL, err);

	if (st == STATUS_OK)
		st = newfile_open(&place->file, place->folder, LIST_MODE, err);
	if (st == STATUS_OK)
		st = write_lines(collecting, place->file.fd, sha256, err);
	if (st == STATUS_OK)
		st = newfile_sync(&place->file, err);
	if (st == STATUS_IO)
		st = fail_as(err, STATUS_INVALID); /* the folder is not one to write in; the catalogue is well */
	return st == STATUS_OK ? st : while_doing(err, st, "writing %s", place->path);
}

static enum status
log_list(const struct collecting *collecting, const struct place *place,
         const struct digest *sha256, struct error *err)
{
	const struct made_list list = {
		.kind = hash_kind_name(collecting->making->kind),
		.recipient = collecting->making->recipient,
		.path = place->path,
		.ranges = collecting->ranges.n <= LIST_RANGES_LIMIT
		                  ? buffer_string(&collecting->ranges)
		                  : NULL,
		.sha256 = *sha256,
		.items = (int64_t)collecting->items,
		.entries = (int64_t)collecting->n,
	};

	return made_list_add(collecting->catalogue, &list, err);
}

enum status
hash_make_run(struct catalogue *catalogue, const struct hash_making *making,
              struct hash_making_summary *out, struct error *err)
{
	SCOPED(collecting) collecting = { .catalogue = catalogue, .making = making };
	SCOPED(place) place = { .file = { .fd = -1 }, .folder = -1 };
	struct digest sha256;
	enum status st;

	if (making->filter_count == 0 || making->kind == HASHES_UNKNOWN)
		return fail(err, STATUS_INVALID, "which items, and which kind of hash, must be said");
	st = open_place(&place, making->path, err);
	if (st == STATUS_OK)
		st = check_place(catalogue, &place, err);
	if (st == STATUS_OK)
		st = collect(&collecting, err);
	if (st == STATUS_OK)
		st = stage(&collecting, &place, &sha256, err);
	if (st == STATUS_OK)
		st = log_list(&collecting, &place, &sha256, err);
	if (st != STATUS_OK)
		return st;
	st = newfile_publish(&place.file, place.folder, place.name, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "placing a list that the log already says was made");
	*out = (struct hash_making_summary){ sha256, collecting.items, collecting.n,
		                             collecting.without, place.file.mode_kept };
	return STATUS_OK;
}
