/* SPDX-License-Identifier: Apache-2.0 */
/* taking.c - runs of intake: options to library, lines and progress to the person. */
#include "cli/taking.h"

#include "base/edtf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/ids.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/prose.h"
#include "cli/session.h"
#include "cli/taking_lines.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum status
check_date(struct text value, struct error *err)
{
	struct edtf date;

	return edtf_read(value, &date, err);
}

const struct verb_option taking_provenance_options[] = {
	{ .name = "from", .argument = "PERSON", .kind = VALUE_TEXT,
	  .about = "Who handed it over: W-1 or a person's code" },
	{ .name = "from-organisation", .argument = "NAME", .kind = VALUE_TEXT,
	  .about = "Partner, court or authority that handed it over" },
	{ .name = "collector", .argument = "PERSON", .kind = VALUE_TEXT,
	  .about = "Who collected it in the field: W-1 or a code" },
	{ .name = "method", .argument = "CODE", .kind = VALUE_TEXT,
	  .about = "How it reached us (vocabulary acquisition-method)" },
	{ .name = "medium", .argument = "CODE", .kind = VALUE_TEXT,
	  .about = "What it came on (vocabulary delivery-medium)" },
	{ .name = "serial", .argument = "TEXT", .kind = VALUE_TEXT,
	  .about = "Serial number or marks of the medium" },
	{ .name = "seal", .argument = "TEXT", .kind = VALUE_TEXT,
	  .about = "Seal or container number" },
	{ .name = "write-blocked", .argument = "CODE", .kind = VALUE_TEXT,
	  .about = "Whether a write blocker was used (vocabulary write-blocked)" },
	{ .name = "condition", .argument = "TEXT", .kind = VALUE_PROSE, .is_private = true, .limit = 8000,
	  .about = "Condition of medium and seals" },
	{ .name = "place", .argument = "TEXT", .kind = VALUE_PROSE, .is_private = true, .limit = 1000,
	  .about = "Where it was handed over" },
	{ .name = "received", .argument = "DATE", .kind = VALUE_DATE, .check = check_date,
	  .about = "When it was handed over, if before now (EDTF): 2026-03-04, 2026-03, 2026~" },
	{ .name = "legal-basis", .argument = "TEXT", .kind = VALUE_TEXT,
	  .about = "Law, order or consent under which it was collected" },
	{ .name = "capture-tool", .argument = "TEXT", .kind = VALUE_TEXT,
	  .about = "Program that collected it, with its version" },
	{ .name = "channel", .argument = "CHANNEL", .kind = VALUE_TEXT,
	  .about = "Channel it was published in: C-1 or a code" },
	{ .name = "url", .argument = "URL", .kind = VALUE_TEXT, .about = "Address of the posting" },
	{ .name = "post-id", .argument = "TEXT", .kind = VALUE_TEXT,
	  .about = "The platform's id of the posting" },
	{ .name = "published", .argument = "DATE", .kind = VALUE_DATE, .check = check_date,
	  .about = "When it was published, as claimed (EDTF): 2020-11-10, "
	           "2020-11-10T18:04:11+04:00, 2020-10-27/2020-11-20" },
	{ .name = "published-zone", .argument = "CODE", .kind = VALUE_TEXT,
	  .about = "What is known of that clock (vocabulary zone-status)" },
	{ .name = "caption", .argument = "TEXT", .kind = VALUE_PROSE, .is_private = true, .limit = 200000,
	  .about = "Text published with it" },
	{ .name = "note", .argument = "TEXT", .kind = VALUE_PROSE, .is_private = true,
	  .about = "Remark for colleagues" },
	{ 0 },
};

const struct verb_option taking_run_options[] = {
	{ .name = "all", .about = "Make every file an item, whatever it is" },
	{ .name = "dry-run", .about = "Say what would happen; change nothing" },
	{ .name = "verify-known", .about = "Hash held copies again before they are believed" },
	{ .name = "files-from", .argument = "FILE", .kind = VALUE_PATH,
	  .about = "Take the paths in FILE too, one a line; - is standard input" },
	{ .name = "null", .letter = '0', .about = "Paths in that file end with NUL" },
	{ .name = "receipt", .argument = "FILE", .kind = VALUE_PATH,
	  .about = "Write the receipt into a new file" },
	{ 0 },
};

const struct verb_option taking_as_options[] = {
	{ .name = "as", .argument = "E-…", .kind = VALUE_TEXT,
	  .about = "The only file is that of this exhibit, which was recorded and not held" },
	{ 0 },
};

const struct verb_option taking_parsing_options[] = {
	{ .name = "allow-unsandboxed",
	  .about = "Parse media even where parsers cannot be locked in; it is recorded" },
	{ 0 },
};

