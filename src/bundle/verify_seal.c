/* SPDX-License-Identifier: Apache-2.0 */
/* verify_seal.c - the signature of the tag manifest, who made it, and when at the latest. */
#include "bundle/verify_internal.h"

#include "base/error.h"
#include "base/text.h"
#include "crypto/timestamp.h"

#include <string.h>

/* A file of at most `limit` bytes; *has tells whether it is there. */
static enum status
read_beside(struct verification *v, const char *name, uint64_t limit, struct buffer *out, bool *has,
            struct error *err)
{
	enum status st = bundle_source_read(v->source, name, limit, out, err);

	*has = st == STATUS_OK;
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

/* What the stamp proves; *at is then its time. */
static enum status
check_stamp(struct verification *v, struct text seal, struct instant *at, struct error *err)
{
	SCOPED(buffer) stamp = { 0 };
	struct timestamp_verdict verdict = { 0 };
	char time[INSTANT_HUMAN_SIZE];
	struct error why = { 0 };
	bool has;
	enum status st = read_beside(v, STAMP_NAME, SEAL_LIMIT, &stamp, &has, err);

	if (st != STATUS_OK && !verify_is_answer(st))
		return st;
	if (st == STATUS_OK && !has) {
		verify_unchecked(v, LAYER_TIMESTAMP, "the seal bears no time-stamp");
		return STATUS_OK;
	}
	st = timestamp_verify(text_of_buffer(&stamp), seal, v->options->trust_tsa, &verdict, &why);
	if (verify_is_answer(st)) {
		verify_fault(v, LAYER_TIMESTAMP, "bad-stamp", STAMP_NAME, NULL, "%s", why.text);
		return STATUS_OK;
	}
	if (st != STATUS_OK) {
		if (err != NULL)
			*err = why;
		return st;
	}
	instant_write_human(time, verdict.time);
	if (verdict.identified) {
		*at = v->stamped_at = verdict.time;
		v->is_stamped = true;
	} else {
		verify_unchecked(v, LAYER_TIMESTAMP, "%s says %s, and --trust-tsa does not name that authority",
		                 verdict.name, time);
	}
	verify_notice(v, LAYER_TIMESTAMP, "stamped", NULL, "sealed before %s, says %s%s", time,
	              verdict.name, verdict.identified ? "" : " (not identified)");
	return STATUS_OK;
}

/* Whether the certificate was out of its time is a question of who signed, not of the bytes. */
static const char *
fault_of_time(const struct seal_verdict *seal, struct instant at)
{
	if (!seal->is_of_content || !seal->names_certificate)
		return NULL;
	if (at.milliseconds > seal->not_after.milliseconds)
		return "certificate-expired";
	return at.milliseconds < seal->not_before.milliseconds ? "certificate-not-yet-valid" : NULL;
}

/* Is the signature one of these bytes? STATUS_FALSE, told, if not. */
static enum status
check_signature(struct verification *v, struct text der, struct text content, struct instant at,
                struct error *err)
{
	enum status st = seal_verify(der, content, NULL, at, &v->seal, err);

	if (st == STATUS_FALSE && fault_of_time(&v->seal, at) != NULL)
		return STATUS_OK;
	if (verify_is_answer(st))
		verify_fault(v, LAYER_SIGNATURE,
		             st == STATUS_INVALID         ? "no-cms"
		             : !v->seal.is_of_content     ? "bad-signature"
		             : !v->seal.names_certificate ? "certificate-not-named"
		                                          : "bad-certificate",
		             SEAL_NAME, NULL, "%s", err->text);
	return st;
}

static enum status
check_signer(struct verification *v, struct text der, struct text content, struct instant at,
             struct error *err)
{
	const struct seal_trust *trust = v->options->trust;
	const char *time = fault_of_time(&v->seal, at);
	struct seal_verdict seal = { 0 };
	enum status st;

	if (trust == NULL || seal_trust_is_empty(trust)) {
		verify_unchecked(v, LAYER_SIGNER,
		                 "intact, signer not identified: --trust names no certificate");
		if (time != NULL)
			verify_notice(v, LAYER_SIGNER, time, NULL, "the certificate of %s is not valid "
			              "at the time in question", v->seal.signer);
		return STATUS_OK;
	}
	st = seal_verify(der, content, trust, at, &seal, err);
	v->signer_is_known = st == STATUS_OK && seal.identified;
	if (verify_is_answer(st) || (st == STATUS_OK && !seal.identified))
		verify_fault(v, LAYER_SIGNER, time != NULL ? time : "not-trusted", SEAL_NAME, NULL, "%s",
		             st == STATUS_OK ? "no trusted certificate is the signer's or above it"
		                             : err->text);
	return verify_is_answer(st) ? STATUS_OK : st;
}

/* A stamp without the seal that it is over: the seal was taken away. */
static bool
stamp_is_left(const struct verification *v)
{
	size_t index;

	return bundle_source_find(v->source, text_of(STAMP_NAME), &index);
}

static void
tell_unsigned(struct verification *v)
{
	bool demanded = v->options->trust != NULL && !seal_trust_is_empty(v->options->trust);

	if (demanded)
		verify_fault(v, LAYER_SIGNATURE, "unsigned", NULL, NULL,
		             "it bears no seal, and --trust demands one");
	verify_unchecked(v, LAYER_SIGNATURE, "unsigned");
	verify_unchecked(v, LAYER_SIGNER, "unsigned");
	if (stamp_is_left(v))
		verify_fault(v, LAYER_TIMESTAMP, "bad-stamp", STAMP_NAME, NULL,
		             "there is no seal that it could be over");
	verify_unchecked(v, LAYER_TIMESTAMP, "unsigned");
}

/* Its hash stands for the whole bundle: whoever reads that again sees whether it is the same. */
static enum status
read_tag_manifest(struct verification *v, struct buffer *content, struct error *why)
{
	enum status st = read_beside(v, TAG_MANIFEST, BAG_LIMIT, content, &v->has_tag_manifest, why);

	return st == STATUS_OK ? digest_of(content->p, content->n, &v->tag_manifest, why) : st;
}

enum status
verify_seal(struct verification *v, struct error *err)
{
	SCOPED(buffer) der = { 0 };
	SCOPED(buffer) content = { 0 };
	struct instant at = v->options->now;
	struct error why = { 0 };
	enum status st = read_beside(v, SEAL_NAME, SEAL_LIMIT, &der, &v->has_seal, &why);

	if (st == STATUS_OK)
		st = read_tag_manifest(v, &content, &why);
	if (!v->has_seal && (st == STATUS_OK || st == STATUS_LIMIT)) { /* a plain bag's may be large */
		tell_unsigned(v);
		return STATUS_OK;
	}
	if (st == STATUS_OK)
		st = check_stamp(v, text_of_buffer(&der), &at, &why);
	if (st == STATUS_OK)
		st = check_signature(v, text_of_buffer(&der), text_of_buffer(&content), at, &why);
	if (st == STATUS_OK)
		st = check_signer(v, text_of_buffer(&der), text_of_buffer(&content), at, &why);
	else if (verify_is_answer(st))
		verify_unchecked(v, LAYER_SIGNER, "the signature does not verify");
	if (st == STATUS_LIMIT && v->faults[LAYER_SIGNATURE] == 0)
		verify_fault(v, LAYER_SIGNATURE, "no-cms", SEAL_NAME, NULL, "%s", why.text);
	if (verify_is_answer(st))
		return STATUS_OK;
	if (st != STATUS_OK && err != NULL)
		*err = why;
	return st;
}
