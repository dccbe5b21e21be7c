/* SPDX-License-Identifier: Apache-2.0 */
/* taking_lines.c - the lines of an intake, as text or as the JSON of docs/views.md. */
#include "cli/taking_lines.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/human.h"
#include "cli/match_text.h"
#include "cli/session.h"
#include "cli/unread_text.h"

#include <vidimus/view.h>

#include <string.h>

/* Keeps the sentence of each warning's code. */
static enum status
keep_term(void *context, json_t *term, struct error *err)
{
	const char *code = json_string_value(json_object_get(term, "code"));

	if (code == NULL ||
	    json_object_set(context, code, json_object_get(term, "definition")) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

enum status
taking_lines_begin(struct taking_lines *lines, struct command *command, bool dry_run,
                   struct error *err)
{
	struct vidimus_output terms = { .emit = keep_term };
	enum status status;

	*lines = (struct taking_lines){ .command = command, .dry_run = dry_run,
		                        .warnings = json_object() };
	terms.context = lines->warnings;
	if (lines->warnings == NULL)
		return fail_memory(err);
	status = vidimus_terms(command->session->catalogue, "warning", NULL, &terms, err);
	if (status != STATUS_OK)
		taking_lines_end(lines);
	return status;
}

void
taking_lines_end(struct taking_lines *lines)
{
	json_decref(lines->warnings);
	lines->warnings = NULL;
}

static json_t *
id_or_null(const char *id)
{
	return *id ? json_string(id) : json_null();
}

json_t *
taking_warnings(const struct taking_lines *lines, const char *const *codes, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *text = json_object_get(lines->warnings, codes[i]);

		json_array_append_new(list, json_pack("{s:s,s:O?}", "code", codes[i], "text", text));
	}
	return list;
}

json_t *
taking_fingerprints(const struct fingerprint_summary *told)
{
	bool picture = told->pdq[0] != '\0';

	return json_pack("{s:o,s:o,s:o,s:o}", "pdq", id_or_null(told->pdq), "pdq_quality",
	                 picture ? json_integer((json_int_t)told->pdq_quality) : json_null(),
	                 "vpdq_frames",
	                 told->frames ? json_integer((json_int_t)told->frames) : json_null(),
	                 "chromaprint_seconds",
	                 told->sound_seconds > 0 ? json_real(told->sound_seconds) : json_null());
}

/* A path as text; where it is none, its bytes stand beside. */
static void
set_path(json_t *object, struct text path)
{
	SCOPED(buffer) lossy = { 0 };

	text_append_lossy(&lossy, path.p, path.n);
	json_object_set_new(object, "path", json_string(buffer_string(&lossy)));
	if (!text_is_utf8(path.p, path.n))
		json_object_set_new(object, "path_bytes", json_of_base64url(path.p, path.n));
}

static void
print_json(const struct taking_lines *lines, const struct vidimus_intake_line *line)
{
	json_t *object = json_object();
	char digest[DIGEST_TEXT_SIZE];

	digest_write(digest, &line->sha256);
	set_path(object, line->path);
	json_object_set_new(object, "outcome", json_string(line->outcome));
	json_object_set_new(object, "item", id_or_null(line->item));
	json_object_set_new(object, "acquisition", id_or_null(line->acquisition));
	json_object_set_new(object, "delivery", id_or_null(line->delivery));
	json_object_set_new(object, "sha256", line->hashed ? json_string(digest) : json_null());
	json_object_set_new(object, "bytes",
	                    line->hashed ? json_integer((json_int_t)line->bytes) : json_null());
	json_object_set_new(object, "media_type",
	                    line->media_type ? json_string(line->media_type) : json_null());
	json_object_set_new(object, "fingerprints", taking_fingerprints(&line->fingerprints));
	if (line->repaired)
		json_object_set_new(object, "repaired", json_true());
	json_object_set_new(object, "warnings", taking_warnings(lines, line->warnings, line->warning_count));
	json_object_set_new(object, "error",
	                    line->error_code ? json_pack("{s:s,s:s?}", "code", line->error_code,
	                                                 "text", line->error_text)
	                                     : json_null());
	output_json(lines->command->output, object);
}

static void
print_text(const struct taking_lines *lines, const struct vidimus_intake_line *line)
{
	struct output *output = lines->command->output;

	output_format(output, "%-9s  %-8s  ", line->outcome, *line->item ? line->item : "-");
	output_escaped(output, line->path);
	if (line->hashed) {
		char size[HUMAN_TEXT_SIZE];

		output_format(output, "  %s, %s", line->media_type, human_size(size, line->bytes));
	}
	for (size_t i = 0; i < line->warning_count; i++)
		output_format(output, "%s%s", i ? ", " : "  ! ", line->warnings[i]);
	output_string(output, "\n");
	if (line->repaired)
		output_format(output, "           the copy that was held was damaged or gone%s\n",
		              lines->dry_run ? " and would be replaced" : ": it is replaced");
	if (line->error_text != NULL) {
		output_string(output, "           ");
		output_escaped(output, text_of(line->error_text));
		output_string(output, "\n");
	}
}

void
taking_line(void *context, const struct vidimus_intake_line *line)
{
	struct taking_lines *lines = context;

	if (lines->command->settings.json)
		print_json(lines, line);
	else
		print_text(lines, line);
	output_flush(lines->command->output);
}

static void
print_match(const struct taking_lines *lines, const json_t *match)
{
	const char *item = shown_string(match, "item"), *other = shown_string(match, "other");

	output_format(lines->command->output, "match      %-8s  looks or sounds like %s: %s, %s (%s)\n",
	              item, other, shown_string(match, "kind"), shown_string(match, "level"),
	              shown_string(match, "id"));
	segments_print(lines->command, json_object_get(match, "segments"), item, other);
}

void
taking_matches(void *context, const struct vidimus_matches_line *line)
{
	struct taking_lines *lines = context;
	json_t *match;
	size_t i;

	if (lines->command->settings.json)
		output_json(lines->command->output, json_pack("{s:s,s:O}", "item", line->item,
		                                              "matches", line->matches));
	else
		json_array_foreach(json_iterable(line->matches), i, match)
			if (lines->matches++ < MATCHES_PRINTED)
				print_match(lines, match);
	output_flush(lines->command->output);
}

void
taking_lines_matching(struct taking_lines *lines, const struct vidimus_matching *matching)
{
	struct command *command = lines->command;

	if (matching->failure[0] != '\0')
		command_warn(command, "what was taken in is safe, but matches could not be looked for: %s",
		             matching->failure);
	if (matching->left > 0)
		command_warn(command,
		             "%llu items were not asked for matches yet; the next intake does it, or vidimus examine --missing",
		             (unsigned long long)matching->left);
	if (matching->failure[0] != '\0' || matching->left > 0)
		command_partial(command);
	unread_tell(command, &matching->unread);
	if (matching->passed_over > 0)
		command_warn(command, "%llu matches cannot be kept and were passed over; the first, of %s",
		             (unsigned long long)matching->passed_over, matching->why_passed_over);
	if (matching->elsewhere)
		command_note(command,
		             "another process is looking for matches and does these too; see vidimus match list");
	if (matching->matches > 0 && !command->settings.json)
		output_format(command->output, "\n%llu %s proposed%s; vidimus match list shows %s, and a person decides\n",
		              (unsigned long long)matching->matches, matching->matches == 1 ? "match is" : "matches are",
		              lines->matches > MATCHES_PRINTED ? ", the first of which stand above" : "",
		              matching->matches == 1 ? "it" : "them");
}

static void
print_counts(struct output *output, const struct vidimus_intake_summary *summary, bool dry_run)
{
	char size[HUMAN_TEXT_SIZE];

	output_format(output,
	              "\n%s: %llu added, %llu known, %llu components, %llu failed; %s in %.1f s\n",
	              summary->interrupted ? "Stopped" : dry_run ? "Would be" : "Done",
	              (unsigned long long)summary->added,
	              (unsigned long long)summary->known, (unsigned long long)summary->components,
	              (unsigned long long)summary->failed, human_size(size, summary->bytes),
	              summary->seconds);
	if (summary->repaired > 0)
		output_format(output, "%llu held copies were damaged or gone%s.\n",
		              (unsigned long long)summary->repaired,
		              dry_run ? " and would be replaced" : " and are replaced; the log says so");
	if (dry_run)
		output_format(output,
		              "This was a dry run: nothing was changed. %llu of these files would be recorded.\n",
		              (unsigned long long)summary->recorded);
	else if (*summary->delivery)
		output_format(output, "Delivery %s\n", summary->delivery);
	else if (summary->repaired == 0)
		output_string(output, "Nothing was new, and nothing was written.\n");
	if (summary->receipt != NULL) {
		output_string(output, "\nReceipt\n\n");
		output_string(output, summary->receipt);
	}
}

void
taking_lines_summary(struct taking_lines *lines, const struct vidimus_intake_summary *summary)
{
	json_t *sums;

	if (!lines->command->settings.json) {
		print_counts(lines->command->output, summary, lines->dry_run);
		return;
	}
	sums = json_pack("{s:I,s:I,s:I,s:I,s:I,s:f}", "added", (json_int_t)summary->added, "known",
	                 (json_int_t)summary->known, "components", (json_int_t)summary->components,
	                 "failed", (json_int_t)summary->failed, "bytes",
	                 (json_int_t)summary->bytes, "seconds", summary->seconds);
	/* beyond the contract, and only where there is something to tell */
	if (lines->dry_run)
		json_object_set_new(sums, "recorded", json_integer((json_int_t)summary->recorded));
	if (summary->repaired > 0)
		json_object_set_new(sums, "repaired", json_integer((json_int_t)summary->repaired));
	if (summary->not_kept > 0)
		json_object_set_new(sums, "not_kept", json_integer((json_int_t)summary->not_kept));
	if (summary->unexamined > 0)
		json_object_set_new(sums, "unexamined", json_integer((json_int_t)summary->unexamined));
	if (summary->interrupted)
		json_object_set_new(sums, "interrupted", json_true());
	unread_add_json(sums, &summary->matching.unread);
	output_json(lines->command->output, json_pack("{s:o}", "summary", sums));
}

void
taking_lines_accession(struct taking_lines *lines, const struct vidimus_intake_summary *summary)
{
	struct output *output = lines->command->output;
	json_t *sums;

	if (!lines->command->settings.json) {
		output_format(output, "%s: %llu files are items now\n", summary->delivery,
		              (unsigned long long)summary->added);
		return;
	}
	sums = json_pack("{s:s,s:I,s:f,s:b}", "delivery", summary->delivery, "added",
	                 (json_int_t)summary->added, "seconds", summary->seconds, "interrupted",
	                 summary->interrupted);
	unread_add_json(sums, &summary->matching.unread);
	output_json(output, json_pack("{s:o}", "summary", sums));
}
