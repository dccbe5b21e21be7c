/* SPDX-License-Identifier: Apache-2.0 */
/* timestamp.c - time-stamps through the public library. */
#include "api/api_internal.h"

#include "crypto/digest.h"
#include "ledger/outside.h"
#include "ledger/stamp_request.h"

#include "base/json.h"
#include "base/text.h"

#include <vidimus/outside.h>

#include <stdlib.h>

#define DAY_MILLISECONDS (INT64_C(24) * 60 * 60 * 1000)

/* The bytes that the wish is about. */
static enum status
find_bytes(struct vidimus_catalogue *catalogue, const struct vidimus_stamp_wish *wish,
           struct buffer *out, struct error *err)
{
	int64_t number = wish->number;

	switch (wish->what) {
	case VIDIMUS_STAMP_CHECKPOINT:
		return ledger_checkpoint(catalogue->inner->ledger, out, err);
	case VIDIMUS_STAMP_AGAIN:
		return outside_renewable(catalogue->inner->ledger, instant_now(), &number, out, err);
	default:
		buffer_append_text(out, wish->bytes);
		return buffer_check(out, err);
	}
}

enum status
vidimus_timestamp_request(struct vidimus_catalogue *catalogue,
                          const struct vidimus_stamp_wish *wish, char **request, size_t *size,
                          struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) der = { 0 };
	struct digest imprint;
	enum status st = find_bytes(catalogue, wish, &bytes, err);

	if (st == STATUS_OK)
		st = digest_of(bytes.p, bytes.n, &imprint, err);
	if (st == STATUS_OK)
		st = stamp_request(wish->state_folder, &imprint, &ledger_true_sources, &der, err);
	if (st != STATUS_OK)
		return st;
	*size = der.n;
	*request = buffer_take(&der);
	return *request ? STATUS_OK : fail_memory(err);
}

static enum status
read_trust(struct text certificates, struct seal_trust **out, struct error *err)
{
	struct seal_trust *trust = NULL;
	enum status st = seal_trust_open(&trust, err);

	if (st == STATUS_OK && certificates.p != NULL)
		st = seal_trust_add(trust, certificates, err);
	if (st == STATUS_OK)
		*out = trust;
	else
		seal_trust_close(trust);
	return st == STATUS_OK ? st
	                       : while_doing(err, st, "reading the certificates of authorities");
}

static const char *
nonce_words(bool compared)
{
	return compared ? "compared" : "no request is known";
}

static json_t *
time_json(struct instant time)
{
	char text[INSTANT_TEXT_SIZE];

	return instant_write(text, time) ? json_string(text) : json_null();
}

static json_t *
number_or_null(int64_t number)
{
	return number > 0 ? json_integer((json_int_t)number) : json_null();
}

static const char *
kind_of(const struct outside_stamp *stamp)
{
	return stamp->size > 0 ? "checkpoint" : stamp->renews > 0 ? "stamp" : "file";
}

static json_t *
stamp_json(const struct outside_stamp *stamp)
{
	return json_pack("{s:I,s:s,s:o,s:o,s:o,s:o,s:o,s:o}", "number",
	                 (json_int_t)stamp->number, "of", kind_of(stamp), "events",
	                 number_or_null(stamp->size), "renews", number_or_null(stamp->renews), "sha256",
	                 json_of_digest(&stamp->digest), "time", time_json(stamp->time), "ends",
	                 time_json(stamp->ends), "authority_sha256", json_of_digest(&stamp->authority));
}

/* Verifies, under the lock, and adds. */
static enum status
add_stamp(struct vidimus_catalogue *catalogue, const struct vidimus_stamp *stamp,
          struct outside_stamp *added, struct error *err)
{
	const struct outside_given given = { .bytes = stamp->of };
	SCOPED_POINTER(seal_trust) trust = NULL;
	SCOPED_POINTER(lock) lock = NULL;
	enum status st = read_trust(stamp->trust, &trust, err);

	if (st == STATUS_OK)
		st = lock_take(&lock, catalogue->inner->folder, "timestamp attach", LOCK_USUAL_WAIT, err);
	return st == STATUS_OK ? outside_add_stamp(catalogue->inner->ledger, stamp->reply, &given,
	                                           trust, added, err)
	                       : st;
}

enum status
vidimus_timestamp_attach(struct vidimus_catalogue *catalogue, const struct vidimus_stamp *stamp,
                         json_t **out, struct error *err)
{
	struct outside_stamp added;
	bool compared = false;
	enum status st = stamp_request_check(stamp->state_folder, stamp->reply, stamp->request,
	                                     &compared, err);

	if (st == STATUS_OK)
		st = add_stamp(catalogue, stamp, &added, err);
	if (st != STATUS_OK)
		return st;
	*out = stamp_json(&added);
	if (*out == NULL ||
	    json_object_set_new(*out, "nonce", json_string(nonce_words(compared))) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

enum status
vidimus_timestamp_verify(const struct vidimus_stamp *stamp, json_t **out, struct error *err)
{
	SCOPED_POINTER(seal_trust) trust = NULL;
	struct timestamp_verdict verdict;
	bool compared = false;
	enum status st = read_trust(stamp->trust, &trust, err);

	if (st == STATUS_OK)
		st = timestamp_verify(stamp->reply, stamp->of, trust, &verdict, err);
	if (st == STATUS_OK)
		st = stamp_request_check(stamp->state_folder, stamp->reply, stamp->request, &compared,
		                         err);
	if (st != STATUS_OK)
		return st;
	*out = json_pack("{s:b,s:o,s:s,s:o,s:o,s:s}", "identified", verdict.identified, "time",
	                 time_json(verdict.time), "authority", verdict.name, "authority_sha256",
	                 json_of_digest(&verdict.authority), "ends", time_json(verdict.not_after),
	                 "nonce", nonce_words(compared));
	return *out ? STATUS_OK : fail_memory(err);
}

struct listing {
	const struct vidimus_output *to;
	struct instant               now;
};

/* What is to be done about it, or NULL. */
static const char *
warning_of(const struct outside_stamp *stamp, int64_t left)
{
	if (stamp->renewed > 0)
		return NULL;
	if (left < 0)
		return "its authority's certificate has ended, and nothing newer vouches for it";
	return left / DAY_MILLISECONDS < VIDIMUS_STAMP_WARNING_DAYS
	               ? "have it stamped again before its authority's certificate ends"
	               : NULL;
}

static enum status
emit_stamp(void *context, const struct outside_stamp *stamp, struct error *err)
{
	const struct listing *listing = context;
	int64_t left = stamp->ends.milliseconds - listing->now.milliseconds;
	const char *warning = warning_of(stamp, left);
	SCOPED_JSON json_t *object = stamp_json(stamp);

	if (object == NULL ||
	    json_object_set_new(object, "authority", json_of_text(stamp->name)) != 0 ||
	    json_object_set_new(object, "renewed", number_or_null(stamp->renewed)) != 0 ||
	    json_object_set_new(object, "days_left",
	                        json_integer(left > 0 ? left / DAY_MILLISECONDS : 0)) != 0 ||
	    json_object_set_new(object, "warning", warning ? json_string(warning) : json_null()) != 0)
		return fail_memory(err);
	return listing->to->emit(listing->to->context, object, err);
}

enum status
vidimus_timestamp_list(struct vidimus_catalogue *catalogue, const struct vidimus_output *to,
                       struct error *err)
{
	struct listing listing = { to, instant_now() };

	return outside_stamps(catalogue->inner->ledger, emit_stamp, &listing, err);
}
