/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_verify.c - verifying bundles through the public library. */
#include "api/bundle_words.h"

#include "bundle/verify.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/bundle_verify.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum status
vidimus_bundle_verify(const struct vidimus_bundle_verifying *verifying, json_t **report,
                      struct error *err)
{
	SCOPED(bundle_words) words = { 0 };
	enum status st = bundle_words_read(verifying, &words, err);

	return st == STATUS_OK ? bundle_verify(verifying->path, &words.options, report, err) : st;
}

enum status
vidimus_bundle_prove(const char *path, const char *event, char **proof, struct error *err)
{
	SCOPED(buffer) out = { 0 };
	struct uuid id;
	enum status st;

	if (!uuid_read(text_of(event), &id))
		return fail(err, STATUS_INVALID, "an event is named by its UUID");
	st = bundle_prove(path, &id, &out, err);
	if (st != STATUS_OK)
		return st;
	*proof = buffer_take(&out);
	return *proof != NULL ? STATUS_OK : fail_memory(err);
}
