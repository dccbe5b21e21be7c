/* SPDX-License-Identifier: Apache-2.0 */
/* sample.c - the catalogue that the tests of custody look at and damage. */
#include "sample/sample.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "casework/creation.h"
#include "casework/delivery.h"
#include "casework/records.h"
#include "custody/audit.h"
#include "intake/pipeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct signing_key *
sample_key(enum sample_actor actor)
{
	unsigned char seed[SIGNING_SEED_SIZE];
	struct signing_key *key;

	memset(seed, actor == SAMPLE_ANA ? 0x41 : 0x42, sizeof seed);
	assert_ok(signing_key_of_seed(&key, seed, NULL), NULL);
	return key;
}

struct catalogue *
sample_open(const struct sample *sample, const char *path, enum sample_actor actor)
{
	struct catalogue *catalogue;
	struct error err;

	if (actor == SAMPLE_NOBODY) {
		assert_ok(catalogue_open_for_audit(&catalogue, path, &sample->here, &err), &err);
		return catalogue;
	}
	assert_ok(catalogue_open(&catalogue, path, true, &sample->here, &err), &err);
	assert_ok(catalogue_sign_as(catalogue, sample_key(actor), true, &err), &err);
	return catalogue;
}

/* Bytes that look like nothing and are the same each time (xorshift32). */
static void
fill(unsigned char *bytes, size_t n, uint32_t seed)
{
	uint32_t x = seed * 2654435761u + 1;

	for (size_t i = 0; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		bytes[i] = (unsigned char)x;
	}
}

static void
write_beginning(const char *path, const char *beginning, size_t beginning_size, unsigned seed,
                size_t n)
{
	unsigned char *bytes = malloc(beginning_size + n);

	assert_non_null(bytes);
	memcpy(bytes, beginning, beginning_size);
	fill(bytes + beginning_size, n, seed);
	write_file(path, bytes, beginning_size + n);
	free(bytes);
}

void
sample_photograph(const char *path, unsigned seed, size_t n)
{
	static const char beginning[] = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0";

	write_beginning(path, beginning, sizeof beginning - 1, seed, n);
}

static void
write_clip(const char *path, unsigned seed, size_t n)
{
	static const char beginning[] = "\0\0\0\x18" "ftypisom\0\0\2\0isommp41\0\0\0\10free";

	write_beginning(path, beginning, sizeof beginning - 1, seed, n);
}

static char *
below(const char *folder, const char *name)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		fail_msg("no memory");
	return path;
}

void
sample_make_empty(struct sample *out)
{
	struct signing_key *ana = sample_key(SAMPLE_ANA);
	struct error err;

	out->folder = folder_make();
	out->path = below(out->folder, "catalogue");
	out->state = below(out->folder, "state");
	out->here = (struct surroundings){ .workers = VIDIMUS_WORKERS, .state_folder = out->state,
		                           .host = "desk",
		                           .login = "ana",
		                           .machine = "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
		                           .build = "sample",
		                           .sources = &ledger_true_sources };
	assert_ok(catalogue_create(&(struct creation){ .path = out->path,
	                                               .name = "Sample",
	                                               .organisation = "Office",
	                                               .actor_code = "ana",
	                                               .digests = "md5",
	                                               .key = ana },
	                           &out->here, &err),
	          &err);
	signing_key_close(ana);
}

void
sample_drop(struct sample *sample)
{
	folder_remove(sample->folder);
	free(sample->path);
	free(sample->state);
}

static void
add_ben(struct catalogue *catalogue)
{
	struct signing_key *ben = sample_key(SAMPLE_BEN);
	struct key_request request;
	struct error err;
	int64_t number;

	assert_ok(key_request_make(&request, ben, &catalogue->uuid, &err), &err);
	assert_ok(actor_add(catalogue,
	                    &(struct actor_words){ .request = &request,
	                                           .code = "ben",
	                                           .role = "member",
	                                           .name = "Ben",
	                                           .organisation = "Office" },
	                    &number, &err),
	          &err);
	signing_key_close(ben);
}

