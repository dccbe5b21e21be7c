/* SPDX-License-Identifier: Apache-2.0 */
/* metadata.c - statements of an examination, each with its class and value. */
#include "media/metadata.h"

#include "media/declared.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void
metadata_end(struct metadata *metadata)
{
	for (size_t i = 0; i < metadata->count; i++)
		free(metadata->statements[i].value);
	free(metadata->statements);
	json_decref(metadata->dates);
	json_decref(metadata->place_dates);
	json_decref(metadata->places);
	json_decref(metadata->devices);
	*metadata = (struct metadata){ 0 };
}

static bool
read_form(const json_t *told, enum statement_form *out)
{
	static const char *const forms[] = { "text", "numbers", "binary" };
	struct text form;

	if (!json_member_text(told, "form", &form))
		return false;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		if (text_is(form, forms[i])) {
			*out = (enum statement_form)i;
			return true;
		}
	}
	return false;
}

static bool
read_told(const json_t *told, struct statement *out)
{
	int64_t length;

	*out = (struct statement){ .tag_class = TAG_DESCRIPTIVE, .reading = READING_UNKNOWN };
	if (!json_member_text(told, "source", &out->source) ||
	    !json_member_text(told, "group", &out->group) ||
	    !json_member_text(told, "tag", &out->tag) ||
	    !json_member_text(told, "raw", &out->raw) || !read_form(told, &out->form))
		return false;
	if (!json_member_text(told, "bytes", &out->bytes))
		out->bytes = (struct text){ 0 };
	if (json_member_integer(told, "length", &length) && length > 0)
		out->length = (uint64_t)length;
	return true;
}

/* Whether behind what normalise_trim keeps there is only padding. */
static bool
is_padded_only(struct text raw)
{
	struct text kept = normalise_trim(raw);
	size_t start = kept.p != NULL ? (size_t)(kept.p - raw.p) : 0;

	for (size_t i = start + kept.n; i < raw.n; i++) {
		if (raw.p[i] != '\0' && strchr(" \t\r\n", raw.p[i]) == NULL)
			return false;
	}
	return true;
}

/*
 * The class that the rule gives, or the most protected where the raw value,
 * all of it, is not what the class may hold.
 */
static enum tag_class
class_of(const struct statement *statement, struct text raw)
{
	const struct tag_rule *rule = statement->rule;

	if (rule == NULL)
		return TAG_DESCRIPTIVE;
	if (!shape_is_strict(rule->shape) ||
	    (rule->tag_class != TAG_TECHNICAL && rule->tag_class != TAG_DATES))
		return rule->tag_class;
	if (statement->reading == READING_UNKNOWN || statement->form == STATEMENT_BINARY ||
	    statement->length > 0 || !is_padded_only(raw))
		return TAG_DESCRIPTIVE;
	return rule->tag_class;
}

/* Raw bytes as they stand in the file, in `room` where the told text is lossy. */
static struct text
raw_bytes(const struct statement *statement, struct buffer *room)
{
	if (statement->form == STATEMENT_TEXT && statement->bytes.p != NULL &&
	    base64url_read(room, statement->bytes))
		return text_of_buffer(room);
	return statement->raw;
}

static enum status
interpret(struct statement *statement, struct error *err)
{
	SCOPED(buffer) room = { 0 };
	SCOPED(buffer) value = { 0 };
	struct text raw = raw_bytes(statement, &room);
	enum shape shape = SHAPE_ANY;

	statement->rule = tag_rule_find(statement->source, statement->group, statement->tag);
	if (statement->rule != NULL)
		shape = statement->rule->shape;
	if (statement->form != STATEMENT_BINARY)
		statement->reading = normalise(shape, raw, &value);
	statement->tag_class = class_of(statement, raw);
	if (room.failed || value.failed)
		return fail_memory(err);
	if (statement->reading != READING_OK)
		return STATUS_OK;
	statement->value = buffer_take(&value);
	return statement->value ? STATUS_OK : fail_memory(err);
}

static enum status
read_statements(const json_t *tags, struct metadata *out, struct error *err)
{
	size_t count = json_array_size(tags), i;
	json_t *told;

	if (count == 0)
		return STATUS_OK;
	out->statements = calloc(count, sizeof *out->statements);
	if (out->statements == NULL)
		return fail_memory(err);
	json_array_foreach(tags, i, told) {
		struct statement *statement = &out->statements[out->count];

		if (!read_told(told, statement))
			continue;
		out->count++;
		if (interpret(statement, err) != STATUS_OK)
			return STATUS_MEMORY;
	}
	return STATUS_OK;
}

enum status
metadata_read(const json_t *tags, struct metadata *out, struct error *err)
{
	SCOPED(metadata) metadata = { .dates = json_array(),
		                      .place_dates = json_array(),
		                      .places = json_array(),
		                      .devices = json_array() };
	enum status st;

	if (!metadata.dates || !metadata.place_dates || !metadata.places || !metadata.devices)
		return fail_memory(err);
	st = read_statements(tags, &metadata, err);
	if (st == STATUS_OK)
		st = declared_collect(&metadata, err);
	if (st != STATUS_OK)
		return st;
	*out = metadata;
	metadata = (struct metadata){ 0 };
	return STATUS_OK;
}

const struct statement *
metadata_find(const struct metadata *metadata, const char *source, const char *group,
              const char *tag)
{
	for (size_t i = 0; i < metadata->count; i++) {
		const struct statement *statement = &metadata->statements[i];

		if (text_is(statement->tag, tag) && text_is(statement->source, source) &&
		    (group == NULL || text_is(statement->group, group)))
			return statement;
	}
	return NULL;
}

struct statement *
metadata_beside(const struct metadata *metadata, const struct statement *statement,
                struct text tag)
{
	struct text group = statement->group, name = tag;

	/* "Exif/OffsetTime": of another group; "OffsetTime": of the same. */
	if (memchr(tag.p, '/', tag.n) != NULL)
		group = text_cut(&name, '/');
	for (size_t i = 0; i < metadata->count; i++) {
		struct statement *other = &metadata->statements[i];

		if (text_equal(other->tag, name) && text_equal(other->source, statement->source) &&
		    text_equal(other->group, group))
			return other;
	}
	return NULL;
}
