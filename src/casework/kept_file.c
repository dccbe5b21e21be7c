/* SPDX-License-Identifier: Apache-2.0 */
/* kept_file.c - staged, synced, published, its name synced: then it may be named. */
#include "casework/kept_file.h"

#include "base/encoding.h"
#include "base/error.h"

#include <stdio.h>

void
kept_file_end(struct kept_file *file)
{
	staged_discard(file->staged);
	file->staged = NULL;
}

enum status
kept_file_stage(struct catalogue *catalogue, int file, const atomic_bool *stop,
                struct kept_file *out, struct error *err)
{
	const struct stage_options options = { .stop = stop };
	enum status st = vault_stage(catalogue->vault, file, &options, &out->staged, err);

	if (st != STATUS_OK)
		return st;
	out->digest = staged_digests(out->staged)->sha256;
	out->bytes = staged_size(out->staged);
	return STATUS_OK;
}

enum status
kept_file_keep(struct catalogue *catalogue, struct kept_file *file, struct error *err)
{
	char hash[DIGEST_TEXT_SIZE];
	enum status st;

	if (file == NULL || file->staged == NULL)
		return STATUS_OK;
	st = staged_sync(file->staged, err);
	if (st == STATUS_OK)
		st = staged_publish(file->staged, NULL, err);
	if (st == STATUS_FALSE) {
		digest_write(hash, &file->digest);
		return fail(err, STATUS_UNUSABLE,
		            "the vault has a damaged copy of the file %s: receive it again, which repairs it",
		            hash);
	}
	if (st == STATUS_OK)
		st = vault_sync_shelves(catalogue->vault, err);
	if (st == STATUS_OK)
		kept_file_end(file);
	return st;
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
