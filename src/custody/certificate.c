/* SPDX-License-Identifier: Apache-2.0 */
/* certificate.c - names in a template, and where their values stand in a report. */
#include "custody/certificate.h"

#include "custody/custody_internal.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define FOLDER   "catalog/certificates/"
#define BY_HAND  "by_hand:"
#define INDENT   "    - "

static bool
first_member(const json_t *report, const char *member, struct buffer *out)
{
	const json_t *first = json_array_get(json_object_get(report, "acquisitions"), 0);

	return told_value(out, json_object_get(first, member));
}

static bool
put_first_from(const json_t *report, struct buffer *out)
{
	return first_member(report, "from_organisation", out) || first_member(report, "from_code", out);
}

static bool
put_first_actor(const json_t *report, struct buffer *out)
{
	return first_member(report, "actor_id", out);
}

static bool
put_first_tool(const json_t *report, struct buffer *out)
{
	return first_member(report, "tool", out);
}

static bool
put_first_received(const json_t *report, struct buffer *out)
{
	return first_member(report, "received", out);
}

static bool
put_first_read(const json_t *report, struct buffer *out)
{
	return first_member(report, "read_ended", out);
}

static bool
put_first_method(const json_t *report, struct buffer *out)
{
	return first_member(report, "method", out);
}

static bool
put_first_medium(const json_t *report, struct buffer *out)
{
	return first_member(report, "medium", out);
}

static bool
put_first_legal_basis(const json_t *report, struct buffer *out)
{
	return first_member(report, "legal_basis", out);
}

static bool
put_last_checked(const json_t *report, struct buffer *out)
{
	return told_value(out, json_object_get(json_object_get(report, "last_checked"), "time"));
}

static bool
put_last_outcome(const json_t *report, struct buffer *out)
{
	return told_value(out, json_object_get(json_object_get(report, "last_checked"), "outcome"));
}

static bool
put_log_origin(const json_t *report, struct buffer *out)
{
	return told_value(out, json_object_get(json_object_get(report, "log"), "origin"));
}

static bool
put_log_events(const json_t *report, struct buffer *out)
{
	return told_value(out, json_object_get(json_object_get(report, "log"), "size"));
}

static bool
put_log_root(const json_t *report, struct buffer *out)
{
	return told_value(out, json_object_get(json_object_get(report, "log"), "root"));
}

static bool
put_action_count(const json_t *report, struct buffer *out)
{
	buffer_append_format(out, "%zu", json_array_size(json_object_get(report, "actions")));
	return true;
}

static bool
put_transfer_count(const json_t *report, struct buffer *out)
{
	buffer_append_format(out, "%zu", json_array_size(json_object_get(report, "transfers")));
	return true;
}

static bool
put_proved(const json_t *report, struct buffer *out)
{
	size_t i, proved = 0;
	json_t *action;

	json_array_foreach(json_object_get(report, "actions"), i, action)
		proved += json_is_object(json_object_get(action, "proved")) ? 1 : 0;
	if (proved == 0)
		buffer_append_string(out, "none of them");
	else
		buffer_append_format(out, "%zu of %zu", proved, json_array_size(json_object_get(report, "actions")));
	return true;
}

static bool
put_gap_lines(const json_t *report, struct buffer *out)
{
	json_t *gap;
	size_t i;

	json_array_foreach(json_object_get(report, "gaps"), i, gap) {
		buffer_append_string(out, i > 0 ? "\n" INDENT : INDENT);
		buffer_append_text(out, told_text(gap, "text"));
	}
	return i > 0;
}

static const struct {
	const char *name, *words; /* what a blank asks for */
	bool (*put)(const json_t *report, struct buffer *out); /* NULL: the report's member of that name */
} fields[] = {
	{ "case", "case or situation", NULL },
	{ "id", "id of the exhibit", NULL },
	{ "uuid", "UUID of the record", NULL },
	{ "title", "title", NULL },
	{ "bytes", "number of bytes", NULL },
	{ "media_type", "media type", NULL },
	{ "sha256", "SHA-256", NULL },
	{ "status", "verification status", NULL },
	{ "verified_as", "verified as what", NULL },
	{ "prepared", "date of preparation", NULL },
	{ "prepared_by", "who prepared it", NULL },
	{ "tool", "program", NULL },
	{ "first_received", "when it was first received", put_first_received },
	{ "first_read", "when its bytes were first read", put_first_read },
	{ "first_actor", "who first received it", put_first_actor },
	{ "first_tool", "program it was received with", put_first_tool },
	{ "first_method", "how it reached us", put_first_method },
	{ "first_medium", "medium", put_first_medium },
	{ "first_from", "from whom", put_first_from },
	{ "first_legal_basis", "legal basis", put_first_legal_basis },
	{ "last_checked", "when it was last hashed again", put_last_checked },
	{ "last_outcome", "outcome", put_last_outcome },
	{ "log_origin", "name of the log", put_log_origin },
	{ "log_events", "number of entries", put_log_events },
	{ "log_root", "root", put_log_root },
	{ "action_count", "number of entries", put_action_count },
	{ "transfer_count", "number of transfers", put_transfer_count },
	{ "proved", "what is proved from outside", put_proved },
	{ "gaps", "what is not known", put_gap_lines },
};

