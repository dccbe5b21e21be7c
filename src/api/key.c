/* SPDX-License-Identifier: Apache-2.0 */
/* key.c - keys of persons: made, listed, opened. */
#include "api/api_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/key_request.h"
#include "crypto/keyfile.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define KEY_NAME_MAX 64

void
vidimus_key_close(struct vidimus_key *key)
{
	if (key == NULL)
		return;
	signing_key_close(key->signing);
	free(key);
}

bool
vidimus_key_lies_open(const struct vidimus_key *key)
{
	return key->lies_open;
}

void
vidimus_key_public(const struct vidimus_key *key, char out[65])
{
	hex_write(out, signing_key_public(key->signing)->bytes, PUBLIC_KEY_SIZE);
}

enum status
vidimus_key_name_check(const char *name, struct error *err)
{
	size_t n = strlen(name);
	bool right = n > 0 && n <= KEY_NAME_MAX && name[0] != '.' && name[0] != '-';

	for (size_t i = 0; right && i < n; i++)
		right = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z') ||
		        (name[i] >= '0' && name[i] <= '9') || strchr("-_.", name[i]) != NULL;
	if (right && (text_ends(text_of(name), ".root") || text_ends(text_of(name), ".seal")))
		return fail(err, STATUS_INVALID, "the name of a key does not end in .root or .seal");
	if (!right)
		return fail(err, STATUS_INVALID,
		            "'%.80s' is no name for a key: letters, digits, '-', '_' and '.', at most %d",
		            name, KEY_NAME_MAX);
	return STATUS_OK;
}

/* FOLDER/NAMESUFFIX, after checking the name. */
static enum status
key_path(struct buffer *out, const char *folder, const char *name, const char *suffix,
         struct error *err)
{
	enum status st = vidimus_key_name_check(name, err);

	buffer_append_format(out, "%s/%s%s", folder, name, suffix);
	return st == STATUS_OK ? buffer_check(out, err) : st;
}

/* Takes the signing key over. */
static enum status
wrap(struct vidimus_key **out, struct signing_key *signing, bool lies_open, struct error *err)
{
	struct vidimus_key *key = calloc(1, sizeof *key);

	if (key == NULL) {
		signing_key_close(signing);
		return fail_memory(err);
	}
	*key = (struct vidimus_key){ signing, lies_open };
	*out = key;
	return STATUS_OK;
}

enum status
vidimus_key_request(const char *folder, const char *name, const struct vidimus_key *key,
                    const struct uuid *catalogue, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) text = { 0 };
	struct key_request request;
	enum status st = key_request_make(&request, key->signing, catalogue, err);

	if (st == STATUS_OK)
		st = key_path(&path, folder, name, ".request", err);
	if (st != STATUS_OK)
		return st;
	key_request_write(&text, &request);
	st = buffer_check(&text, err);
	return st == STATUS_OK ? file_replace(buffer_string(&path), text_of_buffer(&text), 0644, err)
	                       : st;
}

enum status
vidimus_key_complete(const char *folder, const char *name, const struct vidimus_key *key,
                     struct error *err)
{
	SCOPED(buffer) path = { 0 };
	struct stat there;
	enum status st = key_path(&path, folder, name, ".request", err);

	if (st != STATUS_OK || lstat(buffer_string(&path), &there) == 0 || errno != ENOENT)
		return st;
	return vidimus_key_request(folder, name, key, NULL, err);
}

static enum status
write_key(const char *path, const struct signing_key *signing, struct text passphrase,
          struct error *err)
{
	SCOPED(passphrase) words = { 0 };
	enum status st;

	if (passphrase.p == NULL)
		return keyfile_write_open(path, signing, err);
	st = passphrase_set(&words, passphrase, err);
	return st == STATUS_OK ? keyfile_write(path, signing, &words, err) : st;
}

