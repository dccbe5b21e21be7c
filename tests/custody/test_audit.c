/* SPDX-License-Identifier: Apache-2.0 */
/* test_audit.c - an audit of a real catalogue: sound, damaged, stopped, sampled, recorded. */
#include "custody/audit.h"

#include "sample/sample.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/digest.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct fixture {
	struct sample sample;
	char         *pristine; /* a copy of the catalogue as it was made */
};

static int
make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	sample_make(&f->sample);
	assert_true(asprintf(&f->pristine, "%s/pristine", f->sample.folder) > 0);
	sample_copy(f->sample.path, f->pristine);
	*state = f;
	return 0;
}

static int
drop_fixture(void **state)
{
	struct fixture *f = *state;

	sample_drop(&f->sample);
	free(f->pristine);
	free(f);
	return 0;
}

/* Puts the catalogue back as it was made, home file and all. */
static int
restore(void **state)
{
	struct fixture *f = *state;
	struct run run = { 0 };

	if (access(f->pristine, F_OK) != 0)
		return -1;
	expect_shell(0, &run, f->sample.folder,
	             "rm -rf '%s' && cp -a '%s' '%s' && test -d '%s.kept' || cp -a '%s' '%s.kept';"
	             " rm -rf '%s' && cp -a '%s.kept' '%s'",
	             f->sample.path, f->pristine, f->sample.path, f->sample.state, f->sample.state,
	             f->sample.state, f->sample.state, f->sample.state, f->sample.state);
	run_end(&run);
	return 0;
}

static json_t *
audit_as(struct fixture *f, enum sample_actor actor, const struct audit_options *options)
{
	struct catalogue *catalogue = sample_open(&f->sample, f->sample.path, actor);
	json_t *report = NULL;
	struct error err;

	assert_ok(audit_run(catalogue, options, &report, &err), &err);
	catalogue_close(catalogue);
	return report;
}

static json_t *
audit_full(struct fixture *f)
{
	return audit_as(f, SAMPLE_NOBODY, &(struct audit_options){ .scope = AUDIT_FULL });
}

static const char *
layer(const json_t *report, const char *name)
{
	return json_string_value(json_object_get(json_object_get(report, "layers"), name));
}

static int64_t
number(const json_t *report, const char *part, const char *name)
{
	return json_integer_value(json_object_get(json_object_get(report, part), name));
}

static json_t *
list(const json_t *report, const char *part, const char *name)
{
	json_t *found = json_object_get(json_object_get(report, part), name);

	assert_true(json_is_array(found));
	return found;
}

static bool
names(const json_t *entries, const char *words)
{
	json_t *entry;
	size_t i;

	json_array_foreach(json_iterable(entries), i, entry) {
		if (strstr(json_string_value(entry), words) != NULL)
			return true;
	}
	return false;
}

static void
assert_layers(const json_t *report, const char *failed)
{
	static const char *const all[] = { "objects",     "log",        "signatures",
		                           "commitments", "projection", "home" };

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		const char *expected = strcmp(all[i], failed) == 0 ? "FAILED" : "OK";

		if (strcmp(layer(report, all[i]), expected) != 0)
			fail_msg("%s says %s: %s", all[i], layer(report, all[i]),
			         json_dumps(report, JSON_INDENT(1)));
	}
	assert_int_equal(json_is_true(json_object_get(report, "ok")), *failed == '\0');
}

/* The hash of an original and where it lies, by the name it came with. */
struct original {
	char *hash, *path;
};

static struct original
find_original(struct fixture *f, const char *name)
{
	struct catalogue *catalogue = sample_open(&f->sample, f->sample.path, SAMPLE_NOBODY);
	struct original original;
	char sql[256];

	snprintf(sql, sizeof sql, "SELECT object FROM p_acquisitions WHERE name = '%s' LIMIT 1",
	         name);
	original.hash = sample_value(catalogue, sql);
	original.path = sample_object_path(f->sample.path, original.hash);
	catalogue_close(catalogue);
	assert_int_equal(chmod(original.path, 0640), 0);
	return original;
}

static void
end_original(struct original *original)
{
	free(original->hash);
	free(original->path);
}

static void
flip_bit(const char *path)
{
	SCOPED_FD file = open(path, O_RDWR | O_CLOEXEC);
	unsigned char byte;

	assert_true(file >= 0);
	assert_int_equal(pread(file, &byte, 1, 1000), 1);
	byte ^= 0x10;
	assert_int_equal(pwrite(file, &byte, 1, 1000), 1);
}

