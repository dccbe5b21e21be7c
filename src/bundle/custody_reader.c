/* SPDX-License-Identifier: Apache-2.0 */
/*
 * custody_reader.c - four files side by side. Each stands in the order of the
 * events, so that one line of each is looked at ahead; a line whose event was
 * passed already, or is nowhere, would stop its file for good and is told.
 */
#include "bundle/custody_reader.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "bundle/custody_lines.h"
#include "bundle/id_set.h"
#include "bundle/line_stream.h"

#include <stdlib.h>
#include <string.h>

#define PROOF_LINE_LIMIT ((size_t)16 << 10)
#define REDACTION_LIMIT  ((size_t)512)

static const char redactions_begin[] = "{\"format\":\"vidimus-redactions-v1\",\"redactions\":[";

/* A file beside events.jsonl, with the piece that is looked at ahead. */
struct beside {
	const char        *name;
	struct line_stream lines;
	struct buffer      ahead;
	size_t             event; /* the line of events.jsonl that `ahead` is of; ID_SET_NONE: nothing is ahead */
	bool             (*find)(struct text piece, struct uuid *event);
};

struct custody_reader {
	struct bundle_source *source;
	struct line_stream    events;
	struct beside         disclosures, redactions, proofs;
	struct id_set         ids;   /* of each line of events.jsonl, nil for one that has none */
	struct buffer         last;
	size_t                count;
	json_t               *faults;
	bool                  closed; /* redactions.json has ended its list */

	/* the event that was given last */
	json_t       *whole, *values, *codes;
	struct buffer disclosure_bytes, proof;
	struct text  *lines;
	size_t       *starts, line_count, line_room;
	bool          has_proof;
};

static void
tell(struct custody_reader *reader, const char *code, const char *file, int64_t line,
     const struct uuid *event, const char *words)
{
	char id[UUID_TEXT_SIZE] = "";

	if (json_array_size(reader->faults) >= CUSTODY_FAULTS_KEPT)
		return;
	if (event != NULL)
		uuid_write(id, event);
	json_array_append_new(reader->faults,
	                      json_pack("{s:s,s:s,s:I,s:s?,s:s}", "code", code, "file", file, "line",
	                                (json_int_t)line, "event", event ? id : NULL, "text",
	                                words));
}

static bool
event_of_redaction(struct text piece, struct uuid *out)
{
	struct text code, member;

	return custody_redaction(piece, &code, out, &member);
}

/* Opens a file beside the events; one that is missing is told, and is empty. */
static enum status
open_beside(struct custody_reader *reader, struct beside *beside, char separator, size_t limit,
            struct error *err)
{
	struct error missing;
	enum status st = line_stream_open(&beside->lines, reader->source, beside->name, separator,
	                                  limit, &missing);

	beside->event = ID_SET_NONE;
	if (st == STATUS_NOT_FOUND) {
		tell(reader, "missing-file", beside->name, 0, NULL, "the file is missing");
		return STATUS_OK;
	}
	if (st != STATUS_OK && err != NULL)
		*err = missing;
	return st;
}

/* The first look at events.jsonl: which events there are, and the last. */
static enum status
learn_ids(struct custody_reader *reader, struct error *err)
{
	SCOPED(line_stream) lines = { 0 };
	struct text line;
	bool terminated;
	enum status st = line_stream_open(&lines, reader->source, CUSTODY_EVENTS, '\n',
	                                  EVENT_BYTES_MAX, err);

	while (st == STATUS_OK &&
	       (st = line_stream_next(&lines, &line, &terminated, err)) == STATUS_OK) {
		struct uuid id = { 0 };

		if (!custody_event_id(line, &id))
			id = (struct uuid){ 0 };
		st = id_set_add(&reader->ids, &id, err);
		buffer_clear(&reader->last);
		buffer_append_text(&reader->last, line);
		reader->count++;
	}
	return st == STATUS_DONE ? buffer_check(&reader->last, err) : st;
}

