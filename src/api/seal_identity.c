/* SPDX-License-Identifier: Apache-2.0 */
/* seal_identity.c - certified actors and compromised keys through the public library. */
#include "api/api_internal.h"

#include "casework/resolve.h"
#include "casework/seal_identity.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"

#include <vidimus/seal.h>

#include <string.h>

static enum status
read_certificate(const char *path, struct seal_certificate *out, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	enum status st = file_read(path, CERTIFICATE_LIMIT, &bytes, err);

	if (st == STATUS_OK)
		st = seal_certificate_read(text_of_buffer(&bytes), out, NULL, err);
	return st == STATUS_OK ? st : while_doing(err, st, "reading the certificate %s", path);
}

enum status
vidimus_actor_certify(struct vidimus_catalogue *catalogue, const char *id,
                      const struct vidimus_certify_words *words, char sha256[65],
                      struct error *err)
{
	struct seal_certificate read;
	struct resolved actor;
	enum status st = resolve(catalogue->inner->ledger, text_of(id), "K", &actor, err);

	if (st == STATUS_OK && strcmp(words->used_by, "office") != 0 &&
	    strcmp(words->used_by, "person") != 0)
		st = fail(err, STATUS_INVALID, "a certificate is used by the office or a person");
	if (st == STATUS_OK)
		st = read_certificate(words->certificate, &read, err);
	if (st == STATUS_OK)
		st = actor_certify(catalogue->inner, &actor.uuid, &read, words->used_by, err);
	if (st == STATUS_OK)
		digest_write(sha256, &read.sha256);
	return st;
}

enum status
vidimus_key_compromised(struct vidimus_catalogue *catalogue, const char *id,
                        const struct vidimus_compromise *words, struct error *err)
{
	struct compromise_words inner = { .last_good = words->last_good,
		                          .until = words->until,
		                          .reason = words->reason,
		                          .because = words->because,
		                          .note = words->note };
	struct seal_certificate read;
	struct resolved actor;
	enum status st = resolve(catalogue->inner->ledger, text_of(id), "K", &actor, err);

	if (st == STATUS_OK && words->certificate != NULL) {
		if (!digest_read(text_of(words->certificate), &read.sha256))
			st = read_certificate(words->certificate, &read, err);
		inner.certificate = &read.sha256;
	}
	return st == STATUS_OK ? compromise_declare(catalogue->inner, &actor.uuid, &inner, err) : st;
}
