/* SPDX-License-Identifier: Apache-2.0 */
/* receive.c - receiving bundles and their receipts through the public library. */
#include "api/api_internal.h"
#include "api/bundle_words.h"
#include "api/taking_words.h"

#include "bundle/receive.h"
#include "casework/bundle_receipt.h"
#include "casework/resolve.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/receive.h>

#define TAG_MANIFEST       "tagmanifest-sha256.txt"
#define TAG_MANIFEST_LIMIT ((uint64_t)64 << 20)

/* E-… for people, beside their subject. */
static enum status
name_exhibits(json_t *exhibits, struct error *err)
{
	char id[SHORT_ID_SIZE];
	json_t *exhibit;
	size_t i;

	json_array_foreach(exhibits, i, exhibit) {
		short_id_write(id, (struct short_id){ 'E', json_integer_value(json_object_get(exhibit, "short")) });
		if (json_object_set_new(exhibit, "item", json_string(id)) != 0)
			return fail_memory(err);
		json_object_del(exhibit, "short");
	}
	return STATUS_OK;
}

static enum status
answer_of(const struct receive_summary *summary, json_t **answer, struct error *err)
{
	char id[SHORT_ID_SIZE];
	enum status st = name_exhibits(summary->exhibits, err);

	short_id_write(id, (struct short_id){ 'B', summary->bundle });
	if (st != STATUS_OK)
		return st;
	*answer = json_pack("{s:s?,s:b,s:s?,s:I,s:I,s:I,s:O?,s:O?}", "bundle",
	                    summary->bundle > 0 ? id : NULL, "already", summary->already, "origin",
	                    summary->origin[0] ? summary->origin : NULL, "events",
	                    (json_int_t)summary->events, "opened", (json_int_t)summary->opened,
	                    "contradictions",
	                    (json_int_t)summary->contradictions, "exhibits", summary->exhibits,
	                    "verify", summary->verdict);
	return *answer ? STATUS_OK : fail_memory(err);
}

static void
match_new(struct vidimus_catalogue *catalogue, const struct vidimus_receiving *receiving,
          struct vidimus_matching *out)
{
	api_match(catalogue,
	          &(struct matching_settings){ .verb = "bundle receive",
	                                       .matches = receiving->matches,
	                                       .progress = receiving->progress,
	                                       .context = receiving->context,
	                                       .stop = receiving->verifying->stop },
	          out);
}

enum status
vidimus_receive(struct vidimus_catalogue *catalogue, const struct vidimus_receiving *receiving,
                json_t **answer, struct vidimus_matching *matching, struct error *err)
{
	struct provenance_words provenance = taking_provenance(receiving->provenance);
	struct taking_callbacks taking = { .line = receiving->line,
		                           .progress = receiving->progress,
		                           .context = receiving->context };
	SCOPED(bundle_words) words = { 0 };
	SCOPED(receive_summary) summary = { 0 };
	struct receive_options options = { .path = receiving->verifying->path,
		                           .verify = &words.options,
		                           .because = receiving->because,
		                           .words = &provenance,
		                           .allow_unsandboxed = receiving->allow_unsandboxed };
	struct error ignored;
	enum status st = bundle_words_read(receiving->verifying, &words, err);

	*matching = (struct vidimus_matching){ 0 };
	*answer = NULL;
	if (st != STATUS_OK)
		return st;
	options.callbacks = taking_callbacks_of(&taking, receiving->verifying->stop);
	st = bundle_receive(catalogue->inner, &options, &summary, err);
	if (answer_of(&summary, answer, &ignored) != STATUS_OK && st == STATUS_OK)
		return fail_memory(err);
	if (st == STATUS_OK && !summary.already)
		match_new(catalogue, receiving, matching);
	return st;
}

/* The bundle that lies at a path, by its tag manifest. */
static enum status
find_by_path(struct catalogue *catalogue, const char *path, struct uuid *out, struct error *err)
{
	const struct bundle_source_options options = { 0 };
	SCOPED_POINTER(bundle_source) source = NULL;
	SCOPED(buffer) manifest = { 0 };
	struct digest digest;
	enum status st = bundle_source_open(&source, path, &options, err);

	if (st == STATUS_OK)
		st = bundle_source_read(source, TAG_MANIFEST, TAG_MANIFEST_LIMIT, &manifest, err);
	if (st == STATUS_OK)
		st = digest_of(manifest.p, manifest.n, &digest, err);
	return st == STATUS_OK ? bundle_receipt_find(catalogue, &digest, out, err) : st;
}

enum status
vidimus_bundle_receipt(struct vidimus_catalogue *catalogue, const char *bundle, char **receipt,
                       struct error *err)
{
	SCOPED(buffer) note = { 0 };
	struct resolved resolved;
	struct short_id id;
	struct uuid uuid;
	enum status st;

	if (short_id_read(text_of(bundle), &id)) {
		st = resolve(catalogue->inner->ledger, text_of(bundle), "B", &resolved, err);
		uuid = resolved.uuid;
	} else {
		st = find_by_path(catalogue->inner, bundle, &uuid, err);
	}
	if (st == STATUS_OK)
		st = bundle_receipt_make(catalogue->inner, &uuid, &note, err);
	if (st != STATUS_OK)
		return st;
	*receipt = buffer_take(&note);
	return *receipt ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_transfer_receipt(struct vidimus_catalogue *catalogue, const char *id, struct text note,
                         struct text vkey, size_t *logged, struct error *err)
{
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(id), "TB", &resolved, err);

	*logged = 0;
	return st == STATUS_OK ? transfer_receive(catalogue->inner, &resolved, note, vkey, logged, err)
	                       : st;
}
