/* SPDX-License-Identifier: Apache-2.0 */
/* closing.c - the sums, the manifest's hash and the receipt's text of a delivery. */
#include "casework/closing.h"

#include "casework/delivery.h"
#include "casework/short_id.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

static enum status
count_files(struct database *database, const struct uuid *delivery, struct closing *out,
            struct error *err)
{
	SCOPED_STATEMENT statement = NULL;
	char uuid[UUID_TEXT_SIZE];
	enum status st = database_statement(
		database,
		"SELECT count(*), CAST(min(total(bytes), 9e18) AS INTEGER), (SELECT count(*) FROM p_failures WHERE"
		" delivery = $1), coalesce(sum(object IS NULL OR bytes IS NULL OR path_bytes IS NULL),"
		" 0) FROM p_acquisitions WHERE delivery = $1",
		&statement, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, delivery);
	statement_bind_text(statement, 1, text_of(uuid));
	st = statement_step(statement, err);
	if (st == STATUS_OK)
		*out = (struct closing){ .files = statement_integer(statement, 0),
			                 .bytes = statement_integer(statement, 1),
			                 .failed = statement_integer(statement, 2),
			                 .unknown = statement_integer(statement, 3) };
	return st;
}

static enum status
hash_piece(void *context, struct text piece, struct error *err)
{
	return digester_update(context, piece.p, piece.n, err);
}

static enum status
hash_manifest(struct database *database, const struct uuid *delivery, struct digest *out,
              struct error *err)
{
	struct digester *digester = NULL;
	struct digests digests;
	enum status st = digester_open(&digester, DIGEST_SHA256_ONLY, err);

	if (st == STATUS_OK)
		st = delivery_manifest(database, delivery, hash_piece, digester, err);
	if (st == STATUS_OK)
		st = digester_finish(digester, &digests, err);
	if (st == STATUS_OK)
		*out = digests.sha256;
	digester_close(digester);
	return st;
}

enum status
closing_compute(struct database *database, const struct uuid *delivery, struct closing *out,
                struct error *err)
{
	enum status st = count_files(database, delivery, out, err);

	return st == STATUS_OK ? hash_manifest(database, delivery, &out->manifest, err) : st;
}

enum status
closing_text(const struct closing *closing, const char *origin, int64_t number,
             const struct uuid *delivery, struct instant closed, struct buffer *out,
             struct error *err)
{
	char hash[DIGEST_TEXT_SIZE], id[SHORT_ID_SIZE], time[INSTANT_TEXT_SIZE], uuid[UUID_TEXT_SIZE];

	digest_write(hash, &closing->manifest);
	uuid_write(uuid, delivery);
	short_id_write(id, (struct short_id){ 'D', number });
	if (!instant_write(time, closed))
		return fail(err, STATUS_FAULT, "the clock shows no time that can be written");
	buffer_append_format(out,
	                     "vidimus delivery receipt v1\ncatalogue %s\ndelivery %s %s\n"
	                     "closed %s\nfiles %lld\nbytes %lld\nfailed %lld\n"
	                     "manifest sha256 %s\n",
	                     origin, id, uuid, time, (long long)closing->files,
	                     (long long)closing->bytes, (long long)closing->failed, hash);
	return buffer_check(out, err);
}