/*
 * The next entry of redactions.json, which is one line of any length: cut at
 * each closing brace, the first piece begins with the head, the others with a
 * comma; after the last come the bracket and the line end.
 */
static enum status
next_redaction(struct custody_reader *reader, struct text *piece, struct error *err)
{
	struct line_stream *lines = &reader->redactions.lines;
	bool terminated;
	enum status st;

	while ((st = line_stream_next(lines, piece, &terminated, err)) == STATUS_OK) {
		bool shaped = text_skip(piece, lines->number == 1 ? redactions_begin : ",");

		if (!reader->closed && terminated && text_is(*piece, "]"))
			reader->closed = true;
		else if (!reader->closed && terminated && shaped)
			return STATUS_OK;
		else if (!reader->closed || terminated || !text_is(*piece, "\n"))
			tell(reader, "bad-line", CUSTODY_REDACTIONS, lines->number, NULL,
			     "it has not the form of redactions.json");
	}
	if (st == STATUS_DONE && lines->stream != NULL && !reader->closed)
		tell(reader, "bad-line", CUSTODY_REDACTIONS, lines->number, NULL,
		     "it has no end");
	return st;
}

static enum status
next_piece(struct custody_reader *reader, struct beside *beside, struct text *piece,
           struct error *err)
{
	bool terminated;
	enum status st;

	if (beside == &reader->redactions)
		return next_redaction(reader, piece, err);
	st = line_stream_next(&beside->lines, piece, &terminated, err);
	if (st == STATUS_OK && !terminated)
		tell(reader, "no-line-end", beside->name, beside->lines.number, NULL,
		     "the last line does not end");
	return st;
}