void
taking_texts_end(struct taking_texts *texts)
{
	buffer_end(&texts->condition);
	buffer_end(&texts->place);
	buffer_end(&texts->caption);
	buffer_end(&texts->note);
	buffer_end(&texts->grounds);
	buffer_end(&texts->protected_grounds);
}

static enum status
read_text(struct buffer *out, const struct command *command, const char *option, const char **text,
          struct error *err)
{
	bool given = false;
	enum status status = prose_read(out, command, option, &given, err);

	*text = given ? buffer_string(out) : NULL;
	return status;
}

enum status
taking_provenance_read(const struct command *command, struct taking_texts *texts,
                       struct vidimus_provenance *out, struct error *err)
{
	enum status status;

	*out = (struct vidimus_provenance){
		.from = command_text(command, "from"),
		.from_organisation = command_text(command, "from-organisation"),
		.collector = command_text(command, "collector"),
		.method = command_text(command, "method"),
		.medium = command_text(command, "medium"),
		.serial = command_text(command, "serial"),
		.seal_number = command_text(command, "seal"),
		.write_blocked = command_text(command, "write-blocked"),
		.received = command_text(command, "received"),
		.legal_basis = command_text(command, "legal-basis"),
		.capture_tool = command_text(command, "capture-tool"),
		.channel = command_text(command, "channel"),
		.url = command_text(command, "url"),
		.post_id = command_text(command, "post-id"),
		.published = command_text(command, "published"),
		.published_zone = command_text(command, "published-zone"),
	};
	status = read_text(&texts->condition, command, "condition", &out->condition, err);
	if (status == STATUS_OK)
		status = read_text(&texts->place, command, "place", &out->place, err);
	if (status == STATUS_OK)
		status = read_text(&texts->caption, command, "caption", &out->caption, err);
	return status == STATUS_OK ? read_text(&texts->note, command, "note", &out->note, err)
	                           : status;
}

static enum status
read_as(const struct command *command, struct taking_texts *texts,
        struct vidimus_intake_options *out, struct error *err)
{
	enum status status;

	if (verb_option_find(command->verb, "as") == NULL)
		return STATUS_OK;
	out->as = command_text(command, "as");
	status = read_text(&texts->grounds, command, "grounds", &out->grounds, err);
	return status == STATUS_OK ? read_text(&texts->protected_grounds, command,
	                                       "protected-grounds", &out->protected_grounds, err)
	                           : status;
}

/* The list of further paths, or -1; owned by the caller unless it is standard input. */
static enum status
open_list(const struct command *command, int *out, struct error *err)
{
	const char *path = command_text(command, "files-from");

	*out = -1;
	if (path == NULL)
		return STATUS_OK;
	*out = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
	                              : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*out >= 0)
		return STATUS_OK;
	fail_os(err, "cannot read the list %s", path);
	return fail_as(err, STATUS_INVALID);
}

