/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c - the order of an audit's parts, and how their findings are kept. */
#include "custody/audit_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *
audit_part_name(enum audit_part part)
{
	static const char *const names[PARTS] = { "objects",     "log",        "signatures",
		                                  "commitments", "projection", "home", "outside" };

	return names[part];
}

const char *
audit_scope_name(enum audit_scope scope)
{
	return scope == AUDIT_FULL ? "full" : scope == AUDIT_QUICK ? "quick" : "sample";
}

void
audit_list_add(struct audit *audit, struct audit_list *list, json_t *entry)
{
	if (entry == NULL) {
		audit->no_memory = true;
		return;
	}
	list->count++;
	if (json_array_size(list->entries) >= AUDIT_LIST_LIMIT)
		json_decref(entry);
	else if (json_array_append_new(list->entries, entry) != 0)
		audit->no_memory = true;
}

/* One line of UTF-8: line ends become "; ", other controls visible escapes. */
static json_t *
sentence(const char *words)
{
	SCOPED(buffer) line = { 0 };
	struct text rest = text_of(words), part;

	while (rest.p != NULL) {
		part = text_cut(&rest, '\n');
		if (line.n > 0 && part.n > 0)
			buffer_append_string(&line, "; ");
		text_append_escaped(&line, part.p, part.n);
	}
	return json_of_text(text_of(buffer_string(&line)));
}

void
audit_fault(struct audit *audit, enum audit_part part, const char *format, ...)
{
	struct audit_layer *layer = &audit->layers[part];
	SCOPED_FREE char *words = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&words, format, ap) < 0)
		words = NULL;
	va_end(ap);
	layer->failed = true;
	audit_list_add(audit, &layer->faults, words ? sentence(words) : NULL);
}

void
audit_not_checked(struct audit *audit, enum audit_part part, const char *format, ...)
{
	struct audit_layer *layer = &audit->layers[part];
	va_list ap;

	va_start(ap, format);
	vsnprintf(layer->why_not, sizeof layer->why_not, format, ap);
	va_end(ap);
}

static bool
any_failed(const struct audit *audit)
{
	for (size_t i = 0; i < PARTS; i++) {
		if (audit->layers[i].failed)
			return true;
	}
	return false;
}

bool
audit_lacks_means(int os)
{
	static const int wants[] = { EMFILE, ENFILE, EAGAIN, ENOMEM, ENOSPC, EDQUOT,
		                     EFBIG,  EACCES, EPERM,  EROFS };

	for (size_t i = 0; i < sizeof wants / sizeof wants[0]; i++) {
		if (os == wants[i])
			return true;
	}
	return false;
}

enum status
audit_ended(struct audit *audit, enum audit_part part, enum status st, const struct error *why,
            struct error *err)
{
	switch (st) {
	case STATUS_OK:
		audit->layers[part].why_not[0] = '\0';
		return STATUS_OK;
	case STATUS_INTERRUPTED:
		audit->stopped = true;
		audit_not_checked(audit, part, "the audit was stopped before the end");
		return STATUS_OK;
	case STATUS_MEMORY:
		return fail_memory(err);
	default:
		if (audit_lacks_means(why->os)) {
			audit->unable = true;
			audit_not_checked(audit, part, "the means are lacking: %s", why->text);
			return STATUS_OK;
		}
		if (part != PART_LOG && any_failed(audit))
			audit_not_checked(audit, part, "the damage ends it: %s", why->text);
		else
			audit_fault(audit, part, "it cannot be checked to the end: %s", why->text);
		return STATUS_OK;
	}
}

bool
audit_stopped(struct audit *audit)
{
	if (audit->options->stop != NULL && atomic_load(audit->options->stop))
		audit->stopped = true;
	return audit->stopped;
}

void
audit_tell(struct audit *audit, const struct audit_progress *progress)
{
	if (audit->options->progress != NULL)
		audit->options->progress(audit->options->context, progress);
}

