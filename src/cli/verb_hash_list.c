/* SPDX-License-Identifier: Apache-2.0 */
/* verb_hash_list.c - `vidimus hash-list`: what of others' lists is held, and lists of ours. */
#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/hash_list.h>

static const struct shown_column hit_columns[] = {
	{ .title = "ITEM", .name = "item" },
	{ .title = "DISTANCE", .name = "distance", .right = true },
	{ .title = "TURNED", .name = "transform" },
	{ .title = "RECORDED", .name = "recorded" },
	{ .title = "ENTRY", .name = "entry", .shrinks = true },
	{ 0 },
};

#define COUNT(number) (unsigned long long)(number)

static void
print_check_json(struct command *command, const struct vidimus_hash_check *check,
                 const struct vidimus_hash_check_summary *summary)
{
	json_t *sums = json_pack("{s:s,s:s,s:o,s:I,s:I,s:I,s:I,s:I}", "kind", summary->kind,
	                         "list_name", check->name, "list", json_of_digest(&summary->list),
	                         "entries", (json_int_t)summary->entries, "weak",
	                         (json_int_t)summary->weak, "hits", (json_int_t)summary->hits,
	                         "added", (json_int_t)summary->added, "unknown",
	                         (json_int_t)summary->unknown);

	if (summary->odd > 0)
		json_object_set_new(sums, "doubtful", json_integer((json_int_t)summary->odd));
	output_json(command->output, json_pack("{s:o}", "summary", sums));
}

static void
print_check(struct command *command, const struct vidimus_hash_check *check,
            const struct vidimus_hash_check_summary *summary)
{
	char hex[DIGEST_TEXT_SIZE];

	if (command->settings.json) {
		print_check_json(command, check, summary);
		return;
	}
	digest_write(hex, &summary->list);
	output_escaped(command->output, text_of(check->name));
	output_format(command->output,
	              ", a list of %llu hashes (%s), SHA-256 %s: %llu item%s in it, %llu now recorded.\n",
	              COUNT(summary->entries), summary->kind, hex, COUNT(summary->hits),
	              summary->hits == 1 ? " stands" : "s stand", COUNT(summary->added));
	if (summary->weak > 0)
		output_format(command->output,
		              "%llu of its hashes are of pictures too poor to be compared.\n",
		              COUNT(summary->weak));
	if (summary->hits > 0)
		output_string(command->output,
		              "These are proposals: a list may be wrong, and pictures only look alike.\n");
}

/* 64 digits and a number are taken for PDQ; hashes of bytes with a number beside them look the same. */
static void
tell_odd(struct command *command, const struct vidimus_hash_check_summary *summary)
{
	if (summary->odd == 0)
		return;
	command_partial(command);
	command_warn(command,
	             "the lines HASH,NUMBER were taken for PDQ, but %llu of %llu hashes are hardly those of pictures; if they are SHA-256, name the columns in a first line, such as sha256,other; if not, say --kind pdq",
	             COUNT(summary->odd), COUNT(summary->entries));
}

/* What was not asked is never silent. */
static void
tell_unknown(struct command *command, const struct vidimus_hash_check *check,
             const struct vidimus_hash_check_summary *summary)
{
	bool md5 = summary->kind[0] == 'm';

	if (summary->unknown == 0)
		return;
	command_partial(command);
	if (md5 && check->read_originals)
		command_warn(command, "%llu originals are missing or altered; run `vidimus audit`",
		             COUNT(summary->unknown));
	else if (md5)
		command_warn(command,
		             "of %llu items the catalogue keeps no MD5, so the list was not compared with them; --read-originals makes it",
		             COUNT(summary->unknown));
	else
		command_warn(command,
		             "%llu pictures or films have no fingerprint, so the list was not compared with them; `vidimus examine --missing` makes it",
		             COUNT(summary->unknown));
}

