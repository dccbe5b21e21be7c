/* SPDX-License-Identifier: Apache-2.0 */
/* exhibits.c - numbers of exhibits, and which bytes stand for each. */
#include "bundle/exhibits.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "casework/short_id.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_DIGITS 4 /* at least */

/* ASCII endings for the names made here; what is not known is .bin. */
static const struct {
	const char *media_type, *ending;
} endings[] = {
	{ "application/msword", "doc" },
	{ "application/pdf", "pdf" },
	{ "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx" },
	{ "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx" },
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx" },
	{ "audio/aac", "aac" },
	{ "audio/flac", "flac" },
	{ "audio/mp4", "m4a" },
	{ "audio/mpeg", "mp3" },
	{ "audio/ogg", "ogg" },
	{ "audio/wav", "wav" },
	{ "audio/x-wav", "wav" },
	{ "image/bmp", "bmp" },
	{ "image/gif", "gif" },
	{ "image/heic", "heic" },
	{ "image/jpeg", "jpg" },
	{ "image/png", "png" },
	{ "image/tiff", "tif" },
	{ "image/webp", "webp" },
	{ "text/plain", "txt" },
	{ "video/3gpp", "3gp" },
	{ "video/mp4", "mp4" },
	{ "video/mpeg", "mpg" },
	{ "video/quicktime", "mov" },
	{ "video/webm", "webm" },
	{ "video/x-matroska", "mkv" },
	{ "video/x-msvideo", "avi" },
};

static const char *
ending_of(struct text media_type)
{
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		if (text_is(media_type, endings[i].media_type))
			return endings[i].ending;
	}
	return "bin";
}

enum status
exhibit_prefix_read(struct text text, char prefix[EXHIBIT_PREFIX_MAX + 1], uint64_t *first,
                    struct error *err)
{
	struct text number = text, word = text_cut(&number, '-');
	bool good = word.n > 0 && word.n <= EXHIBIT_PREFIX_MAX && *word.p >= 'A' && *word.p <= 'Z';
	uint64_t value = 1;

	for (size_t i = 0; good && i < word.n; i++)
		good = (word.p[i] >= 'A' && word.p[i] <= 'Z') || (word.p[i] >= '0' && word.p[i] <= '9');
	for (; number.p != NULL && number.n > 1 && *number.p == '0'; number.n--)
		number.p++;
	if (number.p != NULL)
		good = good && text_number(number, 99999999, &value) && value > 0;
	if (!good)
		return fail(err, STATUS_INVALID,
		            "exhibits are numbered like ABC or ABC-0001: up to %d capitals and digits, a capital first",
		            EXHIBIT_PREFIX_MAX);
	memcpy(prefix, word.p, word.n);
	prefix[word.n] = '\0';
	*first = value;
	return STATUS_OK;
}

/* What is to be given of one item. */
struct exhibit_bytes {
	bool          held, original;
	struct digest object;
	char          ending[8];
	char          id[SHORT_ID_SIZE];
};

static enum status
read_item(struct ledger *ledger, const struct subject *item, struct exhibit_bytes *out,
          struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT number, held, object, media_type FROM p_items WHERE uuid = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, subject_name(item));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "there is no %s", item->text);
	if (st != STATUS_OK)
		return st;
	short_id_write(out->id, (struct short_id){ 'E', statement_integer(row, 0) });
	out->held = statement_integer(row, 1) == 1 && !statement_is_null(row, 2);
	out->original = true;
	if (out->held && !digest_read(statement_text(row, 2), &out->object))
		return fail(err, STATUS_UNUSABLE, "the hash of %s is none: run `vidimus audit`", out->id);
	snprintf(out->ending, sizeof out->ending, "%s", ending_of(statement_text(row, 3)));
	return STATUS_OK;
}

/*
 * The best derivative that passed its last review, was cleared there for this
 * audience, tells of nobody, and was not retracted: what is redacted before
 * what is shorter, before what is told in words.
 */
