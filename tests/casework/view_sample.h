/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_sample.h - a small real catalogue for the tests of views: a database on
 * disk, a log signed by a fresh key, events of every kind that views read.
 *
 *	D-1 closed, from W-1:    Q-1 = E-1 a.mp4, Q-2 = E-2 (foreign name), Q-3 result.json; one failure
 *	D-2 open, from C-1:      Q-4 = E-1 again, then continued, Q-5 = E-3 report.pdf
 *	E-1: described, P-1 (2020-11-10), P-2 (2020-10~), a note, a repair;  E-3: P-3 (no date)
 */
#ifndef VIDIMUS_TESTS_CASEWORK_VIEW_SAMPLE_H
#define VIDIMUS_TESTS_CASEWORK_VIEW_SAMPLE_H

#include "support/support.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "casework/apply.h"
#include "casework/view.h"
#include "casework/vocabulary.h"
#include "crypto/digest.h"
#include "crypto/key_request.h"
#include "crypto/random.h"
#include "ledger/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY INT64_C(86400000)
/* 2026-03-04T05:06:07.123Z */
#define SAMPLE_TIME INT64_C(1772600767123)

struct sample {
	char               *folder;
	struct database    *database;
	struct ledger      *ledger;
	struct signing_key *key;
	struct uuid         uuid;
	struct subject      channel, person, deliveries[2], items[3];
	char                acquisitions[5][UUID_TEXT_SIZE];
	char                objects[4][DIGEST_TEXT_SIZE];
	struct change      *change;
};

static struct instant sample_clock = { SAMPLE_TIME };
static struct sample sample;

static struct instant
sample_now(void *context)
{
	(void)context;
	return sample_clock;
}

static enum status
sample_random(void *context, void *out, size_t n, struct error *err)
{
	(void)context;
	return random_bytes(out, n, err);
}

static const struct ledger_sources sample_sources = { sample_now, sample_random, NULL };

/* The bytes of the files, and their paths, which are relative to `folder`/in. */
static const struct {
	const char *path, *bytes, *media_type;
} sample_files[] = {
	{ "a.mp4", "not really a film", "video/mp4" },
	{ "b\\\n\xff.jpg", "nor a picture", "image/jpeg" },
	{ "result.json", "{}", "application/json" },
	{ "report.pdf", "%PDF-1.4", "application/pdf" },
};

static inline void
sample_begin(void)
{
	struct error err;

	assert_ok(change_begin(&sample.change, sample.ledger, sample.key, &err), &err);
}

static inline void
sample_commit(void)
{
	struct error err;

	assert_ok(change_commit(sample.change, &err), &err);
	change_end(sample.change);
	sample.change = NULL;
}

/* Adds an event; takes both objects over. NULL is {}. Gives the event's id. */
static inline struct uuid
sample_add(const char *type, const struct subject *subject, json_t *open, json_t *values)
{
	struct change_receipt receipt;
	struct error err;

	open = open ? open : json_object();
	values = values ? values : json_object();
	assert_non_null(open);
	assert_non_null(values);
	assert_ok(change_add(sample.change, type, subject, open, values, &receipt, &err), &err);
	json_decref(open);
	json_decref(values);
	return receipt.id;
}

static inline struct subject
sample_subject(const char *kind)
{
	struct uuid uuid;

	assert_ok(change_new_uuid(sample.change, &uuid, NULL), NULL);
	return subject_of(kind, &uuid);
}

static inline json_t *
sample_id(const char *text)
{
	return json_pack("{ss}", "short_id", text);
}

static inline json_t *
sample_dated(const char *edtf)
{
	return json_pack("{ss ss sn ss}", "edtf", edtf, "raw", edtf, "time_of_day", "zone",
	                 "unknown");
}

static inline json_t *
sample_tool(const char *version)
{
	return json_pack("{ss ss s[]}", "version", version, "build", "b1", "libraries");
}

