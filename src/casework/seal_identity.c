/* SPDX-License-Identifier: Apache-2.0 */
/* seal_identity.c - certificates of actors and compromised keys as events. */
#include "casework/seal_identity.h"

#include "casework/records.h"
#include "casework/value.h"
#include "crypto/revocation.h"
#include "ledger/suspect.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The integer of the only column of the first row of a query with one parameter; STATUS_DONE: no row, or NULL. */
static enum status
ask(struct database *database, const char *sql, struct text parameter, int64_t *out,
    struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(database, sql, &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, parameter);
	st = statement_step(row, err);
	if (st == STATUS_OK && statement_is_null(row, 0))
		return STATUS_DONE;
	if (st == STATUS_OK)
		*out = statement_integer(row, 0);
	return st;
}

enum status
signer_check(struct catalogue *catalogue, struct error *err)
{
	char text[DIGEST_TEXT_SIZE];
	struct digest actor;
	int64_t seq = 0;
	enum status st = actor_fingerprint(signing_key_public(catalogue->signer), &actor, err);

	if (st != STATUS_OK)
		return st;
	digest_write(text, &actor);
	st = ask(catalogue->database, "SELECT coalesce(compromised, -1) FROM p_actors WHERE fingerprint = $1",
	         text_of(text), &seq, err);
	if (st == STATUS_DONE)
		return fail(err, STATUS_REFUSED,
		            "this key belongs to no actor of the catalogue: a keeper adds it with `vidimus actor add --request`");
	if (st == STATUS_OK && seq >= 0)
		return fail(err, STATUS_REFUSED,
		            "this key was declared compromised (event %lld): it signs nothing more; use another one",
		            (long long)seq);
	return st;
}

static enum status
check_free(struct catalogue *catalogue, const char *hex, struct error *err)
{
	int64_t seq = 0;
	enum status st = ask(catalogue->database,
	                     "SELECT seq FROM p_compromises WHERE certificate = $1 LIMIT 1",
	                     text_of(hex), &seq, err);

	if (st == STATUS_OK)
		return fail(err, STATUS_REFUSED, "this certificate was declared compromised (event %lld)",
		            (long long)seq);
	if (st == STATUS_DONE)
		st = ask(catalogue->database, "SELECT seq FROM p_certificates WHERE sha256 = $1 LIMIT 1",
		         text_of(hex), &seq, err);
	if (st == STATUS_OK)
		return fail(err, STATUS_EXISTS, "this certificate is recorded already (event %lld)",
		            (long long)seq);
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_certified(struct catalogue *catalogue, const struct uuid *actor, const json_t *values,
              struct error *err)
{
	const struct subject subject = subject_of("actor", actor);
	SCOPED_JSON json_t *open = json_object();
	struct change *change = NULL;
	enum status st = open ? catalogue_begin(catalogue, "actor certify", &change, err)
	                      : fail_memory(err);

	if (st != STATUS_OK)
		return st;
	st = change_add(change, "actor.certified", &subject, open, values, NULL, err);
	return catalogue_finish(catalogue, change, st, err);
}

enum status
actor_certify(struct catalogue *catalogue, const struct uuid *actor,
              const struct seal_certificate *certificate, const char *used_by, struct error *err)
{
	char hex[DIGEST_TEXT_SIZE], from[INSTANT_TEXT_SIZE], until[INSTANT_TEXT_SIZE];
	SCOPED_JSON json_t *values = NULL;
	enum status st = keeper_check(catalogue, "certifies actors", err);

	digest_write(hex, &certificate->sha256);
	if (st == STATUS_OK)
		st = check_free(catalogue, hex, err);
	if (st != STATUS_OK)
		return st;
	if (!instant_write(from, certificate->not_before) || !instant_write(until, certificate->not_after))
		return fail(err, STATUS_INVALID, "the certificate is dated beyond the year 9999");
	values = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "certificate", hex, "used_by", used_by,
	                   "subject", certificate->subject, "issuer", certificate->issuer, "not_before",
	                   from, "not_after", until);
	return values ? add_certified(catalogue, actor, values, err) : fail_memory(err);
}