static const char find_derivative[] =
	"SELECT d.object, d.media_type FROM p_derivatives d WHERE d.item = $1"
	" AND d.is_protected = 0 AND d.object IS NOT NULL"
	" AND NOT EXISTS (SELECT 1 FROM p_retractions x WHERE x.record = d.uuid)"
	" AND EXISTS (SELECT 1 FROM p_derivative_reviews r WHERE r.derivative = d.uuid"
	" AND r.seq = (SELECT max(seq) FROM p_derivative_reviews WHERE derivative = d.uuid)"
	" AND r.conclusion = 'passed' AND EXISTS (SELECT 1 FROM"
	" json_each(coalesce(r.cleared_for, '[]')) c WHERE c.value = $2))"
	" ORDER BY CASE d.kind WHEN 'redacted' THEN 0 WHEN 'clip' THEN 1 WHEN 'frame' THEN 2"
	" WHEN 'still-sheet' THEN 3 WHEN 'transcript' THEN 4 ELSE 5 END, d.number DESC LIMIT 1";

static enum status
take_derivative(struct ledger *ledger, const struct bundle_ask *ask, const struct subject *item,
                struct exhibit_bytes *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(ledger), find_derivative, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, subject_name(item));
	statement_bind_text(row, 2, text_of(policy_name(ask->policy)));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return STATUS_NOT_FOUND;
	if (st != STATUS_OK)
		return st;
	if (!digest_read(statement_text(row, 0), &out->object))
		return fail(err, STATUS_UNUSABLE, "the hash of a derivative is none: run `vidimus audit`");
	snprintf(out->ending, sizeof out->ending, "%s", ending_of(statement_text(row, 1)));
	out->original = false;
	return STATUS_OK;
}

/* Are there tags in this part of an examination? What had no room counts, and what was destroyed. */
static bool
has_tags(const json_t *values, const char *part)
{
	const json_t *tags = json_object_get(values, part);
	int64_t left_out = 0;

	if (tags == NULL)
		return true;
	return json_array_size(json_object_get(tags, "tags")) > 0 ||
	       (json_member_integer(tags, "left_out", &left_out) && left_out > 0);
}

static const char *
tags_in_the_way(const json_t *values)
{
	const json_t *traits = json_object_get(values, "traits");

	if (has_tags(values, "places"))
		return "its file tells of places";
	if (has_tags(values, "devices"))
		return "its file tells of a device";
	if (has_tags(values, "descriptive"))
		return "its file has captions, names or tags that are not known";
	if (has_tags(values, "dates"))
		return "its file tells of its dates and programs";
	if (traits == NULL || json_array_size(traits) > 0)
		return "its file has the marks of a messenger";
	return NULL;
}

/* The last examination that was complete, read from its event. */
static enum status
check_tags(struct ledger *ledger, const struct subject *item, const struct digest *object,
           const char **why, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	struct event_record record = { 0 };
	char hash[DIGEST_TEXT_SIZE];
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT seq FROM p_examinations WHERE item = $1 AND object = $2"
		" AND outcome = 'complete' ORDER BY seq DESC LIMIT 1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	digest_write(hash, object);
	statement_bind_text(row, 1, subject_name(item));
	statement_bind_text(row, 2, text_of(hash));
	st = statement_step(row, err);
	if (st == STATUS_DONE) {
		*why = "its file was not examined in whole";
		return STATUS_OK;
	}
	if (st == STATUS_OK)
		st = ledger_read(ledger, statement_integer(row, 0), &record, err);
	if (st == STATUS_OK)
		*why = tags_in_the_way(record.values);
	event_record_end(&record);
	return st;
}

