/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_export.c - `vidimus bundle export`: evidence that leaves, sealed. */
#include "cli/bundle.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/gathered.h"
#include "cli/human.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/records.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/bundle_export.h>

#include <stdlib.h>

/* What the words of the command point into while it runs. */
struct exporting {
	struct vidimus_export words;
	struct buffer         organisation, because, protected_because, ids;
	struct secret         passphrase;
	char                  seal[VIDIMUS_SEAL_NAME_SIZE];
	const char          **id_list; /* owned */
	struct progress      *progress;
};

static void
exporting_end(struct exporting *exporting)
{
	buffer_end(&exporting->organisation);
	buffer_end(&exporting->because);
	buffer_end(&exporting->protected_because);
	buffer_end(&exporting->ids);
	secret_end(&exporting->passphrase);
	free(exporting->id_list);
}

static void
take_progress(void *context, uint64_t done, uint64_t total)
{
	struct exporting *exporting = context;

	progress_update(exporting->progress, &(struct progress_state){ .bytes = done,
	                                                               .bytes_total = total,
	                                                               .doing = "writing" });
}

/* A report's version is no id that ranges or standard input have: the words are taken as they are. */
static enum status
gather(struct command *command, struct exporting *exporting, struct error *err)
{
	char *at;
	enum status status = ids_gather(command, &exporting->ids, err);

	if (status != STATUS_OK)
		return status;
	exporting->id_list = calloc(exporting->ids.n / 2 + 1, sizeof *exporting->id_list);
	if (exporting->id_list == NULL)
		return fail_memory(err);
	at = exporting->ids.p;
	for (size_t i = 0; i < exporting->ids.n; i++) {
		if (exporting->ids.p[i] != ' ')
			continue;
		exporting->ids.p[i] = '\0';
		exporting->id_list[exporting->words.count++] = at;
		at = exporting->ids.p + i + 1;
	}
	exporting->words.ids = exporting->id_list;
	return STATUS_OK;
}

static enum status
unlock_seal(struct command *command, struct exporting *exporting, struct error *err)
{
	SCOPED(buffer) subject = { 0 };
	bool needs = false;
	const char *folder = command->session->here.keys;
	enum status status = vidimus_seal_choose(command->session->catalogue, folder,
	                                         command_text(command, "seal"), exporting->seal,
	                                         &needs, err);

	if (status != STATUS_OK)
		return status;
	exporting->words.seal_folder = folder;
	exporting->words.seal_name = exporting->seal;
	if (!needs)
		return STATUS_OK;
	buffer_append_format(&subject, "seal %s", exporting->seal);
	status = command_text(command, "seal-passphrase-file") != NULL
	                 ? ask_passphrase_file(&exporting->passphrase,
	                                       command_text(command, "seal-passphrase-file"), err)
	                 : ask_passphrase(&exporting->passphrase, buffer_string(&subject),
	                                  "seal-passphrase-file", false, err);
	exporting->words.passphrase = (struct text){ exporting->passphrase.bytes,
		                                     exporting->passphrase.n };
	return status;
}

/* Of an option that only one of the two verbs has. */
static const char *
text_if_any(const struct command *command, const char *name)
{
	return verb_option_find(command->verb, name) != NULL ? command_text(command, name) : NULL;
}

static bool
is_review(const struct command *command)
{
	return command->verb == &verb_review_pack;
}

static enum status
read_words(struct command *command, struct exporting *exporting, struct error *err)
{
	struct vidimus_export *words = &exporting->words;
	enum status status;

	*words = (struct vidimus_export){
		.policy = is_review(command) ? "review" : command_text(command, "for"),
		.questions = text_if_any(command, "questions"),
		.blind = is_review(command) && command_has(command, "blind"),
		.path = command_text(command, "out"),
		.zip = command_has(command, "zip"),
		.to = command_text(command, "to"),
		.purpose = command_text(command, "purpose"),
		.terms = command_text(command, "terms"),
		.expires = command_text(command, "expires"),
		.no_onward = command_has(command, "no-onward"),
		.exhibit = command_text(command, "exhibit"),
		.unencrypted = command_has(command, "unencrypted"),
		.accept_finds = command_has(command, "accept-finds"),
		.stop = interrupt_flag(),
		.progress = take_progress,
		.context = exporting,
	};
	status = prose_or_null(command, "to-organisation", &exporting->organisation,
	                       &words->to_organisation, err);
	if (status == STATUS_OK)
		status = prose_or_null(command, "because", &exporting->because, &words->because, err);
	if (status == STATUS_OK)
		status = prose_or_null(command, "protected-because", &exporting->protected_because,
		                       &words->protected_because, err);
	return status;
}

