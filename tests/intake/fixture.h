/* SPDX-License-Identifier: Apache-2.0 */
/* fixture.h - a real catalogue with a real key, sources beside it, and what a run said. */
#ifndef VIDIMUS_TESTS_INTAKE_FIXTURE_H
#define VIDIMUS_TESTS_INTAKE_FIXTURE_H

#include "support/support.h"

#include "casework/creation.h"
#include "intake/pipeline.h"
#include "ledger/compare.h"
#include "ledger/verify.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define UNUSED __attribute__((unused))

/* One line of a run, kept. */
struct kept_line {
	char               *path; /* NUL-ended */
	enum intake_outcome outcome;
	bool                had_already, repaired;
	int64_t             item, acquisition, delivery;
	struct digest       digest;
	uint64_t            bytes;
	char                media_type[64];
	char                warnings[256]; /* with spaces between */
	char                code[64];
	char                words[ERROR_TEXT_SIZE];
};

struct fixture {
	char               *folder;
	char                path[512], state[512]; /* of the catalogue; of home files */
	struct surroundings here;
	struct catalogue   *catalogue;
	unsigned char       seed[SIGNING_SEED_SIZE];

	struct kept_line   *lines;
	size_t              line_count;
	struct intake_summary summary;
	uint64_t            progress_count;
	atomic_bool         stop;

	/* What a test wants to happen meanwhile. */
	void (*on_line)(struct fixture *fixture, const struct intake_line *line);
	void (*on_progress)(struct fixture *fixture, const struct intake_progress *progress);
	size_t              stop_after; /* lines; 0: never */
};

static UNUSED void
fixture_open(struct fixture *fixture)
{
	struct signing_key *key;
	struct error err;

	assert_ok(catalogue_open(&fixture->catalogue, fixture->path, true, &fixture->here, &err), &err);
	assert_ok(signing_key_of_seed(&key, fixture->seed, &err), &err);
	assert_ok(catalogue_sign_as(fixture->catalogue, key, false, &err), &err);
}

static UNUSED void
fixture_close(struct fixture *fixture)
{
	catalogue_close(fixture->catalogue);
	fixture->catalogue = NULL;
}

/* Makes a catalogue, whose log is closed, and an empty folder source/. */
static UNUSED void
fixture_begin(struct fixture *fixture)
{
	struct creation creation = { .name = "test", .actor_code = "ana", .digests = "md5" };
	struct signing_key *key;
	char source[512];
	struct error err;

	*fixture = (struct fixture){ .folder = folder_make() };
	memset(fixture->seed, 7, sizeof fixture->seed);
	snprintf(fixture->path, sizeof fixture->path, "%s/catalogue", fixture->folder);
	snprintf(fixture->state, sizeof fixture->state, "%s/home/state", fixture->folder);
	snprintf(source, sizeof source, "%s/source", fixture->folder);
	assert_int_equal(mkdir(source, 0700), 0);
	fixture->here = (struct surroundings){ .workers = VIDIMUS_WORKERS, .state_folder = fixture->state,
		                               .host = "testhost",
		                               .login = "tester",
		                               .machine = "machine-1",
		                               .build = "test",
		                               .sources = &ledger_true_sources };
	creation.path = fixture->path;
	assert_ok(signing_key_of_seed(&key, fixture->seed, &err), &err);
	creation.key = key;
	assert_ok(catalogue_create(&creation, &fixture->here, &err), &err);
	signing_key_close(key);
	assert_int_equal(chdir(fixture->folder), 0);
}

static UNUSED void
fixture_forget(struct fixture *fixture)
{
	for (size_t i = 0; i < fixture->line_count; i++)
		free(fixture->lines[i].path);
	free(fixture->lines);
	fixture->lines = NULL;
	fixture->line_count = 0;
	fixture->progress_count = 0;
	intake_summary_end(&fixture->summary);
	fixture->summary = (struct intake_summary){ 0 };
}

static UNUSED void
fixture_end(struct fixture *fixture)
{
	fixture_forget(fixture);
	fixture_close(fixture);
	assert_int_equal(chdir("/"), 0);
	folder_remove(fixture->folder);
}