/* Looks at the next piece that is of event `at` or a later one. */
static enum status
advance(struct custody_reader *reader, struct beside *beside, size_t at, struct error *err)
{
	struct text piece;
	enum status st;

	beside->event = ID_SET_NONE;
	while ((st = next_piece(reader, beside, &piece, err)) == STATUS_OK) {
		struct uuid id;
		int64_t line = beside->lines.number;
		size_t index;

		if (!beside->find(piece, &id)) {
			tell(reader, "bad-line", beside->name, line, NULL, "it has not the form of a line there");
			continue;
		}
		index = id_set_find(&reader->ids, &id);
		if (index == ID_SET_NONE)
			tell(reader, "no-such-event", beside->name, line, &id, "the event is not in this bundle");
		else if (index < at)
			tell(reader, "out-of-order", beside->name, line, &id, "it stands behind its place");
		if (index == ID_SET_NONE || index < at)
			continue;
		buffer_clear(&beside->ahead);
		buffer_append_text(&beside->ahead, piece);
		beside->event = index;
		return buffer_check(&beside->ahead, err);
	}
	if (st == STATUS_LIMIT) {
		tell(reader, "bad-line", beside->name, beside->lines.number + 1, NULL, err ? err->text : "too long");
		line_stream_end(&beside->lines);
		return STATUS_OK;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
open_all(struct custody_reader *reader, struct error *err)
{
	struct beside *all[] = { &reader->disclosures, &reader->redactions, &reader->proofs };
	static const struct { const char *name; char separator; size_t limit; } forms[] = {
		{ CUSTODY_DISCLOSURES, '\n', JSON_SIZE_LIMIT },
		{ CUSTODY_REDACTIONS, '}', REDACTION_LIMIT },
		{ CUSTODY_PROOFS, '\n', PROOF_LINE_LIMIT },
	};
	enum status st = learn_ids(reader, err);

	reader->disclosures.find = custody_disclosure_event;
	reader->redactions.find = event_of_redaction;
	reader->proofs.find = custody_proof_event;
	if (st == STATUS_OK)
		st = line_stream_open(&reader->events, reader->source, CUSTODY_EVENTS, '\n',
		                      EVENT_BYTES_MAX, err);
	for (size_t i = 0; st == STATUS_OK && i < sizeof all / sizeof all[0]; i++) {
		all[i]->name = forms[i].name;
		st = open_beside(reader, all[i], forms[i].separator, forms[i].limit, err);
		if (st == STATUS_OK)
			st = advance(reader, all[i], 0, err);
	}
	return st;
}

enum status
custody_reader_open(struct custody_reader **out, struct bundle_source *source, struct error *err)
{
	SCOPED_POINTER(custody_reader) reader = calloc(1, sizeof *reader);
	enum status st;

	if (reader == NULL || (reader->faults = json_array()) == NULL)
		return fail_memory(err);
	reader->source = source;
	st = open_all(reader, err);
	if (st != STATUS_OK)
		return st;
	*out = reader;
	reader = NULL;
	return STATUS_OK;
}

static void
forget_event(struct custody_reader *reader)
{
	json_decref(reader->whole);
	json_decref(reader->values);
	json_decref(reader->codes);
	reader->whole = NULL;
	reader->values = json_object();
	reader->codes = json_object();
	buffer_clear(&reader->disclosure_bytes);
	buffer_clear(&reader->proof);
	reader->line_count = 0;
	reader->has_proof = false;
}

void
custody_reader_close(struct custody_reader *reader)
{
	if (reader == NULL)
		return;
	line_stream_end(&reader->events);
	line_stream_end(&reader->disclosures.lines);
	line_stream_end(&reader->redactions.lines);
	line_stream_end(&reader->proofs.lines);
	buffer_end(&reader->disclosures.ahead);
	buffer_end(&reader->redactions.ahead);
	buffer_end(&reader->proofs.ahead);
	id_set_end(&reader->ids);
	buffer_end(&reader->last);
	json_decref(reader->whole);
	json_decref(reader->values);
	json_decref(reader->codes);
	json_decref(reader->faults);
	buffer_end(&reader->disclosure_bytes);
	buffer_end(&reader->proof);
	free(reader->lines);
	free(reader->starts);
	free(reader);
}

static enum status
keep_line(struct custody_reader *reader, struct text line, struct error *err)
{
	if (reader->line_count == reader->line_room) {
		size_t room = reader->line_room ? reader->line_room * 2 : 32;
		struct text *lines = realloc(reader->lines, room * sizeof *lines);
		size_t *starts;

		if (lines == NULL)
			return fail_memory(err);
		reader->lines = lines;
		starts = realloc(reader->starts, room * sizeof *starts);
		if (starts == NULL)
			return fail_memory(err);
		reader->starts = starts;
		reader->line_room = room;
	}
	reader->starts[reader->line_count] = reader->disclosure_bytes.n;
	reader->lines[reader->line_count++].n = line.n;
	buffer_append_text(&reader->disclosure_bytes, line);
	return buffer_check(&reader->disclosure_bytes, err);
}

static enum status
take_disclosure(struct custody_reader *reader, struct error *err)
{
	struct beside *beside = &reader->disclosures;
	struct text line = text_of_buffer(&beside->ahead), member = custody_disclosure_member(line);
	json_t *value = member.p != NULL ? custody_disclosure_value(line) : NULL;
	enum status st = STATUS_OK;

	if (value == NULL) {
		tell(reader, "bad-line", beside->name, beside->lines.number,
		     &reader->ids.ids[beside->event], "it is not the canonical form of a disclosure");
		return STATUS_OK;
	}
	if (json_object_getn(reader->values, member.p, member.n) != NULL)
		json_decref(value);
	else if (json_object_setn_new(reader->values, member.p, member.n, value) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? keep_line(reader, line, err) : st;
}

static enum status
take_redaction(struct custody_reader *reader, struct error *err)
{
	struct beside *beside = &reader->redactions;
	struct text code, member;
	struct uuid id;

	if (!custody_redaction(text_of_buffer(&beside->ahead), &code, &id, &member))
		return STATUS_OK; /* it was when it was looked at */
	if (json_object_getn(reader->codes, member.p, member.n) != NULL) {
		tell(reader, "listed-twice", beside->name, beside->lines.number, &id,
		     "a member is listed twice");
		return STATUS_OK;
	}
	return json_object_setn_new(reader->codes, member.p, member.n, json_of_text(code)) == 0
	               ? STATUS_OK
	               : fail_memory(err);
}

static enum status
take_proof(struct custody_reader *reader, struct error *err)
{
	struct beside *beside = &reader->proofs;

	if (reader->has_proof) {
		tell(reader, "proved-twice", beside->name, beside->lines.number,
		     &reader->ids.ids[beside->event], "the event has a second line");
		return STATUS_OK;
	}
	reader->has_proof = true;
	buffer_append_text(&reader->proof, text_of_buffer(&beside->ahead));
	return buffer_check(&reader->proof, err);
}

/* Takes all that stands beside the event. */
static enum status
gather(struct custody_reader *reader, size_t at, struct error *err)
{
	static const struct {
		size_t offset;
		enum status (*take)(struct custody_reader *reader, struct error *err);
	} files[] = {
		{ offsetof(struct custody_reader, disclosures), take_disclosure },
		{ offsetof(struct custody_reader, redactions), take_redaction },
		{ offsetof(struct custody_reader, proofs), take_proof },
	};
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < sizeof files / sizeof files[0]; i++) {
		struct beside *beside = (struct beside *)(void *)((char *)reader + files[i].offset);

		while (st == STATUS_OK && beside->event == at) {
			st = files[i].take(reader, err);
			if (st == STATUS_OK)
				st = advance(reader, beside, at, err);
		}
	}
	for (size_t i = 0; i < reader->line_count; i++)
		reader->lines[i].p = reader->disclosure_bytes.p + reader->starts[i];
	return st;
}

/* Reads a line as an event; false, told, for one that is none. */
static bool
read_line(struct custody_reader *reader, struct text line, struct custody_event *out)
{
	const struct uuid *id = &reader->ids.ids[reader->events.number - 1];
	struct error why;
	json_t *open, *commitments;

	if (event_read(line, &out->header, &reader->whole, &open, &commitments, &why) != STATUS_OK) {
		tell(reader, "bad-event", CUSTODY_EVENTS, reader->events.number,
		     uuid_equal(id, &(struct uuid){ 0 }) ? NULL : id, why.text);
		return false;
	}
	out->line = line;
	out->open = open;
	out->commitments = commitments;
	return true;
}

enum status
custody_reader_next(struct custody_reader *reader, struct custody_event *out, struct error *err)
{
	struct text line;
	bool terminated, is_event;
	enum status st;

	do {
		forget_event(reader);
		*out = (struct custody_event){ 0 };
		st = line_stream_next(&reader->events, &line, &terminated, err);
		if (st != STATUS_OK)
			return st;
		if ((size_t)reader->events.number > reader->count)
			return fail(err, STATUS_CHANGED, "%s grew while it was read", CUSTODY_EVENTS);
		if (!terminated)
			tell(reader, "no-line-end", CUSTODY_EVENTS, reader->events.number, NULL,
			     "the last line does not end");
		is_event = read_line(reader, line, out);
		st = gather(reader, (size_t)reader->events.number - 1, err);
	} while (st == STATUS_OK && !is_event);
	out->number = reader->events.number;
	out->disclosures = reader->lines;
	out->disclosure_count = reader->line_count;
	out->values = reader->values;
	out->redactions = reader->codes;
	if (reader->has_proof)
		out->proof = text_of_buffer(&reader->proof);
	return st;
}

const json_t *
custody_reader_faults(const struct custody_reader *reader)
{
	return reader->faults;
}

size_t
custody_reader_count(const struct custody_reader *reader)
{
	return reader->count;
}

struct text
custody_reader_last(const struct custody_reader *reader)
{
	return text_of_buffer(&reader->last);
}

bool
custody_reader_has(const struct custody_reader *reader, const struct uuid *id)
{
	return id_set_find(&reader->ids, id) != ID_SET_NONE;
}
