/* SPDX-License-Identifier: Apache-2.0 */
/* verb_posting.c - `vidimus posting`: where and when a copy was published, as claimed, and whether it is still there. */
#include "base/scoped.h"
#include "cli/fields.h"
#include "cli/record_edit.h"
#include "cli/records.h"
#include "cli/search_text.h"
#include "cli/session.h"

#include <vidimus/view.h>

#include <string.h>

static enum status
run_add(struct command *command, struct error *err)
{
	return record_add_to(command, "The posting", vidimus_posting_add, err);
}

static enum status
run_observe(struct command *command, struct error *err)
{
	return record_add_to(command, "What was observed is kept; the posting", vidimus_posting_observe,
	                     err);
}

static enum status
run_edit(struct command *command, struct error *err)
{
	return record_edit(command, "posting", NULL, err);
}

static const struct shown_column columns[] = {
	{ .title = "ID", .name = "id" },
	{ .title = "ITEM", .name = "item" },
	{ .title = "FOOTAGE", .name = "footage" },
	{ .title = "PUBLISHED", .name = "published" },
	{ .title = "CHANNEL", .name = "channel", .form = SHOWN_REFERENCE },
	{ .title = "URL", .name = "url", .shrinks = true },
	{ .title = "BASIS", .name = "basis" },
	{ 0 },
};

/* Of one item, footage or channel, the earliest known first. */
static enum status
list_of(struct command *command, const char *of, struct error *err)
{
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	to = listing_output(&listing);
	status = vidimus_postings(command->session->catalogue, of, &to, err);
	status = listing_finish(&listing, status, "No posting is known.", err);
	listing_end(&listing);
	return status == STATUS_OK && !command->settings.json ? searches_print_of(command, of, err)
	                                                      : status;
}

/* An item, footage or channel alone, and not a filter or range of postings. */
static bool
names_one_record(const struct command *command)
{
	const char *first = command->argument_count == 1 ? command->arguments[0] : NULL;

	return first != NULL && strchr(first, ':') == NULL && strstr(first, "..") == NULL &&
	       *first != 'P' && *first != 'p';
}