enum status
certificate_find(const char *name, struct text *out, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	const struct embedded_file *file = NULL;
	enum status status;

	buffer_append_format(&path, FOLDER "%s.txt", name);
	status = buffer_check(&path, err);
	if (status == STATUS_OK)
		file = embedded_find(buffer_string(&path));
	if (status == STATUS_OK && file == NULL) {
		buffer_clear(&path);
		while ((file = embedded_next(file, FOLDER)) != NULL)
			buffer_append_format(&path, " %.*s", (int)(strlen(file->path) - strlen(FOLDER ".txt")),
			                     file->path + strlen(FOLDER));
		return fail(err, STATUS_INVALID, "there is no form '%.64s'; there are:%s", name,
		            buffer_string(&path));
	}
	if (status == STATUS_OK)
		*out = embedded_text(file);
	return status;
}

/* A value's control characters are shown, as everywhere; its lines stay lines. */
static void
append_safe(struct buffer *out, struct text words)
{
	while (words.p != NULL) {
		struct text line = text_cut(&words, '\n');

		text_append_escaped(out, line.p, line.n);
		if (words.p != NULL)
			buffer_append_byte(out, '\n');
	}
}

static void
append_blank(struct buffer *out, struct text what)
{
	buffer_append_format(out, "[__________ " CERTIFICATE_BLANK "%.*s)]", (int)what.n, what.p);
}

static enum status
fill_one(struct text name, const json_t *report, struct buffer *out, struct error *err)
{
	SCOPED(buffer) value = { 0 };

	if (text_begins(name, BY_HAND)) {
		append_blank(out, (struct text){ name.p + strlen(BY_HAND), name.n - strlen(BY_HAND) });
		return STATUS_OK;
	}
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (!text_is(name, fields[i].name))
			continue;
		if (fields[i].put != NULL ? fields[i].put(report, &value)
		                          : told_value(&value, json_object_get(report, fields[i].name)))
			append_safe(out, text_of_buffer(&value));
		else
			append_blank(out, text_of(fields[i].words));
		return buffer_check(&value, err);
	}
	return fail(err, STATUS_INVALID, "the template asks for {{%.*s}}, which is no field (docs/custody-reports.md)",
	            (int)(name.n < 64 ? name.n : 64), name.p);
}

static enum status
fill_line(struct text line, const json_t *report, struct buffer *out, struct error *err)
{
	enum status status = STATUS_OK;

	while (status == STATUS_OK) {
		const char *open = line.n > 0 ? memmem(line.p, line.n, "{{", 2) : NULL;
		const char *close = open ? memmem(open, line.n - (size_t)(open - line.p), "}}", 2) : NULL;

		if (open == NULL) {
			buffer_append_text(out, line);
			return STATUS_OK;
		}
		if (close == NULL)
			return fail(err, STATUS_INVALID, "the template has {{ without }} in the same line");
		buffer_append(out, line.p, (size_t)(open - line.p));
		status = fill_one((struct text){ open + 2, (size_t)(close - open) - 2 }, report, out, err);
		line.n -= (size_t)(close + 2 - line.p);
		line.p = close + 2;
	}
	return status;
}

enum status
certificate_fill(struct text template, const json_t *report, struct buffer *out, struct error *err)
{
	enum status status = STATUS_OK;

	if (template.n > CERTIFICATE_LIMIT || !text_is_utf8(template.p, template.n))
		return fail(err, STATUS_INVALID, "the template is no UTF-8 text of at most %zu bytes",
		            CERTIFICATE_LIMIT);
	while (template.p != NULL && status == STATUS_OK) {
		struct text line = text_cut(&template, '\n');

		if (line.n > 0 && line.p[0] == '#')
			continue;
		status = fill_line(line, report, out, err);
		if (template.p != NULL)
			buffer_append_byte(out, '\n');
	}
	return status == STATUS_OK ? buffer_check(out, err) : status;
}
