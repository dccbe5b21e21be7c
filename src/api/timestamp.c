/* SPDX-License-Identifier: Apache-2.0 */
/* timestamp.c - time-stamps through the public library. */
#include "api/api_internal.h"

#include "casework/bundle_seal.h"
#include "crypto/digest.h"
#include "ledger/outside.h"
#include "ledger/stamp_request.h"

#include "base/json.h"
#include "base/text.h"

#include <vidimus/outside.h>

#include <stdlib.h>
#include <string.h>

#define DAY_MILLISECONDS (INT64_C(24) * 60 * 60 * 1000)

/* SHA-256 of what the wish is about. */
static enum status
find_imprint(struct vidimus_catalogue *catalogue, const struct vidimus_stamp_wish *wish,
             struct digest *out, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	int64_t number = wish->number;
	enum status st;

	switch (wish->what) {
	case VIDIMUS_STAMP_SEAL:
		return bundle_seal_digest(catalogue->inner->ledger, text_of(wish->bundle), out, err);
	case VIDIMUS_STAMP_BYTES:
		return digest_of(wish->bytes.p, wish->bytes.n, out, err);
	case VIDIMUS_STAMP_AGAIN:
		st = outside_renewable(catalogue->inner->ledger, instant_now(), &number, &bytes, err);
		break;
	default:
		st = ledger_checkpoint(catalogue->inner->ledger, &bytes, err);
	}
	return st == STATUS_OK ? digest_of(bytes.p, bytes.n, out, err) : st;
}

enum status
vidimus_timestamp_request(struct vidimus_catalogue *catalogue,
                          const struct vidimus_stamp_wish *wish, char **request, size_t *size,
                          struct error *err)
{
	SCOPED(buffer) der = { 0 };
	struct digest imprint;
	enum status st = find_imprint(catalogue, wish, &imprint, err);

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

/* The bundle whose seal is stamped, or null. */
static enum status
bundle_json(struct ledger *ledger, const struct outside_stamp *stamp, json_t **out,
            struct error *err)
{
	char bundle[SHORT_ID_SIZE];
	enum status st = stamp->size + stamp->renews > 0
	                         ? STATUS_NOT_FOUND
	                         : bundle_of_seal(ledger, &stamp->digest, bundle, err);

	if (st != STATUS_OK && st != STATUS_NOT_FOUND)
		return st;
	*out = st == STATUS_OK ? json_string(bundle) : json_null();
	return *out ? STATUS_OK : fail_memory(err);
}

static enum status
stamp_json(struct ledger *ledger, const struct outside_stamp *stamp, json_t **out,
           struct error *err)
{
	json_t *bundle = NULL;
	const char *kind;
	enum status st = bundle_json(ledger, stamp, &bundle, err);

	if (st != STATUS_OK)
		return st;
	kind = stamp->size > 0          ? "checkpoint"
	       : stamp->renews > 0      ? "stamp"
	       : json_is_string(bundle) ? "seal"
	                                : "file";
	*out = json_pack("{s:I,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "number",
	                 (json_int_t)stamp->number, "of", kind, "events", number_or_null(stamp->size),
	                 "renews", number_or_null(stamp->renews), "bundle", bundle, "sha256",
	                 json_of_digest(&stamp->digest), "time", time_json(stamp->time), "ends",
	                 time_json(stamp->ends), "authority_sha256", json_of_digest(&stamp->authority));
	return *out ? STATUS_OK : fail_memory(err);
}

/* Where nothing is named: the seal of a bundle made here, if it is that. */
static enum status
find_seal(struct ledger *ledger, struct text reply, struct digest *seal, bool *found,
          struct error *err)
{
	struct timestamp_imprint imprint;
	char bundle[SHORT_ID_SIZE];
	enum status st = timestamp_imprint_read(reply, &imprint, err);

	*found = false;
	if (st != STATUS_OK || imprint.size != DIGEST_SIZE)
		return st;
	memcpy(seal->bytes, imprint.bytes, DIGEST_SIZE);
	st = bundle_of_seal(ledger, seal, bundle, err);
	*found = st == STATUS_OK;
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

/* Verifies, under the lock, and adds. */
static enum status
add_stamp(struct vidimus_catalogue *catalogue, const struct vidimus_stamp *stamp,
          struct outside_stamp *added, struct error *err)
{
	struct outside_given given = { .bytes = stamp->of };
	SCOPED_POINTER(seal_trust) trust = NULL;
	SCOPED_POINTER(lock) lock = NULL;
	struct digest seal;
	bool found = false;
	enum status st = read_trust(stamp->trust, &trust, err);

	if (st == STATUS_OK && stamp->of.p == NULL)
		st = find_seal(catalogue->inner->ledger, stamp->reply, &seal, &found, err);
	if (found)
		given.sha256 = &seal;
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
	st = stamp_json(catalogue->inner->ledger, &added, out, err);
	if (st == STATUS_OK &&
	    json_object_set_new(*out, "nonce", json_string(nonce_words(compared))) != 0)
		st = fail_memory(err);
	return st;
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
	struct ledger               *ledger;
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
	SCOPED_JSON json_t *object = NULL;
	enum status st = stamp_json(listing->ledger, stamp, &object, err);

	if (st != STATUS_OK)
		return st;
	if (json_object_set_new(object, "authority", json_of_text(stamp->name)) != 0 ||
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
	struct listing listing = { catalogue->inner->ledger, to, instant_now() };

	return outside_stamps(catalogue->inner->ledger, emit_stamp, &listing, err);
}
