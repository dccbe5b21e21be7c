/* SPDX-License-Identifier: Apache-2.0 */
/* verb_item.c - `vidimus item`: exhibits of which we know, and whose file we do not hold. */
#include "cli/fields.h"
#include "cli/record_edit.h"

#include <vidimus/item.h>

static enum status
run_add(struct command *command, struct error *err)
{
	return record_add(command, "The item", vidimus_item_add, err);
}

static const char *const answers[] = { "yes", "no", NULL };

static const struct verb_option options[] = {
	{ .name = "title", .kind = VALUE_TEXT, .argument = "TEXT", .required = true,
	  .about = "Neutral title, one line" },
	{ .name = "summary", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "Neutral summary that may be disclosed; no source, person or place of filming" },
	{ .name = "described-as", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "How the source that tells of it describes it" },
	{ .name = "kind", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "What it is said to be: video, still-image, audio (vocabulary material-type)" },
	{ .name = "availability", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Why it is not held, as far as known (vocabulary original-availability)" },
	{ .name = "told-object", .kind = VALUE_TEXT, .argument = "SHA256",
	  .about = "SHA-256 of the file, if somebody told it" },
	{ .name = "wanted", .kind = VALUE_CHOICE, .argument = "yes|no", .choices = answers,
	  .about = "Whether we try to obtain it" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16382, .about = "Why it is recorded, for colleagues" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "item add", "Fill a form in, in the editor." },
	{ "item add --title 'Video 7 of the report' --kind video --wanted yes", "By options." },
	{ 0 },
};

static const struct verb verb_item_add = {
	.name = "add", .summary = "Record an exhibit that is not held",
	.about = "What a report cites is an exhibit whether or not we hold its file: it is listed, cited, "
	         "described and judged as any other, and everything says that it is not held. "
	         "`vidimus list held:no` finds them; when the file comes, `vidimus intake --as` joins it.",
	.options = { options, fields_options }, .examples = examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_add,
};

static const struct verb *const verbs[] = { &verb_item_add, NULL };

const struct verb verb_item = {
	.name = "item", .summary = "Exhibits that are cited and not held",
	.group = GROUP_RECORDS, .verbs = verbs,
};
