/* SPDX-License-Identifier: Apache-2.0 */
/* bundle_export.c - exports of bundles through the public library. */
#include "api/api_internal.h"

#include "bundle/export.h"
#include "bundle/review.h"
#include "casework/seal_identity.h"
#include "casework/view_bundle.h"
#include "crypto/seal_key.h"

#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/bundle_export.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CERTIFICATE_ENDING ".seal.crt"

/* Does a key lie beside the certificate? */
static bool
has_key(const char *folder, const char *name)
{
	SCOPED(buffer) path = { 0 };

	buffer_append_format(&path, "%s/%s" SEAL_LEAF_SUFFIX ".pem", folder, name);
	return buffer_check(&path, NULL) == STATUS_OK && access(buffer_string(&path), F_OK) == 0;
}

/* Did a keeper certify it, and is it in good hands? What is no certificate is none that counts. */
static enum status
is_certified(struct ledger *ledger, const char *folder, const char *file, bool *good,
             struct error *err)
{
	struct seal_certificate certificate;
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) bytes = { 0 };
	enum status st;

	*good = false;
	buffer_append_format(&path, "%s/%s", folder, file);
	st = file_read(buffer_string(&path), CERTIFICATE_LIMIT, &bytes, err);
	if (st == STATUS_OK)
		st = seal_certificate_read(text_of_buffer(&bytes), &certificate, NULL, err);
	if (st != STATUS_OK)
		return st == STATUS_MEMORY ? st : STATUS_OK;
	return certificate_is_good(ledger, &certificate.sha256, good, err);
}

/* Leaves that are ready, and of these those that the catalogue knows; names with blanks between. */
struct leaves {
	struct buffer ready, certified;
	size_t        ready_count, certified_count;
};

static void
add_name(struct buffer *names, size_t *count, const char *name)
{
	buffer_append_format(names, "%s%s", *count > 0 ? " " : "", name);
	++*count;
}

static enum status
take_leaf(struct ledger *ledger, const char *folder, struct text file, struct leaves *leaves,
          struct error *err)
{
	char name[VIDIMUS_SEAL_NAME_SIZE];
	size_t n = file.n - (sizeof CERTIFICATE_ENDING - 1);
	bool good = false;
	enum status st;

	if (!text_ends(file, CERTIFICATE_ENDING) || n == 0 || n >= sizeof name)
		return STATUS_OK;
	memcpy(name, file.p, n);
	name[n] = '\0';
	if (!has_key(folder, name))
		return STATUS_OK;
	add_name(&leaves->ready, &leaves->ready_count, name);
	st = is_certified(ledger, folder, file.p, &good, err);
	if (good)
		add_name(&leaves->certified, &leaves->certified_count, name);
	return st;
}

static enum status
find_leaves(struct ledger *ledger, const char *folder, struct leaves *leaves, struct error *err)
{
	DIR *open = opendir(folder);
	const struct dirent *entry;
	enum status st = STATUS_OK;

	if (open == NULL)
		return errno == ENOENT ? STATUS_OK : fail_os(err, "the folder of keys cannot be read");
	while (st == STATUS_OK && (entry = readdir(open)) != NULL)
		st = take_leaf(ledger, folder, text_of(entry->d_name), leaves, err);
	closedir(open);
	if (st == STATUS_OK)
		st = buffer_check(&leaves->ready, err);
	return st == STATUS_OK ? buffer_check(&leaves->certified, err) : st;
}

/* The only one that the catalogue knows, else the only one that there is. */
static enum status
choose_leaf(struct ledger *ledger, const char *folder, struct buffer *name, struct error *err)
{
	struct leaves leaves = { 0 };
	enum status st = find_leaves(ledger, folder, &leaves, err);

	if (st == STATUS_OK && leaves.certified_count == 1)
		buffer_append_text(name, text_of_buffer(&leaves.certified));
	else if (st == STATUS_OK && leaves.ready_count > 1)
		st = fail(err, STATUS_INVALID, "say with which certificate to seal, --seal NAME: %s",
		          buffer_string(&leaves.ready));
	else if (st == STATUS_OK && leaves.ready_count == 1)
		buffer_append_text(name, text_of_buffer(&leaves.ready));
	buffer_end(&leaves.ready);
	buffer_end(&leaves.certified);
	return st;
}

