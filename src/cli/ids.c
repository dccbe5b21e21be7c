/* SPDX-License-Identifier: Apache-2.0 */
/* ids.c - arguments, lists and ranges of ids, and what happens when one of several fails. */
#include "cli/ids.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/lines.h"
#include "cli/session.h"
#include "cli/unsaid.h"

#include <vidimus/view.h>

#include <stdio.h>
#include <string.h>

/* One walk over the ids. */
struct visits {
	struct command *command;
	enum status (*visit)(struct command *command, const char *id, struct error *err);
	size_t       done, failed;
	/* The last failure, which is told when the next comes or at the end. */
	enum status  status;
	struct error last;
	char         last_id[256]; /* escaped */
};

/* Of the input, not of the catalogue or the system: the other ids can still be done. */
static bool
concerns_one(enum status status)
{
	return status == STATUS_NOT_FOUND || status == STATUS_FALSE || status == STATUS_INVALID ||
	       status == STATUS_REFUSED || status == STATUS_LIMIT || status == STATUS_CHANGED ||
	       status == STATUS_STALE || status == STATUS_EXISTS;
}

void
id_failed(struct command *command, const char *id, const struct error *err)
{
	if (command->settings.json)
		output_json(command->output,
		            json_pack("{s:s, s:o}", "id", id, "error", error_json(err)));
}

static void
tell_last(struct visits *visits)
{
	unsaid_hide(visits->command->unsaid, &visits->last);
	command_tell(visits->command, &visits->last);
	if (visits->status != STATUS_FALSE)
		id_failed(visits->command, visits->last_id, &visits->last);
}

static enum status
visit_one(struct visits *visits, const char *id, struct error *err)
{
	struct error failure = { 0 };
	enum status status = interrupt_check(err);

	if (status != STATUS_OK)
		return status;
	status = visits->visit(visits->command, id, &failure);
	if (status == STATUS_OK) {
		visits->done++;
		return status;
	}
	if (!concerns_one(status))
		return fail(err, status, "%s", failure.text);
	if (visits->failed++ > 0)
		tell_last(visits);
	visits->status = status;
	visits->last = failure;
	text_escape_into(visits->last_id, sizeof visits->last_id, id, strlen(id));
	return STATUS_OK;
}

/* E-1..E-22, e1..22: the letter, and the numbers of its ends. */
struct range {
	char     letter;
	uint64_t first, last;
};

static bool
read_end(struct text text, char *letter, uint64_t *number)
{
	bool has_letter = text.n > 0 && ((text.p[0] >= 'A' && text.p[0] <= 'Z') ||
	                                 (text.p[0] >= 'a' && text.p[0] <= 'z'));

	if (has_letter) {
		*letter = (char)(text.p[0] & ~0x20);
		text = (struct text){ text.p + 1, text.n - 1 };
		if (text.n > 0 && text.p[0] == '-')
			text = (struct text){ text.p + 1, text.n - 1 };
	}
	while (text.n > 1 && text.p[0] == '0')
		text = (struct text){ text.p + 1, text.n - 1 };
	return text_number(text, JSON_INTEGER_LIMIT, number);
}

static bool
read_range(const char *id, struct range *out)
{
	const char *dots = strstr(id, "..");
	char second;

	if (dots == NULL)
		return false;
	out->letter = '\0';
	if (!read_end((struct text){ id, (size_t)(dots - id) }, &out->letter, &out->first) ||
	    out->letter == '\0')
		return false;
	second = out->letter;
	return read_end(text_of(dots + 2), &second, &out->last) && second == out->letter;
}

static enum status
visit_item(void *context, json_t *object, struct error *err)
{
	const char *id = json_string_value(json_object_get(object, "id"));

	return id ? visit_one(context, id, err) : STATUS_OK;
}

/* Items are listed, so that a range over gaps costs nothing. */
static enum status
visit_items(struct visits *visits, const char *id, struct error *err)
{
	struct vidimus_output to = { visit_item, visits };
	size_t before = visits->done;
	enum status status = vidimus_item_list(visits->command->session->catalogue, &id, 1, &to,
	                                       err);

	if (status == STATUS_OK && visits->done == before && visits->failed == 0)
		return fail(err, STATUS_NOT_FOUND, "there is no item in %s", id);
	return status;
}

static enum status
visit_range(struct visits *visits, const char *id, const struct range *range, struct error *err)
{
	enum status status = STATUS_OK;
	char each[32];

	if (range->last < range->first)
		return fail(err, STATUS_INVALID, "the range %s runs backwards", id);
	if (range->letter == 'E')
		return visit_items(visits, id, err);
	if (range->last - range->first >= RANGE_LIMIT)
		return fail(err, STATUS_LIMIT, "the range %s is longer than %d", id, RANGE_LIMIT);
	for (uint64_t n = range->first; status == STATUS_OK && n <= range->last; n++) {
		snprintf(each, sizeof each, "%c-%06llu", range->letter, (unsigned long long)n);
		status = visit_one(visits, each, err);
	}
	return status;
}

static enum status
visit_all(struct visits *visits, struct error *err)
{
	SCOPED(lines) lines;
	char id[LINE_LIMIT + 1];
	struct range range;
	struct text line;
	enum status status;

	lines_begin(&lines, visits->command);
	while ((status = lines_next(&lines, &line, err)) == STATUS_OK) {
		if (line.n > LINE_LIMIT)
			return fail(err, STATUS_LIMIT, "an argument is longer than %d bytes",
			            LINE_LIMIT);
		memcpy(id, line.p, line.n);
		id[line.n] = '\0';
		status = read_range(id, &range) ? visit_range(visits, id, &range, err)
		                                : visit_one(visits, id, err);
		if (status != STATUS_OK)
			return status;
	}
	return status == STATUS_DONE ? STATUS_OK : status;
}

enum status
ids_each(struct command *command,
         enum status (*visit)(struct command *command, const char *id, struct error *err),
         struct error *err)
{
	struct visits visits = { .command = command, .visit = visit };
	enum status status = visit_all(&visits, err);

	if (visits.failed == 0 || (status == STATUS_OK && visits.failed + visits.done == 1))
		return status == STATUS_OK && visits.failed > 0
		               ? fail(err, visits.status, "%s", visits.last.text)
		               : status;
	tell_last(&visits);
	if (status != STATUS_OK)
		return status;
	if (visits.done == 0)
		return fail(err, visits.status, "none of the %zu could be done", visits.failed);
	command_partial(command);
	return STATUS_OK;
}
