/* SPDX-License-Identifier: Apache-2.0 */
/* audit_record.c - an audit by somebody with a key becomes an event. */
#include "custody/audit_internal.h"

#include "casework/circumstances.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>

/* Bytes of canonical JSON that a list may have: catalog/events/audit.completed.json. */
#define LIST_BYTES 262144
#define FAULT_BYTES 2048 /* of one sentence */

static const char *
state_code(const struct audit_layer *layer)
{
	return layer->failed ? "failed" : layer->why_not[0] ? "not-checked" : "ok";
}

static json_t *
layers_json(const struct audit *audit)
{
	const struct audit_layer *layers = audit->layers;

	return json_pack("{s:s,s:s,s:s,s:s,s:s}", "objects", state_code(&layers[PART_OBJECTS]),
	                 "log", state_code(&layers[PART_LOG]), "signatures",
	                 state_code(&layers[PART_SIGNATURES]), "commitments",
	                 state_code(&layers[PART_COMMITMENTS]), "projection",
	                 state_code(&layers[PART_PROJECTION]));
}

/* Appends entries while their canonical JSON fits; `room` is what is left. */
static enum status
append_fitting(json_t *to, const json_t *from, size_t *room, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	enum status st = STATUS_OK;
	json_t *entry;
	size_t i;

	json_array_foreach(json_iterable(from), i, entry) {
		buffer_clear(&text);
		st = json_canonical(&text, entry, err);
		if (st != STATUS_OK || text.n + 1 > *room)
			break;
		if (text.n > FAULT_BYTES)
			continue;
		*room -= text.n + 1;
		if (json_array_append(to, entry) != 0)
			return fail_memory(err);
	}
	return st;
}

/* As much of a list as fits; owned, NULL without memory. */
static json_t *
fitting(const struct audit_list *list)
{
	json_t *entries = json_array();
	size_t room = LIST_BYTES - 2;

	if (entries != NULL && append_fitting(entries, list->entries, &room, NULL) == STATUS_OK)
		return entries;
	json_decref(entries);
	return NULL;
}

/* Sentences of all layers that the record has room for. */
static json_t *
all_faults(const struct audit *audit)
{
	json_t *faults = json_array();
	size_t room = LIST_BYTES - 2;

	for (size_t i = 0; faults != NULL && i < PARTS; i++) {
		if (append_fitting(faults, audit->layers[i].faults.entries, &room, NULL) != STATUS_OK) {
			json_decref(faults);
			return NULL;
		}
	}
	return faults;
}

static enum status
add_sample(const struct audit *audit, json_t *values, struct error *err)
{
	SCOPED(buffer) seed = { 0 };

	if (audit->options->scope != AUDIT_SAMPLE)
		return STATUS_OK;
	hex_append(&seed, audit->seed, sizeof audit->seed);
	if (json_object_set_new(values, "sample_percent",
	                        json_integer(audit->options->sample_percent)) != 0 ||
	    json_object_set_new(values, "sample_seed", json_string(buffer_string(&seed))) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

static enum status
make_values(const struct audit *audit, json_t **out, struct error *err)
{
	char started[INSTANT_TEXT_SIZE], bytes[24];
	json_t *values;
	enum status st;

	if (!instant_write(started, audit->started))
		return fail(err, STATUS_FAULT, "the clock shows no time that can be written");
	snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)audit->hashed_bytes);
	values = json_pack("{s:s,s:b,s:s,s:I,s:o,s:o,s:I,s:s,s:I,s:o,s:I,s:o,s:o,s:o}", "scope",
	                   audit_scope_name(audit->options->scope), "complete",
	                   !audit->stopped && !audit->unable,
	                   "started", started, "size", (json_int_t)audit->events, "root",
	                   json_of_digest(&audit->root), "layers", layers_json(audit), "objects",
	                   (json_int_t)audit->checked, "bytes", bytes, "missing_count",
	                   (json_int_t)audit->missing.count, "missing",
	                   fitting(&audit->missing_acquisitions), "altered_count",
	                   (json_int_t)audit->altered.count, "altered",
	                   fitting(&audit->altered_acquisitions), "faults", all_faults(audit),
	                   "tool", circumstances_tool(audit->catalogue));
	if (values == NULL)
		return fail_memory(err);
	st = add_sample(audit, values, err);
	if (st != STATUS_OK)
		json_decref(values);
	else
		*out = values;
	return st;
}

static enum status
add_event(struct audit *audit, struct change *change, struct uuid *id, struct error *err)
{
	const struct subject subject = subject_of("setting", &audit->catalogue->uuid);
	SCOPED_JSON json_t *open = json_object(), *values = NULL;
	struct change_receipt receipt;
	enum status st = make_values(audit, &values, err);

	if (st == STATUS_OK && open == NULL)
		return fail_memory(err);
	if (st == STATUS_OK)
		st = change_add(change, "audit.completed", &subject, open, values, &receipt, err);
	if (st == STATUS_OK)
		*id = receipt.id;
	return st;
}

enum status
audit_record(struct audit *audit, json_t **event, struct error *why)
{
	struct catalogue *catalogue = audit->catalogue;
	const char *no_key = audit->options->not_recorded;
	struct change *change = NULL;
	struct uuid id;
	enum status st;

	if (catalogue->signer == NULL || !catalogue->writable)
		return fail(why, STATUS_REFUSED, "%s",
		            no_key ? no_key : "it was run without a key");
	st = catalogue_begin(catalogue, "audit", &change, why);
	if (st != STATUS_OK)
		return st;
	st = add_event(audit, change, &id, why);
	st = catalogue_finish(catalogue, change, st, why);
	if (st != STATUS_OK)
		return st;
	*event = json_of_uuid(&id);
	return *event ? STATUS_OK : fail_memory(why);
}