static void
print_finds(struct command *command, const json_t *answer)
{
	json_t *find;
	size_t i;

	if (command->settings.json) {
		output_json(command->output, json_incref(json_iterable(answer)));
		return;
	}
	json_array_foreach(json_object_get(answer, "finds"), i, find) {
		output_string(command->output, "found in ");
		output_escaped(command->output, text_of(shown_string(find, "file")));
		output_string(command->output, " at ");
		output_escaped(command->output, text_of(shown_string(find, "place")));
		output_format(command->output, ": %s, as %s, of %s\n", shown_string(find, "class"),
		              shown_string(find, "form"), shown_string(find, "record"));
	}
}

static void
print_bundle(struct command *command, const json_t *answer)
{
	char size[HUMAN_TEXT_SIZE];

	if (command->settings.json) {
		output_json(command->output, json_incref(json_iterable(answer)));
		return;
	}
	output_format(command->output, "%s is %s, for %s: ", shown_string(answer, "bundle"),
	              json_is_true(json_object_get(answer, "again"))    ? "written again"
	              : json_is_true(json_object_get(answer, "sealed")) ? "sealed"
	                                                                : "written, unsigned",
	              shown_string(answer, "policy"));
	if (json_object_get(answer, "exhibits") != NULL)
		output_format(command->output,
		              "exhibits %lld (originals %lld, derivatives %lld, without a file %lld), ",
		              (long long)json_integer_value(json_object_get(answer, "exhibits")),
		              (long long)json_integer_value(json_object_get(answer, "originals")),
		              (long long)json_integer_value(json_object_get(answer, "derivatives")),
		              (long long)json_integer_value(json_object_get(answer, "without_file")));
	output_format(command->output, "%s, in ",
	              human_size(size, (uint64_t)json_integer_value(json_object_get(answer, "bytes"))));
	output_escaped(command->output, text_of(shown_string(answer, "path")));
	output_string(command->output, "\n");
}

static enum status
export(struct command *command, struct exporting *exporting, json_t **answer, struct error *err)
{
	const char *again = text_if_any(command, "again");
	enum status status = read_words(command, exporting, err);

	if (status == STATUS_OK && again == NULL)
		status = gather(command, exporting, err);
	if (status == STATUS_OK && again == NULL && exporting->words.count == 0)
		status = fail(err, STATUS_INVALID, "say what to export: an item, footage, an incident, a report");
	if (status == STATUS_OK && again == NULL && exporting->words.policy == NULL)
		status = fail(err, STATUS_INVALID, "say for whom, --for: self, public, partner, defence or court");
	if (status == STATUS_OK && again == NULL)
		status = unlock_seal(command, exporting, err);
	if (status != STATUS_OK)
		return status;
	exporting->progress = command_progress_begin(command);
	status = again != NULL ? vidimus_bundle_again(command->session->catalogue, again,
	                                              &exporting->words, answer, err)
	                       : vidimus_bundle_export(command->session->catalogue,
	                                               &exporting->words, answer, err);
	command_progress_end(command);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	struct exporting *exporting = calloc(1, sizeof *exporting);
	SCOPED_JSON json_t *answer = NULL;
	enum status status;

	if (exporting == NULL)
		return fail_memory(err);
	status = export(command, exporting, &answer, err);
	exporting_end(exporting);
	free(exporting);
	if (status == STATUS_OK)
		print_bundle(command, answer);
	else if (answer != NULL)
		print_finds(command, answer);
	return status;
}

static enum status
run_list(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "BUNDLE", .name = "bundle" },
		{ .title = "BEGUN", .name = "begun", .form = SHOWN_TIME },
		{ .title = "BY", .name = "actor" },
		{ .title = "FOR", .name = "policy" },
		{ .title = "RECIPIENT", .name = "recipient", .shrinks = true },
		{ .title = "EXHIBITS", .name = "exhibits", .right = true },
		{ .title = "STATE", .name = "state" },
		{ 0 },
	};

	return listing_print(command, columns, vidimus_bundle_list, "No bundle was exported.", err);
}

