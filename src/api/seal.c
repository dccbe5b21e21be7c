/* SPDX-License-Identifier: Apache-2.0 */
/* seal.c - roots and leaves for seals through the public library. */
#include "api/api_internal.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/keyfile.h"
#include "crypto/seal_key.h"

#include <vidimus/key.h>
#include <vidimus/seal.h>

#include <dirent.h>
#include <errno.h>
#include <string.h>

/* A place in the words of the layer below, which borrows from here. */
struct opened_place {
	struct buffer     path;
	struct passphrase words;
	struct seal_place place;
};

static void
opened_place_end(struct opened_place *opened)
{
	buffer_end(&opened->path);
	passphrase_end(&opened->words);
}

static enum status
open_place(struct opened_place *out, const struct vidimus_seal_place *at, struct error *err)
{
	enum status st = vidimus_key_name_check(at->name, err);

	buffer_append_format(&out->path, "%s/%s", at->folder, at->name);
	if (st == STATUS_OK)
		st = buffer_check(&out->path, err);
	if (st == STATUS_OK && at->passphrase.p != NULL)
		st = passphrase_set(&out->words, at->passphrase, err);
	out->place.path = buffer_string(&out->path);
	out->place.passphrase = at->passphrase.p != NULL ? &out->words : NULL;
	return st;
}

static struct seal_words
inner_words(const struct vidimus_seal_words *words)
{
	return (struct seal_words){ .name = words->name, .organisation = words->organisation,
		                    .from = { words->from }, .years = words->years };
}

static const char *
suffix_of(enum vidimus_seal_kind kind)
{
	return kind == VIDIMUS_SEAL_ROOT ? SEAL_ROOT_SUFFIX : SEAL_LEAF_SUFFIX;
}

enum status
vidimus_seal_root_new(const struct vidimus_seal_place *at, const struct vidimus_seal_words *words,
                      struct error *err)
{
	SCOPED(opened_place) opened = { 0 };
	const struct seal_words inner = inner_words(words);
	enum status st = open_place(&opened, at, err);

	return st == STATUS_OK ? seal_root_new(&opened.place, &inner, err) : st;
}

static enum status
open_root(struct seal_signer **out, const struct vidimus_seal_place *root, struct error *err)
{
	SCOPED(opened_place) opened = { 0 };
	enum status st = open_place(&opened, root, err);

	return st == STATUS_OK ? seal_signer_load(&opened.place, SEAL_ROOT_SUFFIX, out, err) : st;
}

enum status
vidimus_seal_new(const struct vidimus_seal_place *at, const struct vidimus_seal_place *root,
                 const struct vidimus_seal_words *words, struct error *err)
{
	SCOPED(opened_place) opened = { 0 };
	SCOPED_POINTER(seal_signer) above = NULL;
	const struct seal_words inner = inner_words(words);
	enum status st = open_place(&opened, at, err);

	if (st == STATUS_OK)
		st = open_root(&above, root, err);
	if (st == STATUS_OK)
		st = folder_make_path(at->folder, 0700, err);
	return st == STATUS_OK ? seal_leaf_new(&opened.place, above, &inner, err) : st;
}

enum status
vidimus_seal_request(const struct vidimus_seal_place *at, const struct vidimus_seal_words *words,
                     struct error *err)
{
	SCOPED(opened_place) opened = { 0 };
	const struct seal_words inner = inner_words(words);
	enum status st = open_place(&opened, at, err);

	if (st == STATUS_OK)
		st = folder_make_path(at->folder, 0700, err);
	return st == STATUS_OK ? seal_leaf_request(&opened.place, &inner, err) : st;
}

enum status
vidimus_seal_request_read(const char *request, json_t **out, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	char name[SEAL_NAME_SIZE], hex[DIGEST_TEXT_SIZE];
	struct digest key;
	enum status st = file_read(request, CERTIFICATE_LIMIT, &bytes, err);

	if (st == STATUS_OK)
		st = seal_request_read(text_of_buffer(&bytes), name, &key, err);
	if (st != STATUS_OK)
		return st;
	digest_write(hex, &key);
	*out = json_pack("{s:s,s:s}", "subject", name, "key_sha256", hex);
	return *out != NULL ? STATUS_OK : fail_memory(err);
}

enum status
vidimus_seal_certify(const struct vidimus_seal_place *root, const char *request,
                     const struct vidimus_seal_words *life, const char *certificate,
                     struct error *err)
{
	SCOPED_POINTER(seal_signer) above = NULL;
	SCOPED(buffer) bytes = { 0 };
	SCOPED(buffer) pem = { 0 };
	const struct seal_words inner = inner_words(life);
	enum status st = file_read(request, CERTIFICATE_LIMIT, &bytes, err);

	if (st == STATUS_OK)
		st = open_root(&above, root, err);
	if (st == STATUS_OK)
		st = seal_root_sign(above, text_of_buffer(&bytes), &inner, &pem, err);
	return st == STATUS_OK ? file_create(certificate, text_of_buffer(&pem), 0644, err) : st;
}

static enum status
import(const struct seal_place *place, const struct vidimus_seal_files *files,
       struct instant now, struct error *err)
{
	const char *path = files->pkcs12 != NULL ? files->pkcs12 : files->certificate;
	SCOPED(buffer) bytes = { 0 };
	enum status st;