/* Another keeper, whose key is good, is there to go on. */
static enum status
check_keepers(struct catalogue *catalogue, const struct uuid *actor, struct error *err)
{
	char text[UUID_TEXT_SIZE];
	int64_t left = 0;
	enum status st;

	uuid_write(text, actor);
	st = ask(catalogue->database,
	         "SELECT count(*) FROM p_actors WHERE role = 'keeper' AND compromised IS NULL AND uuid <> $1",
	         text_of(text), &left, err);
	if (st == STATUS_OK && left == 0)
		return fail(err, STATUS_REFUSED,
		            "no keeper with a good key would be left: add another keeper first (`vidimus actor add "
		            "--role keeper`)");
	return st;
}

/* The certificate was certified to this actor. */
static enum status
check_certified(struct catalogue *catalogue, const struct uuid *actor, const struct digest *sha256,
                struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char hex[DIGEST_TEXT_SIZE], text[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT 1 FROM p_certificates WHERE sha256 = $1 AND actor = $2",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	digest_write(hex, sha256);
	uuid_write(text, actor);
	statement_bind_text(row, 1, text_of(hex));
	statement_bind_text(row, 2, text_of(text));
	st = statement_step(row, err);
	return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND,
	                                "the actor has no such certificate: `vidimus actor show` lists them")
	                         : st;
}

/* A time as people write it: to the second is enough. */
static enum status
read_until(const char *words, struct revocation *out, struct error *err)
{
	char whole[INSTANT_TEXT_SIZE];

	out->has_until = words != NULL;
	if (words == NULL || instant_read(text_of(words), &out->until))
		return STATUS_OK;
	if (strlen(words) == 20 && words[19] == 'Z') {
		snprintf(whole, sizeof whole, "%.19s.000Z", words);
		if (instant_read(text_of(whole), &out->until))
			return STATUS_OK;
	}
	return fail(err, STATUS_INVALID, "'%.40s' is no time in UTC such as 2026-03-04T05:06:07Z", words);
}