static enum status
run_show(struct command *command, struct error *err)
{
	static const struct shown_member members[] = {
		{ .label = "Bundle", .name = "bundle" },
		{ .label = "State", .name = "state" },
		{ .label = "Begun", .name = "begun", .form = SHOWN_TIME },
		{ .label = "By", .name = "actor", .form = SHOWN_REFERENCE },
		{ .label = "For", .name = "policy" },
		{ .label = "Recipient", .name = "recipient" },
		{ .label = "Recipient", .name = "recipient_person", .form = SHOWN_REFERENCE },
		{ .label = "Purpose", .name = "purpose" },
		{ .label = "Terms", .name = "terms" },
		{ .label = "Not to be passed on", .name = "no_onward" },
		{ .label = "Exhibits", .name = "exhibits" },
		{ .label = "Originals", .name = "originals" },
		{ .label = "Derivatives", .name = "derivatives" },
		{ .label = "Decisions", .name = "decisions" },
		{ .label = "Finds accepted", .name = "accepted_finds" },
		{ .label = "Sealed", .name = "sealed", .form = SHOWN_TIME },
		{ .label = "Form", .name = "form" },
		{ .label = "Tag manifest", .name = "tag_manifest" },
		{ .label = "Seal", .name = "seal" },
		{ .label = "Root", .name = "root" },
		{ .label = "Abandoned", .name = "abandoned", .form = SHOWN_TIME },
		{ .label = "Outcome", .name = "outcome" },
		{ 0 },
	};
	SCOPED_JSON json_t *bundle = NULL;
	enum status status = vidimus_bundle_show(command->session->catalogue, command->arguments[0],
	                                         &bundle, err);
	json_t *item;
	size_t i;

	if (status != STATUS_OK)
		return status;
	if (command->settings.json) {
		output_json(command->output, json_incref(bundle));
		return STATUS_OK;
	}
	status = shown_block(command, bundle, members, err);
	json_array_foreach(json_object_get(bundle, "disclosed"), i, item)
		output_format(command->output, "  opened later: %s of %s (%s)\n",
		              shown_string(item, "member"), shown_string(item, "event"),
		              shown_string(item, "name"));
	json_array_foreach(json_object_get(bundle, "items"), i, item)
		output_format(command->output, "  %s is %s\n", shown_string(item, "exhibit"),
		              shown_string(item, "item"));
	return status;
}

static const char *const policies[] = { "self", "public", "partner", "defence", "court", NULL };
static const char *const terms[] = { "disclosable", "lead-only", NULL };

static const struct verb_option options[] = {
	{ .name = "for", .kind = VALUE_CHOICE, .argument = "POLICY", .choices = policies,
	  .about = "To whom: what may leave is an allow-list that must be named" },
	{ .name = "out", .kind = VALUE_PATH, .argument = "PATH", .required = true,
	  .about = "Folder or ZIP to be made; nothing may lie there" },
	{ .name = "zip", .about = "A ZIP of stored files, and not a folder" },
	{ .name = "exhibit", .kind = VALUE_TEXT, .argument = "ABC[-0001]",
	  .about = "How exhibits are numbered" },
	{ .name = "seal", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "Certificate to seal with, where there are several" },
	{ .name = "seal-passphrase-file", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "First line: the passphrase of its key" },
	{ .name = "again", .kind = VALUE_TEXT, .argument = "B-…",
	  .about = "Write a sealed bundle once more, byte for byte" },
	{ 0 },
};

static const struct verb_option terms_options[] = {
	{ .name = "to", .kind = VALUE_TEXT, .argument = "W-…|CODE", .about = "Who receives it" },
	{ .name = "to-organisation", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 1024, .about = "Or an organisation; never a private person" },
	{ .name = "purpose", .kind = VALUE_TEXT, .argument = "TEXT",
	  .about = "What for; it stands in the bundle: no person, source or private place" },
	{ .name = "terms", .kind = VALUE_CHOICE, .argument = "TERMS", .choices = terms,
	  .about = "May it be used as evidence, or only as a lead" },
	{ .name = "expires", .kind = VALUE_TEXT, .argument = "DATE",
	  .about = "Until when it may be kept, as EDTF" },
	{ .name = "no-onward", .is_recorded = true, .about = "It must not be passed on" },
	{ 0 },
};