	if (path == NULL || (files->pkcs12 != NULL && (files->certificate || files->key)))
		return fail(err, STATUS_INVALID, "give a certificate, or a PKCS#12 alone");
	st = file_read(path, CERTIFICATE_LIMIT, &bytes, err);
	if (st != STATUS_OK)
		return st;
	if (files->pkcs12 != NULL)
		st = seal_import_pkcs12(place, text_of_buffer(&bytes), now, err);
	else if (files->key != NULL)
		st = seal_import_key(place, files->key, text_of_buffer(&bytes), now, err);
	else
		st = seal_import_certificate(place, text_of_buffer(&bytes), now, err);
	return st;
}

enum status
vidimus_seal_import(const struct vidimus_seal_place *at, const struct vidimus_seal_files *files,
                    int64_t now, struct error *err)
{
	SCOPED(opened_place) opened = { 0 };
	enum status st = open_place(&opened, at, err);

	if (st == STATUS_OK)
		st = folder_make_path(at->folder, 0700, err);
	return st == STATUS_OK ? import(&opened.place, files, (struct instant){ now }, err) : st;
}

enum status
vidimus_seal_needs_passphrase(const char *folder, const char *name, enum vidimus_seal_kind kind,
                              bool *needs, struct error *err)
{
	SCOPED(opened_place) opened = { 0 };
	enum status st =
		open_place(&opened, &(struct vidimus_seal_place){ folder, name, { NULL, 0 } }, err);

	return st == STATUS_OK
	               ? seal_key_needs_passphrase(opened.place.path, suffix_of(kind), needs, err)
	               : st;
}

enum status
vidimus_seal_file_needs_passphrase(const char *path, bool *needs, struct error *err)
{
	return seal_key_needs_passphrase(path, NULL, needs, err);
}

/* What a key's certificate says, or nulls where there is none yet. */
static enum status
add_certificate(json_t *entry, const char *path, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	struct seal_certificate read;
	char sha256[DIGEST_TEXT_SIZE] = "", from[INSTANT_TEXT_SIZE] = "", until[INSTANT_TEXT_SIZE] = "";
	enum status st = file_read(path, CERTIFICATE_LIMIT, &bytes, NULL);
	SCOPED_JSON json_t *said = NULL;

	if (st == STATUS_OK)
		st = seal_certificate_read(text_of_buffer(&bytes), &read, NULL, NULL);
	if (st == STATUS_OK) {
		digest_write(sha256, &read.sha256);
		instant_write(from, read.not_before);
		instant_write(until, read.not_after);
	}
	said = st == STATUS_OK
	               ? json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "certificate", path, "sha256", sha256,
	                           "subject", read.subject, "issuer", read.issuer, "not_before", from,
	                           "not_after", until)
	               : json_pack("{s:n,s:n,s:n,s:n,s:n,s:n}", "certificate", "sha256", "subject",
	                           "issuer", "not_before", "not_after");
	return said != NULL && json_object_update(entry, said) == 0 ? STATUS_OK : fail_memory(err);
}

static enum status
emit_key(const char *folder, const char *name, enum vidimus_seal_kind kind,
         const struct vidimus_output *to, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) certificate = { 0 };
	SCOPED_JSON json_t *entry = NULL;
	bool needs = true;
	enum status st;

	if (vidimus_seal_needs_passphrase(folder, name, kind, &needs, NULL) != STATUS_OK)
		return STATUS_OK; /* no key of ours, as vidimus_key_list passes over such */
	buffer_append_format(&path, "%s/%s%s.pem", folder, name, suffix_of(kind));
	buffer_append_format(&certificate, "%s/%s%s.crt", folder, name, suffix_of(kind));
	entry = json_pack("{s:s,s:s,s:b,s:s}", "name", name, "kind",
	                  kind == VIDIMUS_SEAL_ROOT ? "root" : "seal", "has_passphrase", needs,
	                  "file", buffer_string(&path));
	if (entry == NULL)
		return fail_memory(err);
	st = add_certificate(entry, buffer_string(&certificate), err);
	return st == STATUS_OK ? to->emit(to->context, entry, err) : st;
}

static enum status
list_kind(const char *folder, enum vidimus_seal_kind kind, const struct vidimus_output *to,
          struct error *err)
{
	const char *ending = kind == VIDIMUS_SEAL_ROOT ? SEAL_ROOT_SUFFIX ".pem" : SEAL_LEAF_SUFFIX ".pem";
	struct dirent **names = NULL;
	int count = scandir(folder, &names, NULL, alphasort);
	enum status st = STATUS_OK;

	if (count < 0)
		return errno == ENOENT ? STATUS_OK : fail_os(err, "cannot read the folder %s", folder);
	for (int i = 0; i < count; i++) {
		struct text name = text_of(names[i]->d_name);

		if (st == STATUS_OK && text_ends(name, ending) && name.n > strlen(ending)) {
			names[i]->d_name[name.n - strlen(ending)] = '\0';
			st = emit_key(folder, names[i]->d_name, kind, to, err);
		}
		free(names[i]);
	}
	free(names);
	return st;
}

enum status
vidimus_seal_list(const char *folder, const struct vidimus_output *to, struct error *err)
{
	enum status st = list_kind(folder, VIDIMUS_SEAL_ROOT, to, err);

	return st == STATUS_OK ? list_kind(folder, VIDIMUS_SEAL_LEAF, to, err) : st;
}