static inline void
sample_genesis(void)
{
	struct subject subject = subject_of("catalogue", &sample.uuid);
	SCOPED(buffer) key = { 0 };
	struct signature proof;

	hex_append(&key, signing_key_public(sample.key)->bytes, PUBLIC_KEY_SIZE);
	sample_add("catalogue.created", &subject,
	           json_pack("{si ss ss}", "format", LEDGER_FORMAT, "public_key", buffer_string(&key), "role",
	                     "keeper"),
	           json_pack("{ss ss}", "name", "Sample", "actor_code", "ana"));
	assert_ok(actor_proof_make(sample.key, &sample.uuid, &proof, NULL), NULL);
	subject = sample_subject("actor");
	sample_add("actor.added", &subject,
	           json_pack("{ss ss ss so}", "short_id", "K-000001", "public_key",
	                     buffer_string(&key), "role", "keeper", "proof",
	                     json_of_base64url(proof.bytes, sizeof proof.bytes)),
	           json_pack("{ss}", "actor_code", "ana"));
	assert_ok(vocabulary_load_all(sample.change, NULL), NULL);
}

static inline void
sample_records(void)
{
	struct subject second;

	sample.channel = sample_subject("channel");
	sample_add("channel.added", &sample.channel, sample_id("C-000001"),
	           json_pack("{ss ss ss ss}", "code", "tg-7", "platform", "telegram", "visibility",
	                     "private", "private_title", "Secret room"));
	sample.person = sample_subject("person");
	sample_add("person.added", &sample.person, sample_id("W-000001"),
	           json_pack("{ss s[s] ss}", "code", "src-1", "roles", "witness",
	                     "identity_held_at", "safe 3"));
	second = sample_subject("person"); /* whose code is the other's short id */
	sample_add("person.added", &second, sample_id("W-000002"), json_pack("{ss}", "code", "w1"));
	second = sample_subject("channel");
	sample_add("channel.added", &second, sample_id("C-000002"), NULL);
}

/* Receives file `file` as the acquisition with that number, from 1. */
static inline void
sample_receive(int delivery, int number, int file, const char *kind, bool known)
{
	char id[32], bytes[32];
	struct uuid uuid;

	snprintf(id, sizeof id, "Q-%06d", number);
	snprintf(bytes, sizeof bytes, "%zu", strlen(sample_files[file].bytes));
	uuid = sample_add("file.received", &sample.deliveries[delivery], sample_id(id),
	                  json_pack("{ss ss ss ss sb so so ss}", "object", sample.objects[file],
	                            "bytes", bytes, "media_type", sample_files[file].media_type,
	                            "kind", kind, "known", known, "private_name",
	                            json_of_name(sample_files[file].path,
	                                         strlen(sample_files[file].path)),
	                            "path",
	                            json_of_name(sample_files[file].path,
	                                         strlen(sample_files[file].path)),
	                            "read_ended", "2026-03-04T05:06:00.000Z"));
	uuid_write(sample.acquisitions[number - 1], &uuid);
}

static inline void
sample_accession(int item, int file, int delivery, const char *id, json_t *warnings)
{
	char bytes[32];

	snprintf(bytes, sizeof bytes, "%zu", strlen(sample_files[file].bytes));
	sample.items[item] = sample_subject("item");
	sample_add("item.accessioned", &sample.items[item], sample_id(id),
	           json_pack("{ss ss ss ss so*}", "object", sample.objects[file], "bytes", bytes,
	                     "media_type", sample_files[file].media_type, "delivery",
	                     sample.deliveries[delivery].text, "warnings", warnings));
}

static inline void
sample_acquire(int item, int number, int file)
{
	char id[32];

	snprintf(id, sizeof id, "Q-%06d", number);
	sample_add("item.acquired", &sample.items[item], sample_id(id),
	           json_pack("{ss ss ss so}", "acquisition", sample.acquisitions[number - 1],
	                     "object", sample.objects[file], "protected_method",
	                     "direct-from-witness", "tool", sample_tool("0.1.0")));
}

