/* SPDX-License-Identifier: Apache-2.0 */
/* derive.c - pictures made from items, through the public library. */
#include "api/api_internal.h"

#include "match/index.h"
#include "match/index_place.h"

#include "casework/derivation.h"
#include "casework/fingerprint_record.h"
#include "casework/resolve.h"

#include "base/error.h"
#include "base/text.h"

#include <vidimus/derive.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_stopped(void *context)
{
	const atomic_bool *stop = context;

	return atomic_load(stop);
}

enum status
vidimus_parsers_open(struct vidimus_parsers **out, bool allow_unsandboxed, const atomic_bool *stop,
                     struct error *err)
{
	const struct worker_settings settings = { .allow_unsandboxed = allow_unsandboxed,
		                                  .stopped = stop ? is_stopped : NULL,
		                                  .context = (void *)(uintptr_t)stop };
	struct vidimus_parsers *parsers = calloc(1, sizeof *parsers);
	enum status st;

	if (parsers == NULL)
		return fail_memory(err);
	st = worker_open(&parsers->worker, &settings, err);
	if (st != STATUS_OK) {
		free(parsers);
		return st;
	}
	*out = parsers;
	return STATUS_OK;
}

void
vidimus_parsers_close(struct vidimus_parsers *parsers)
{
	if (parsers == NULL)
		return;
	worker_close(parsers->worker);
	free(parsers);
}

static enum status
derive(struct vidimus_catalogue *catalogue, struct vidimus_parsers *parsers, const char *item,
       const struct derivation *asked, struct vidimus_picture *out, struct error *err)
{
	struct derived_picture made;
	struct resolved resolved;
	enum status st = resolve(catalogue->inner->ledger, text_of(item), "E", &resolved, err);

	if (st == STATUS_OK)
		st = derivation_make(catalogue->inner, parsers->worker, &resolved.uuid, asked, &made,
		                     err);
	if (st != STATUS_OK)
		return st;
	*out = (struct vidimus_picture){ .sha256 = made.digest,
		                         .bytes = made.bytes,
		                         .width = made.width,
		                         .height = made.height,
		                         .has_time = made.has_time,
		                         .microseconds = made.microseconds,
		                         .counted = made.counted,
		                         .known = made.known };
	snprintf(out->item, sizeof out->item, "%s", made.id);
	return STATUS_OK;
}

enum status
vidimus_frame(struct vidimus_catalogue *catalogue, struct vidimus_parsers *parsers,
              const char *item, int64_t microseconds, struct vidimus_picture *out,
              struct error *err)
{
	return derive(catalogue, parsers, item,
	              &(struct derivation){ DERIVATION_FRAME, microseconds }, out, err);
}

enum status
vidimus_thumbnail(struct vidimus_catalogue *catalogue, struct vidimus_parsers *parsers,
                  const char *item, struct vidimus_picture *out, struct error *err)
{
	return derive(catalogue, parsers, item, &(struct derivation){ DERIVATION_THUMBNAIL, 0 }, out,
	              err);
}

struct teller {
	void (*tell)(void *context, const struct vidimus_remade *remade);
	void *context;
	bool  fingerprints; /* some were made again */
};

static enum status
pass_on(void *context, const struct derivation_remade *remade, struct error *err)
{
	static const char *const states[] = { [DERIVATION_THERE] = "there",
		                              [DERIVATION_REMADE] = "remade",
		                              [DERIVATION_FAILED] = "failed" };
	struct teller *teller = context;

	(void)err;
	if (remade->state == DERIVATION_REMADE && strcmp(remade->kind, "fingerprint") == 0)
		teller->fingerprints = true;
	teller->tell(teller->context, &(struct vidimus_remade){ .state = states[remade->state],
	                                                        .item = remade->id,
	                                                        .kind = remade->kind,
	                                                        .sha256 = remade->digest,
	                                                        .why = remade->why });
	return STATUS_OK;
}

/* What stands where the index should be; what cannot be mended is told, and the rest is done. */
static enum status
mend_index(struct catalogue *catalogue, const struct teller *teller, bool *usable, struct error *err)
{
	struct error why = { 0 };
	bool mended;
	enum status st = index_place_mend(catalogue, &mended, &why);

	*usable = st == STATUS_OK;
	if (st == STATUS_OK)
		return st;
	if (st != STATUS_FALSE)
		return fail(err, st, "%s", why.text);
	teller->tell(teller->context, &(struct vidimus_remade){ .state = "failed",
	                                                        .item = "",
	                                                        .kind = "index",
	                                                        .why = why.text });
	return STATUS_OK;
}

enum status
vidimus_rebuild_derived(struct vidimus_catalogue *catalogue, struct vidimus_parsers *parsers,
                        void (*tell)(void *context, const struct vidimus_remade *remade),
                        void *context, struct error *err)
{
	struct teller teller = { tell, context, false };
	enum status st = derivation_remake(catalogue->inner, parsers->worker, pass_on, &teller, err), forgotten;
	bool unread = false, usable = true;

	if (st == STATUS_OK)
		st = fingerprint_remake(catalogue->inner, parsers->worker, pass_on, &teller, err);
	if (st == STATUS_OK)
		st = mend_index(catalogue->inner, &teller, &usable, err);
	if (st == STATUS_OK && !teller.fingerprints)
		st = index_was_unread(catalogue->inner, &unread, err);
	/* whoever was asked meanwhile could not be told of them; so it is where this ends early */
	if (!usable || (!teller.fingerprints && !unread))
		return st;
	forgotten = index_forget(catalogue->inner, st == STATUS_OK ? err : NULL);
	return st == STATUS_OK ? forgotten : st;
}