static void
add_records(struct catalogue *catalogue)
{
	struct error err;
	int64_t number;

	assert_ok(person_add(catalogue,
	                     &(struct person_words){ .code = "source-4",
	                                             .roles = "source",
	                                             .protection_level = "high",
	                                             .identity_held_at = "safe 3, envelope 12" },
	                     &number, &err),
	          &err);
	assert_ok(channel_add(catalogue,
	                      &(struct channel_words){ .code = "evening-news",
	                                               .platform = "telegram",
	                                               .kind = "channel",
	                                               .visibility = "public",
	                                               .handle = "@evening",
	                                               .title = "Evening news" },
	                      &number, &err),
	          &err);
}

static void
write_sources(const char *folder)
{
	static const struct {
		const char *name;
		unsigned    seed;
		size_t      size;
	} photographs[] = { { "01-square.jpg", 1, 70000 },
		            { "02-street.jpg", 2, 300000 },
		            { "04-bridge.jpg", 4, 4096 },
		            { "06-square-again.jpg", 1, 70000 } };
	SCOPED_FREE char *clip = below(folder, "03-clip.mp4");
	SCOPED_FREE char *empty = below(folder, "05-empty.jpg");
	SCOPED_FREE char *text = below(folder, "07-remarks.txt");
	SCOPED_FREE char *pipe = below(folder, "08-pipe.jpg");

	assert_int_equal(mkdir(folder, 0700), 0);
	for (size_t i = 0; i < sizeof photographs / sizeof photographs[0]; i++) {
		SCOPED_FREE char *path = below(folder, photographs[i].name);

		sample_photograph(path, photographs[i].seed, photographs[i].size);
	}
	write_clip(clip, 3, 1200000);
	write_file(empty, "", 0);
	write_file(text, "remarks\n", 8);
	assert_int_equal(mkfifo(pipe, 0600), 0);
}

static void
run_intake(struct catalogue *catalogue, const struct intake_options *options)
{
	struct intake_summary summary = { 0 };
	struct error err;

	assert_ok(intake_run(catalogue, options, &summary, &err), &err);
	intake_summary_end(&summary);
}

void
sample_take_in(struct catalogue *catalogue, const char *path, bool accession)
{
	run_intake(catalogue,
	           &(struct intake_options){ .paths = &path,
	                                     .path_count = 1,
	                                     .list = -1,
	                                     .verify_known = true,
	                                     .mode = accession ? DELIVERY_INTAKE
	                                                       : DELIVERY_RECEIVE });
}

static void
take_in_with_words(struct catalogue *catalogue, const char *path)
{
	const struct provenance_words words = { .from = "source-4",
		                                .method = "public-download",
		                                .medium = "web-download",
		                                .channel = "evening-news",
		                                .url = "https://t.me/evening/17",
		                                .post_id = "17",
		                                .caption = "the square, this morning",
		                                .published = "2020-11-09",
		                                .published_zone = "unknown" };

	run_intake(catalogue, &(struct intake_options){ .paths = &path,
	                                                .path_count = 1,
	                                                .list = -1,
	                                                .words = &words,
	                                                .mode = DELIVERY_INTAKE });
}

char *
sample_value(struct catalogue *catalogue, const char *sql)
{
	SCOPED_STATEMENT statement = NULL;
	struct error err;
	char *value;

	assert_ok(database_prepare(catalogue->database, sql, &statement, &err), &err);
	assert_ok(statement_step(statement, &err), &err);
	value = strndup(statement_text(statement, 0).p, statement_text(statement, 0).n);
	assert_non_null(value);
	return value;
}

static struct uuid
uuid_value(struct catalogue *catalogue, const char *sql)
{
	SCOPED_FREE char *text = sample_value(catalogue, sql);
	struct uuid uuid;

	assert_true(uuid_read(text_of(text), &uuid));
	return uuid;
}

static void
describe(struct catalogue *catalogue, const char *title)
{
	struct uuid item = uuid_value(catalogue, "SELECT uuid FROM p_items WHERE number = 1");
	struct error err;
	int64_t version;

	assert_ok(item_describe(catalogue, &item,
	                        &(struct description_words){ .title = title,
	                                                     .summary = "People on a square.",
	                                                     .graphic_level = "not-sensitive",
	                                                     .sound = "no-sound" },
	                        &version, &err),
	          &err);
}