static UNUSED void
fixture_keep_line(void *context, const struct intake_line *line)
{
	struct fixture *fixture = context;
	struct kept_line *kept;

	fixture->lines = realloc(fixture->lines, (fixture->line_count + 1) * sizeof *fixture->lines);
	kept = &fixture->lines[fixture->line_count++];
	*kept = (struct kept_line){ .path = strndup(line->path.p, line->path.n),
		                    .outcome = line->outcome,
		                    .had_already = line->had_already,
		                    .repaired = line->repaired,
		                    .item = line->item,
		                    .acquisition = line->acquisition,
		                    .delivery = line->delivery,
		                    .digest = line->digest,
		                    .bytes = line->bytes };
	snprintf(kept->media_type, sizeof kept->media_type, "%.*s", (int)line->media_type.n,
	         line->media_type.p ? line->media_type.p : "");
	for (size_t i = 0; i < line->warning_count; i++) {
		size_t n = strlen(kept->warnings);

		snprintf(kept->warnings + n, sizeof kept->warnings - n, "%s%s", n ? " " : "",
		         line->warnings[i]);
	}
	snprintf(kept->code, sizeof kept->code, "%s", line->error_code ? line->error_code : "");
	snprintf(kept->words, sizeof kept->words, "%s", line->error_text ? line->error_text : "");
	if (getenv("VIDIMUS_TEST_LINES") != NULL)
		print_message("%s: %s E%lld Q%lld %s %s\n", kept->path,
		              intake_outcome_name(kept->outcome), (long long)kept->item,
		              (long long)kept->acquisition, kept->warnings, kept->words);
	if (fixture->on_line != NULL)
		fixture->on_line(fixture, line);
	if (fixture->stop_after != 0 && fixture->line_count >= fixture->stop_after)
		atomic_store(&fixture->stop, true);
}

static UNUSED void
fixture_note_progress(void *context, const struct intake_progress *progress)
{
	struct fixture *fixture = context;

	fixture->progress_count++;
	if (fixture->on_progress != NULL)
		fixture->on_progress(fixture, progress);
}

/* Runs with the catalogue opened for it and closed after it; paths are relative to the folder. */
static UNUSED enum status
fixture_try(struct fixture *fixture, struct intake_options options, struct error *err)
{
	static const char *const source[] = { "source" };
	enum status st;

	fixture_forget(fixture);
	atomic_store(&fixture->stop, false);
	if (options.paths == NULL && options.list <= 0) {
		options.paths = source;
		options.path_count = 1;
	}
	if (options.list == 0)
		options.list = -1;
	options.callbacks = (struct intake_callbacks){ .line = fixture_keep_line,
		                                       .progress = fixture_note_progress,
		                                       .context = fixture,
		                                       .stop = &fixture->stop };
	fixture_open(fixture);
	st = intake_run(fixture->catalogue, &options, &fixture->summary, err);
	fixture_close(fixture);
	return st;
}

static UNUSED void
fixture_run(struct fixture *fixture, struct intake_options options)
{
	struct error err;

	assert_ok(fixture_try(fixture, options, &err), &err);
}

/* A usual run over source/. */
static UNUSED void
fixture_intake(struct fixture *fixture)
{
	fixture_run(fixture, (struct intake_options){ .mode = DELIVERY_INTAKE });
}

static UNUSED const struct kept_line *
fixture_line(const struct fixture *fixture, const char *path)
{
	for (size_t i = 0; i < fixture->line_count; i++)
		if (strcmp(fixture->lines[i].path, path) == 0)
			return &fixture->lines[i];
	fail_msg("no line of %s\n", path);
	return NULL;
}

/* A JPEG file, as far as its first bytes tell, of `n` bytes that `seed` chooses. */
static UNUSED void
make_picture(const char *path, unsigned seed, size_t n)
{
	unsigned char *bytes = malloc(n + 16);
	static const unsigned char head[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0 };

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes[i] = (unsigned char)(seed >> 24);
	}
	memcpy(bytes, head, n < sizeof head ? n : sizeof head);
	write_file(path, bytes, n);
	free(bytes);
}