static enum status
check_flags(struct ledger *ledger, const struct subject *item, const char **why, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(
		ledger_database(ledger),
		"SELECT described > 0, coalesce(json_array_length(flags), 0) = 0,"
		" coalesce(json_array_length(protection_flags), 0) = 0 FROM p_items WHERE uuid = $1",
		&row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, subject_name(item));
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "there is no %s", item->text) : st;
	*why = statement_integer(row, 0) != 1   ? "nobody described it"
	       : statement_integer(row, 1) != 1 ? "it has flags of sensitivity"
	       : statement_integer(row, 2) != 1 ? "it has flags of protection"
	                                        : NULL;
	return STATUS_OK;
}

/* An original may leave where a derivative should only when nothing tells of anybody. */
static enum status
check_original(struct ledger *ledger, const struct subject *item, const struct exhibit_bytes *bytes,
               const char *audience, struct error *err)
{
	const char *why = NULL;
	enum status st = check_flags(ledger, item, &why, err);

	if (st == STATUS_OK && why == NULL)
		st = check_tags(ledger, item, &bytes->object, &why, err);
	if (st == STATUS_OK && why != NULL)
		st = fail(err, STATUS_REFUSED,
		          "%s has no reviewed derivative that is cleared for %s, and its original cannot"
		          " go in its place: %s (vidimus derive add, derive review)",
		          bytes->id, audience, why);
	return st;
}

static enum status
choose_bytes(struct ledger *ledger, const struct bundle_ask *ask, const struct subject *item,
             struct exhibit_bytes *out, struct error *err)
{
	enum status st = read_item(ledger, item, out, err);

	if (st != STATUS_OK || !out->held || policy_gives_originals(ask->policy))
		return st;
	st = take_derivative(ledger, ask, item, out, err);
	return st == STATUS_NOT_FOUND
	               ? check_original(ledger, item, out, policy_name(ask->policy), err)
	               : st;
}

static enum status
fill_exhibit(struct catalogue *catalogue, const struct exhibit_bytes *bytes,
             struct selected_exhibit *exhibit, struct exhibit_file *file, struct error *err)
{
	enum status st;

	exhibit->is_original = bytes->original;
	exhibit->object = bytes->object;
	if (!bytes->held)
		return STATUS_OK;
	st = vault_find(catalogue->vault, &bytes->object, &file->size, err);
	if (st == STATUS_NOT_FOUND || st == STATUS_FALSE)
		return fail(err, STATUS_FALSE, "the file of %s is not in originals/: run `vidimus audit`",
		            bytes->id);
	snprintf(file->name, sizeof file->name, "data/%s/%s.%s", exhibit->number,
	         bytes->original ? "original" : "derivative", bytes->ending);
	return st;
}

/* As many digits for all that their names are in the order of their numbers. */
static int
digits_of(uint64_t last)
{
	int digits = 1;

	for (; last >= 10; last /= 10)
		digits++;
	return digits < NUMBER_DIGITS ? NUMBER_DIGITS : digits;
}

enum status
exhibits_choose(struct catalogue *catalogue, const struct bundle_ask *ask, const char *prefix,
                uint64_t first, struct bundle_selection *selection, struct exhibit_file **files,
                struct error *err)
{
	int digits = digits_of(first + ask->item_count);
	enum status st = STATUS_OK;

	selection->exhibits = calloc(ask->item_count + 1, sizeof *selection->exhibits);
	*files = calloc(ask->item_count + 1, sizeof **files);
	if (selection->exhibits == NULL || *files == NULL)
		return fail_memory(err);
	for (size_t i = 0; st == STATUS_OK && i < ask->item_count; i++) {
		struct selected_exhibit *exhibit = &selection->exhibits[i];
		struct exhibit_bytes bytes = { 0 };

		exhibit->item = ask->items[i];
		snprintf(exhibit->number, sizeof exhibit->number, "%s-%0*" PRIu64, prefix, digits,
		         first + i);
		st = choose_bytes(catalogue->ledger, ask, &ask->items[i], &bytes, err);
		if (st == STATUS_OK)
			st = fill_exhibit(catalogue, &bytes, exhibit, &(*files)[i], err);
		selection->exhibit_count = i + 1;
	}
	return st;
}
