/* SPDX-License-Identifier: Apache-2.0 */
/* pins_check.c - does the list of a publication agree with the events in the exhibits' chains? */
#include "casework/pins_check.h"

#include "ledger/event.h"

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

/* One publication that is looked at. */
struct published {
	struct ledger             *ledger;
	struct database           *fresh;
	const struct pins_watcher *watcher;
	int64_t                    report; /* number of its short id */
	int64_t                    version;
	struct event_record        event; /* report.published or report.corrected */
};

static void tell(const struct published *published, const char *format, ...) PRINTF_LIKE(2, 3);

static void
tell(const struct published *published, const char *format, ...)
{
	char text[320];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	published->watcher->found(published->watcher->context, published->report, text);
}

/* Do both say it, and not the same? Of what was destroyed one has nothing. */
static bool
differs(const json_t *listed, const json_t *pinned)
{
	return listed != NULL && pinned != NULL && !json_equal(listed, pinned);
}

static void
compare(const struct published *published, const json_t *listed, const struct event_record *pinned)
{
	static const struct {
		const char *listed, *pinned, *words;
	} members[] = {
		{ "n", "version_cited", "another version of its chain" },
		{ "object", "object", "other bytes" },
		{ "status", "status", "another status" },
	};
	const json_t *item = json_object_get(listed, "item"), *footage = json_object_get(listed, "footage");
	const char *cited = json_string_value(json_is_string(item) ? item : footage);
	long long list = (long long)published->event.header.seq, pin = (long long)pinned->header.seq;

	if (cited == NULL || !text_is(text_of(pinned->header.subject.text), cited))
		tell(published, "event %lld lists a citation of another exhibit than event %lld pins",
		     list, pin);
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		if (differs(json_object_get(listed, members[i].listed),
		            json_object_get(pinned->values, members[i].pinned)))
			tell(published, "event %lld lists %s than event %lld pins", list,
			     members[i].words, pin);
	}
}

/* The citation.pinned of one entry of the list. */
static enum status
check_listed(const struct published *published, const json_t *listed, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	SCOPED(event_record) pinned = { 0 };
	const char *citation = json_string_value(json_object_get(listed, "citation"));
	enum status st = database_statement(published->fresh,
	                                    "SELECT seq FROM p_pins WHERE report = $1 AND version = $2"
	                                    " AND citation = $3 ORDER BY seq DESC LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK || citation == NULL)
		return st;
	statement_bind_text(row, 1, subject_name(&published->event.header.subject));
	statement_bind_integer(row, 2, published->version);
	statement_bind_text(row, 3, text_of(citation));
	st = statement_step(row, err);
	if (st == STATUS_DONE) {
		tell(published, "event %lld lists the citation %s, which no event pins",
		     (long long)published->event.header.seq, citation);
		return STATUS_OK;
	}
	if (st == STATUS_OK)
		st = ledger_read(published->ledger, statement_integer(row, 0), &pinned, err);
	if (st == STATUS_OK)
		compare(published, listed, &pinned);
	return st;
}

/* A pin in an exhibit's chain that the report's list does not have. */
static enum status
check_count(const struct published *published, size_t listed, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(published->fresh,
	                                    "SELECT count(*) FROM p_pins WHERE report = $1"
	                                    " AND version = $2",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, subject_name(&published->event.header.subject));
	statement_bind_integer(row, 2, published->version);
	st = statement_step(row, err);
	if (st == STATUS_OK && statement_integer(row, 0) != (int64_t)listed)
		tell(published, "event %lld lists %zu citations of version %lld; %lld events pin one",
		     (long long)published->event.header.seq, listed, (long long)published->version,
		     (long long)statement_integer(row, 0));
	return st;
}

static enum status
check_published(const struct published *published, struct error *err)
{
	const json_t *pins = json_object_get(published->event.values, "pins"), *listed;
	enum status st;
	size_t i;

	if (!json_is_array(pins))
		return STATUS_OK;
	st = check_count(published, json_array_size(pins), err);
	json_array_foreach(pins, i, listed) {
		if (st == STATUS_OK)
			st = check_listed(published, listed, err);
	}
	return st;
}

enum status
pins_check(struct ledger *ledger, struct database *fresh, const struct pins_watcher *watcher,
           struct error *err)
{
	SCOPED_STATEMENT rows = NULL;
	enum status st = database_statement(fresh,
	                                    "SELECT v.seq, v.version, r.number FROM"
	                                    " main.p_report_versions v JOIN p_reports r ON"
	                                    " r.uuid = v.report WHERE v.state <> 'draft'"
	                                    " AND v.version IS NOT NULL ORDER BY v.seq",
	                                    &rows, err);

	while (st == STATUS_OK && (st = statement_step(rows, err)) == STATUS_OK) {
		struct published published = { .ledger = ledger,
			                       .fresh = fresh,
			                       .watcher = watcher,
			                       .version = statement_integer(rows, 1),
			                       .report = statement_integer(rows, 2) };

		st = ledger_read(ledger, statement_integer(rows, 0), &published.event, err);
		if (st == STATUS_OK)
			st = check_published(&published, err);
		event_record_end(&published.event);
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}
