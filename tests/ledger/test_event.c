/* SPDX-License-Identifier: Apache-2.0 */
/* test_event.c - events, salts, commitments, leaves and checkpoint, to the bit of the reference vector. */
#include "ledger/event.h"

#include "support/support.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"
#include "crypto/checkpoint.h"
#include "crypto/merkle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VECTOR "vectors/custody/disclosure/vidimus-three-events.json"

static json_t *vector;

static int
load_vector(void **state)
{
	SCOPED(buffer) text = { 0 };
	char *path = shared_path(VECTOR);

	(void)state;
	read_file(&text, path);
	free(path);
	assert_ok(json_read(&vector, text_of_buffer(&text), NULL), NULL);
	return 0;
}

static int
drop_vector(void **state)
{
	(void)state;
	json_decref(vector);
	return 0;
}

static const char *
string(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	assert_non_null(value);
	return value;
}

static void
decode(const json_t *object, const char *name, unsigned char *out, size_t n)
{
	SCOPED(buffer) bytes = { 0 };

	assert_true(base64url_read(&bytes, text_of(string(object, name))));
	assert_int_equal(bytes.n, n);
	memcpy(out, bytes.p, n);
}

/* The plain values of an event of the vector, as one object. */
static json_t *
values_of(const json_t *event)
{
	json_t *values = json_object(), *member;
	size_t i;

	json_array_foreach(json_object_get(event, "members"), i, member)
		json_object_set(values, string(member, "member"), json_object_get(member, "value"));
	return values;
}

static void
events_are_written_to_the_bit(void **state)
{
	json_t *event;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(vector, "events"), i, event) {
		struct text expected = text_of(string(event, "event"));
		SCOPED_JSON json_t *whole = NULL, *values = values_of(event);
		SCOPED(buffer) written = { 0 };
		unsigned char seed[EVENT_SEED_SIZE];
		struct event_header header;
		json_t *open, *commitments;
		char leaf_text[DIGEST_TEXT_SIZE];
		SCOPED(buffer) members = { 0 };
		struct digest leaf;
		struct error err;

		assert_ok(json_canonical(&members, values, &err), &err);
		assert_ok(event_read(expected, &header, &whole, &open, &commitments, &err), &err);
		decode(event, "seed", seed, sizeof seed);
		assert_ok(event_write(&written, &header, open, text_of_buffer(&members), seed, &err), &err);
		assert_string_equal(buffer_string(&written), expected.p);
		assert_ok(event_leaf(text_of_buffer(&written), &leaf, &err), &err);
		digest_write(leaf_text, &leaf);
		assert_string_equal(leaf_text, string(event, "leaf"));
	}
	assert_true(i > 0);
}

static void
check_member(const json_t *event, const struct uuid *id, const json_t *member)
{
	unsigned char seed[EVENT_SEED_SIZE], salt[EVENT_SALT_SIZE], stated[EVENT_SALT_SIZE];
	struct text name = text_of(string(member, "member"));
	char letters[BASE64URL_LENGTH(DIGEST_SIZE) + 1];
	SCOPED(buffer) disclosure = { 0 };
	SCOPED(buffer) value = { 0 };
	struct digest commitment;

	assert_ok(json_canonical(&value, json_object_get(member, "value"), NULL), NULL);
	decode(event, "seed", seed, sizeof seed);
	decode(member, "salt", stated, sizeof stated);
	assert_ok(event_salt(seed, name, salt, NULL), NULL);
	assert_memory_equal(salt, stated, sizeof salt);
	assert_ok(event_disclosure(&disclosure, id, name, salt, text_of_buffer(&value), NULL), NULL);
	assert_string_equal(buffer_string(&disclosure), string(member, "disclosure"));
	assert_ok(event_commitment(id, name, salt, text_of_buffer(&value), &commitment, NULL), NULL);
	base64url_write(letters, commitment.bytes, sizeof commitment.bytes);
	assert_string_equal(letters, string(member, "commitment"));
}

