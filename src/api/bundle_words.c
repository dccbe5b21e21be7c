/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_words.c - certificates, witnesses and earlier checkpoints that a caller names, read from their files. */
#include "api/bundle_words.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>

#define TRUST_LIMIT ((size_t)1 << 20)
#define NOTE_LIMIT  ((size_t)2 << 20)

/* A fingerprint as it is read aloud, as `openssl x509 -fingerprint` prints it, or as one word. */
static bool
fingerprint_read(const char *word, struct digest *out)
{
	char hex[2 * sizeof out->bytes];
	size_t n = 0;

	for (; *word != '\0'; word++) {
		if (*word == ' ' || *word == ':')
			continue;
		if (n == sizeof hex)
			return false;
		hex[n++] = *word >= 'A' && *word <= 'F' ? (char)(*word - 'A' + 'a') : *word;
	}
	return digest_read((struct text){ hex, n }, out);
}

/* A fingerprint, or a file of certificates. */
static enum status
add_trust(struct seal_trust *trust, const char *word, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	struct digest digest;
	enum status st;

	if (fingerprint_read(word, &digest))
		return seal_trust_add_digest(trust, &digest, err);
	st = file_read(word, TRUST_LIMIT, &bytes, err);
	if (st == STATUS_OK)
		st = seal_trust_add(trust, text_of_buffer(&bytes), err);
	return st == STATUS_OK ? st : while_doing(err, st == STATUS_NOT_FOUND ? STATUS_INVALID : st,
	                                          "reading the certificate %s", word);
}

static enum status
open_trust(struct seal_trust **out, const char *const *words, size_t count, struct error *err)
{
	enum status st = seal_trust_open(out, err);

	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		st = add_trust(*out, words[i], err);
	return st;
}

static enum status
add_witness(struct bundle_words *words, struct text vkey, struct error *err)
{
	struct cosigner *more = realloc(words->witnesses, (words->witness_count + 1) * sizeof *more);

	if (more == NULL)
		return fail_memory(err);
	words->witnesses = more;
	return cosigner_read(vkey, &more[words->witness_count++], err);
}

/* A verifier key, or a file with some, one a line. */
static enum status
add_witnesses(struct bundle_words *words, const char *word, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	struct cosigner one;
	struct text rest, line;
	enum status st;

	if (cosigner_read(text_of(word), &one, NULL) == STATUS_OK)
		return add_witness(words, text_of(word), err);
	st = file_read(word, TRUST_LIMIT, &bytes, err);
	if (st != STATUS_OK)
		return fail(err, STATUS_INVALID, "%s is neither a verifier key, NAME+KEYID+BASE64, nor a file with some", word);
	rest = text_of_buffer(&bytes);
	while (st == STATUS_OK && rest.p != NULL) {
		line = text_trim(text_cut(&rest, '\n'));
		if (line.n > 0)
			st = add_witness(words, line, err);
	}
	return st == STATUS_OK ? st : while_doing(err, st, "reading the witnesses' keys in %s", word);
}

/* A checkpoint in a file of its own, or that of an earlier bundle. */
static enum status
read_since(const char *path, struct buffer *out, struct error *err)
{
	SCOPED_POINTER(bundle_source) source = NULL;
	const struct bundle_source_options options = { 0 };
	struct text start;
	enum status st;

	if (file_read(path, NOTE_LIMIT, out, NULL) == STATUS_OK) {
		start = text_of_buffer(out);
		if (text_begins(start, "vidimus/"))
			return STATUS_OK;
	}
	buffer_clear(out);
	st = bundle_source_open(&source, path, &options, err);
	if (st == STATUS_OK)
		st = bundle_source_read(source, "custody/checkpoint.txt", NOTE_LIMIT, out, err);
	return st == STATUS_OK ? st : while_doing(err, STATUS_INVALID, "reading the checkpoint of %s", path);
}

void
bundle_words_end(struct bundle_words *words)
{
	seal_trust_close(words->trust);
	seal_trust_close(words->trust_tsa);
	free(words->witnesses);
	buffer_end(&words->since);
	buffer_end(&words->revoked);
}

static enum status
read_words(const struct vidimus_bundle_verifying *verifying, struct bundle_words *words, struct error *err)
{
	enum status st = open_trust(&words->trust, verifying->trust, verifying->trust_count, err);

	if (st == STATUS_OK)
		st = open_trust(&words->trust_tsa, verifying->trust_tsa, verifying->trust_tsa_count, err);
	for (size_t i = 0; st == STATUS_OK && i < verifying->witness_count; i++)
		st = add_witnesses(words, verifying->witnesses[i], err);
	if (st == STATUS_OK && verifying->since != NULL)
		st = read_since(verifying->since, &words->since, err);
	if (st == STATUS_OK && verifying->revoked != NULL)
		st = file_read(verifying->revoked, NOTE_LIMIT, &words->revoked, err);
	return st;
}

/* What the verifier takes, of what was read. */
static void
set_options(const struct vidimus_bundle_verifying *verifying, struct bundle_words *words)
{
	words->options = (struct bundle_verify_options){
		.trust = words->trust,
		.trust_tsa = words->trust_tsa,
		.witnesses = words->witnesses,
		.witness_count = words->witness_count,
		.integrity_only = verifying->integrity_only,
		.now = instant_now(),
		.source = { .stop = verifying->stop,
		            .progress = verifying->progress,
		            .context = verifying->context },
	};
	if (verifying->since != NULL)
		words->options.since = text_of_buffer(&words->since);
	if (verifying->revoked != NULL)
		words->options.revoked = text_of_buffer(&words->revoked);
}

enum status
bundle_words_read(const struct vidimus_bundle_verifying *verifying, struct bundle_words *words,
                  struct error *err)
{
	enum status st = read_words(verifying, words, err);

	if (st == STATUS_OK)
		set_options(verifying, words);
	return st;
}
