/* SPDX-License-Identifier: Apache-2.0 */
/* custody_document_keeping.c - what was made of it, and how it is kept, protected and disposed of. */
#include "custody/custody_document_parts.h"

#include "custody/custody_internal.h"

#include "store/derived.h"

#include "base/encoding.h"
#include "base/text.h"

/* Of one report; and bytes of each, which are far fewer. */
#define PICTURES_LIMIT 12
#define PICTURE_LIMIT  ((size_t)2 << 20)

static void
put_derivative(struct document *document, const json_t *derivative)
{
	static const struct label labels[] = {
		{ "Made [15]", "time" },   { "Kind [3]", "kind" }, { "Tool [15]", "tool" },
		{ "Steps [15]", "steps" }, { "Made by a machine", "machine_made" }, { 0 },
	};

	document_heading(document, 3, told_text(derivative, "id"));
	part_retracted(document, derivative);
	part_actor(document, "Recorded by", derivative);
	part_members(document, derivative, labels);
	part_hash(document, "SHA-256 in [15]", derivative, "made_from");
	part_hash(document, "SHA-256 out [15]", derivative, "sha256");
}

static void
put_copy(struct document *document, const json_t *copy)
{
	static const struct label labels[] = { { "Working copy [3]", "time" }, { "Form", "form" },
		                               { "Label", "label" }, { 0 } };

	part_members(document, copy, labels);
	part_actor(document, "Made by [12]", copy);
}

static void
put_picture_made(struct document *document, const json_t *derived)
{
	static const struct label labels[] = { { "Picture made [15]", "time" }, { "Kind", "kind" },
		                               { 0 } };

	part_members(document, derived, labels);
	part_hash(document, "SHA-256 out [15]", derived, "sha256");
}

static bool
has_action(const json_t *report, const char *type)
{
	json_t *action;
	size_t i;

	json_array_foreach(json_object_get(report, "actions"), i, action) {
		if (text_is(told_text(action, "type"), type))
			return true;
	}
	return false;
}

/* The blurred thumbnails that are there still; what was deleted can be made again. */
static enum status
put_pictures(struct document *document, const json_t *report, int folder, struct error *err)
{
	json_t *derived;
	size_t i, shown = 0;

	json_array_foreach(json_object_get(report, "derived"), i, derived) {
		SCOPED(buffer) png = { 0 };
		struct digest digest;
		enum status status;

		if (!text_is(told_text(derived, "kind"), "thumbnail") || shown == PICTURES_LIMIT ||
		    !json_member_digest(derived, "sha256", &digest))
			continue;
		status = derived_read(folder, &digest, PICTURE_LIMIT, &png, err);
		if (status == STATUS_OK)
			document_picture(document, text_of_buffer(&png), text_of("Blurred thumbnail"));
		else if (status != STATUS_NOT_FOUND && status != STATUS_FALSE && status != STATUS_LIMIT)
			return status;
		shown += status == STATUS_OK ? 1 : 0;
	}
	if (shown == 0)
		part_paragraph(document, "No blurred thumbnail is there to be shown (vidimus derive --thumbnail).");
	return STATUS_OK;
}

enum status
part_copies(struct document *document, const json_t *report, int folder, struct error *err)
{
	static const char *const lists[] = { "derivatives", "copies", "derived" };
	bool any = false;

	part_heading(document, 2, "Copies and what was made from it");
	for (size_t i = 0; i < 3; i++)
		any = any || json_array_size(json_object_get(report, lists[i])) > 0;
	if (!any)
		part_paragraph(document, "Nothing that was made from it or left the vault is listed [3, 15].");
	part_records(document, report, "derivatives", put_derivative);
	part_records(document, report, "copies", put_copy);
	part_records(document, report, "derived", put_picture_made);
	part_text(document, "Changes of the original [13]",
	         has_action(report, "object.repaired")
	                 ? "a damaged copy was replaced by the same bytes received again (see the actions)"
	                 : "none: originals are stored once and never written again");
	return folder >= 0 ? put_pictures(document, report, folder, err) : STATUS_OK;
}

/* Records that a report for others does not have are not counted as none. */
static void
count_records(struct buffer *out, const json_t *report, const char *list)
{
	const json_t *records = json_object_get(report, list);

	if (json_is_array(records))
		buffer_append_format(out, "%s: %zu", list, json_array_size(records));
	else
		buffer_append_format(out, "%s: not told to others", list);
}

void
part_keeping(struct document *document, const json_t *report)
{
	static const struct label labels[] = {
		{ "Sensitivity [17]", "sensitivity" }, { "Marks of protection [17]", "protection_flags" },
		{ "Disclosure value [18]", "disclosure" }, { 0 },
	};
	SCOPED(buffer) words = { 0 };

	part_heading(document, 2, "Keeping, protection, disposal");
	part_text(document, "Storage [14]",
	         "the catalogue's vault: read-only files named by their SHA-256; writing needs a login of the machine and a key");
	part_text(document, "Room, backups [14]", NULL);
	part_members(document, report, labels);
	count_records(&words, report, "restrictions");
	buffer_append_string(&words, ", ");
	count_records(&words, report, "holds");
	document_value(document, text_of("In force or ended [17]"), text_of_buffer(&words));
	part_text(document, "Final disposition [19]",
	         has_action(report, "destruction.approved") ? "destroyed by two people: authority, method and date stand among the actions"
	         : json_is_true(json_object_get(report, "held")) ? "none: it is still held"
	                                                         : "its file is not held");
}
