/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_later.c - custody/later/NAME.jsonl: disclosures that were given after
 * the bundle. Each opens a commitment of an event here that is listed as
 * withheld; they stand in no manifest, since the commitment proves them.
 */
#include "bundle/verify_internal.h"

#include "base/canonical_reader.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/line_stream.h"
#include "crypto/digest.h"

#include <stdlib.h>
#include <string.h>

#define LATER_LINES  ((size_t)1 << 20) /* most lines of all files */

struct later_line {
	struct uuid   event;
	struct digest digest;
	char          member[65];
	const char   *file; /* borrowed from the source */
	int64_t       number;
	bool          seen;
};

struct later_lines {
	struct later_line *all; /* in the order of events, once sorted */
	size_t             count, room;
};

void
later_lines_close(struct later_lines *later)
{
	if (later != NULL)
		free(later->all);
	free(later);
}

static enum status
add_line(struct verification *v, const char *file, int64_t number, struct text line,
         struct error *err)
{
	struct later_line found = { .file = file, .number = number };
	struct text member = custody_disclosure_member(line);
	struct later_lines *later = v->later;

	if (member.p == NULL || member.n >= sizeof found.member ||
	    canonical_check(line, NULL) != STATUS_OK || !custody_disclosure_event(line, &found.event)) {
		verify_fault(v, LAYER_DISCLOSURES, "bad-line", file, NULL,
		             "line %lld is not the canonical form of a disclosure", (long long)number);
		return STATUS_OK;
	}
	memcpy(found.member, member.p, member.n);
	if (later->count == LATER_LINES)
		return fail(err, STATUS_LIMIT, "more than %zu lines in custody/later", LATER_LINES);
	if (later->count == later->room) {
		size_t room = later->room ? later->room * 2 : 64;
		struct later_line *all = realloc(later->all, room * sizeof *all);

		if (all == NULL)
			return fail_memory(err);
		later->all = all;
		later->room = room;
	}
	later->all[later->count++] = found;
	return digest_of(line.p, line.n, &later->all[later->count - 1].digest, err);
}

static enum status
read_file(struct verification *v, const char *name, struct error *err)
{
	SCOPED(line_stream) lines = { 0 };
	struct text line;
	bool terminated;
	enum status st = line_stream_open(&lines, v->source, name, '\n', JSON_SIZE_LIMIT, err);

	while (st == STATUS_OK &&
	       (st = line_stream_next(&lines, &line, &terminated, err)) == STATUS_OK)
		st = add_line(v, name, lines.number, line, err);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static int
compare(const void *a, const void *b)
{
	return memcmp(((const struct later_line *)a)->event.bytes,
	              ((const struct later_line *)b)->event.bytes, sizeof(struct uuid));
}

enum status
later_begin(struct verification *v, struct error *err)
{
	enum status st = STATUS_OK;

	v->later = calloc(1, sizeof *v->later);
	if (v->later == NULL)
		return fail_memory(err);
	for (size_t i = 0; st == STATUS_OK && i < bundle_source_count(v->source); i++) {
		const char *name = bundle_source_member(v->source, i)->name;

		if (text_begins(text_of(name), "custody/later/") && text_ends(text_of(name), ".jsonl"))
			st = read_file(v, name, err);
	}
	if (v->later->count > 0)
		qsort(v->later->all, v->later->count, sizeof *v->later->all, compare);
	return st;
}

static void
check_line(struct verification *v, const struct custody_event *event, struct later_line *line)
{
	const json_t *commitment = json_object_get(event->commitments, line->member);
	char letters[BASE64URL_LENGTH(DIGEST_SIZE) + 1];

	line->seen = true;
	base64url_write(letters, line->digest.bytes, sizeof line->digest.bytes);
	if (commitment == NULL || strcmp(json_string_value(commitment), letters) != 0)
		verify_fault(v, LAYER_DISCLOSURES, "opens-nothing", line->file, &event->header.id,
		             "what line %lld says of %s /%s is not what its commitment holds",
		             (long long)line->number, event->header.type, line->member);
	else if (json_object_get(event->redactions, line->member) == NULL)
		verify_fault(v, LAYER_DISCLOSURES, "opened-twice", line->file, &event->header.id,
		             "line %lld opens %s /%s, which was not withheld", (long long)line->number,
		             event->header.type, line->member);
	else
		verify_notice(v, LAYER_DISCLOSURES, "opened-later", &event->header.id,
		              "%s /%s was withheld, and was given later in %s", event->header.type,
		              line->member, line->file);
}

enum status
later_check(struct verification *v, const struct judged_event *judged, struct error *err)
{
	struct later_line key = { .event = judged->event->header.id };
	struct later_line *found, *end;

	(void)err;
	if (v->later->count == 0)
		return STATUS_OK;
	found = bsearch(&key, v->later->all, v->later->count, sizeof *found, compare);
	if (found == NULL)
		return STATUS_OK;
	while (found > v->later->all && uuid_equal(&found[-1].event, &key.event))
		found--;
	for (end = v->later->all + v->later->count;
	     found < end && uuid_equal(&found->event, &key.event); found++)
		check_line(v, judged->event, found);
	return STATUS_OK;
}

void
later_finish(struct verification *v)
{
	for (size_t i = 0; i < v->later->count; i++) {
		const struct later_line *line = &v->later->all[i];

		if (!line->seen)
			verify_fault(v, LAYER_DISCLOSURES, "no-such-event", line->file, &line->event,
			             "line %lld is of an event that is not in this bundle",
			             (long long)line->number);
	}
}