static inline void
sample_first_delivery(void)
{
	sample.deliveries[0] = sample_subject("delivery");
	sample_add("delivery.begun", &sample.deliveries[0], sample_id("D-000001"),
	           json_pack("{ss ss ss so s[s] ss ss ss}", "from", sample.person.text,
	                     "protected_method", "direct-from-witness", "medium", "usb-stick",
	                     "tool", sample_tool("0.1.0"), "circumstances",
	                     "key-without-passphrase", "clock", "system-synchronised", "mode",
	                     "intake", "host", "office"));
	sample_receive(0, 1, 0, "item", false);
	sample_accession(0, 0, 0, "E-000001", NULL);
	sample_acquire(0, 1, 0);
	sample_receive(0, 2, 1, "item", false);
	sample_accession(1, 1, 0, "E-000002", json_pack("[s]", "name-not-utf8"));
	sample_acquire(1, 2, 1);
	sample_receive(0, 3, 2, "component", false);
	sample_add("file.failed", &sample.deliveries[0], NULL,
	           json_pack("{so ss ss}", "path", json_of_name("lost.mp4", 8), "code", "io",
	                     "text", "cannot read it"));
	sample_add("delivery.closed", &sample.deliveries[0], NULL,
	           json_pack("{si ss si si ss}", "files", 3, "bytes", "32", "already_had", 0,
	                     "failed", 1, "receipt", "a note"));
}

static inline void
sample_second_delivery(void)
{
	sample.deliveries[1] = sample_subject("delivery");
	sample_add("delivery.begun", &sample.deliveries[1], sample_id("D-000002"),
	           json_pack("{ss ss so ss ss}", "private_channel", sample.channel.text,
	                     "protected_method", "private-channel-member", "tool",
	                     sample_tool("0.1.0"), "clock", "system", "host", "office"));
	sample_receive(1, 4, 0, "item", true);
	sample_acquire(0, 4, 0);
	sample_add("delivery.continued", &sample.deliveries[1], NULL,
	           json_pack("{so s[s] ss ss}", "tool", sample_tool("0.2.0"), "circumstances",
	                     "forced-option", "clock", "system-synchronised", "host", "field"));
	sample_receive(1, 5, 3, "item", false);
	sample_accession(2, 3, 1, "E-000003", NULL);
	sample_acquire(2, 5, 3);
}

static inline void
sample_post(int item, const char *id, json_t *published)
{
	sample_add("posting.recorded", &sample.items[item], sample_id(id),
	           json_pack("{ss so* ss ss}", "private_channel", sample.channel.text,
	                     "private_published", published, "private_url", "https://example.org/1",
	                     "acquisition", sample.acquisitions[3]));
}

static inline void
sample_describe(void)
{
	sample_post(0, "P-000001", sample_dated("2020-11-10"));
	sample_post(0, "P-000002", sample_dated("2020-10~"));
	sample_post(2, "P-000003", NULL);
	sample_add("item.described", &sample.items[0], NULL,
	           json_pack("{si ss ss ss ss s[s] s[s]}", "based_on", 1, "title",
	                     "Column on a Straße", "summary", "Men walk.", "graphic_level",
	                     "graphic-4", "sound", "distressing-audio", "flags",
	                     "captive-identifiable", "protection_flags", "source-at-risk"));
	sample_add("note.added", &sample.items[0], NULL, json_pack("{ss}", "text", "look again"));
}

/* Makes the whole catalogue, and the files of it below FOLDER/in. */
static inline void
sample_make_files(void)
{
	SCOPED(buffer) path = { 0 };
	struct digest digest;
	struct run run = { 0 };

	expect_shell(0, &run, sample.folder, "mkdir -p in");
	run_end(&run);
	for (size_t i = 0; i < sizeof sample_files / sizeof sample_files[0]; i++) {
		const char *bytes = sample_files[i].bytes;

		buffer_clear(&path);
		buffer_append_format(&path, "%s/in/%s", sample.folder, sample_files[i].path);
		write_file(buffer_string(&path), bytes, strlen(bytes));
		assert_ok(digest_of(bytes, strlen(bytes), &digest, NULL), NULL);
		digest_write(sample.objects[i], &digest);
	}
}

