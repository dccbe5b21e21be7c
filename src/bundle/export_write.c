/* SPDX-License-Identifier: Apache-2.0 */
/* export_write.c - the bag, its seal, and what is kept of it. */
#include "bundle/export_parts.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/kept_files.h"
#include "casework/kept_file.h"
#include "crypto/digest.h"

#include <stdlib.h>
#include <string.h>

#define MANIFEST     "manifest-sha256.txt"
#define TAG_MANIFEST "tagmanifest-sha256.txt"

struct writing {
	struct export        *export;
	struct bag_writer    *bag;   /* borrowed */
	struct buffer         manifest, tag_manifest, seal;
	struct text           script;
};

static void
tell_progress(void *context, uint64_t bytes)
{
	struct export *export = context;

	export->done += bytes;
	if (export->words->progress != NULL)
		export->words->progress(export->words->context, export->done, export->total);
}

static bool
is_payload(const char *name)
{
	return strncmp(name, "data/", 5) == 0;
}

/* SHA-256 of a file that was made. */
static enum status
digest_of_made(const struct made_file *file, struct digest *out, struct error *err)
{
	if (file->file.fd < 0)
		return digest_of(file->pending.p ? file->pending.p : "", file->pending.n, out, err);
	*out = file->digest;
	return STATUS_OK;
}

/* The line of a payload file, as manifest-sha256.txt has it: what is kept says so which object it was. */
static void
list_payload(struct writing *writing, const char *name, const struct digest *digest)
{
	char hex[DIGEST_TEXT_SIZE];

	digest_write(hex, digest);
	buffer_append_format(&writing->manifest, "%s  %s\n", hex, name);
}

static enum status
write_made(struct writing *writing, const struct made_file *file, struct error *err)
{
	struct digest digest;
	enum status st = digest_of_made(file, &digest, err);

	if (st == STATUS_OK && is_payload(file->name))
		list_payload(writing, file->name, &digest);
	if (st != STATUS_OK)
		return st;
	return file->file.fd < 0
	               ? bag_writer_text(writing->bag, file->name, text_of_buffer(&file->pending), err)
	               : bag_writer_object(writing->bag, file->name, file->file.fd, file->size,
	                                   &digest, err);
}

/* All that was made and is, or is not, below data/. */
static enum status
write_all_made(struct writing *writing, bool payload, struct error *err)
{
	const struct made_files *made = &writing->export->made;
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < made->count; i++) {
		if (is_payload(made->all[i]->name) == payload)
			st = write_made(writing, made->all[i], err);
	}
	return st;
}

static enum status
write_exhibit(struct writing *writing, size_t at, struct error *err)
{
	struct export *export = writing->export;
	const struct selected_exhibit *exhibit = &export->selection.exhibits[at];
	const struct exhibit_file *file = &export->files[at];
	int opened = -1;
	enum status st;

	if (file->name[0] == '\0')
		return STATUS_OK;
	st = vault_open_object(export->catalogue->vault, &exhibit->object, &opened, err);
	if (st == STATUS_OK) {
		SCOPED_FD fd = opened;

		st = bag_writer_object(writing->bag, file->name, fd, file->size, &exhibit->object, err);
	}
	if (st != STATUS_OK)
		return while_doing(err, st, "giving the bytes of %s", exhibit->number);
	list_payload(writing, file->name, &exhibit->object);
	return st;
}

static enum status
write_files(struct writing *writing, struct error *err)
{
	enum status st = write_all_made(writing, false, err);

	for (size_t i = 0; st == STATUS_OK && i < writing->export->selection.exhibit_count; i++)
		st = write_exhibit(writing, i, err);
	if (st == STATUS_OK)
		st = write_all_made(writing, true, err);
	if (st == STATUS_OK)
		st = bag_writer_manifest(writing->bag, err);
	if (st == STATUS_OK)
		st = export_script(&writing->script, err);
	return st == STATUS_OK ? bag_writer_tag_manifest(writing->bag, writing->script,
	                                                 &writing->tag_manifest, err)
	                       : st;
}

