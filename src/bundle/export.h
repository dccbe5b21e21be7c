/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export.h - a bundle from what a person asks for to the sealed bag
 * (docs/bundle-format.md).
 *
 * First everything is chosen and made that can be refused: consents,
 * restrictions and destructions are asked, the leak gate searches. Then
 * bundle.begun is written, before a byte leaves; then the bag; then
 * bundle.sealed with the transfers, or bundle.abandoned, after which nothing
 * of it is left where it was to go.
 */
#ifndef VIDIMUS_BUNDLE_EXPORT_H
#define VIDIMUS_BUNDLE_EXPORT_H

#include "base/json.h"
#include "casework/catalogue.h"
#include "crypto/seal.h"

#include <stdatomic.h>

/* What is asked for; all borrowed, NULL where nothing is said. */
struct export_words {
	const char *policy;
	const char *path;            /* where it goes; nothing may be there */
	bool        zip;
	const char *const *ids;      /* E-1, E-1..E-22, V-1, I-1, R-1, R-1@2, C-1 */
	size_t      count;
	const char *to;              /* W-…, or the code of a person */
	const char *to_organisation; /* or an organisation */
	const char *purpose;
	const char *terms;           /* disclosable, lead-only */
	const char *expires;         /* EDTF */
	bool        no_onward;
	const char *exhibit;         /* ABC, or ABC-0001: the number of the first */
	bool        unencrypted;     /* it may go unencrypted though protected members are opened */
	bool        accept_finds;    /* of the leak gate, if a second person agrees */
	const char *because, *protected_because;

	const json_t *withheld;      /* decisions for this one export, {EVENT:{MEMBER:{"opened":false,"code"}}}, beside those in force */
	const char   *file_name;     /* of one more file below catalogue/, which the caller made */
	struct text   file_bytes;

	const struct seal_signer *signer; /* NULL: unsigned, for ourselves alone */
	const atomic_bool        *stop;
	void                    (*progress)(void *context, uint64_t done, uint64_t total); /* bytes */
	void                     *context;
};

/*
 * Exports. *out, owned: {"bundle","policy","path","form","exhibits","originals",
 * "derivatives","without_file","events","opened","withheld","bytes","sealed",
 * "tag_manifest","decisions","accepted_finds"}. STATUS_REFUSED: by a consent, a restriction, a
 * destruction, the leak gate (*out is {"finds":[…]} then), a missing seal, or
 * since a second person must agree, whom the words tell how. STATUS_FALSE: an
 * exhibit's bytes are not what they were. STATUS_EXISTS: something lies at `path`.
 */
CHECKED enum status bundle_export(struct catalogue *catalogue, const struct export_words *words,
                                  json_t **out, struct error *err);

/*
 * Writes a bundle that was sealed again, byte for byte, from what was kept of
 * it, after consents, restrictions and destructions were asked anew; of `words`
 * path, zip, stop and progress count. Where a stamp over its seal came since,
 * it lies beside the seal. STATUS_NOT_FOUND; *out as before.
 */
CHECKED enum status bundle_export_again(struct catalogue *catalogue, const char *bundle,
                                        const struct export_words *words, json_t **out,
                                        struct error *err);

#endif
