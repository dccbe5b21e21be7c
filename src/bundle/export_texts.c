/* SPDX-License-Identifier: Apache-2.0 */
/* export_texts.c - the short texts of a bag: what it is, on what terms, how to check it. */
#include "bundle/export_parts.h"

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "casework/circumstances.h"

#include <inttypes.h>
#include <stdio.h>

#define FOLDER "catalog/bundle/"

static const char declaration[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

void
export_name(const struct export *export, char out[MADE_NAME_SIZE])
{
	snprintf(out, MADE_NAME_SIZE, "%s-B%" PRId64, export->prefix, export->number);
}

/* One label; what would end the line or hide in it becomes a blank. Nothing where there is nothing to say. */
static void
add_label(struct buffer *out, const char *label, struct text value)
{
	if (value.p == NULL || value.n == 0)
		return;
	buffer_append_format(out, "%s: ", label);
	for (size_t i = 0; i < value.n; i++) {
		unsigned char byte = (unsigned char)value.p[i];

		buffer_append_byte(out, byte < 0x20 || byte == 0x7f ? ' ' : value.p[i]);
	}
	buffer_append_byte(out, '\n');
}

static struct text
value_text(const struct export *export, const char *member)
{
	struct text text = { NULL, 0 };

	return json_member_text(export->values, member, &text) ? text : (struct text){ NULL, 0 };
}

struct text
export_recipient(const struct export *export)
{
	return value_text(export, "recipient");
}

static enum status
add_organisation(const struct export *export, struct buffer *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(export->catalogue->database,
	                                    "SELECT organisation FROM p_catalogue", &row, err);

	if (st == STATUS_OK)
		st = statement_step(row, err);
	if (st == STATUS_OK)
		add_label(out, "Source-Organization", statement_text(row, 0));
	return st == STATUS_DONE ? STATUS_OK : st;
}

/* On what terms it was given: printed on the bundle, as the report prints them. */
static void
add_terms(const struct export *export, struct buffer *out)
{
	struct text edtf = { NULL, 0 };

	add_label(out, "Vidimus-Policy", text_of(policy_name(export->policy)));
	add_label(out, "Vidimus-Recipient", export_recipient(export));
	add_label(out, "Vidimus-Purpose", value_text(export, "purpose"));
	add_label(out, "Vidimus-Terms", value_text(export, "terms"));
	if (json_member_text(json_object_get(export->values, "expires"), "edtf", &edtf))
		add_label(out, "Vidimus-Expires", edtf);
	if (export->words->no_onward)
		add_label(out, "Vidimus-Onward-Transfer", text_of("forbidden"));
}

static enum status
write_info(const struct export *export, struct buffer *out, struct error *err)
{
	SCOPED_JSON json_t *tool = circumstances_tool(export->catalogue);
	char name[MADE_NAME_SIZE], origin[ORIGIN_SIZE], time[INSTANT_TEXT_SIZE];

	if (tool == NULL)
		return fail_memory(err);
	export_name(export, name);
	ledger_origin(origin, &export->catalogue->uuid);
	instant_write(time, export->begun);
	buffer_append_format(out, "Bagging-Date: %.10s\n", time);
	add_label(out, "External-Identifier", text_of(name));
	buffer_append_format(out, "Payload-Oxum: %" PRIu64 ".%" PRIu64 "\n", export->payload_bytes,
	                     export->payload_files);
	buffer_append_format(out, "Bag-Software-Agent: vidimus %s\n",
	                     json_string_value(json_object_get(tool, "version")));
	add_terms(export, out);
	buffer_append_format(out, "Vidimus-Log: %s\nVidimus-Log-Size: %" PRId64 "\n", origin,
	                     export->size);
	return buffer_check(out, err);
}

static enum status
find_embedded(const char *name, struct text *out, struct error *err)
{
	const struct embedded_file *file = embedded_find(name);

	if (file == NULL)
		return fail(err, STATUS_FAULT, "the program lacks %s", name);
	*out = embedded_text(file);
	return STATUS_OK;
}

enum status
export_script(struct text *out, struct error *err)
{
	return find_embedded(FOLDER "verify.sh", out, err);
}

/* The same in every bundle, and in the program: it tells nothing, and its words are no finds. */
static enum status
add_fixed(struct export *export, const char *name, struct text text, struct error *err)
{
	struct leak_gate *gate = export->made.gate;
	struct made_file *file;
	enum status st = made_file_begin(&export->made, name, &file, err);

	if (st != STATUS_OK)
		return st;
	export->made.gate = NULL;
	st = made_file_write(&export->made, file, text, err);
	if (st == STATUS_OK)
		st = made_file_search(&export->made, file, err);
	export->made.gate = gate;
	return st;
}

/* Our own name is on every bundle: where somebody wrote it elsewhere, it is no find. */
static enum status
add_info(struct export *export, struct error *err)
{
	struct made_file *file;
	enum status st = made_file_begin(&export->made, "bag-info.txt", &file, err);

	if (st == STATUS_OK)
		st = add_organisation(export, &file->pending, err);
	if (st != STATUS_OK)
		return st;
	file->checked = file->pending.n;
	st = write_info(export, &file->pending, err);
	return st == STATUS_OK ? made_file_mark(&export->made, file, err) : st;
}

enum status
export_texts(struct export *export, struct error *err)
{
	struct text steps;
	enum status st = find_embedded(FOLDER "VERIFY.txt", &steps, err);

	if (st == STATUS_OK)
		st = add_fixed(export, "VERIFY.txt", steps, err);
	if (st == STATUS_OK)
		st = add_info(export, err);
	return st == STATUS_OK ? add_fixed(export, "bagit.txt", text_of(declaration), err) : st;
}
