/* SPDX-License-Identifier: Apache-2.0 */
/* test_view_records.c - deliveries, manifests, channels, persons, actors, vocabularies, statistics. */
#include "casework/delivery.h"
#include "casework/view_delivery.h"
#include "casework/view_records.h"
#include "casework/view_statistics.h"

#include "casework/view_sample.h"

static json_t *
listed(enum status (*list)(struct ledger *, const struct view_output *, struct error *))
{
	json_t *array = json_array();
	struct view_output to = { sample_keep, array };
	struct error err;

	assert_ok(list(sample.ledger, &to, &err), &err);
	return array;
}

static json_t *
shown(enum status (*show)(struct ledger *, const struct uuid *, json_t **, struct error *),
      const struct subject *subject)
{
	struct uuid uuid = sample_uuid(subject);
	json_t *object = NULL;
	struct error err;

	assert_ok(show(sample.ledger, &uuid, &object, &err), &err);
	return object;
}

static json_t *
streamed(enum status (*stream)(struct ledger *, const struct uuid *, const struct view_output *,
                               struct error *),
         const struct subject *subject)
{
	struct uuid uuid = sample_uuid(subject);
	json_t *array = json_array();
	struct view_output to = { sample_keep, array };
	struct error err;

	assert_ok(stream(sample.ledger, &uuid, &to, &err), &err);
	return array;
}

static void
deliveries_are_listed_with_their_state(void **state)
{
	SCOPED_JSON json_t *deliveries = listed(delivery_list);

	(void)state;
	assert_int_equal(json_array_size(deliveries), 2);
	see_string(deliveries, "0/id", "D-000001");
	see_string(deliveries, "0/state", "closed");
	see_string(deliveries, "0/from_code", "src-1");
	see_integer(deliveries, "0/files", 3);
	see_integer(deliveries, "0/failed", 1);
	see_string(deliveries, "1/state", "open");
	see_string(deliveries, "1/channel_code", "tg-7");
	see_integer(deliveries, "1/files", 2); /* counted, as nothing said so yet */
	see_null(deliveries, "1/bytes");
}

static void
a_delivery_shows_its_origin_and_counts(void **state)
{
	SCOPED_JSON json_t *first = shown(delivery_show, &sample.deliveries[0]),
			   *second = shown(delivery_show, &sample.deliveries[1]);

	(void)state;
	see_string(first, "method", "direct-from-witness");
	see_string(first, "receipt", "a note");
	see_integer(first, "items", 2);
	see_integer(first, "components", 1);
	see_json(first, "continuations", "[]");
	see_string(second, "continuations/0/host", "field");
	see_string(second, "actor_id", "K-000001");
}

static void
files_and_failures_of_a_delivery_are_emitted(void **state)
{
	SCOPED_JSON json_t *files = streamed(delivery_files, &sample.deliveries[0]),
			   *failures = streamed(delivery_failures, &sample.deliveries[0]);

	(void)state;
	assert_int_equal(json_array_size(files), 3);
	see_string(files, "0/item", "E-000001");
	see_null(files, "2/item");
	see_string(files, "2/kind", "component");
	assert_int_equal(json_array_size(failures), 1);
	see_string(failures, "0/path", "lost.mp4");
	see_string(failures, "0/code", "io");
}

/* Long enough for several pages, and every page begins where the last ended. */
static void
many_files_come_page_by_page(void **state)
{
	SCOPED_JSON json_t *files = NULL;
	char id[32];

	(void)state;
	sample_begin();
	for (int i = 6; i < 6 + 600; i++) {
		snprintf(id, sizeof id, "Q-%06d", i);
		sample_add("file.received", &sample.deliveries[1], sample_id(id), NULL);
	}
	sample_commit();
	files = streamed(delivery_files, &sample.deliveries[1]);
	assert_int_equal(json_array_size(files), 602);
	see_string(files, "601/id", "Q-000605");
}

static enum status
append_text(void *context, struct text bytes, struct error *err)
{
	buffer_append_text(context, bytes);
	return buffer_check(context, err);
}

static void
sha256sum_checks_the_manifest(void **state)
{
	struct uuid uuid = sample_uuid(&sample.deliveries[0]);
	SCOPED(buffer) manifest = { 0 };
	SCOPED(buffer) path = { 0 };
	struct run run = { 0 };
	struct error err;

	(void)state;
	assert_ok(delivery_manifest(sample.database, &uuid, append_text, &manifest, &err), &err);
	buffer_append_format(&path, "%s/manifest", sample.folder);
	write_file(buffer_string(&path), manifest.p, manifest.n);
	expect_shell(0, &run, sample.folder, "cd in && sha256sum --strict -c ../manifest");
	expect_shell(0, &run, sample.folder, "grep -vc '^#' manifest");
	assert_string_equal(buffer_string(&run.out), "3\n");
	expect_shell(1, &run, sample.folder, "cd in && echo x >> a.mp4 && sha256sum --strict -c ../manifest");
	run_end(&run);
}