/* What a query gives, rows in lines, columns with bars between. Opens the catalogue for it. */
static UNUSED char *
query(struct fixture *fixture, const char *sql)
{
	bool opened = fixture->catalogue == NULL;
	struct statement *statement;
	struct buffer out = { 0 };
	struct error err;

	if (opened)
		fixture_open(fixture);
	assert_ok(database_prepare(fixture->catalogue->database, sql, &statement, &err), &err);
	while (statement_step(statement, &err) == STATUS_OK) {
		for (int i = 0; i < statement_columns(statement); i++) {
			if (i > 0)
				buffer_append_byte(&out, '|');
			buffer_append_text(&out, statement_text(statement, i));
		}
		buffer_append_byte(&out, '\n');
	}
	statement_release(statement);
	if (opened)
		fixture_close(fixture);
	buffer_append_string(&out, "");
	return buffer_take(&out);
}

static UNUSED int64_t
query_number(struct fixture *fixture, const char *sql)
{
	char *text = query(fixture, sql);
	int64_t number = strtoll(text, NULL, 10);

	free(text);
	return number;
}

static UNUSED void
no_fault(void *context, const struct log_fault *fault)
{
	(void)context;
	fail_msg("event %lld: %s\n", (long long)fault->seq, fault->text);
}

static UNUSED void
no_difference(void *context, const char *table, int64_t only_here, int64_t only_in_log)
{
	(void)context;
	fail_msg("table %s: %lld rows only here, %lld only in the log\n", table,
	         (long long)only_here, (long long)only_in_log);
}

/* The log verifies, its commitments hold, and the projection is what it says. */
static UNUSED void
expect_sound_log(struct fixture *fixture)
{
	struct projection_report projection;
	struct commitment_report commitments;
	struct log_report log;
	struct error err;

	fixture_open(fixture);
	assert_ok(log_verify(fixture->catalogue->ledger, NULL, no_fault, NULL, &log, &err), &err);
	assert_ok(log_check_commitments(fixture->catalogue->ledger, NULL, no_fault, NULL,
	                                &commitments, &err), &err);
	assert_ok(projection_compare(fixture->catalogue->ledger, NULL, &(struct projection_watcher){ .found = no_difference },
	                             &projection, &err), &err);
	assert_int_equal(log.faults + commitments.faults + projection.different, 0);
	fixture_close(fixture);
}

/* Every object of the log lies in the vault with the right bytes; there are no others, and nothing is staged. */
static UNUSED void
expect_sound_vault(struct fixture *fixture)
{
	struct run run = { 0 };
	char *named = query(fixture, "SELECT sha256 FROM p_objects ORDER BY sha256");

	expect_shell(0, &run, fixture->folder,
	             "cd catalogue/originals && find . -path ./damaged -prune -o -type f -printf"
	             " '%%f\\n' | LC_ALL=C sort");
	assert_string_equal(buffer_string(&run.out), named);
	expect_shell(0, &run, fixture->folder,
	             "cd catalogue/originals && find . -path ./damaged -prune -o -type f -exec"
	             " sha256sum {} + | while read h p; do test \"${p##*/}\" = $h || echo $p; done");
	assert_string_equal(buffer_string(&run.out), "");
	expect_shell(0, &run, fixture->folder, "find catalogue/staging -type f");
	assert_string_equal(buffer_string(&run.out), "");
	run_end(&run);
	free(named);
}

/* Every file of the catalogue's folder with mode, size, time of change and hash. */
static UNUSED char *
catalogue_bytes(struct fixture *fixture)
{
	struct run run = { 0 };

	expect_shell(0, &run, fixture->folder,
	             "find catalogue -type f ! -name '*-shm' ! \\( -name '*-wal' -size 0 \\) -printf '%%p %%m %%s %%T@\\n' | LC_ALL=C sort;"
	             " find catalogue -type f ! -name '*-shm' ! \\( -name '*-wal' -size 0 \\) -print0 | LC_ALL=C sort -z | xargs -0 sha256sum;"
	             " find catalogue -type d | LC_ALL=C sort; cat home/state/* home/state/*/* 2>/dev/null | sha256sum");
	buffer_end(&run.err);
	return buffer_take(&run.out);
}

/* Nothing of the catalogue changed since `before`, which is freed. */
static UNUSED void
expect_same_bytes(struct fixture *fixture, char *before)
{
	char *after = catalogue_bytes(fixture);
	size_t at = 0;

	while (before[at] != '\0' && before[at] == after[at])
		at++;
	while (at > 0 && before[at - 1] != '\n')
		at--;
	if (strcmp(before, after) != 0)
		fail_msg("the catalogue changed:\n%.200s\nis now\n%.200s\n", before + at, after + at);
	free(before);
	free(after);
}

#endif
