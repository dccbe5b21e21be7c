/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receive_later.c - what was given after a bundle, in custody/later/: kept with
 * the events of a bundle that is new, and news beside one that is known.
 */
#include "bundle/receive_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "bundle/line_stream.h"

#include <string.h>

/* Most bytes of all such lines, which are held at once. */
#define LATER_LIMIT ((size_t)64 << 20)

bool
receive_is_later(const char *name)
{
	return text_begins(text_of(name), "custody/later/") && text_ends(text_of(name), ".jsonl");
}

static enum status
note_line(struct receiving *receiving, struct text line, size_t *bytes, struct error *err)
{
	char name[UUID_TEXT_SIZE];
	struct uuid event;
	json_t *lines;

	if (!custody_disclosure_event(line, &event))
		return fail(err, STATUS_CHANGED, "a line in custody/later is no disclosure any more");
	*bytes += line.n;
	if (*bytes > LATER_LIMIT)
		return fail(err, STATUS_LIMIT, "custody/later holds more than %zu bytes", LATER_LIMIT);
	uuid_write(name, &event);
	if (json_object_get(receiving->later, name) == NULL &&
	    json_object_set_new(receiving->later, name, json_array()) != 0)
		return fail_memory(err);
	lines = json_object_get(receiving->later, name);
	return json_array_append_new(lines, json_of_text(line)) == 0 ? STATUS_OK : fail_memory(err);
}

static enum status
read_file(struct receiving *receiving, const char *name, size_t *bytes, struct error *err)
{
	SCOPED(line_stream) lines = { 0 };
	struct text line;
	bool terminated;
	enum status st = line_stream_open(&lines, receiving->source, name, '\n', JSON_SIZE_LIMIT, err);

	while (st == STATUS_OK &&
	       (st = line_stream_next(&lines, &line, &terminated, err)) == STATUS_OK)
		st = note_line(receiving, line, bytes, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
receive_read_later(struct receiving *receiving, struct error *err)
{
	enum status st = STATUS_OK;
	size_t bytes = 0;

	for (size_t i = 0; st == STATUS_OK && i < bundle_source_count(receiving->source); i++) {
		const char *name = bundle_source_member(receiving->source, i)->name;

		if (receive_is_later(name))
			st = read_file(receiving, name, &bytes, err);
	}
	return st;
}

const json_t *
receive_later_of(const struct receiving *receiving, const struct custody_event *event)
{
	char name[UUID_TEXT_SIZE];

	uuid_write(name, &event->header.id);
	return json_object_get(receiving->later, name);
}

/* No manifest lists these files: what was verified is verified again. */
enum status
receive_later_member(const struct custody_event *event, const json_t *line, char member[65],
                     struct error *err)
{
	struct text text = { json_string_value(line), json_string_length(line) };
	struct text name = custody_disclosure_member(text);
	char letters[BASE64URL_LENGTH(DIGEST_SIZE) + 1];
	const char *commitment;
	struct digest digest;
	enum status st = digest_of(text.p, text.n, &digest, err);

	if (st != STATUS_OK)
		return st;
	if (name.p == NULL || name.n > 64)
		return fail(err, STATUS_CHANGED, "a line in custody/later is no disclosure any more");
	memcpy(member, name.p, name.n);
	member[name.n] = '\0';
	base64url_write(letters, digest.bytes, sizeof digest.bytes);
	commitment = json_string_value(json_object_get(event->commitments, member));
	if (commitment == NULL || strcmp(commitment, letters) != 0)
		return fail(err, STATUS_CHANGED,
		            "a line in custody/later opens nothing of event %lld any more",
		            (long long)event->header.seq);
	return STATUS_OK;
}

/* What is open here of the event by now; owned. */
static enum status
find_open(struct receiving *receiving, const struct event_header *header, json_t **out,
          struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(receiving->catalogue->database,
	                                    "SELECT opened FROM p_received_events WHERE origin = $1"
	                                    " AND foreign_subject = $2 AND foreign_n = $3"
	                                    " ORDER BY seq DESC LIMIT 1",
	                                    &row, err);

	*out = NULL;
	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(receiving->out->origin));
	statement_bind_text(row, 2, text_of(header->subject.text));
	statement_bind_integer(row, 3, header->n);
	st = statement_step(row, err);
	if (st == STATUS_OK && !statement_is_null(row, 0))
		st = json_read(out, statement_text(row, 0), err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* Does a line open what is closed here? */
static enum status
is_news(struct receiving *receiving, const struct custody_event *event, bool *out,
        struct error *err)
{
	const json_t *lines = receive_later_of(receiving, event);
	SCOPED_JSON json_t *open = NULL;
	enum status st = lines ? find_open(receiving, &event->header, &open, err) : STATUS_OK;
	json_t *line;
	size_t i;

	*out = false;
	json_array_foreach(lines, i, line) {
		char member[65];

		if (st == STATUS_OK)
			st = receive_later_member(event, line, member, err);
		if (st == STATUS_OK && open != NULL && json_object_get(open, member) == NULL)
			*out = true;
	}
	return st;
}

static enum status
count_news(struct receiving *receiving, const struct custody_event *event,
           const struct digest *leaf, void *context, struct error *err)
{
	bool news;
	enum status st = is_news(receiving, event, &news, err);

	(void)leaf;
	(void)context;
	receiving->out->opened += st == STATUS_OK && news;
	return st;
}

struct telling {
	struct change *change;
	json_t        *open; /* {} */
};

/* The event once more, beside where it stands, with all that opens it. */
static enum status
add_news(struct receiving *receiving, const struct custody_event *event, const struct digest *leaf,
         void *context, struct error *err)
{
	const struct telling *telling = context;
	SCOPED_JSON json_t *values = NULL;
	struct held_event held;
	bool news;
	enum status st = is_news(receiving, event, &news, err);

	if (st != STATUS_OK || !news)
		return st;
	st = receive_find_held(receiving, &event->header, &held, err);
	if (st != STATUS_OK || !held.held || !digest_equal(&held.leaf, leaf))
		return st;
	st = receive_members(receiving, event, leaf, &values, err);
	if (st == STATUS_OK &&
	    json_object_set_new(values, "bundle", json_string(receiving->subject.text)) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = change_add(telling->change, "event.received", &held.subject, telling->open, values,
		                NULL, err);
	return receive_tell_too_long(event, st, err);
}

static enum status
record_news(struct receiving *receiving, struct error *err)
{
	SCOPED_JSON json_t *open = json_object();
	struct telling telling = { .open = open };
	enum status st = open ? catalogue_begin(receiving->catalogue, RECEIVE_VERB, &telling.change, err)
	                      : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	st = receive_each(receiving, add_news, &telling, err);
	if (st == STATUS_OK)
		st = receive_check_unchanged(receiving, err);
	return catalogue_finish(receiving->catalogue, telling.change, st, err);
}

enum status
receive_news(struct receiving *receiving, struct error *err)
{
	enum status st = receive_each(receiving, count_news, NULL, err);

	if (st != STATUS_OK || receiving->out->opened == 0)
		return st;
	st = receive_later_files(receiving, err);
	return st == STATUS_OK ? record_news(receiving, err) : st;
}
