/* SPDX-License-Identifier: Apache-2.0 */
/* digest.c - digests by EVP, with algorithms fetched once and contexts kept a thread. */
#include "crypto/digest.h"

#include "base/error.h"
#include "base/scoped.h"
#include "crypto/fault.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

enum { SHA256, MD5, SHA1, SHA512, KINDS };

static const struct {
	const char *name;
	unsigned    set; /* the bit that asks for it; SHA-256 needs none */
} kinds[KINDS] = {
	[SHA256] = { "SHA2-256", 0 },
	[MD5] = { "MD5", DIGEST_MD5 },
	[SHA1] = { "SHA1", DIGEST_SHA1 },
	[SHA512] = { "SHA2-512", DIGEST_SHA512 },
};

/* What a thread keeps for its one-shot hashes. */
struct contexts {
	EVP_MD_CTX  *sha256;
	EVP_MAC_CTX *hmac; /* made at the first HMAC */
};

/* Fetched at first use and never freed: they serve until the process ends. */
static EVP_MD *algorithms[KINDS];
static EVP_MAC *hmac_algorithm;
static pthread_key_t contexts_key;
static bool contexts_key_made;
static pthread_once_t fetched = PTHREAD_ONCE_INIT;

static _Thread_local struct contexts *mine;

static void
contexts_close(void *pointer)
{
	struct contexts *contexts = pointer;

	EVP_MD_CTX_free(contexts->sha256);
	EVP_MAC_CTX_free(contexts->hmac);
	free(contexts);
	mine = NULL;
}

static void
fetch_all(void)
{
	for (int kind = 0; kind < KINDS; kind++)
		algorithms[kind] = EVP_MD_fetch(NULL, kinds[kind].name, NULL);
	hmac_algorithm = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
	contexts_key_made = pthread_key_create(&contexts_key, contexts_close) == 0;
}

static enum status
need_algorithm(int kind, struct error *err)
{
	pthread_once(&fetched, fetch_all);
	if (algorithms[kind] == NULL)
		return fail(err, STATUS_FAULT, "this OpenSSL does not offer %s", kinds[kind].name);
	return STATUS_OK;
}

/* Makes this thread's contexts; they end with the thread. */
static enum status
make_contexts(struct error *err)
{
	struct contexts *made;

	if (need_algorithm(SHA256, err) != STATUS_OK)
		return STATUS_FAULT;
	if (!contexts_key_made)
		return fail(err, STATUS_FAULT, "no thread-specific key is left for digests");
	made = calloc(1, sizeof *made);
	if (made == NULL)
		return fail_memory(err);
	made->sha256 = EVP_MD_CTX_new();
	if (made->sha256 == NULL || pthread_setspecific(contexts_key, made) != 0) {
		contexts_close(made);
		return fail_memory(err);
	}
	mine = made;
	return STATUS_OK;
}

enum status
digest_of_parts(const struct text *parts, size_t count, struct digest *out, struct error *err)
{
	struct digest made;
	EVP_MD_CTX *context;

	if (mine == NULL) {
		enum status st = make_contexts(err);

		if (st != STATUS_OK)
			return st;
	}
	context = mine->sha256;
	if (EVP_DigestInit_ex2(context, algorithms[SHA256], NULL) != 1)
		return fail_crypto(err, "cannot begin a SHA-256");
	for (size_t i = 0; i < count; i++) {
		if (EVP_DigestUpdate(context, parts[i].p, parts[i].n) != 1)
			return fail_crypto(err, "cannot compute a SHA-256");
	}
	if (EVP_DigestFinal_ex(context, made.bytes, NULL) != 1)
		return fail_crypto(err, "cannot finish a SHA-256");
	*out = made;
	return STATUS_OK;
}

enum status
digest_of(const void *bytes, size_t n, struct digest *out, struct error *err)
{
	return digest_of_parts(&(struct text){ bytes, n }, 1, out, err);
}