static enum status
run_list(struct command *command, struct error *err)
{
	return names_one_record(command)
	               ? list_of(command, command->arguments[0], err)
	               : record_list(command, "posting", columns,
	                             "No posting is recorded. `vidimus posting add` adds one.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	return record_show(command, "posting", err);
}

static const char *const bases[] = { "import", "observed", "sidecar", NULL };
static const char *const edit_bases[] = { "import", "observed", "sidecar", "stated",
	                                  "stated-at-intake", NULL };

static const struct verb_option add_basis[] = {
	{ .name = "basis", .kind = VALUE_CHOICE, .argument = "CODE", .choices = bases,
	  .about = "What the record rests on" },
	{ 0 },
};

static const struct verb_option edit_basis[] = {
	{ .name = "basis", .kind = VALUE_CHOICE, .argument = "CODE", .choices = edit_bases,
	  .about = "What the record rests on" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "Why it is revised" },
	{ 0 },
};

static const struct verb_option options[] = {
	{ .name = "channel", .kind = VALUE_TEXT, .argument = "C-…|CODE",
	  .about = "Where it was published" },
	{ .name = "url", .kind = VALUE_TEXT, .argument = "URL", .about = "Its address" },
	{ .name = "post-id", .kind = VALUE_TEXT, .argument = "ID",
	  .about = "The platform's id of the posting" },
	{ .name = "published", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When it was published, as claimed; EDTF" },
	{ .name = "caption", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 262144 - 2, .about = "Text published with it" },
	{ .name = "language", .kind = VALUE_TEXT, .argument = "XX",
	  .about = "Language of the caption, as in BCP 47" },
	{ .name = "author", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 1022, .about = "Author as shown" },
	{ .name = "forwarded-from", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 2046, .about = "Where it says it was forwarded from, as shown" },
	{ .name = "forwarded-channel", .kind = VALUE_TEXT, .argument = "C-…|CODE",
	  .about = "The channel that it was forwarded from" },
	{ .name = "forwarded-posting", .kind = VALUE_TEXT, .argument = "P-…",
	  .about = "The posting that it was forwarded from" },
	{ .name = "forwarded-published", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When that was published, as shown here" },
	{ .name = "edited", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "When it was edited last, as shown" },
	{ .name = "role", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Its part in the spreading: presumed-original-publisher, re-sharer and so on" },
	{ 0 },
};

static const struct verb_option observe_options[] = {
	{ .name = "availability", .kind = VALUE_TEXT, .argument = "CODE", .required = true,
	  .about = "What was found: online, edited, removed-by-platform, removed-by-author, gone" },
	{ .name = "observed", .kind = VALUE_TEXT, .argument = "DATE", .about = "When somebody looked" },
	{ .name = "title", .kind = VALUE_TEXT, .argument = "TEXT", .about = "Title of the page" },
	{ .name = "caption", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 262144 - 2, .about = "The text, where it has changed" },
	{ .name = "views", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "How often it was seen, as shown" },
	{ .name = "http-status", .kind = VALUE_NUMBER, .argument = "N", .limit = 599,
	  .about = "Answer of the server" },
	{ .name = "note", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .about = "A remark for colleagues" },
	{ 0 },
};

static const struct verb_option show_options[] = {
	{ .name = "captions", .about = "Show the text that was published with it" },
	{ 0 },
};

static const struct verb_example add_examples[] = {
	{ "posting add E-1", "Fill a form in, in the editor." },
	{ "posting add E-1 --channel tg-7 --published 2020-11-22",
	  "By options." },
	{ 0 },
};

static const struct verb_example edit_examples[] = {
	{ "posting edit P-1 --published 2020-11-22T18:04:00+04:00", "What was said before stays." },
	{ "posting edit P-2 --forwarded-posting P-1", "It was forwarded from another." },
	{ 0 },
};

static const struct verb_example observe_examples[] = {
	{ "posting observe P-1 --availability gone --observed 2020-12-05", "It was gone on that day." },
	{ 0 },
};

static const struct verb_example list_examples[] = {
	{ "posting list V-1", "Of footage and all its members, the earliest known first." },
	{ "posting list C-1", "In one channel." },
	{ 0 },
};

static const struct verb verb_posting_add = {
	.name = "add", .summary = "Record a posting of an item or footage",
	.about = "Every value is a claim, and what is not known stays so. What is said of a channel "
	         "that not everyone can read is kept apart from what a court may see.",
	.arguments = "E-…|V-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { options, add_basis, fields_options }, .examples = add_examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_add,
};

static const struct verb verb_posting_edit = {
	.name = "edit", .summary = "Revise what is known of a posting",
	.about = "What is not named stays as it is; an empty value empties it. What was said before "
	         "stays in the log.\n\n"
	         "What is named here is public only if anyone can read the channel then; the rest "
	         "keeps the protection that it had, or gets more.",
	.arguments = "P-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { options, edit_basis, based_on_options, fields_options },
	.examples = edit_examples, .needs = NEEDS_KEY, .run = run_edit,
};

static const struct verb verb_posting_observe = {
	.name = "observe", .summary = "Record whether a posting is still there",
	.arguments = "P-…", .argument_kind = VALUE_TEXT, .least = 1, .most = 1,
	.options = { observe_options, fields_options }, .examples = observe_examples,
	.needs = NEEDS_KEY, .has_form = true, .run = run_observe,
};

static const struct verb verb_posting_list = {
	.name = "list", .summary = "List the postings",
	.about = "Those of an item, of footage and its members, or in a channel come in the order of "
	         "their claimed dates, those without a date last. The first is the earliest *known* "
	         "one, no more: where else was looked stands below (`vidimus search-log`). Filters are "
	         "KEY:VALUE of the members that --json has, and ids.",
	LIST_FILTERS,
	.examples = list_examples, .needs = NEEDS_READING, .run = run_list,
};

static const struct verb verb_posting_show = {
	.name = "show", .summary = "Show one posting",
	.about = "Its caption stands there only when it is asked for, and in full with --json.",
	.arguments = "P-…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { show_options }, .needs = NEEDS_READING, .run = run_show,
	.examples = (const struct verb_example[]){
		{ "posting show P-1 --captions",
		  "With the text that was published." },
		{ "posting show --query channel:tg-7 --json",
		  "All in one channel, a line each." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_posting_add,  &verb_posting_edit,
	                                    &verb_posting_observe, &verb_posting_list,
	                                    &verb_posting_show, NULL };

const struct verb verb_posting = {
	.name = "posting", .summary = "Where and when a copy was published",
	.group = GROUP_RECORDS, .verbs = verbs, .fallback = &verb_posting_list,
};