enum status
vidimus_key_make(const char *folder, const char *name, struct text passphrase,
                 const struct uuid *catalogue, struct vidimus_key **out, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	struct signing_key *signing = NULL;
	struct vidimus_key *key = NULL;
	enum status st = key_path(&path, folder, name, ".pem", err);

	if (st == STATUS_OK)
		st = folder_make_path(folder, 0700, err);
	if (st == STATUS_OK)
		st = signing_key_make(&signing, err);
	if (st == STATUS_OK)
		st = wrap(&key, signing, passphrase.p == NULL, err);
	if (st == STATUS_OK)
		st = write_key(buffer_string(&path), key->signing, passphrase, err);
	if (st == STATUS_OK)
		st = vidimus_key_request(folder, name, key, catalogue, err);
	if (st != STATUS_OK || out == NULL) {
		vidimus_key_close(key);
		return st;
	}
	*out = key;
	return STATUS_OK;
}

enum status
vidimus_key_needs_passphrase(const char *folder, const char *name, bool *needs, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	struct keyfile file = { 0 };
	enum status st = key_path(&path, folder, name, ".pem", err);

	if (st == STATUS_OK)
		st = keyfile_read(buffer_string(&path), &file, err);
	if (st == STATUS_OK)
		*needs = file.has_passphrase;
	keyfile_end(&file);
	return st;
}

enum status
vidimus_key_open(const char *folder, const char *name, struct text passphrase,
                 struct vidimus_key **out, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(passphrase) words = { 0 };
	struct signing_key *signing = NULL;
	struct keyfile file = { 0 };
	enum status st = key_path(&path, folder, name, ".pem", err);

	if (st == STATUS_OK)
		st = keyfile_read(buffer_string(&path), &file, err);
	if (st == STATUS_OK && passphrase.p != NULL)
		st = passphrase_set(&words, passphrase, err);
	if (st == STATUS_OK)
		st = keyfile_unlock(&file, passphrase.p ? &words : NULL, &signing, err);
	if (st == STATUS_OK)
		st = wrap(out, signing, !file.has_passphrase, err);
	keyfile_end(&file);
	return st;
}

/* What stands in NAME.request; an unreadable one leaves the entry's texts empty. */
static void
read_request(const char *folder, struct vidimus_key_entry *entry)
{
	SCOPED(buffer) path = { 0 };
	struct key_request request;

	if (key_path(&path, folder, entry->name, ".request", NULL) != STATUS_OK ||
	    key_request_load(buffer_string(&path), &request, NULL) != STATUS_OK)
		return;
	hex_write(entry->public_key, request.key.bytes, PUBLIC_KEY_SIZE);
	if (request.has_proof)
		uuid_write(entry->catalogue, &request.catalogue);
}

static int
is_key_file(const struct dirent *entry)
{
	struct text name = text_of(entry->d_name);

	return text_ends(name, ".pem") && name.n > 4 && entry->d_name[0] != '.' &&
	       !text_ends(name, ".root.pem") && !text_ends(name, ".seal.pem"); /* vidimus/seal.h */
}

enum status
vidimus_key_list(const char *folder,
                 enum status (*found)(void *context, const struct vidimus_key_entry *entry,
                                      struct error *err),
                 void *context, struct error *err)
{
	struct dirent **names = NULL;
	int count = scandir(folder, &names, is_key_file, alphasort);
	enum status st = STATUS_OK;

	if (count < 0)
		return errno == ENOENT ? STATUS_OK : fail_os(err, "cannot read the folder %s", folder);
	for (int i = 0; i < count; i++) {
		struct vidimus_key_entry entry = { .name = names[i]->d_name };
		bool needs = true;

		names[i]->d_name[strlen(names[i]->d_name) - 4] = '\0';
		if (st == STATUS_OK &&
		    vidimus_key_needs_passphrase(folder, entry.name, &needs, NULL) == STATUS_OK) {
			entry.has_passphrase = needs;
			read_request(folder, &entry);
			st = found(context, &entry, err);
		}
		free(names[i]);
	}
	free(names);
	return st;
}