static enum status
run_check(struct command *command, struct error *err)
{
	const struct vidimus_hash_check check = {
		.path = command->arguments[0],
		.name = command_text(command, "name"),
		.kind = command_text(command, "kind"),
		.recording = !command_has(command, "dry-run"),
		.read_originals = command_has(command, "read-originals"),
		.stop = interrupt_flag(),
	};
	struct vidimus_hash_check_summary summary;
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, hit_columns);
	to = listing_output(&listing);
	status = vidimus_hash_check(command->session->catalogue, &check, &to, &summary, err);
	status = listing_finish(&listing, status, NULL, err);
	listing_end(&listing);
	if (status != STATUS_OK)
		return status;
	print_check(command, &check, &summary);
	tell_odd(command, &summary);
	tell_unknown(command, &check, &summary);
	return STATUS_OK;
}

static void
print_made(struct command *command, const struct vidimus_hash_making *making,
           const struct vidimus_hash_making_summary *summary)
{
	char hex[DIGEST_TEXT_SIZE];

	if (command->settings.json) {
		output_json(command->output,
		            json_pack("{s:s,s:o,s:I,s:I,s:I}", "kind", making->kind, "sha256",
		                      json_of_digest(&summary->sha256), "items",
		                      (json_int_t)summary->items, "entries",
		                      (json_int_t)summary->entries, "without",
		                      (json_int_t)summary->without));
		return;
	}
	digest_write(hex, &summary->sha256);
	output_escaped(command->output, text_of(making->path));
	output_format(command->output, ": %llu hashes of %llu items (%s), SHA-256 %s\n",
	              COUNT(summary->entries), COUNT(summary->items), making->kind, hex);
	output_string(command->output,
	              "Whoever reads it can tell that you hold these files. The log says that it was made.\n");
}

static enum status
run_make(struct command *command, struct error *err)
{
	const struct vidimus_hash_making making = {
		.filters = command->arguments,
		.filter_count = command->argument_count,
		.kind = command_text(command, "kind"),
		.path = command_text(command, "output"),
		.recipient = command_text(command, "to"),
		.read_originals = command_has(command, "read-originals"),
		.stop = interrupt_flag(),
	};
	struct vidimus_hash_making_summary summary;
	enum status status = vidimus_hash_make(command->session->catalogue, &making, &summary, err);

	if (status != STATUS_OK)
		return status;
	print_made(command, &making, &summary);
	if (!summary.mode_kept)
		command_warn(command,
		             "the file system of %s keeps no permissions: whoever has it reads the list",
		             making.path);
	if (summary.without > 0) {
		command_partial(command);
		command_warn(command, "%llu of the items chosen have no such hash and are not in the list",
		             COUNT(summary.without));
	}
	return STATUS_OK;
}

/* An empty name says nothing, years later. */
static enum status
check_words(struct text words, struct error *err)
{
	if (words.n == 0 || words.n > 500 || !text_is_utf8(words.p, words.n))
		return fail(err, STATUS_INVALID, "it needs 1 to 500 bytes of UTF-8");
	return STATUS_OK;
}

#define READ_ORIGINALS                                                                  \
	{ .name = "read-originals",                                                     \
	  .about = "Make MD5 of files of which the catalogue keeps none, by reading them" }

static const char *const kinds[] = { "sha256", "md5", "pdq", "vpdq", NULL };

static const struct verb_option check_options[] = {
	{ .name = "name", .kind = VALUE_TEXT, .argument = "NAME", .required = true,
	  .check = check_words,
	  .about = "What the list is called, and by whom it is; no person's name" },
	{ .name = "kind", .kind = VALUE_CHOICE, .argument = "KIND", .choices = kinds,
	  .about = "sha256, md5, pdq or vpdq, where its lines do not tell" },
	READ_ORIGINALS,
	{ .name = "dry-run", .about = "Tell what stands in it; record nothing, without a key" },
	{ 0 },
};

