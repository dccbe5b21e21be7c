/* SPDX-License-Identifier: Apache-2.0 */
/* audit_report.c - the findings of an audit as one JSON object. */
#include "custody/audit_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>

#define DAY_MILLISECONDS (INT64_C(24) * 60 * 60 * 1000)

static json_t *
layer_state(const struct audit_layer *layer)
{
	if (layer->failed)
		return json_string("FAILED");
	if (layer->why_not[0] != '\0')
		return json_sprintf("NOT CHECKED: %s", layer->why_not);
	return json_string("OK");
}

static json_t *
layers_json(const struct audit *audit)
{
	json_t *layers = json_object();

	for (size_t i = 0; i < PARTS; i++) {
		if (json_object_set_new(layers, audit_part_name((enum audit_part)i),
		                        layer_state(&audit->layers[i])) != 0) {
			json_decref(layers);
			return NULL;
		}
	}
	return layers;
}

static json_t *
objects_json(const struct audit *audit)
{
	const struct audit_list *faults = &audit->layers[PART_OBJECTS].faults;

	return json_pack("{s:I,s:I,s:O,s:O,s:O,s:O,s:O,s:O,s:I,s:I,s:I,s:I,s:I,s:I}", "checked",
	                 (json_int_t)audit->checked, "bytes", (json_int_t)audit->hashed_bytes,
	                 "missing", audit->missing.entries, "altered", audit->altered.entries,
	                 "unread", audit->unread.entries, "unreferenced", audit->unreferenced.entries, "leftovers",
	                 audit->leftovers.entries, "faults", faults->entries, "missing_count",
	                 (json_int_t)audit->missing.count, "altered_count",
	                 (json_int_t)audit->altered.count, "unread_count",
	                 (json_int_t)audit->unread.count, "unreferenced_count",
	                 (json_int_t)audit->unreferenced.count, "leftovers_count",
	                 (json_int_t)audit->leftovers.count, "faults_count",
	                 (json_int_t)faults->count);
}

static json_t *
log_json(const struct audit *audit)
{
	const struct audit_list *faults = &audit->layers[PART_LOG].faults;

	return json_pack("{s:I,s:o,s:I,s:O,s:I,s:I,s:O,s:I,s:o}", "events", (json_int_t)audit->events,
	                 "root", json_of_digest(&audit->root), "checkpoints",
	                 (json_int_t)audit->checkpoints, "broken", faults->entries, "broken_count",
	                 (json_int_t)faults->count, "clock_warnings",
	                 (json_int_t)audit->clock_warnings, "suspect", audit->suspects.entries,
	                 "suspect_events", (json_int_t)audit->suspect_events, "checkpoint",
	                 audit->checkpoint.n ? json_of_text(text_of_buffer(&audit->checkpoint))
	                                     : json_null());
}

static json_t *
bad_json(const struct audit_layer *layer, int64_t checked)
{
	return json_pack("{s:I,s:O,s:I}", "checked", (json_int_t)checked, "bad",
	                 layer->faults.entries, "bad_count", (json_int_t)layer->faults.count);
}

static json_t *
commitments_json(const struct audit *audit)
{
	json_t *part = bad_json(&audit->layers[PART_COMMITMENTS], audit->commitments);

	if (part != NULL && json_object_set_new(part, "destroyed", json_integer(audit->destroyed)) != 0) {
		json_decref(part);
		return NULL;
	}
	return part;
}

static json_t *
projection_json(const struct audit *audit)
{
	return json_pack("{s:I,s:O,s:O,s:O}", "tables", (json_int_t)audit->tables, "different",
	                 audit->different.entries, "rows", audit->rows.entries, "faults",
	                 audit->layers[PART_PROJECTION].faults.entries);
}

static json_t *
deliveries_json(const struct audit *audit)
{
	return json_pack("{s:I,s:I}", "checked", (json_int_t)audit->deliveries, "incomplete",
	                 (json_int_t)audit->deliveries_unknown);
}

static json_t *
home_json(const struct audit *audit)
{
	const struct audit_layer *layer = &audit->layers[PART_HOME];
	const char *fault = json_string_value(json_array_get(layer->faults.entries, 0));

	return json_pack("{s:s,s:O?}", "text",
	                 fault                 ? fault
	                 : *audit->home_text   ? audit->home_text
	                                       : layer->why_not,
	                 "checkpoint", audit->home_checkpoint);
}

