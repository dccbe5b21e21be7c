/* SPDX-License-Identifier: Apache-2.0 */
/* review.c - review packs through the public library. */
#include "api/api_internal.h"
#include "api/bundle_words.h"

#include "bundle/review.h"
#include "casework/review_merge.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/review.h>

static enum status
read_pack(const struct vidimus_bundle_verifying *verifying, struct review_pack *out,
          struct error *err)
{
	SCOPED(bundle_words) words = { 0 };
	enum status st = bundle_words_read(verifying, &words, err);

	return st == STATUS_OK ? review_pack_read(out, verifying->path, &words.options, err) : st;
}

enum status
vidimus_review_show(const struct vidimus_bundle_verifying *verifying, json_t **asked,
                    struct error *err)
{
	SCOPED(review_pack) pack = { 0 };
	enum status st = read_pack(verifying, &pack, err);

	if (st != STATUS_OK)
		return st;
	*asked = json_pack("{s:s,s:o,s:O}", "origin", pack.origin, "pack",
	                   json_of_digest(&pack.tag_manifest), "findings", pack.findings);
	return *asked ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_review_answer(const struct vidimus_bundle_verifying *verifying,
                      const struct vidimus_review_said *said, const struct vidimus_key *key,
                      char **note, struct error *err)
{
	const struct review_said inner = { .finding = said->finding,
		                           .conclusion = said->conclusion,
		                           .confidence = said->confidence,
		                           .answer = said->answer,
		                           .words = said->words,
		                           .grounds = said->grounds,
		                           .now = instant_now() };
	SCOPED(review_pack) pack = { 0 };
	SCOPED(buffer) out = { 0 };
	enum status st = read_pack(verifying, &pack, err);

	if (st == STATUS_OK)
		st = review_answer(&pack, &inner, key->signing, &out, err);
	if (st != STATUS_OK)
		return st;
	*note = buffer_take(&out);
	return *note ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_review_merge(struct vidimus_catalogue *catalogue, struct text note, json_t **merged,
                     struct error *err)
{
	struct review_merged inner;
	enum status st = review_merge(catalogue->inner, note, &inner, err);

	if (st != STATUS_OK)
		return st;
	*merged = json_pack("{s:s,s:s,s:s?,s:b,s:b}", "finding", inner.finding, "reviewer",
	                    inner.reviewer, "conclusion",
	                    inner.conclusion[0] ? inner.conclusion : NULL, "already", inner.already,
	                    "disputed", inner.disputed);
	return *merged ? STATUS_OK : fail_memory(err);
}
