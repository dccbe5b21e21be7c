/* SPDX-License-Identifier: Apache-2.0 */
/* change_deliveries.c - deliveries closed again, in a right change of somebody with a key, with what is not so. */
#include "tamper/change.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/note.h"

#include <stdlib.h>
#include <string.h>

/* The values with which D-000001 was closed; and its subject. Owned. */
static json_t *
closing_values(struct tampering *t, char **subject)
{
	SCOPED_FREE char *members = NULL;
	json_t *values = NULL;

	*subject = tamper_text(t, "SELECT 'delivery/' || uuid FROM p_deliveries WHERE number = 1");
	members = tamper_text(t,
	                      "SELECT members FROM event_values JOIN events USING (seq)"
	                      " WHERE subject = '%s' AND type = 'delivery.closed'",
	                      *subject);
	assert_ok(json_read(&values, text_of(members), NULL), NULL);
	return values;
}

/* Closes D-000001 again, as `change` would have it, in a change that Ana signs. */
static void
close_again(struct tampering *t, void (*change)(struct tampering *t, json_t *values,
                                                const struct signing_key *ana))
{
	struct signing_key *ana = sample_key(SAMPLE_ANA);
	SCOPED_JSON json_t *values = NULL;
	SCOPED_FREE char *subject = NULL, *origin = NULL;
	SCOPED(buffer) members = { 0 };

	tamper_open(t);
	origin = tamper_origin(t);
	values = closing_values(t, &subject);
	change(t, values, ana);
	assert_ok(json_canonical(&members, values, NULL), NULL);
	tamper_append(t, &(struct forgery){ .actor = ana,
	                                    .type = "delivery.closed",
	                                    .subject = subject,
	                                    .members = buffer_string(&members) });
	tamper_sign(t, origin, t->event + 1, NULL, ana);
	tamper_rebuild(t);
	tamper_close(t);
	signing_key_close(ana);
}

static void
forge_manifest(struct tampering *t, json_t *values, const struct signing_key *ana)
{
	(void)t;
	(void)ana;
	json_object_set_new(values, "manifest",
	                    json_string("00000000000000000000000000000000"
	                                "00000000000000000000000000000000"));
}

/* The text of the receipt with one line changed, and the time of the event that is to come, signed anew. */
static void
sign_receipt(struct tampering *t, json_t *values, const char *line, const char *instead,
             const struct signing_key *key)
{
	SCOPED_FREE char *origin = tamper_origin(t);
	SCOPED_FREE struct note *note = calloc(1, sizeof *note);
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) signed_note = { 0 };
	char time[INSTANT_TEXT_SIZE];
	struct text rest;

	assert_true(instant_write(time, tamper_next_time(t)));
	assert_ok(note_read(text_of(json_string_value(json_object_get(values, "receipt"))), note,
	                    NULL),
	          NULL);
	for (rest = note->text; rest.n > 0;) {
		struct text part = text_cut(&rest, '\n');

		if (line != NULL && text_begins(part, line))
			buffer_append_string(&text, instead);
		else if (text_begins(part, "closed "))
			buffer_append_format(&text, "closed %s", time);
		else
			buffer_append_text(&text, part);
		buffer_append_byte(&text, '\n');
	}
	assert_ok(note_sign(&signed_note, text_of_buffer(&text), text_of(origin), key, NULL), NULL);
	json_object_set_new(values, "receipt", json_string(buffer_string(&signed_note)));
}

static void
forge_count(struct tampering *t, json_t *values, const struct signing_key *ana)
{
	int64_t files = json_integer_value(json_object_get(values, "files")) - 1;
	char line[64];

	snprintf(line, sizeof line, "files %lld", (long long)files);
	json_object_set_new(values, "files", json_integer(files));
	sign_receipt(t, values, "files ", line, ana);
}

static void
forge_signature(struct tampering *t, json_t *values, const struct signing_key *ana)
{
	SCOPED(buffer) receipt = { 0 };
	char *letter;

	sign_receipt(t, values, NULL, NULL, ana);
	buffer_append_string(&receipt, json_string_value(json_object_get(values, "receipt")));
	letter = receipt.p + receipt.n - 20;
	*letter = *letter == 'A' ? 'B' : 'A';
	json_object_set_new(values, "receipt", json_string(buffer_string(&receipt)));
}

static void
forge_key(struct tampering *t, json_t *values, const struct signing_key *ana)
{
	struct signing_key *strange = tamper_strange_key();

	(void)ana;
	sign_receipt(t, values, NULL, NULL, strange);
	signing_key_close(strange);
}

static void
forge_text(struct tampering *t, json_t *values, const struct signing_key *ana)
{
	(void)t;
	(void)ana;
	json_object_set_new(values, "receipt", json_string("\x1b[2Jreceived in good order\n"));
	/* the manifest is right */
}

static void
manifest_forged(struct tampering *t)
{
	close_again(t, forge_manifest);
}

static void
count_forged(struct tampering *t)
{
	close_again(t, forge_count);
}

static void
signature_forged(struct tampering *t)
{
	close_again(t, forge_signature);
}

static void
key_forged(struct tampering *t)
{
	close_again(t, forge_key);
}

static void
text_forged(struct tampering *t)
{
	close_again(t, forge_text);
}

const struct change changes_of_deliveries[] = {
	{ "delivery-manifest-forged", manifest_forged, NULL },
	{ "delivery-count-forged", count_forged, NULL },
	{ "delivery-receipt-signature", signature_forged, NULL },
	{ "delivery-receipt-other-key", key_forged, NULL },
	{ "delivery-receipt-garbled", text_forged, NULL },
	{ NULL, NULL, NULL },
};
