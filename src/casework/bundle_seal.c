/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_seal.c - from a bundle to its seal's hash, and back. */
#include "casework/bundle_seal.h"

#include "casework/resolve.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

enum status
bundle_seal_digest(struct ledger *ledger, struct text bundle, struct digest *out,
                   struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE];
	struct resolved resolved;
	enum status st = resolve(ledger, bundle, "B", &resolved, err);

	if (st == STATUS_OK)
		st = database_statement(ledger_database(ledger),
		                        "SELECT seal FROM p_bundles WHERE uuid = $1", &row, err);
	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, &resolved.uuid);
	statement_bind_text(row, 1, text_of(uuid));
	st = statement_step(row, err);
	if (st != STATUS_OK && st != STATUS_DONE)
		return st;
	if (st == STATUS_DONE || !digest_read(statement_text(row, 0), out))
		return fail(err, STATUS_NOT_FOUND, "%.*s has no seal", (int)bundle.n, bundle.p);
	return STATUS_OK;
}

enum status
bundle_of_seal(struct ledger *ledger, const struct digest *seal, char out[SHORT_ID_SIZE],
               struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hex[DIGEST_TEXT_SIZE];
	enum status st = database_statement(ledger_database(ledger),
	                                    "SELECT number FROM p_bundles WHERE seal = $1", &row,
	                                    err);

	if (st != STATUS_OK)
		return st;
	digest_write(hex, seal);
	statement_bind_text(row, 1, text_of(hex));
	st = statement_step(row, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_NOT_FOUND, "no bundle has that seal");
	if (st == STATUS_OK)
		short_id_write(out, (struct short_id){ 'B', statement_integer(row, 0) });
	return st;
}