static bool
walk_step(void *context, int64_t done, int64_t total)
{
	struct audit_walk *walk = context;

	audit_tell(walk->audit, &(struct audit_progress){ .doing = walk->doing,
	                                                  .done = (uint64_t)done,
	                                                  .total = (uint64_t)total });
	return !audit_stopped(walk->audit);
}

void
audit_walk_begin(struct audit_walk *walk, struct audit *audit, const char *doing)
{
	walk->audit = audit;
	walk->doing = doing;
	walk->progress.step = walk_step;
	walk->progress.context = walk;
}

static enum status
check_options(const struct audit_options *options, struct error *err)
{
	if (options->scope == AUDIT_SAMPLE &&
	    (options->sample_percent < 1 || options->sample_percent > 99))
		return fail(err, STATUS_INVALID, "a sample is of 1 to 99 percent, not of %u",
		            options->sample_percent);
	return STATUS_OK;
}

/* The list of that number, or NULL beyond the last. */
static struct audit_list *
list_at(struct audit *audit, size_t index)
{
	struct audit_list *lists[] = { &audit->missing,
		                       &audit->altered,
		                       &audit->unread,
		                       &audit->missing_acquisitions,
		                       &audit->altered_acquisitions,
		                       &audit->unreferenced,
		                       &audit->leftovers,
		                       &audit->destructions, &audit->suspects,
		                       &audit->resumptions, &audit->moves, &audit->contradictions,
		                       &audit->different,
		                       &audit->rows };
	size_t count = sizeof lists / sizeof lists[0];

	if (index < count)
		return lists[index];
	return index - count < PARTS ? &audit->layers[index - count].faults : NULL;
}

static enum status
begin(struct audit *audit, struct error *err)
{
	const struct ledger_sources *sources = audit->catalogue->here.sources;
	struct audit_list *list;

	for (size_t i = 0; (list = list_at(audit, i)) != NULL; i++) {
		list->entries = json_array();
		if (list->entries == NULL)
			return fail_memory(err);
	}
	for (size_t i = 0; i < PARTS; i++)
		audit_not_checked(audit, (enum audit_part)i, "the audit was stopped before");
	audit->started = sources->now(sources->context);
	if (audit->options->scope == AUDIT_SAMPLE)
		return sources->random(sources->context, audit->seed, sizeof audit->seed, err);
	return STATUS_OK;
}

static void
end(struct audit *audit)
{
	struct audit_list *list;

	for (size_t i = 0; (list = list_at(audit, i)) != NULL; i++)
		json_decref(list->entries);
	home_end(&audit->home);
	json_decref(audit->home_checkpoint);
	buffer_end(&audit->checkpoint);
}

/* One after the other; who asked to stop gets what was found until then. */
static enum status
run_parts(struct audit *audit, struct error *err)
{
	static enum status (*const parts[])(struct audit *, struct error *) = {
		audit_read_home,   audit_log,        audit_home,    audit_commitments,
		audit_outside, audit_projection,  audit_destructions, audit_moves, audit_objects,    audit_strays,
	};
	enum status st = STATUS_OK;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (st == STATUS_OK && !audit_stopped(audit))
			st = parts[i](audit, err);
	}
	return st == STATUS_OK && audit->no_memory ? fail_memory(err) : st;
}

enum status
audit_run(struct catalogue *catalogue, const struct audit_options *options, json_t **report,
          struct error *err)
{
	struct audit audit = { .catalogue = catalogue, .options = options, .size = -1 };
	enum status st = check_options(options, err);

	if (st != STATUS_OK)
		return st;
	st = begin(&audit, err);
	if (st == STATUS_OK)
		st = run_parts(&audit, err);
	if (st == STATUS_OK)
		st = audit_report(&audit, report, err);
	end(&audit);
	return st == STATUS_OK ? st : while_doing(err, st, "auditing %s", catalogue->path);
}