/* This thread's HMAC context, with SHA-256 chosen. */
static enum status
need_hmac(struct error *err)
{
	char name[] = OSSL_DIGEST_NAME_SHA2_256;
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC_CTX *made;

	if (mine == NULL) {
		enum status st = make_contexts(err);

		if (st != STATUS_OK)
			return st;
	}
	if (mine->hmac != NULL)
		return STATUS_OK;
	if (hmac_algorithm == NULL)
		return fail(err, STATUS_FAULT, "this OpenSSL does not offer HMAC");
	made = EVP_MAC_CTX_new(hmac_algorithm);
	if (made == NULL || EVP_MAC_CTX_set_params(made, params) != 1) {
		EVP_MAC_CTX_free(made);
		return fail_crypto(err, "cannot prepare HMAC-SHA-256");
	}
	mine->hmac = made;
	return STATUS_OK;
}

enum status
digest_hmac(const void *key, size_t key_size, struct text message, struct digest *out,
            struct error *err)
{
	const unsigned char *p = (const unsigned char *)message.p;
	struct digest made;
	size_t n = 0;
	enum status st = need_hmac(err);

	if (st != STATUS_OK)
		return st;
	if (key == NULL || key_size == 0)
		return fail(err, STATUS_INVALID, "an HMAC needs a key");
	if (EVP_MAC_init(mine->hmac, key, key_size, NULL) != 1 ||
	    EVP_MAC_update(mine->hmac, p, message.n) != 1 ||
	    EVP_MAC_final(mine->hmac, made.bytes, &n, sizeof made.bytes) != 1 ||
	    n != sizeof made.bytes)
		return fail_crypto(err, "cannot compute an HMAC-SHA-256");
	*out = made;
	return STATUS_OK;
}

struct digester {
	unsigned    set;
	EVP_MD_CTX *contexts[KINDS]; /* NULL where it is not asked for */
};
DEFINE_SCOPED_POINTER(digester, digester_close);

void
digester_close(struct digester *digester)
{
	if (digester == NULL)
		return;
	for (int kind = 0; kind < KINDS; kind++)
		EVP_MD_CTX_free(digester->contexts[kind]);
	free(digester);
}

static bool
is_wanted(int kind, unsigned set)
{
	return kind == SHA256 || (kinds[kind].set & set) != 0;
}

static enum status
begin(struct digester *digester, int kind, struct error *err)
{
	if (EVP_DigestInit_ex2(digester->contexts[kind], algorithms[kind], NULL) != 1)
		return fail_crypto(err, "cannot begin a digest");
	return STATUS_OK;
}

enum status
digester_open(struct digester **out, unsigned set, struct error *err)
{
	SCOPED_POINTER(digester) made = NULL;
	enum status st = STATUS_OK;

	if ((set & ~(unsigned)DIGEST_ALL) != 0)
		return fail(err, STATUS_INVALID, "unknown digests are asked for: %#x", set);
	made = calloc(1, sizeof *made);
	if (made == NULL)
		return fail_memory(err);
	made->set = set;
	for (int kind = 0; kind < KINDS && st == STATUS_OK; kind++) {
		if (!is_wanted(kind, set))
			continue;
		st = need_algorithm(kind, err);
		made->contexts[kind] = EVP_MD_CTX_new();
		if (made->contexts[kind] == NULL)
			return fail_memory(err);
		if (st == STATUS_OK)
			st = begin(made, kind, err);
	}
	if (st != STATUS_OK)
		return st;
	*out = made;
	made = NULL;
	return STATUS_OK;
}

enum status
digester_update(struct digester *digester, const void *bytes, size_t n, struct error *err)
{
	for (int kind = 0; kind < KINDS; kind++) {
		if (digester->contexts[kind] != NULL &&
		    EVP_DigestUpdate(digester->contexts[kind], bytes, n) != 1)
			return fail_crypto(err, "cannot compute a digest");
	}
	return STATUS_OK;
}

enum status
digester_finish(struct digester *digester, struct digests *out, struct error *err)
{
	struct digests made = { .set = digester->set };
	unsigned char *places[KINDS] = {
		[SHA256] = made.sha256.bytes,
		[MD5] = made.md5,
		[SHA1] = made.sha1,
		[SHA512] = made.sha512,
	};
	enum status st = STATUS_OK;

	for (int kind = 0; kind < KINDS && st == STATUS_OK; kind++) {
		if (digester->contexts[kind] == NULL)
			continue;
		if (EVP_DigestFinal_ex(digester->contexts[kind], places[kind], NULL) != 1)
			return fail_crypto(err, "cannot finish a digest");
		st = begin(digester, kind, err);
	}
	if (st == STATUS_OK)
		*out = made;
	return st;
}