static void
sound_catalogue_passes_every_layer(void **state)
{
	SCOPED_JSON json_t *report = audit_full(*state);

	assert_layers(report, "");
	assert_int_equal(number(report, "objects", "checked"), 6);
	assert_int_equal(number(report, "objects", "bytes"), 20 + 70000 + 20 + 300000 + 32 + 1200000 +
	                                                             20 + 4096 + 8);
	assert_int_equal(json_array_size(list(report, "objects", "unreferenced")), 0);
	assert_true(number(report, "log", "events") > 30);
	assert_int_equal(number(report, "log", "events"), number(report, "unseen", "events"));
	assert_int_equal(number(report, "unseen", "days"), 0);
	assert_true(number(report, "signatures", "checked") >= 10);
	assert_true(number(report, "commitments", "checked") > 300);
	assert_true(number(report, "projection", "tables") >= 46);
	assert_int_equal(json_string_length(json_object_get(json_object_get(report, "log"), "root")), 64);
	assert_true(json_is_null(json_object_get(report, "recorded")));
	assert_string_equal(json_string_value(json_object_get(report, "not_recorded")),
	                    "it was run without a key");
	assert_string_equal(json_string_value(json_object_get(report, "scope")), "full");
	assert_true(json_is_true(json_object_get(report, "complete")));
	assert_true(json_is_real(json_object_get(report, "seconds")));
}

static void
flipped_bit_is_named_with_exhibit_and_hash(void **state)
{
	struct original original = find_original(*state, "02-street.jpg");
	SCOPED_JSON json_t *report = NULL;

	flip_bit(original.path);
	report = audit_full(*state);
	assert_layers(report, "objects");
	assert_int_equal(json_array_size(list(report, "objects", "altered")), 1);
	assert_string_equal(json_string_value(json_array_get(list(report, "objects", "altered"), 0)),
	                    original.hash);
	assert_true(names(list(report, "objects", "faults"), original.hash));
	assert_true(names(list(report, "objects", "faults"), "E-000002 Q-000002"));
	assert_true(names(list(report, "objects", "faults"), "its bytes give SHA-256"));
	end_original(&original);
}

static void
quick_sees_sizes_and_reads_no_bytes(void **state)
{
	const struct audit_options quick = { .scope = AUDIT_QUICK };
	struct original flipped = find_original(*state, "02-street.jpg"),
			cut = find_original(*state, "03-clip.mp4");
	json_t *report;

	flip_bit(flipped.path);
	report = audit_as(*state, SAMPLE_NOBODY, &quick);
	assert_true(json_is_true(json_object_get(report, "ok")));
	assert_non_null(strstr(layer(report, "objects"), "NOT CHECKED: "));
	assert_int_equal(number(report, "objects", "bytes"), 0);
	assert_int_equal(number(report, "objects", "checked"), 6);
	json_decref(report);
	assert_int_equal(truncate(cut.path, 1200031), 0);
	report = audit_as(*state, SAMPLE_NOBODY, &quick);
	assert_layers(report, "objects");
	assert_true(names(list(report, "objects", "altered"), cut.hash));
	assert_true(names(list(report, "objects", "faults"), "1200031 bytes are there, 1200032"));
	json_decref(report);
	end_original(&flipped);
	end_original(&cut);
}

static void
missing_object_is_named(void **state)
{
	struct original original = find_original(*state, "07-remarks.txt");
	SCOPED_JSON json_t *report = NULL;

	assert_int_equal(unlink(original.path), 0);
	report = audit_full(*state);
	assert_layers(report, "objects");
	assert_true(names(list(report, "objects", "missing"), original.hash));
	assert_int_equal(number(report, "objects", "missing_count"), 1);
	assert_true(names(list(report, "objects", "faults"), "missing: Q-000007 "));
	end_original(&original);
}