static void
salts_disclosures_and_commitments_agree(void **state)
{
	json_t *event, *member;
	size_t i, k;

	(void)state;
	json_array_foreach(json_object_get(vector, "events"), i, event) {
		SCOPED_JSON json_t *whole = NULL;
		struct event_header header;
		json_t *open, *commitments;

		assert_ok(event_read(text_of(string(event, "event")), &header, &whole, &open,
		                     &commitments, NULL),
		          NULL);
		json_array_foreach(json_object_get(event, "members"), k, member)
			check_member(event, &header.id, member);
	}
}

static void
root_and_checkpoint_agree(void **state)
{
	struct checkpoint checkpoint = { 0 };
	struct merkle_range tree = { 0 };
	SCOPED_POINTER(signing_key) key = NULL;
	SCOPED(buffer) note = { 0 };
	unsigned char seed[SIGNING_SEED_SIZE];
	char root[DIGEST_TEXT_SIZE], actor_text[DIGEST_TEXT_SIZE];
	struct digest leaf, actor;
	struct text origin;
	json_t *event;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(vector, "events"), i, event) {
		assert_true(digest_read(text_of(string(event, "leaf")), &leaf));
		assert_ok(merkle_range_add(&tree, &leaf, NULL, NULL), NULL);
	}
	assert_ok(merkle_range_root(&tree, &checkpoint.head.root, NULL), NULL);
	digest_write(root, &checkpoint.head.root);
	assert_string_equal(root, string(vector, "root"));
	assert_true(hex_read(text_of(string(vector, "private_key")), seed, sizeof seed));
	assert_ok(signing_key_of_seed(&key, seed, NULL), NULL);
	assert_ok(actor_fingerprint(signing_key_public(key), &actor, NULL), NULL);
	digest_write(actor_text, &actor);
	assert_string_equal(actor_text, string(vector, "actor"));
	origin = text_of(string(vector, "checkpoint"));
	checkpoint.origin = text_cut(&origin, '\n');
	checkpoint.head.size = tree.size;
	assert_ok(checkpoint_sign(&note, &checkpoint, key, NULL), NULL);
	assert_string_equal(buffer_string(&note), string(vector, "checkpoint"));
}

static void
altered_envelopes_are_refused(void **state)
{
	static const struct {
		const char *from, *to;
	} changes[] = { { "\"v\":1", "\"v\":2" },
		        { "{\"actor\"", "{ \"actor\"" },
		        { "\"n\":2", "\"n\":0" },
		        { "\"n\":2", "\"n\":1" },
		        { "\"seq\":2", "\"seq\":-2" },
		        { "\"seq\":2", "\"seq\":2.0" },
		        { "\"subject\":\"item/", "\"subject\":\"Item/" },
		        { "\"time\":\"2026", "\"time\":\"26" },
		        { "\"v\":1}", "\"v\":1,\"w\":1}" } };
	json_t *event = json_array_get(json_object_get(vector, "events"), 2);

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		const char *line = string(event, "event"), *at = strstr(line, changes[i].from);
		SCOPED(buffer) altered = { 0 };
		SCOPED_JSON json_t *whole = NULL;
		struct event_header header;
		json_t *open, *commitments;

		assert_non_null(at);
		buffer_append(&altered, line, (size_t)(at - line));
		buffer_append_string(&altered, changes[i].to);
		buffer_append_string(&altered, at + strlen(changes[i].from));
		assert_status(STATUS_INVALID,
		              event_read(text_of_buffer(&altered), &header, &whole, &open,
		                         &commitments, NULL),
		              NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_written_to_the_bit),
		cmocka_unit_test(salts_disclosures_and_commitments_agree),
		cmocka_unit_test(root_and_checkpoint_agree),
		cmocka_unit_test(altered_envelopes_are_refused),
	};

	need_shared(VECTOR);
	return cmocka_run_group_tests(tests, load_vector, drop_vector);
}