static enum status
seal(struct writing *writing, struct export_result *out, struct error *err)
{
	const struct export *export = writing->export;
	const struct ledger_sources *sources = export->catalogue->here.sources;
	enum status st = digest_of(writing->tag_manifest.p, writing->tag_manifest.n,
	                           &out->tag_manifest, err);

	if (st != STATUS_OK || export->words->signer == NULL)
		return st;
	st = seal_make(export->words->signer, text_of_buffer(&writing->tag_manifest),
	               sources->now(sources->context), &writing->seal, err);
	if (st == STATUS_OK)
		st = digest_of(writing->seal.p, writing->seal.n, &out->seal, err);
	out->sealed = st == STATUS_OK;
	return st;
}

static enum status
keep_made(const struct writing *writing, int tar, struct error *err)
{
	const struct made_files *made = &writing->export->made;
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < made->count; i++) {
		const struct made_file *file = made->all[i];

		st = file->file.fd < 0
		             ? kept_files_add(tar, file->name, text_of_buffer(&file->pending), err)
		             : kept_files_copy(tar, file->name, file->file.fd, file->size, err);
	}
	if (st == STATUS_OK)
		st = kept_files_add(tar, MANIFEST, text_of_buffer(&writing->manifest), err);
	if (st == STATUS_OK)
		st = kept_files_add(tar, TAG_MANIFEST, text_of_buffer(&writing->tag_manifest), err);
	if (st == STATUS_OK && writing->seal.n > 0)
		st = kept_files_add(tar, TAG_MANIFEST ".p7s", text_of_buffer(&writing->seal), err);
	if (st == STATUS_OK)
		st = kept_files_add(tar, "verify.sh", writing->script, err);
	return st == STATUS_OK ? kept_files_finish(tar, err) : st;
}

/* One object of the vault, durable before bundle.sealed names it. */
static enum status
keep(const struct writing *writing, struct export_result *out, struct error *err)
{
	struct catalogue *catalogue = writing->export->catalogue;
	SCOPED(kept_file) kept = { 0 };
	struct newfile tar;
	enum status st = newfile_open(&tar, writing->export->made.staging, 0600, err);

	if (st != STATUS_OK)
		return st;
	st = keep_made(writing, tar.fd, err);
	if (st == STATUS_OK)
		st = kept_file_stage(catalogue, tar.fd, writing->export->words->stop, &kept, err);
	if (st == STATUS_OK)
		st = kept_file_keep(catalogue, &kept, err);
	newfile_end(&tar);
	out->files = kept.digest;
	out->files_bytes = kept.bytes;
	return st;
}

static uint64_t
bytes_in_all(const struct export *export)
{
	uint64_t bytes = export->payload_bytes;

	for (size_t i = 0; i < export->made.count; i++) {
		if (!is_payload(export->made.all[i]->name))
			bytes += made_file_size(export->made.all[i]);
	}
	return bytes;
}

static enum status
write_bag(struct writing *writing, struct export_result *out, struct bag_writer **bag,
          struct error *err)
{
	struct export *export = writing->export;
	const struct bag_options options = { .path = export->words->path, .top = export->name,
		                             .zip = export->words->zip,
		                             .stop = export->words->stop,
		                             .progress = tell_progress, .context = export };
	enum status st;

	export_name(export, export->name);
	export->total = bytes_in_all(export);
	st = bag_writer_open(bag, &options, err);
	writing->bag = *bag;
	if (st == STATUS_OK)
		st = write_files(writing, err);
	if (st == STATUS_OK)
		st = seal(writing, out, err);
	if (st == STATUS_OK)
		st = keep(writing, out, err);
	out->bytes = export->total + writing->manifest.n + writing->tag_manifest.n +
	             writing->seal.n + writing->script.n;
	return st;
}

enum status
export_write(struct export *export, struct export_result *out, struct bag_writer **bag,
             struct buffer *seal_bytes, struct error *err)
{
	struct writing writing = { .export = export };
	enum status st = write_bag(&writing, out, bag, err);

	buffer_end(&writing.manifest);
	buffer_end(&writing.tag_manifest);
	*seal_bytes = writing.seal;
	return st;
}