static const struct verb_option make_options[] = {
	{ .name = "kind", .kind = VALUE_CHOICE, .argument = "KIND", .choices = kinds,
	  .required = true, .about = "sha256 or md5 of the bytes, pdq of pictures, vpdq of one film" },
	{ .name = "output", .kind = VALUE_PATH, .argument = "FILE", .required = true,
	  .about = "The list; it must not exist, and lies outside of the catalogue" },
	{ .name = "to", .kind = VALUE_TEXT, .argument = "WHO", .required = true,
	  .check = check_words,
	  .about = "Whom it is for: an organisation or a code, no person's name" },
	READ_ORIGINALS,
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "hash-list check theirs.txt --name \"Partner, March 2026\"", "Which items stand in it; each becomes a proposal in the item's record." },
	{ "hash-list check --dry-run --kind pdq theirs.csv --name Partner", "Only look." },
	{ "hash-list make type:image --kind pdq --output ours.csv --to Partner", "Hashes of all pictures, for somebody else." },
	{ 0 },
};

static const struct verb verb_hash_list_check = {
	.name = "check",
	.summary = "Which items stand in a list that somebody gave",
	.about = "SHA-256 and MD5 must be equal. PDQ of pictures may differ in 31 of 256 bits, in any "
	         "of eight turns and mirrorings, of the whole picture or of what is inside its bars; "
	         "hashes of a quality below 50 are never compared. A vPDQ list is of one film: held films "
	         "with a stretch in common, or with 80 % of the frames. A hit is recorded with the list's "
	         "name and SHA-256, once: the same list asked again adds what is new. It is a "
	         "proposal, no more; `vidimus list listed:NAME` finds these items again.\n\n"
	         "Understood are one hash a line, sha256sum's, md5sum's and hashdeep's output, "
	         "HASH,QUALITY, FRAME,QUALITY,HASH,SECONDS, and tables whose first line names a column sha256, md5, pdq or hash (of hash alone MD5 is told by its length, and PDQ by a column quality). A "
	         "file with any other line is refused as a whole, by the number of that line; names in "
	         "it are kept nowhere.\n\n"
	         "Exit code 3: some items have no such hash yet, and were not compared; or it is doubtful what kind of hashes these are.",
	.arguments = "FILE",
	.argument_kind = VALUE_PATH,
	.least = 1,
	.most = 1,
	.options = { check_options },
	.needs = NEEDS_KEY,
	.run = run_check,
	.examples = (const struct verb_example[]){
		{ "hash-list check partner.txt --name partner",
		  "What of a partner's list is held; recorded at each item." },
		{ 0 },
	},
};

static const struct verb verb_hash_list_make = {
	.name = "make",
	.summary = "A list of hashes of items, to give away",
	.about = "Which items is said as for `vidimus list`. The file has one hash a line, of pictures "
	         "HASH,QUALITY as PDQ's own tools read it, sorted, and nothing else: no ids, names or "
	         "order of arrival. A vPDQ list has FRAME,QUALITY,HASH,SECONDS of one film.\n\n"
	         "A list is not harmless. Whoever has it can test for any file whether you hold it; and "
	         "a PDQ hash gives away the rough outline of the picture, from which something like it "
	         "can be made again. Give it to whom you trust with that, over an encrypted way. That "
	         "it was made, of which items and for whom, stands in the log.",
	.arguments = "FILTER…",
	.argument_kind = VALUE_TEXT,
	.least = 1,
	.most = ARGUMENTS_MANY,
	.options = { make_options },
	.needs = NEEDS_KEY,
	.run = run_make,
	.examples = (const struct verb_example[]){
		{ "hash-list make type:image --output ours.txt --to partner",
		  "Hashes of all pictures, for a partner." },
		{ 0 },
	},
};

static const struct verb *const verbs[] = { &verb_hash_list_check, &verb_hash_list_make, NULL };

const struct verb verb_hash_list = {
	.name = "hash-list",
	.summary = "What of others' lists of hashes is held; lists of ours",
	.about = "Two offices find out what both hold without sending media: one gives a list of "
	         "hashes, the other looks what of it is there.",
	.group = GROUP_JUDGING,
	.examples = examples,
	.verbs = verbs,
};
