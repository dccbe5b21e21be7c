/* SPDX-License-Identifier: Apache-2.0 */
/* stamp_request.c - keeps requests for time-stamps until their replies come. */
#include "ledger/stamp_request.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/timestamp.h"

#include <string.h>

#define REQUEST_LIMIT 4096 /* bytes; ours have 70 */

static enum status
name_file(struct buffer *out, const char *folder, const void *imprint, size_t n,
          struct error *err)
{
	buffer_append_format(out, "%s/" STAMP_REQUESTS_FOLDER "/", folder);
	hex_append(out, imprint, n);
	buffer_append_string(out, ".tsq");
	return buffer_check(out, err);
}

static enum status
make(const char *folder, const char *path, const struct digest *imprint,
     const struct ledger_sources *sources, struct buffer *der, struct error *err)
{
	SCOPED(buffer) place = { 0 };
	uint64_t nonce = 0;
	enum status st = sources->random(sources->context, &nonce, sizeof nonce, err);

	buffer_append_format(&place, "%s/" STAMP_REQUESTS_FOLDER, folder);
	if (st == STATUS_OK)
		st = buffer_check(&place, err);
	if (st == STATUS_OK)
		st = timestamp_request(imprint, nonce, der, err);
	if (st == STATUS_OK)
		st = folder_make_path(buffer_string(&place), 0700, err);
	return st == STATUS_OK ? file_replace(path, text_of_buffer(der), 0600, err) : st;
}

enum status
stamp_request(const char *folder, const struct digest *imprint,
              const struct ledger_sources *sources, struct buffer *der, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) made = { 0 };
	enum status st = name_file(&path, folder, imprint->bytes, DIGEST_SIZE, err);

	if (st != STATUS_OK)
		return st;
	st = file_read(buffer_string(&path), REQUEST_LIMIT, &made, err);
	if (st == STATUS_NOT_FOUND)
		st = make(folder, buffer_string(&path), imprint, sources, &made, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "keeping a request in %s", folder);
	buffer_append_text(der, text_of_buffer(&made));
	return buffer_check(der, err);
}

enum status
stamp_request_check(const char *folder, struct text reply, struct text request, bool *compared,
                    struct error *err)
{
	struct timestamp_imprint imprint;
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) kept = { 0 };
	enum status st;

	*compared = true;
	if (request.p != NULL)
		return timestamp_answers(reply, request, err);
	st = timestamp_imprint_read(reply, &imprint, err);
	if (st == STATUS_OK)
		st = name_file(&path, folder, imprint.bytes, imprint.size, err);
	if (st == STATUS_OK)
		st = file_read(buffer_string(&path), REQUEST_LIMIT, &kept, err);
	if (st == STATUS_NOT_FOUND) {
		*compared = false;
		return STATUS_OK;
	}
	return st == STATUS_OK ? timestamp_answers(reply, text_of_buffer(&kept), err) : st;
}