static void
add_note(struct catalogue *catalogue, const char *words)
{
	struct uuid item = uuid_value(catalogue, "SELECT uuid FROM p_items WHERE number = 1");
	struct subject subject = subject_of("item", &item);
	struct error err;

	assert_ok(note_add(catalogue, &subject, text_of(words), &err), &err);
}

char *
sample_object_path(const char *catalogue, const char *sha256)
{
	char *path = NULL;

	if (asprintf(&path, "%s/originals/%.2s/%.2s/%s", catalogue, sha256, sha256 + 2, sha256) < 0)
		fail_msg("no memory");
	return path;
}

/* Damages a held original and takes the file in again, by another path. */
static void
repair(const struct sample *sample, struct catalogue *catalogue)
{
	SCOPED_FREE char *hash = sample_value(catalogue,
	                                      "SELECT object FROM p_acquisitions WHERE name ="
	                                      " '04-bridge.jpg'");
	SCOPED_FREE char *held = sample_object_path(sample->path, hash);
	SCOPED_FREE char *again = below(sample->folder, "bridge.jpg");

	assert_int_equal(chmod(held, 0640), 0);
	write_file(held, "damaged", 7);
	sample_photograph(again, 4, 4096);
	sample_take_in(catalogue, again, true);
}

static void
begin_delivery(struct catalogue *catalogue, const char *path, bool and_close)
{
	struct delivery_plan plan = { 0 };
	struct change *change = NULL;
	struct error err;
	char actor[DIGEST_TEXT_SIZE];
	struct digest fingerprint;

	assert_ok(delivery_plan_make(&plan, catalogue, &(struct provenance_words){ 0 },
	                             DELIVERY_RECEIVE, false, &path, 1, &err),
	          &err);
	assert_ok(actor_fingerprint(signing_key_public(catalogue->signer), &fingerprint, &err), &err);
	digest_write(actor, &fingerprint);
	assert_status(and_close ? STATUS_OK : STATUS_NOT_FOUND,
	              delivery_find_open(catalogue, &plan, actor, &err), &err);
	assert_ok(catalogue_begin(catalogue, "receive", &change, &err), &err);
	assert_ok(delivery_begin(catalogue, change, &plan, &err), &err);
	if (and_close)
		assert_ok(delivery_close(catalogue, change, &plan, 0, &err), &err);
	assert_ok(catalogue_commit(catalogue, change, &err), &err);
	delivery_plan_end(&plan);
}

/* A delivery that one build of the program began and another continued. */
static void
continue_delivery(struct sample *sample)
{
	struct catalogue *catalogue = sample_open(sample, sample->path, SAMPLE_BEN);

	begin_delivery(catalogue, "/media/card", false);
	catalogue_close(catalogue);
	sample->here.build = "sample-2";
	catalogue = sample_open(sample, sample->path, SAMPLE_BEN);
	begin_delivery(catalogue, "/media/card", true);
	catalogue_close(catalogue);
}

static void
audit(struct catalogue *catalogue)
{
	const struct audit_options options = { .scope = AUDIT_FULL };
	json_t *report = NULL;
	struct error err;

	assert_ok(audit_run(catalogue, &options, &report, &err), &err);
	if (!json_is_true(json_object_get(report, "ok")))
		fail_msg("the fresh sample does not pass: %s", json_dumps(report, JSON_INDENT(1)));
	json_decref(report);
}

void
sample_make(struct sample *out)
{
	SCOPED_FREE char *sources = NULL;
	struct catalogue *catalogue;

	sample_make_empty(out);
	sources = below(out->folder, "sources");
	write_sources(sources);
	catalogue = sample_open(out, out->path, SAMPLE_ANA);
	add_ben(catalogue);
	add_records(catalogue);
	take_in_with_words(catalogue, sources);
	describe(catalogue, "The square");
	repair(out, catalogue);
	catalogue_close(catalogue);
	continue_delivery(out);
	catalogue = sample_open(out, out->path, SAMPLE_ANA);
	audit(catalogue);
	add_note(catalogue, "compare with the second photograph");
	describe(catalogue, "The square in the morning");
	add_note(catalogue, "asked a colleague");
	catalogue_close(catalogue);
}

void
sample_copy(const char *from, const char *to)
{
	struct run run = { 0 };

	expect_shell(0, &run, "/", "cp -a --sparse=always '%s' '%s'", from, to);
	run_end(&run);
}
