/* SPDX-License-Identifier: Apache-2.0 */
/* kept_file.c - staged, synced, published, its name synced: then it may be named. */
#include "casework/kept_file.h"

#include "base/encoding.h"
#include "base/error.h"

#include <stdio.h>

static enum status
publish(struct catalogue *catalogue, struct staged *staged, struct error *err)
{
	char hash[DIGEST_TEXT_SIZE];
	enum status st = staged_sync(staged, err);

	if (st == STATUS_OK)
		st = staged_publish(staged, NULL, err);
	if (st == STATUS_FALSE) {
		digest_write(hash, &staged_digests(staged)->sha256);
		return fail(err, STATUS_UNUSABLE,
		            "the vault has a damaged copy of the file %s: receive it again, which repairs it",
		            hash);
	}
	return st == STATUS_OK ? vault_sync_shelves(catalogue->vault, err) : st;
}

enum status
kept_file_put(struct catalogue *catalogue, int file, const atomic_bool *stop,
              struct kept_file *out, struct error *err)
{
	const struct stage_options options = { .stop = stop };
	SCOPED_POINTER(staged) staged = NULL;
	enum status st = vault_stage(catalogue->vault, file, &options, &staged, err);

	if (st == STATUS_OK)
		st = publish(catalogue, staged, err);
	if (st != STATUS_OK)
		return st;
	out->digest = staged_digests(staged)->sha256;
	out->bytes = staged_size(staged);
	return STATUS_OK;
}

json_t *
kept_file_json(const struct kept_file *file)
{
	char bytes[24];

	if (file == NULL)
		return json_null();
	snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)file->bytes);
	return json_pack("{s:o,s:s,s:s}", "object", json_of_digest(&file->digest), "bytes", bytes,
	                 "media_type", file->media_type);
}
