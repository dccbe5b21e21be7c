/* SPDX-License-Identifier: Apache-2.0 */
/* received.c - foreign events read back from what our own events seal. */
#include "casework/received.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#define DISCLOSURE_LABEL "vidimus-disclosure-v1"
#define DISCLOSURE_PARTS 5

bool
disclosure_read(struct text line, struct uuid *event, struct text *member, json_t **whole,
                struct error *err)
{
	SCOPED_JSON json_t *read = NULL;
	struct text id;

	if (json_read(&read, line, err) != STATUS_OK || json_array_size(read) != DISCLOSURE_PARTS)
		return false;
	for (size_t i = 0; i + 1 < DISCLOSURE_PARTS; i++) {
		if (!json_is_string(json_array_get(read, i)))
			return false;
	}
	id = text_of(json_string_value(json_array_get(read, 1)));
	*member = text_of(json_string_value(json_array_get(read, 2)));
	if (!text_is(text_of(json_string_value(json_array_get(read, 0))), DISCLOSURE_LABEL) ||
	    !uuid_read(id, event) || !text_begins(*member, "/"))
		return false;
	member->p++;
	member->n--;
	*whole = json_incref(read);
	return json_is_member_name(*member);
}

json_t *
disclosure_value(const json_t *whole)
{
	return json_array_get(whole, DISCLOSURE_PARTS - 1);
}

/* Adds what the lines of one list open; a line that is no disclosure of the event opens nothing. */
static enum status
open_list(const json_t *lines, struct event_record *out, struct error *err)
{
	json_t *line;
	size_t i;

	json_array_foreach(lines, i, line) {
		SCOPED_JSON json_t *whole = NULL;
		struct text text = { json_string_value(line), json_string_length(line) }, member;
		struct uuid event;
		struct error ignored;

		if (!disclosure_read(text, &event, &member, &whole, &ignored) ||
		    !uuid_equal(&event, &out->header.id))
			continue;
		if (json_object_setn(out->values, member.p, member.n, disclosure_value(whole)) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

static enum status
open_all(const json_t *values, struct event_record *out, struct error *err)
{
	static const char *const lists[] = { "disclosures", "source_disclosures",
		                             "protected_disclosures" };
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < sizeof lists / sizeof lists[0]; i++)
		st = open_list(json_object_get(values, lists[i]), out, err);
	return st;
}

enum status
received_read(const json_t *values, struct event_record *out, struct error *err)
{
	struct event_record read = { 0 };
	struct error ignored;
	struct text line;
	enum status st;

	if (!json_member_text(values, "line", &line) ||
	    event_read(line, &read.header, &read.whole, &read.open, &read.commitments, &ignored) !=
	            STATUS_OK)
		return STATUS_DONE;
	read.values = json_object();
	st = read.values ? open_all(values, &read, err) : fail_memory(err);
	if (st == STATUS_OK)
		*out = read;
	else
		event_record_end(&read);
	return st;
}
