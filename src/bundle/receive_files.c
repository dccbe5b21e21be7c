/* SPDX-License-Identifier: Apache-2.0 */
/* receive_files.c - the files of a bundle, taken in like any other delivery. */
#include "bundle/receive_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "casework/short_id.h"

#include <stdlib.h>
#include <string.h>

/* It came with the records of another catalogue, unless somebody says how else. */
#define METHOD "import-from-catalogue"

struct paths {
	char  **paths; /* owned, each and all */
	size_t  count;
};

static void
paths_end(struct paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->paths[i]);
	free(paths->paths);
}

bool
receive_is_of(const char *name, enum receive_part part)
{
	bool evidence = strncmp(name, "data/", 5) == 0 && strchr(name + 5, '/') != NULL;

	return part == RECEIVE_LATER ? receive_is_later(name) : evidence == (part == RECEIVE_EVIDENCE);
}

static enum status
gather(const struct receiving *receiving, enum receive_part part, struct paths *out, struct error *err)
{
	size_t count = bundle_source_count(receiving->source);

	out->paths = calloc(count + 1, sizeof *out->paths);
	if (out->paths == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct bundle_member *member = bundle_source_member(receiving->source, i);
		SCOPED(buffer) path = { 0 };

		if (!receive_is_of(member->name, part))
			continue;
		buffer_append_format(&path, "%s/%s", receiving->options->path, member->name);
		if (buffer_check(&path, err) != STATUS_OK)
			return err->status;
		out->paths[out->count] = buffer_take(&path);
		if (out->paths[out->count] == NULL)
			return fail_memory(err);
		out->count++;
	}
	return STATUS_OK;
}

static enum status
add_up(struct receiving *receiving, const struct intake_summary *summary, struct error *err)
{
	struct receive_summary *out = receiving->out;

	out->added += summary->added;
	out->known += summary->known;
	out->components += summary->components;
	out->unexamined += summary->unexamined;
	if (summary->interrupted)
		return fail(err, STATUS_INTERRUPTED,
		            "stopped as asked; the files that were reported are kept, and the same command goes on from here");
	if (summary->failed > 0)
		return fail(err, STATUS_IO,
		            "%llu of its files could not be taken in, so nothing of its events was recorded; the same command tries again",
		            (unsigned long long)summary->failed);
	return STATUS_OK;
}

static enum status
take_in(struct receiving *receiving, enum receive_part part, struct error *err)
{
	const struct receive_options *options = receiving->options;
	struct provenance_words words = options->words ? *options->words
	                                               : (struct provenance_words){ 0 };
	SCOPED(paths) paths = { 0 };
	struct intake_summary summary = { 0 };
	struct receive_giving giving = { .receiving = receiving, .part = part };
	const struct intake_giver giver = { receive_give, &giving };
	bool folder = receive_is_folder(receiving);
	enum status st = gather(receiving, part, &paths, err);
	struct intake_options inner = { .list = -1,
		                        .words = &words,
		                        .mode = part == RECEIVE_EVIDENCE ? DELIVERY_INTAKE : DELIVERY_RECEIVE,
		                        .all_items = part == RECEIVE_EVIDENCE,
		                        .allow_unsandboxed = options->allow_unsandboxed,
		                        .verb = RECEIVE_VERB,
		                        .callbacks = options->callbacks };

	if (st != STATUS_OK || paths.count == 0)
		return st;
	if (words.method == NULL)
		words.method = METHOD;
	inner.paths = (const char *const *)paths.paths;
	inner.path_count = paths.count;
	if (!folder)
		inner.giver = &giver;
	st = intake_run(receiving->catalogue, &inner, &summary, err);
	if (st == STATUS_OK)
		st = add_up(receiving, &summary, err);
	intake_summary_end(&summary);
	return st;
}

/* The item here that a file is; STATUS_CHANGED when it is none: then other bytes were taken in. */
static enum status
find_item(struct receiving *receiving, const char *hash, struct uuid *uuid, int64_t *number,
          struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(receiving->catalogue->database,
	                                    "SELECT i.uuid, i.number FROM p_objects o"
	                                    " JOIN p_items i ON i.uuid = o.item WHERE o.sha256 = $1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_text(row, 1, text_of(hash));
	st = statement_step(row, err);
	if (st == STATUS_DONE || (st == STATUS_OK && !uuid_read(statement_text(row, 0), uuid)))
		return fail(err, STATUS_CHANGED,
		            "no file with the SHA-256 %s was taken in, which its manifest lists: the bundle changed since it was verified",
		            hash);
	*number = statement_integer(row, 1);
	return st;
}

static enum status
place_exhibit(struct receiving *receiving, const char *number, const char *hash,
              struct error *err)
{
	const char *foreign = json_string_value(json_object_get(receiving->numbers, number));
	struct subject subject;
	struct uuid uuid;
	int64_t item = 0;
	enum status st = find_item(receiving, hash, &uuid, &item, err);

	if (st != STATUS_OK)
		return st;
	subject = subject_of("item", &uuid);
	if ((foreign != NULL && json_object_set_new(receiving->places, foreign,
	                                            json_string(subject.text)) != 0) ||
	    json_array_append_new(receiving->out->exhibits,
	                          json_pack("{s:s,s:s,s:s?,s:I}", "number", number, "item",
	                                    subject.text, "foreign", foreign, "short",
	                                    (json_int_t)item)) != 0)
		return fail_memory(err);
	return STATUS_OK;
}

enum status
receive_files(struct receiving *receiving, struct error *err)
{
	enum status st = take_in(receiving, RECEIVE_EVIDENCE, err);
	const char *number;
	json_t *hash;

	if (st == STATUS_OK)
		st = take_in(receiving, RECEIVE_PAPERS, err);
	json_object_foreach(receiving->files, number, hash) {
		if (st == STATUS_OK)
			st = place_exhibit(receiving, number, json_string_value(hash), err);
	}
	return st;
}

enum status
receive_later_files(struct receiving *receiving, struct error *err)
{
	return take_in(receiving, RECEIVE_LATER, err);
}