static void
uncatalogued_files_are_told_and_are_no_damage(void **state)
{
	struct fixture *f = *state;
	static const char hash[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
	SCOPED_JSON json_t *report = NULL;
	struct run run = { 0 };

	expect_shell(0, &run, f->sample.folder,
	             "cd '%s/originals' && mkdir -p 9f/86 && printf test > 9f/86/%s &&"
	             " printf thumbs > 9f/Thumbs.db && printf '' > ../staging/staged-000000000000000000000000000000aa",
	             f->sample.path, hash);
	run_end(&run);
	report = audit_full(f);
	assert_layers(report, "");
	assert_true(names(list(report, "objects", "unreferenced"), hash));
	assert_true(names(list(report, "objects", "unreferenced"), "originals/9f/Thumbs.db"));
	assert_int_equal(number(report, "objects", "unreferenced_count"), 2);
	assert_int_equal(json_array_size(list(report, "objects", "leftovers")), 1);
}

static void
sample_is_the_share_that_the_seed_gives(void **state)
{
	struct fixture *f = *state;
	const struct audit_options options = { .scope = AUDIT_SAMPLE, .sample_percent = 40 };
	struct catalogue *catalogue;
	int64_t expected = 0, total = 0;

	/* several seeds, so that shares of six objects differ */
	for (int round = 0; round < 8; round++) {
		SCOPED_JSON json_t *report = audit_as(f, SAMPLE_NOBODY, &options);
		SCOPED_STATEMENT rows = NULL;
		struct digest seed;

		assert_true(digest_read(text_of(json_string_value(json_object_get(
						json_object_get(report, "sample"), "seed"))),
		                        &seed));
		catalogue = sample_open(&f->sample, f->sample.path, SAMPLE_NOBODY);
		assert_ok(database_prepare(catalogue->database, "SELECT sha256, bytes FROM p_objects",
		                           &rows, NULL),
		          NULL);
		expected = 0;
		while (statement_step(rows, NULL) == STATUS_OK) {
			unsigned char both[64];
			struct digest object, mixed;
			const unsigned char *b = mixed.bytes;

			assert_true(digest_read(statement_text(rows, 0), &object));
			memcpy(both, seed.bytes, 32);
			memcpy(both + 32, object.bytes, 32);
			assert_ok(digest_of(both, sizeof both, &mixed, NULL), NULL);
			if (((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]) % 100 < 40)
				expected += statement_integer(rows, 1);
		}
		statement_release(rows);
		rows = NULL;
		catalogue_close(catalogue);
		assert_int_equal(number(report, "objects", "bytes"), expected);
		assert_int_equal(number(report, "objects", "checked"), 6);
		assert_non_null(strstr(layer(report, "objects"), "only 40 % were read"));
		total += expected;
	}
	assert_true(total > 0);
}

static void
wrong_share_is_refused(void **state)
{
	struct fixture *f = *state;
	struct catalogue *catalogue = sample_open(&f->sample, f->sample.path, SAMPLE_NOBODY);
	json_t *report = NULL;
	struct error err;

	for (unsigned percent = 0; percent <= 100; percent += 100) {
		const struct audit_options options = { .scope = AUDIT_SAMPLE, .sample_percent = percent };

		assert_status(STATUS_INVALID, audit_run(catalogue, &options, &report, &err), &err);
	}
	catalogue_close(catalogue);
}

/* Progress that stops the audit as soon as it does something. */
struct stopper {
	const char *doing;
	atomic_bool stop;
	int         calls;
};

static void
stop_at(void *context, const struct audit_progress *progress)
{
	struct stopper *stopper = context;

	stopper->calls++;
	assert_true(progress->done <= progress->total || progress->total == 0);
	if (strcmp(progress->doing, stopper->doing) == 0)
		atomic_store(&stopper->stop, true);
}

static void
stopped_audit_says_what_it_did_not_reach(void **state)
{
	struct stopper stopper = { .doing = "checking originals" };
	const struct audit_options options = { .scope = AUDIT_FULL,
		                               .progress = stop_at,
		                               .context = &stopper,
		                               .stop = &stopper.stop };
	json_t *report = audit_as(*state, SAMPLE_NOBODY, &options);

	assert_true(stopper.calls > 0);
	assert_false(json_is_true(json_object_get(report, "complete")));
	assert_false(json_is_true(json_object_get(report, "ok")));
	assert_string_equal(layer(report, "log"), "OK");
	assert_string_equal(layer(report, "projection"), "OK");
	assert_non_null(strstr(layer(report, "objects"), "NOT CHECKED: the audit was stopped"));
	json_decref(report);
	atomic_store(&stopper.stop, true);
	report = audit_as(*state, SAMPLE_NOBODY, &options);
	assert_non_null(strstr(layer(report, "commitments"), "NOT CHECKED: the audit was stopped"));
	json_decref(report);
}

static void
audit_with_a_key_is_recorded(void **state)
{
	struct fixture *f = *state;
	struct original original = find_original(f, "02-street.jpg");
	SCOPED_FREE char *event = NULL, *missing = NULL, *counts = NULL, *first = NULL;
	struct catalogue *catalogue;
	json_t *report;

	assert_int_equal(unlink(original.path), 0);
	report = audit_as(f, SAMPLE_BEN, &(struct audit_options){ .scope = AUDIT_FULL });
	assert_true(json_is_string(json_object_get(report, "recorded")));
	assert_true(json_is_null(json_object_get(report, "not_recorded")));
	catalogue = sample_open(&f->sample, f->sample.path, SAMPLE_NOBODY);
	event = sample_value(catalogue, "SELECT e.id FROM p_audits a JOIN events e USING (seq)"
	                                " ORDER BY seq DESC LIMIT 1");
	assert_string_equal(event, json_string_value(json_object_get(report, "recorded")));
	missing = sample_value(catalogue, "SELECT missing FROM p_audits ORDER BY seq DESC LIMIT 1");
	first = sample_value(catalogue, "SELECT '[\"' || uuid || '\"]' FROM p_acquisitions WHERE"
	                                " name = '02-street.jpg'");
	assert_string_equal(missing, first);
	counts = sample_value(catalogue, "SELECT missing_count || ' ' || altered_count || ' ' ||"
	                                 " objects || ' ' || layers FROM p_audits ORDER BY seq"
	                                 " DESC LIMIT 1");
	assert_string_equal(counts, "1 0 6 {\"commitments\":\"ok\",\"log\":\"ok\",\"objects\":\"failed\","
	                            "\"projection\":\"ok\",\"signatures\":\"ok\"}");
	catalogue_close(catalogue);
	json_decref(report);
	report = audit_full(f); /* the log with the record in it is sound */
	assert_layers(report, "objects");
	json_decref(report);
	end_original(&original);
}

static void
recorded_size_and_root_are_those_that_were_seen(void **state)
{
	struct fixture *f = *state;
	SCOPED_JSON json_t *report = audit_as(f, SAMPLE_ANA,
	                                      &(struct audit_options){ .scope = AUDIT_SAMPLE,
	                                                               .sample_percent = 99 });
	struct catalogue *catalogue = sample_open(&f->sample, f->sample.path, SAMPLE_NOBODY);
	SCOPED_FREE char *seen = sample_value(catalogue,
	                                      "SELECT size || ' ' || root || ' ' || sample_percent ||"
	                                      " ' ' || scope || ' ' || complete FROM p_audits"
	                                      " ORDER BY seq DESC LIMIT 1");
	char expected[256];

	snprintf(expected, sizeof expected, "%lld %s 99 sample 1",
	         (long long)number(report, "log", "events"),
	         json_string_value(json_object_get(json_object_get(report, "log"), "root")));
	assert_string_equal(seen, expected);
	catalogue_close(catalogue);
}

static void
without_home_file_it_says_not_checked(void **state)
{
	struct fixture *f = *state;
	SCOPED_JSON json_t *report = NULL;
	struct run run = { 0 };

	expect_shell(0, &run, f->sample.folder, "rm -r '%s'", f->sample.state);
	run_end(&run);
	report = audit_full(f);
	assert_true(json_is_true(json_object_get(report, "ok")));
	assert_non_null(strstr(layer(report, "home"), "NOT CHECKED: this login has no home file"));
}

static void
an_empty_catalogue_passes(void **state)
{
	struct sample sample;
	struct catalogue *catalogue;
	json_t *report = NULL;
	struct error err;

	(void)state;
	sample_make_empty(&sample);
	catalogue = sample_open(&sample, sample.path, SAMPLE_NOBODY);
	assert_ok(audit_run(catalogue, &(struct audit_options){ .scope = AUDIT_FULL }, &report, &err),
	          &err);
	assert_layers(report, "");
	assert_int_equal(number(report, "objects", "checked"), 0);
	json_decref(report);
	catalogue_close(catalogue);
	sample_drop(&sample);
}

/* A second process that takes photographs in and writes notes until it is told to end. */
static void
write_until_killed(const struct sample *sample, int ready)
{
	for (unsigned i = 0;; i++) {
		struct catalogue *catalogue = sample_open(sample, sample->path, SAMPLE_ANA);
		char path[512];

		snprintf(path, sizeof path, "%s/beside-%u.jpg", sample->folder, i);
		sample_photograph(path, 1000 + i, 3000);
		sample_take_in(catalogue, path, true);
		catalogue_close(catalogue);
		if (i == 0 && write(ready, "r", 1) != 1)
			_exit(1);
	}
}

static void
audit_beside_a_writer_finds_no_damage(void **state)
{
	struct sample sample;
	int ready[2];
	char byte;
	pid_t writer;

	(void)state;
	sample_make_empty(&sample);
	assert_int_equal(pipe(ready), 0);
	writer = fork();
	if (writer == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0)
		write_until_killed(&sample, ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	for (int i = 0; i < 8; i++) {
		struct catalogue *catalogue = sample_open(&sample, sample.path, SAMPLE_NOBODY);
		json_t *report = NULL;
		struct error err;

		assert_ok(audit_run(catalogue, &(struct audit_options){ .scope = AUDIT_FULL },
		                    &report, &err),
		          &err);
		assert_layers(report, "");
		json_decref(report);
		catalogue_close(catalogue);
	}
	kill(writer, SIGKILL);
	assert_int_equal(waitpid(writer, NULL, 0), writer);
	close(ready[0]);
	close(ready[1]);
	sample_drop(&sample);
}

/* More objects than one page of rows or one round of the pool. */
static void
many_objects_come_out_in_order(void **state)
{
	enum { MANY = 1300 };
	struct sample sample;
	struct catalogue *catalogue;
	SCOPED_FREE char *folder = NULL;
	SCOPED_JSON json_t *report = NULL;
	json_t *altered;
	struct run run = { 0 };
	struct error err;

	(void)state;
	sample_make_empty(&sample);
	assert_true(asprintf(&folder, "%s/many", sample.folder) > 0);
	assert_int_equal(mkdir(folder, 0700), 0);
	for (unsigned i = 0; i < MANY; i++) {
		char path[512];

		snprintf(path, sizeof path, "%s/%u.jpg", folder, i);
		sample_photograph(path, i + 100, 40 + i % 7);
	}
	catalogue = sample_open(&sample, sample.path, SAMPLE_ANA);
	sample_take_in(catalogue, folder, true);
	catalogue_close(catalogue);
	expect_shell(0, &run, sample.folder,
	             "find '%s/originals' -type f | while read f; do chmod u+w $f; printf x >> $f; done",
	             sample.path);
	run_end(&run);
	catalogue = sample_open(&sample, sample.path, SAMPLE_NOBODY);
	assert_ok(audit_run(catalogue, &(struct audit_options){ .scope = AUDIT_FULL, .threads = 3 },
	                    &report, &err),
	          &err);
	altered = list(report, "objects", "altered");
	assert_int_equal(json_array_size(altered), MANY);
	assert_int_equal(number(report, "objects", "checked"), MANY);
	for (size_t i = 1; i < MANY; i++)
		assert_true(strcmp(json_string_value(json_array_get(altered, i - 1)),
		                   json_string_value(json_array_get(altered, i))) < 0);
	catalogue_close(catalogue);
	sample_drop(&sample);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sound_catalogue_passes_every_layer, restore),
		cmocka_unit_test_setup(flipped_bit_is_named_with_exhibit_and_hash, restore),
		cmocka_unit_test_setup(quick_sees_sizes_and_reads_no_bytes, restore),
		cmocka_unit_test_setup(missing_object_is_named, restore),
		cmocka_unit_test_setup(uncatalogued_files_are_told_and_are_no_damage, restore),
		cmocka_unit_test_setup(sample_is_the_share_that_the_seed_gives, restore),
		cmocka_unit_test_setup(wrong_share_is_refused, restore),
		cmocka_unit_test_setup(stopped_audit_says_what_it_did_not_reach, restore),
		cmocka_unit_test_setup(audit_with_a_key_is_recorded, restore),
		cmocka_unit_test_setup(recorded_size_and_root_are_those_that_were_seen, restore),
		cmocka_unit_test_setup(without_home_file_it_says_not_checked, restore),
		cmocka_unit_test(an_empty_catalogue_passes),
		cmocka_unit_test(audit_beside_a_writer_finds_no_damage),
		cmocka_unit_test(many_objects_come_out_in_order),
	};

	return cmocka_run_group_tests(tests, make_fixture, drop_fixture);
}
