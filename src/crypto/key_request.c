/* SPDX-License-Identifier: Apache-2.0 */
/* key_request.c - the proof of a new key and the file that carries it. */
#include "crypto/key_request.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/file.h"

#include <string.h>

#define FORMAT "vidimus-key-request-v1"
#define KEY_HEX_SIZE (2 * PUBLIC_KEY_SIZE)
#define PROOF_LETTERS BASE64URL_LENGTH(SIGNATURE_SIZE)

/* What the proof signs. */
static void
write_statement(struct buffer *out, const struct public_key *key, const struct uuid *catalogue)
{
	char uuid[UUID_TEXT_SIZE];

	uuid_write(uuid, catalogue);
	buffer_append_format(out, "vidimus-actor-v1\n%s\n", uuid);
	hex_append(out, key->bytes, sizeof key->bytes);
	buffer_append_byte(out, '\n');
}

enum status
actor_proof_make(const struct signing_key *key, const struct uuid *catalogue,
                 struct signature *out, struct error *err)
{
	SCOPED(buffer) statement = { 0 };
	enum status st;

	write_statement(&statement, signing_key_public(key), catalogue);
	st = buffer_check(&statement, err);
	if (st == STATUS_OK)
		st = signature_make(key, text_of_buffer(&statement), out, err);
	return st;
}

enum status
actor_proof_verify(const struct public_key *key, const struct uuid *catalogue,
                   const struct signature *proof, struct error *err)
{
	SCOPED(buffer) statement = { 0 };
	enum status st;

	write_statement(&statement, key, catalogue);
	st = buffer_check(&statement, err);
	if (st == STATUS_OK)
		st = signature_verify(key, text_of_buffer(&statement), proof, err);
	return st == STATUS_OK ? st : while_doing(err, st, "checking the proof of a key");
}

enum status
key_request_make(struct key_request *out, const struct signing_key *key,
                 const struct uuid *catalogue, struct error *err)
{
	struct key_request made = { .key = *signing_key_public(key) };
	enum status st = STATUS_OK;

	if (catalogue != NULL) {
		made.has_proof = true;
		made.catalogue = *catalogue;
		st = actor_proof_make(key, catalogue, &made.proof, err);
	}
	if (st == STATUS_OK)
		*out = made;
	return st;
}

enum status
key_request_check(const struct key_request *request, const struct uuid *catalogue,
                  struct error *err)
{
	char ours[UUID_TEXT_SIZE], theirs[UUID_TEXT_SIZE];
	enum status st = public_key_check(&request->key, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(ours, catalogue);
	uuid_write(theirs, &request->catalogue);
	if (!request->has_proof)
		return fail(err, STATUS_REFUSED,
		            "the request has no proof: its owner makes one by `vidimus key request NAME --catalogue %s`",
		            ours);
	if (strcmp(ours, theirs) != 0)
		return fail(err, STATUS_REFUSED,
		            "the request is for catalogue %s, not this one: its owner makes one by `vidimus key request NAME --catalogue %s`",
		            theirs, ours);
	return actor_proof_verify(&request->key, catalogue, &request->proof, err);
}

void
key_request_write(struct buffer *out, const struct key_request *request)
{
	char uuid[UUID_TEXT_SIZE], proof[PROOF_LETTERS + 1];

	uuid_write(uuid, &request->catalogue);
	base64url_write(proof, request->proof.bytes, sizeof request->proof.bytes);
	if (request->has_proof)
		buffer_append_format(out, "{\"catalogue\":\"%s\",\"format\":\"" FORMAT "\",\"proof\":\"%s\"",
		                     uuid, proof);
	else
		buffer_append_string(out, "{\"catalogue\":null,\"format\":\"" FORMAT "\",\"proof\":null");
	buffer_append_string(out, ",\"public_key\":\"");
	hex_append(out, request->key.bytes, sizeof request->key.bytes);
	buffer_append_string(out, "\"}\n");
}

/* Takes exactly these letters off the front; false when they are not there. */
static bool
take(struct text *rest, const char *letters)
{
	if (!text_begins(*rest, letters))
		return false;
	rest->p += strlen(letters);
	rest->n -= strlen(letters);
	return true;
}

/* Takes `n` letters off the front; shorter, and so refused by who reads it, at the end. */
static struct text
take_some(struct text *rest, size_t n)
{
	struct text part = { rest->p, rest->n < n ? rest->n : n };

	rest->p += part.n;
	rest->n -= part.n;
	return part;
}

static bool
read_signature(struct text letters, struct signature *out)
{
	SCOPED(buffer) bytes = { 0 };

	if (!base64url_read(&bytes, letters) || bytes.failed || bytes.n != sizeof out->bytes)
		return false;
	memcpy(out->bytes, bytes.p, sizeof out->bytes);
	return true;
}

/* The members up to public_key, with or without a proof. */
static bool
read_proof(struct text *rest, struct key_request *out)
{
	static const char bare[] = "{\"catalogue\":null,\"format\":\"" FORMAT "\",\"proof\":null";

	if (take(rest, bare))
		return true;
	out->has_proof = true;
	return take(rest, "{\"catalogue\":\"") &&
	       uuid_read(take_some(rest, UUID_TEXT_SIZE - 1), &out->catalogue) &&
	       take(rest, "\",\"format\":\"" FORMAT "\",\"proof\":\"") &&
	       read_signature(take_some(rest, PROOF_LETTERS), &out->proof) && take(rest, "\"");
}

enum status
key_request_read(struct text bytes, struct key_request *out, struct error *err)
{
	struct key_request made = { 0 };
	struct text rest;

	if (bytes.n > KEY_REQUEST_LIMIT)
		return fail(err, STATUS_LIMIT, "a key request exceeds %d bytes", KEY_REQUEST_LIMIT);
	rest = text_trim(bytes);
	if (!read_proof(&rest, &made) || !take(&rest, ",\"public_key\":\"") ||
	    !hex_read(take_some(&rest, KEY_HEX_SIZE), made.key.bytes, sizeof made.key.bytes) ||
	    !text_is(rest, "\"}"))
		return fail(err, STATUS_INVALID, "this is not a key request as `vidimus key new` writes it");
	*out = made;
	return STATUS_OK;
}

enum status
key_request_save(const char *path, const struct key_request *request, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	enum status st;

	key_request_write(&bytes, request);
	st = buffer_check(&bytes, err);
	if (st == STATUS_OK)
		st = file_write_new(path, 0644, text_of_buffer(&bytes), err);
	return st;
}

enum status
key_request_load(const char *path, struct key_request *out, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	struct stat about;
	enum status st = file_read_small(path, KEY_REQUEST_LIMIT, &bytes, &about, err);

	if (st == STATUS_OK)
		st = key_request_read(text_of_buffer(&bytes), out, err);
	return st == STATUS_OK ? st : while_doing(err, st, "reading the key request %s", path);
}