enum status
vidimus_seal_choose(struct vidimus_catalogue *catalogue, const char *folder, const char *wanted,
                    char name[VIDIMUS_SEAL_NAME_SIZE], bool *needs, struct error *err)
{
	SCOPED(buffer) names = { 0 };
	SCOPED(buffer) path = { 0 };
	enum status st = STATUS_OK;

	if (wanted != NULL)
		buffer_append_string(&names, wanted);
	else
		st = choose_leaf(catalogue->inner->ledger, folder, &names, err);
	if (st == STATUS_OK && (names.n >= VIDIMUS_SEAL_NAME_SIZE || strchr(buffer_string(&names), '/')))
		st = fail(err, STATUS_INVALID, "that is no name of a key");
	if (st != STATUS_OK)
		return st;
	snprintf(name, VIDIMUS_SEAL_NAME_SIZE, "%s", buffer_string(&names));
	*needs = false;
	if (name[0] == '\0')
		return STATUS_OK;
	buffer_append_format(&path, "%s/%s", folder, name);
	return seal_key_needs_passphrase(buffer_string(&path), SEAL_LEAF_SUFFIX, needs, err);
}

/* Neither the leaf nor the root above it may be in other hands. */
static enum status
refuse_compromised(struct ledger *ledger, const struct seal_signer *signer, struct error *err)
{
	const struct digest leaf = seal_signer_leaf(signer), root = seal_signer_root(signer);
	enum status st = certificate_refuse_compromised(ledger, &leaf, err);

	return st == STATUS_OK ? certificate_refuse_compromised(ledger, &root, err) : st;
}

/* NULL where it goes unsigned. */
static enum status
open_signer(const struct vidimus_export *words, struct seal_signer **out, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(passphrase) passphrase = { 0 };
	struct seal_place place = { 0 };
	enum status st = STATUS_OK;

	if (words->seal_name == NULL || words->seal_name[0] == '\0')
		return STATUS_OK;
	buffer_append_format(&path, "%s/%s", words->seal_folder, words->seal_name);
	place.path = buffer_string(&path);
	if (words->passphrase.p != NULL) {
		st = passphrase_set(&passphrase, words->passphrase, err);
		place.passphrase = &passphrase;
	}
	return st == STATUS_OK ? seal_signer_load(&place, SEAL_LEAF_SUFFIX, out, err) : st;
}

static struct export_words
inner_words(const struct vidimus_export *words)
{
	return (struct export_words){
		.policy = words->policy,
		.path = words->path,
		.zip = words->zip,
		.ids = words->ids,
		.count = words->count,
		.to = words->to,
		.to_organisation = words->to_organisation,
		.purpose = words->purpose,
		.terms = words->terms,
		.expires = words->expires,
		.no_onward = words->no_onward,
		.exhibit = words->exhibit,
		.unencrypted = words->unencrypted,
		.accept_finds = words->accept_finds,
		.because = words->because,
		.protected_because = words->protected_because,
		.stop = words->stop,
		.progress = words->progress,
		.context = words->context,
	};
}

/* What a review pack asks, and what a blind one leaves out. */
static enum status
plan_review(struct catalogue *catalogue, const struct vidimus_export *words, struct buffer *asked,
            json_t **withheld, struct export_words *inner, struct error *err)
{
	const struct review_plan plan = { .ids = words->ids,
		                          .count = words->count,
		                          .questions = words->questions,
		                          .blind = words->blind };
	enum status st = review_pack_plan(catalogue, &plan, asked, withheld, err);

	inner->file_name = REVIEW_QUESTIONS;
	inner->file_bytes = text_of_buffer(asked);
	inner->withheld = *withheld;
	return st;
}

enum status
vidimus_bundle_export(struct vidimus_catalogue *catalogue, const struct vidimus_export *words,
                      json_t **out, struct error *err)
{
	SCOPED_POINTER(seal_signer) signer = NULL;
	SCOPED(buffer) asked = { 0 };
	SCOPED_JSON json_t *withheld = NULL;
	struct export_words inner = inner_words(words);
	enum status st = open_signer(words, &signer, err);

	inner.signer = signer;
	if (st == STATUS_OK && signer != NULL)
		st = refuse_compromised(catalogue->inner->ledger, signer, err);
	if (st == STATUS_OK && strcmp(words->policy, "review") == 0)
		st = plan_review(catalogue->inner, words, &asked, &withheld, &inner, err);
	return st == STATUS_OK ? bundle_export(catalogue->inner, &inner, out, err) : st;
}

enum status
vidimus_bundle_again(struct vidimus_catalogue *catalogue, const char *bundle,
                     const struct vidimus_export *words, json_t **out, struct error *err)
{
	const struct export_words inner = inner_words(words);

	return bundle_export_again(catalogue->inner, bundle, &inner, out, err);
}

enum status
vidimus_bundle_list(struct vidimus_catalogue *catalogue, const struct vidimus_output *to,
                    struct error *err)
{
	struct view_output inner = { .emit = to->emit, .context = to->context };

	return bundle_list(catalogue->inner->ledger, &inner, err);
}

enum status
vidimus_bundle_show(struct vidimus_catalogue *catalogue, const char *bundle, json_t **out,
                    struct error *err)
{
	return bundle_show(catalogue->inner->ledger, text_of(bundle), out, err);
}