static const struct verb_option risk_options[] = {
	{ .name = "unencrypted", .is_recorded = true,
	  .about = "Although protected members are opened; a second person must agree" },
	{ .name = "accept-finds", .is_recorded = true,
	  .about = "Although the leak gate found protected values; a second person must agree" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 16384, .about = "Why, for colleagues" },
	{ .name = "protected-because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true,
	  .limit = 65536, .about = "Why, where it is for somebody's sake" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "bundle export E-1..E-9 --for court --out ABC-B1.zip --zip",
	  "Sealed, with events, disclosures and proofs." },
	{ "bundle export R-16@2 --for partner --out bundle --exhibit ABC",
	  "All that a version of a report cites." },
	{ "bundle export --again B-1 --out again.zip --zip", "The same bytes once more." },
	{ 0 },
};

static const struct verb_example list_examples[] = {
	{ "bundle list", "What left, for whom, and what was begun only." },
	{ 0 },
};

static const struct verb_example show_examples[] = {
	{ "bundle show B-1", "One bundle, with its exhibits." },
	{ 0 },
};

const struct verb verb_bundle_export = {
	.name = "export", .summary = "Make a sealed bundle of evidence",
	.about = "Consents, restrictions and destructions are asked, and everything is searched for "
	         "protected values, before a byte is written; what is found is told by file and place, "
	         "and never by its value. The log says that the bundle was begun before it is written, "
	         "and that it was sealed, or abandoned, after. Pictures, speech and paraphrases cannot be "
	         "searched: a second person should look.\n\n"
	         "Whoever receives it checks it with sha256sum and openssl: see VERIFY.txt in it.",
	.arguments = "[ID…]", .argument_kind = VALUE_TEXT, .least = 0, .most = ARGUMENTS_MANY,
	.options = { options, terms_options, risk_options, query_options }, .examples = examples,
	.needs = NEEDS_KEY, .run = run,
};

static const struct verb_option pack_options[] = {
	{ .name = "questions", .kind = VALUE_TEXT, .argument = "CODE,…",
	  .about = "Only findings on these (vocabulary verification-question)" },
	{ .name = "blind", .about = "Withhold what was found, so that it is answered without sight of it" },
	{ .name = "out", .kind = VALUE_PATH, .argument = "PATH", .required = true,
	  .about = "Folder or ZIP to be made; nothing may lie there" },
	{ .name = "zip", .about = "A ZIP of stored files, and not a folder" },
	{ .name = "exhibit", .kind = VALUE_TEXT, .argument = "ABC[-0001]",
	  .about = "How exhibits are numbered" },
	{ .name = "seal", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "Certificate to seal with, where there are several" },
	{ .name = "seal-passphrase-file", .kind = VALUE_PATH, .argument = "FILE",
	  .about = "First line: the passphrase of its key" },
	{ 0 },
};

static const struct verb_example pack_examples[] = {
	{ "review pack E-1..E-3 --questions date,place --out pack",
	  "Findings on two questions." },
	{ "review pack E-1 --blind --zip --out pack.zip", "Without what was found." },
	{ 0 },
};

const struct verb verb_review_pack = {
	.name = "pack", .summary = "Make a sealed pack of findings to be reviewed elsewhere",
	.about = "A bundle for a colleague who reviews on another machine (`vidimus review answer`), "
	         "under the same gates as `vidimus bundle export`. It carries the items whole and asks "
	         "about their findings that stand. A blind pack holds commitments of what was found, and "
	         "of what others said of it; `vidimus disclose` opens them afterwards.",
	.arguments = "ITEM…", .argument_kind = VALUE_ID, .least = 1, .most = ARGUMENTS_MANY,
	.options = { pack_options, terms_options, risk_options }, .examples = pack_examples,
	.needs = NEEDS_KEY, .run = run,
};

const struct verb verb_bundle_list = {
	.name = "list", .summary = "List the bundles that were exported", .examples = list_examples,
	.needs = NEEDS_READING, .run = run_list,
};

const struct verb verb_bundle_show = {
	.name = "show", .summary = "Show one bundle", .arguments = "B-…",
	.argument_kind = VALUE_TEXT, .least = 1, .most = 1, .examples = show_examples,
	.needs = NEEDS_READING, .run = run_show,
};