static enum status
fingerprint_of(struct catalogue *catalogue, const struct uuid *actor, struct digest *out,
               struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char text[UUID_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT fingerprint FROM p_actors WHERE uuid = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(text, actor);
	statement_bind_text(row, 1, text_of(text));
	st = statement_step(row, err);
	if (st == STATUS_OK && !digest_read(statement_text(row, 0), out))
		return fail(err, STATUS_UNUSABLE, "the table of actors is damaged: run `vidimus rebuild`");
	return st == STATUS_DONE ? fail(err, STATUS_NOT_FOUND, "there is no such actor") : st;
}

/* Everything that is declared, checked against the catalogue. */
static enum status
read_words(struct catalogue *catalogue, const struct uuid *actor,
           const struct compromise_words *words, struct revocation *out, struct error *err)
{
	int64_t size = 0;
	enum status st = keeper_check(catalogue, "declares keys compromised", err);

	*out = (struct revocation){ .catalogue = catalogue->uuid,
		                    .last_good = words->last_good,
		                    .of_certificate = words->certificate != NULL };
	if (st == STATUS_OK)
		st = ledger_size(catalogue->ledger, &size, err);
	if (st == STATUS_OK && (words->last_good < 0 || words->last_good > size))
		st = fail(err, STATUS_INVALID, "the log has %lld events: --last-good cannot lie beyond",
		          (long long)size);
	if (st == STATUS_OK)
		st = read_until(words->until, out, err);
	if (st != STATUS_OK)
		return st;
	if (words->certificate != NULL) {
		out->what = *words->certificate;
		return check_certified(catalogue, actor, words->certificate, err);
	}
	st = check_keepers(catalogue, actor, err);
	return st == STATUS_OK ? fingerprint_of(catalogue, actor, &out->what, err) : st;
}

static enum status
write_note(struct catalogue *catalogue, const struct revocation *revocation, const char *path,
           struct error *err)
{
	SCOPED(buffer) note = { 0 };
	enum status st = revocation_sign(&note, revocation, catalogue->signer, err);

	return st == STATUS_OK ? file_create(path, text_of_buffer(&note), 0644, err) : st;
}

static enum status
add_declaration(struct change *change, const struct uuid *actor,
                const struct compromise_words *words, const struct revocation *read,
                struct error *err)
{
	const struct subject subject = subject_of("actor", actor);
	char hex[DIGEST_TEXT_SIZE], until[INSTANT_TEXT_SIZE] = "";
	SCOPED_JSON json_t *open = json_object();
	SCOPED_JSON json_t *values = json_pack("{s:s}", "reason", words->reason);
	json_t *where = words->certificate != NULL ? values : open;
	enum status st = values && open ? value_set_text(values, "because", words->because, err)
	                                : fail_memory(err);

	digest_write(hex, &read->what);
	if (read->has_until)
		instant_write(until, read->until);
	if (st == STATUS_OK &&
	    (json_object_set_new(where, "last_good", json_integer(words->last_good)) != 0 ||
	     (words->certificate != NULL &&
	      json_object_set_new(values, "certificate", json_string(hex)) != 0) ||
	     (read->has_until && json_object_set_new(values, "until", json_string(until)) != 0)))
		st = fail_memory(err);
	return st == STATUS_OK ? change_add(change,
	                                    words->certificate != NULL ? "certificate.compromised"
	                                                               : "key.compromised",
	                                    &subject, open, values, NULL, err)
	                       : st;
}

enum status
compromise_declare(struct catalogue *catalogue, const struct uuid *actor,
                   const struct compromise_words *words, struct error *err)
{
	struct change *change = NULL;
	struct revocation read;
	enum status st = read_words(catalogue, actor, words, &read, err);

	if (st == STATUS_OK)
		st = catalogue_begin(catalogue, "key compromised", &change, err);
	if (st != STATUS_OK)
		return st;
	read.declared = change_time(change);
	st = add_declaration(change, actor, words, &read, err);
	if (st == STATUS_OK && words->note != NULL)
		st = write_note(catalogue, &read, words->note, err);
	if (st != STATUS_OK) {
		catalogue_abandon(catalogue, change);
		return st;
	}
	st = catalogue_commit(catalogue, change, err);
	if (st != STATUS_OK && words->note != NULL)
		unlink(words->note);
	return st;
}

enum status
actor_suspect_from(struct ledger *ledger, struct text fingerprint, int64_t *from,
                   struct error *err)
{
	int64_t last_good = 0;
	enum status st = ask(ledger_database(ledger),
	                     "SELECT min(c.last_good) FROM p_compromises c JOIN p_actors a ON"
	                     " a.uuid = c.actor WHERE a.fingerprint = $1 AND c.certificate IS NULL",
	                     fingerprint, &last_good, err);

	if (st == STATUS_OK)
		return suspect_from(ledger, last_good, from, err);
	if (st == STATUS_DONE)
		*from = INT64_MAX;
	return st == STATUS_DONE ? STATUS_OK : st;
}

enum status
certificate_refuse_compromised(struct ledger *ledger, const struct digest *sha256,
                               struct error *err)
{
	char hex[DIGEST_TEXT_SIZE];
	int64_t found = 0;
	enum status st;

	digest_write(hex, sha256);
	st = ask(ledger_database(ledger), "SELECT seq FROM p_compromises WHERE certificate = $1",
	         text_of(hex), &found, err);
	if (st != STATUS_OK)
		return st == STATUS_DONE ? STATUS_OK : st;
	return fail(err, STATUS_REFUSED,
	            "the certificate %s was declared compromised by event %lld, and everybody who verifies would refuse its seal: seal with another, --seal NAME",
	            hex, (long long)found);
}

enum status
certificate_is_good(struct ledger *ledger, const struct digest *sha256, bool *good,
                    struct error *err)
{
	char hex[DIGEST_TEXT_SIZE];
	int64_t found = 0;
	enum status st;

	digest_write(hex, sha256);
	st = ask(ledger_database(ledger),
	         "SELECT 1 FROM p_certificates t WHERE t.sha256 = $1 AND NOT EXISTS"
	         " (SELECT 1 FROM p_compromises c WHERE c.certificate = t.sha256)",
	         text_of(hex), &found, err);
	*good = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}