/* What can be wrong with the words, before anything is opened or read. */
static enum status
check_words(const struct command *command, struct error *err)
{
	const char *receipt = command_text(command, "receipt");

	if (command->argument_count == 0 && !command_has(command, "files-from"))
		return fail(err, STATUS_INVALID,
		            "name the files or folders to take in, or a list of them: --files-from FILE");
	if (command_has(command, "null") && !command_has(command, "files-from"))
		return fail(err, STATUS_INVALID, "--null is about --files-from, which is not given");
	for (size_t i = 0; i < command->argument_count; i++)
		if (strcmp(command->arguments[i], "-") == 0)
			return fail(err, STATUS_INVALID,
			            "- is no path: a list on standard input is --files-from -, and a "
			            "file of that name ./-");
	if (receipt != NULL && faccessat(AT_FDCWD, receipt, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return fail(err, STATUS_INVALID, "the file for the receipt, %s, is there already",
		            receipt);
	return STATUS_OK;
}

void
taking_progress(void *context, const struct vidimus_intake_progress *from)
{
	struct taking_lines *lines = context;

	progress_update(lines->progress, &(struct progress_state){ .files = from->files,
	                                                           .files_total = from->files_total,
	                                                           .bytes = from->bytes,
	                                                           .bytes_total = from->bytes_total,
	                                                           .doing = from->matching ? "matching" : "reading",
	                                                           .name = from->name });
}

static enum status
write_receipt(const struct command *command, const char *receipt, struct error *err)
{
	const char *path = command_text(command, "receipt");
	enum status status;

	if (path == NULL || receipt == NULL)
		return STATUS_OK;
	status = file_create(path, text_of(receipt), 0640, err);
	return status == STATUS_OK
	               ? status
	               : while_doing(err, status,
	                             "writing the receipt; the files are in, and `vidimus delivery show` has it");
}

/* The delivery waits for them; nobody else would tell why there is no receipt. */
static void
tell_not_kept(struct command *command, const struct vidimus_intake_summary *summary)
{
	command_warn(command,
	             "%llu files could not be kept for want of space, or because the disk failed to make them durable; %s%s. When that is mended, the same command takes in the rest",
	             (unsigned long long)summary->not_kept,
	             summary->delivery[0] ? summary->delivery : "nothing was recorded",
	             summary->delivery[0] ? " stays open, without a receipt" : "");
}

static void
tell_unexamined(struct command *command, uint64_t count)
{
	if (count == 0)
		return;
	command_partial(command);
	command_warn(command,
	             "%llu new items were not examined, as it was asked to stop; vidimus examine --missing does it",
	             (unsigned long long)count);
}

/* What a run ends with: words or JSON, the receipt, and exit code 3 where not all is done. */
static enum status
finish(struct command *command, struct taking_lines *lines,
       const struct vidimus_intake_summary *summary, struct error *err)
{
	taking_lines_matching(lines, &summary->matching);
	taking_lines_summary(lines, summary);
	if (summary->failed > 0 || summary->interrupted)
		command_partial(command);
	if (summary->interrupted)
		command_warn(command,
		             "stopped as asked; what was reported is safe, and the same command goes on from here");
	if (summary->not_kept > 0)
		tell_not_kept(command, summary);
	tell_unexamined(command, summary->unexamined);
	return write_receipt(command, summary->receipt, err);
}

static enum status
run_with(struct command *command, struct vidimus_intake_options *options, struct error *err)
{
	struct taking_lines lines;
	struct vidimus_intake_summary summary = { 0 };
	enum status status = taking_lines_begin(&lines, command, options->dry_run, err);

	if (status != STATUS_OK)
		return status;
	options->line = taking_line;
	options->matches = taking_matches;
	options->progress = taking_progress;
	options->context = &lines;
	options->stop = interrupt_flag();
	lines.progress = command_progress_begin(command);
	status = vidimus_intake(command->session->catalogue, options, &summary, err);
	command_progress_end(command);
	if (status == STATUS_OK)
		status = finish(command, &lines, &summary, err);
	free(summary.receipt);
	taking_lines_end(&lines);
	return status;
}

enum status
taking_run(struct command *command, bool accession, struct error *err)
{
	SCOPED(taking_texts) texts = { 0 };
	struct vidimus_provenance provenance;
	SCOPED_FD list = -1;
	struct vidimus_intake_options options = {
		.paths = command->arguments,
		.path_count = command->argument_count,
		.provenance = &provenance,
		.accession = accession,
		.all_items = command_has(command, "all"),
		.dry_run = command_has(command, "dry-run"),
		.verify_known = command_has(command, "verify-known"),
		.allow_unsandboxed = accession && command_has(command, "allow-unsandboxed"),
		.separator = command_has(command, "null") ? '\0' : '\n',
	};
	enum status status = check_words(command, err);

	if (status == STATUS_OK)
		status = taking_provenance_read(command, &texts, &provenance, err);
	if (status == STATUS_OK)
		status = read_as(command, &texts, &options, err);
	if (status == STATUS_OK)
		status = open_list(command, &list, err);
	if (status != STATUS_OK)
		return status;
	options.list = list;
	return run_with(command, &options, err);
}

static enum status
accession_one(struct command *command, const char *delivery, struct error *err)
{
	struct taking_lines *lines = command->own;
	struct vidimus_intake_options options = { .list = -1,
		                                  .all_items = command_has(command, "all"),
		                                  .allow_unsandboxed = command_has(command, "allow-unsandboxed"),
		                                  .progress = taking_progress,
		                                  .matches = taking_matches,
		                                  .context = lines,
		                                  .stop = interrupt_flag() };
	SCOPED(taking_texts) texts = { 0 };
	struct vidimus_intake_summary summary;
	enum status status = read_as(command, &texts, &options, err);

	if (status == STATUS_OK)
		status = vidimus_accession(command->session->catalogue, delivery, &options, &summary,
		                           err);
	if (status != STATUS_OK)
		return status;
	taking_lines_matching(lines, &summary.matching);
	taking_lines_accession(lines, &summary);
	if (summary.interrupted) {
		command_partial(command);
		command_warn(command, "stopped as asked; the same command does the rest");
	}
	tell_unexamined(command, summary.unexamined);
	return STATUS_OK;
}

enum status
taking_accession(struct command *command, struct error *err)
{
	struct taking_lines lines;
	enum status status = taking_lines_begin(&lines, command, false, err);

	if (status != STATUS_OK)
		return status;
	command->own = &lines;
	lines.progress = command_progress_begin(command);
	status = ids_each(command, accession_one, err);
	command_progress_end(command);
	command->own = NULL;
	taking_lines_end(&lines);
	return status;
}