static inline int
sample_open(void **state)
{
	SCOPED(buffer) path = { 0 };
	struct error err;

	(void)state;
	memset(&sample, 0, sizeof sample);
	sample_clock.milliseconds = SAMPLE_TIME;
	sample.folder = folder_make();
	sample_make_files();
	buffer_append_format(&path, "%s/catalog.db", sample.folder);
	assert_ok(database_open(&sample.database, buffer_string(&path), DATABASE_CREATE, &err),
	          &err);
	assert_ok(database_execute(sample.database, casework_projector()->script, &err), &err);
	assert_ok(signing_key_make(&sample.key, &err), &err);
	assert_ok(random_bytes(&sample.uuid, sizeof sample.uuid, &err), &err);
	sample.uuid.bytes[6] = (unsigned char)((sample.uuid.bytes[6] & 0x0f) | 0x40);
	sample.uuid.bytes[8] = (unsigned char)((sample.uuid.bytes[8] & 0x3f) | 0x80);
	assert_ok(ledger_open(&sample.ledger, sample.database, casework_projector(),
	                      &sample_sources, &err),
	          &err);
	sample_begin();
	sample_genesis();
	sample_records();
	sample_first_delivery();
	sample_commit();
	sample_clock.milliseconds += DAY;
	sample_begin();
	sample_second_delivery();
	sample_describe();
	sample_commit();
	return 0;
}

static inline int
sample_close(void **state)
{
	(void)state;
	ledger_close(sample.ledger);
	database_close(sample.database);
	signing_key_close(sample.key);
	folder_remove(sample.folder);
	return 0;
}

/* UUID of a subject. */
static inline struct uuid
sample_uuid(const struct subject *subject)
{
	struct uuid uuid;

	assert_true(uuid_read(subject_name(subject), &uuid));
	return uuid;
}

/* Keeps what a list emits. */
static inline enum status
sample_keep(void *context, json_t *object, struct error *err)
{
	return json_array_append(context, object) == 0 ? STATUS_OK : fail_memory(err);
}

/* The member of a path "acquisitions/0/name", borrowed; NULL when there is none. */
static inline json_t *
at(json_t *value, const char *path)
{
	struct text rest = text_of(path), name;
	uint64_t index;

	while (value != NULL && rest.p != NULL) {
		name = text_cut(&rest, '/');
		value = json_is_array(value) && text_number(name, SIZE_MAX, &index)
		                ? json_array_get(value, index)
		                : json_object_getn(value, name.p, name.n);
	}
	return value;
}

static inline void
see_string(json_t *value, const char *path, const char *expected)
{
	const char *text = json_string_value(at(value, path));

	if (text == NULL || strcmp(text, expected) != 0)
		fail_msg("%s is %s, not %s\n", path, text ? text : "no string", expected);
}

static inline void
see_integer(json_t *value, const char *path, json_int_t expected)
{
	if (!json_is_integer(at(value, path)) || json_integer_value(at(value, path)) != expected)
		fail_msg("%s is %lld, not %lld\n", path,
		         (long long)json_integer_value(at(value, path)), (long long)expected);
}

static inline void
see_null(json_t *value, const char *path)
{
	if (!json_is_null(at(value, path)))
		fail_msg("%s is not null\n", path);
}

/* The value as compact JSON, in the order of its members. */
static inline void
see_json(json_t *value, const char *path, const char *expected)
{
	SCOPED_FREE char *text = json_dumps(at(value, path), JSON_COMPACT | JSON_ENCODE_ANY);

	if (text == NULL || strcmp(text, expected) != 0)
		fail_msg("%s is %s, not %s\n", path, text ? text : "absent", expected);
}

#endif