static void
channels_persons_and_actors_are_listed_and_shown(void **state)
{
	SCOPED_JSON json_t *channels = listed(channel_list), *persons = listed(person_list),
			   *actors = listed(actor_list),
			   *channel = shown(channel_show, &sample.channel),
			   *person = shown(person_show, &sample.person);

	(void)state;
	see_string(channels, "0/title", "Secret room");
	see_string(channels, "1/id", "C-000002");
	see_null(channels, "1/code");
	see_string(persons, "0/code", "src-1");
	see_json(persons, "0/roles", "[\"witness\"]");
	see_json(persons, "1/roles", "[]");
	see_string(actors, "0/code", "ana");
	see_integer(channel, "posting_count", 3);
	see_integer(channel, "delivery_count", 1);
	see_string(channel, "history/0/type", "channel.added");
	see_integer(person, "handed_over_count", 1);
	see_integer(person, "collected_count", 0);
}

static void
vocabularies_are_listed_and_their_terms_told(void **state)
{
	SCOPED_JSON json_t *lists = listed(vocabulary_list), *terms = json_array();
	struct view_output to = { sample_keep, terms };
	struct error err;

	(void)state;
	assert_true(json_array_size(lists) >= 20);
	assert_ok(vocabulary_terms(sample.ledger, "graphic-level", NULL, &to, &err), &err);
	see_string(terms, "0/code", "unassessed");
	see_string(terms, "5/label", "Graphic 4: killing, torture");
	see_null(terms, "0/deprecated");
	assert_status(STATUS_NOT_FOUND, vocabulary_terms(sample.ledger, "grafic-level", NULL, &to, &err),
	              &err);
	assert_non_null(strstr(err.text, "did you mean graphic-level?"));
}

static json_t *
statistics_at(int64_t milliseconds)
{
	struct instant now = { milliseconds };
	json_t *object = NULL;
	struct error err;

	assert_ok(statistics(sample.ledger, now, &object, &err), &err);
	return object;
}

static bool
has_step(json_t *object, const char *code)
{
	json_t *step;
	size_t i;

	json_array_foreach(at(object, "next"), i, step) {
		if (strcmp(json_string_value(at(step, "code")), code) == 0)
			return true;
	}
	return false;
}

static void
statistics_count_everything(void **state)
{
	SCOPED_JSON json_t *object = statistics_at(SAMPLE_TIME + 2 * DAY);

	(void)state;
	see_string(object, "catalogue/name", "Sample");
	see_integer(object, "items", 3);
	see_integer(object, "objects", 4);
	see_integer(object, "bytes", 17 + 13 + 2 + 8);
	see_integer(object, "deliveries", 2);
	see_integer(object, "deliveries_open", 1);
	see_integer(object, "acquisitions", 5);
	see_integer(object, "components", 1);
	see_json(object, "items_by_kind",
	         "{\"image\":1,\"video\":1,\"audio\":0,\"document\":1,\"other\":0,\"unknown\":0}");
	see_integer(object, "unassessed", 2);
	see_integer(object, "with_warnings", 1);
	see_integer(object, "matches_undecided", 0);
	see_integer(object, "checkpoints", 2);
	see_null(object, "last_audit");
	see_string(object, "last_change/type", "note.added");
	see_string(object, "last_change/time", "2026-03-05T05:06:07.123Z");
	see_integer(object, "unseen/days", 2);
}

static void
next_steps_follow_from_the_state(void **state)
{
	struct subject setting = subject_of("setting", &sample.uuid);
	SCOPED_JSON json_t *before = statistics_at(SAMPLE_TIME), *after = NULL, *later = NULL;

	(void)state;
	see_string(before, "next/0/code", "delivery-open");
	see_string(before, "next/0/text",
	           "1 delivery is open: the same command as before goes on with it");
	see_string(before, "next/1/code", "never-audited");
	see_string(before, "next/2/text",
	           "2 items have no graphic level yet and are treated as the worst: assess them");
	assert_true(has_step(before, "warnings"));
	sample_begin();
	sample_add("audit.completed", &setting, NULL,
	           json_pack("{ss sb si si}", "scope", "full", "complete", 1, "missing_count", 0,
	                     "altered_count", 0));
	sample_commit();
	after = statistics_at(SAMPLE_TIME + 2 * DAY);
	assert_false(has_step(after, "never-audited"));
	assert_false(has_step(after, "audit-old"));
	later = statistics_at(SAMPLE_TIME + 40 * DAY);
	assert_true(has_step(later, "audit-old"));
	sample_begin();
	sample_add("audit.completed", &setting, NULL,
	           json_pack("{ss sb si si}", "scope", "full", "complete", 1, "missing_count", 0,
	                     "altered_count", 2));
	sample_commit();
	json_decref(later);
	later = statistics_at(SAMPLE_TIME + 2 * DAY);
	assert_true(has_step(later, "damage-found"));
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sample_open, sample_close)
	const struct CMUnitTest tests[] = {
		CASE(deliveries_are_listed_with_their_state),
		CASE(a_delivery_shows_its_origin_and_counts),
		CASE(files_and_failures_of_a_delivery_are_emitted),
		CASE(many_files_come_page_by_page),
		CASE(sha256sum_checks_the_manifest),
		CASE(channels_persons_and_actors_are_listed_and_shown),
		CASE(vocabularies_are_listed_and_their_terms_told),
		CASE(statistics_count_everything),
		CASE(next_steps_follow_from_the_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
