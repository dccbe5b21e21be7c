/* SPDX-License-Identifier: Apache-2.0 */
/* custody_document_theirs.c - what other logs say of the item, which nobody here vouches for. */
#include "custody/custody_document_parts.h"

#include "custody/custody_internal.h"

#include "base/text.h"

/* In what order two events of one place came, with both hashes: whoever asks that log needs them. */
static void
put_contradiction(struct document *document, const json_t *contradiction)
{
	static const struct label labels[] = {
		{ "Log", "origin" }, { "Record there", "subject" }, { "Its event no.", "n" },
		{ "Refused", "time" }, { "Leaf hash held", "held" }, { "Leaf hash refused", "leaf" },
		{ "Tag manifest refused", "tag_manifest" }, { "Bundle sealed by", "signer" }, { 0 },
	};

	part_heading(document, 3, "It contradicts itself");
	part_members(document, contradiction, labels);
}

static void
put_alias(struct document *document, const json_t *alias)
{
	document_value(document, told_text(alias, "alias"), told_text(alias, "origin"));
}

/* A sentence of theirs, in our words where the type is known, else its type. */
static void
put_event(struct document *document, const json_t *event)
{
	struct text words = told_text(event, "summary");
	SCOPED(buffer) label = { 0 };

	buffer_append_format(&label, "%s, %s no. %lld, by their %.16s…", told_string(event, "time"),
	                     told_string(event, "bundle"),
	                     (long long)json_integer_value(json_object_get(event, "seq")),
	                     told_string(event, "actor"));
	document_value(document, text_of_buffer(&label), words.n > 0 ? words : told_text(event, "type"));
}

static bool
has(const json_t *theirs, const char *list)
{
	return json_array_size(json_object_get(theirs, list)) > 0;
}

void
part_theirs(struct document *document, const json_t *report)
{
	const json_t *theirs = json_object_get(report, "theirs");

	if (!has(theirs, "contradictions") && !has(theirs, "aliases") && !has(theirs, "events"))
		return;
	part_heading(document, 2, "What others say (theirs)");
	part_paragraph(document, "Received in sealed bundles of other logs and kept as it came. Nobody here vouches for it; no"
	                         " status, finding or gap above rests on it.");
	part_records(document, theirs, "contradictions", put_contradiction);
	if (has(theirs, "aliases"))
		part_heading(document, 3, "What they call it");
	part_records(document, theirs, "aliases", put_alias);
	if (has(theirs, "events"))
		part_heading(document, 3, "What they recorded");
	part_records(document, theirs, "events", put_event);
}
