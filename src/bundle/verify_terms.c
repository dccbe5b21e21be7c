/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_terms.c - to whom and on what terms, as bag-info.txt prints it for whoever
 * looks there first: the lines must be those that bundle.begun gives.
 */
#include "bundle/verify_internal.h"

#include "base/text.h"

#define BAG_INFO       "bag-info.txt"
#define BAG_INFO_LIMIT ((uint64_t)1 << 20)
#define OURS           "Vidimus-"
#define OF_THE_LOG     "Vidimus-Log"

/* As the exporter writes it (docs/bundle-format.md §1): controls are spaces. */
static void
add_label(struct buffer *out, const char *label, const json_t *value)
{
	const char *text = json_string_value(value);

	if (text == NULL || text[0] == '\0')
		return;
	buffer_append_format(out, OURS "%s: ", label);
	for (; *text != '\0'; text++)
		buffer_append_byte(out, (unsigned char)*text < 0x20 || *text == 0x7f ? ' ' : *text);
	buffer_append_byte(out, '\n');
}

static void
write_terms(const struct verification *v, struct buffer *out)
{
	const json_t *values = v->begun.values;

	add_label(out, "Policy", json_object_get(values, "policy"));
	add_label(out, "Recipient", json_object_get(values, "recipient"));
	add_label(out, "Purpose", json_object_get(values, "purpose"));
	add_label(out, "Terms", json_object_get(values, "terms"));
	add_label(out, "Expires", json_object_get(json_object_get(values, "expires"), "edtf"));
	if (json_is_true(json_object_get(values, "no_onward")))
		buffer_append_string(out, OURS "Onward-Transfer: forbidden\n");
}

/* The lines of ours but those of the log, which its own layer judges. */
static void
read_terms(struct text info, struct buffer *out)
{
	while (info.p != NULL && info.n > 0) {
		struct text line = text_cut(&info, '\n');

		if (text_begins(line, OURS) && !text_begins(line, OF_THE_LOG)) {
			buffer_append_text(out, line);
			buffer_append_byte(out, '\n');
		}
	}
}

enum status
terms_check(struct verification *v, struct error *err)
{
	SCOPED(buffer) info = { 0 };
	SCOPED(buffer) printed = { 0 };
	SCOPED(buffer) told = { 0 };
	enum status st;

	if (!v->begun.found || v->begun.is_public)
		return STATUS_OK;
	st = bundle_source_read(v->source, BAG_INFO, BAG_INFO_LIMIT, &info, err);
	if (st != STATUS_OK) /* that it is missing, or too large, the bag says */
		return verify_is_answer(st) || st == STATUS_NOT_FOUND ? STATUS_OK : st;
	read_terms(text_of_buffer(&info), &printed);
	write_terms(v, &told);
	st = buffer_check(&printed, err);
	if (st == STATUS_OK)
		st = buffer_check(&told, err);
	if (st == STATUS_OK && printed.n > 0 &&
	    !text_equal(text_of_buffer(&printed), text_of_buffer(&told)))
		verify_fault(v, LAYER_DISCLOSURES, "other-terms", BAG_INFO, &v->begun.id,
		             "policy, recipient, purpose or terms that are printed there are others than bundle.begun says");
	return st;
}