/* What cannot be read counts as never seen. */
static struct outside_unseen
look_outside(const struct audit *audit)
{
	struct outside_unseen unseen = { .events = audit->events };

	if (outside_unseen(audit->catalogue->ledger, audit->events, &unseen, NULL) != STATUS_OK)
		unseen.since = audit->started;
	return unseen;
}

static json_t *
unseen_json(const struct audit *audit)
{
	struct outside_unseen unseen = look_outside(audit);
	int64_t days = unseen.events > 0 ? (audit->started.milliseconds - unseen.since.milliseconds) /
	                                           DAY_MILLISECONDS
	                                 : 0;

	return json_pack("{s:I,s:I}", "events", (json_int_t)unseen.events, "days",
	                 (json_int_t)(days > 0 ? days : 0));
}

static json_t *
outside_json(const struct audit *audit)
{
	struct outside_unseen unseen = look_outside(audit);
	const struct audit_list *faults = &audit->layers[PART_OUTSIDE].faults;
	char time[INSTANT_TEXT_SIZE];

	instant_write(time, unseen.newest.time);
	return json_pack("{s:I,s:I,s:O,s:I,s:o}", "cosignatures", (json_int_t)audit->outside.cosignatures,
	                 "stamps", (json_int_t)audit->outside.stamps, "bad", faults->entries,
	                 "bad_count", (json_int_t)faults->count, "newest",
	                 unseen.seen ? json_pack("{s:I,s:s,s:s,s:s}", "events",
	                                         (json_int_t)unseen.newest.size, "time", time, "by",
	                                         unseen.newest.name, "how",
	                                         unseen.newest.stamp > 0 ? "stamped" : "cosigned")
	                             : json_null());
}

static json_t *
sample_json(const struct audit *audit)
{
	SCOPED(buffer) seed = { 0 };

	if (audit->options->scope != AUDIT_SAMPLE)
		return json_null();
	hex_append(&seed, audit->seed, sizeof audit->seed);
	return json_pack("{s:i,s:s}", "percent", (int)audit->options->sample_percent, "seed",
	                 buffer_string(&seed));
}

static bool
nothing_failed(const struct audit *audit)
{
	for (size_t i = 0; i < PARTS; i++) {
		if (audit->layers[i].failed)
			return false;
	}
	return true;
}

static double
seconds_since(const struct audit *audit)
{
	const struct ledger_sources *sources = audit->catalogue->here.sources;
	struct instant now = sources->now(sources->context);

	return (double)(now.milliseconds - audit->started.milliseconds) / 1000;
}

/* Records the outcome; *why_not is the reason if it was not recorded. */
static enum status
record(struct audit *audit, json_t **event, json_t **why_not, struct error *err)
{
	struct error why = { 0 };
	enum status st = audit_record(audit, event, &why);

	if (st == STATUS_MEMORY)
		return fail_memory(err);
	*why_not = st == STATUS_OK ? json_null() : json_string(why.text);
	if (st != STATUS_OK)
		*event = json_null();
	return STATUS_OK;
}

enum status
audit_report(struct audit *audit, json_t **out, struct error *err)
{
	json_t *event = NULL, *why_not = NULL, *report;
	enum status st = record(audit, &event, &why_not, err);

	if (st != STATUS_OK)
		return st;
	report = json_pack(
		"{s:b,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:s,s:o,s:b,s:o,s:o,s:f}", "ok",
		nothing_failed(audit) && !audit->stopped && !audit->unable, "objects", objects_json(audit), "log",
		log_json(audit), "signatures",
		bad_json(&audit->layers[PART_SIGNATURES], audit->signatures), "commitments",
		commitments_json(audit), "destructions", json_incref(audit->destructions.entries), "resumptions",
		json_incref(audit->resumptions.entries), "moves", json_incref(audit->moves.entries), "contradictions",
		json_incref(audit->contradictions.entries), "projection",
		projection_json(audit), "deliveries", deliveries_json(audit), "home", home_json(audit), "unseen", unseen_json(audit),
		"outside", outside_json(audit),
		"layers", layers_json(audit), "scope", audit_scope_name(audit->options->scope), "sample",
		sample_json(audit), "complete",
		!audit->stopped && !audit->unable, "recorded", event, "not_recorded",
		why_not, "seconds", seconds_since(audit));
	if (report == NULL)
		return fail_memory(err);
	*out = report;
	return STATUS_OK;
}
