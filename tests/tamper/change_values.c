/* SPDX-License-Identifier: Apache-2.0 */
/* change_values.c - sealed values and seeds, and the stored tree. */
#include "tamper/change.h"

#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The last description of the first item. */
static void
open_at_description(struct tampering *t)
{
	tamper_open(t);
	t->event = tamper_integer(t, "SELECT max(seq) FROM events WHERE type = 'item.described'");
}

static void
set_members(struct tampering *t, const char *expression)
{
	tamper_sql(t, "UPDATE event_values SET members = %s WHERE seq = %lld", expression,
	           (long long)t->event);
	tamper_close(t);
}

static void
change_value(struct tampering *t)
{
	open_at_description(t);
	set_members(t, "replace(members, 'in the morning', 'at midnight')");
}

static void
remove_value(struct tampering *t)
{
	open_at_description(t);
	set_members(t, "json_remove(members, '$.title')");
}

static void
add_value(struct tampering *t)
{
	open_at_description(t);
	set_members(t, "json_set(members, '$.zz_extra', 'more')");
}

static void
garble_values(struct tampering *t)
{
	open_at_description(t);
	set_members(t, "substr(members, 1, 20)");
}

static void
remove_row(struct tampering *t)
{
	open_at_description(t);
	tamper_sql(t, "DELETE FROM event_values WHERE seq = %lld", (long long)t->event);
	tamper_close(t);
}

static void
add_row(struct tampering *t)
{
	tamper_open(t);
	t->event = 123456;
	tamper_sql(t, "INSERT INTO event_values VALUES (123456, zeroblob(32), NULL, '{}')");
	tamper_close(t);
}

static void
exchange_values(struct tampering *t)
{
	int64_t other;

	tamper_open(t);
	t->event = tamper_integer(t, "SELECT min(seq) FROM events WHERE type = 'note.added'");
	other = tamper_integer(t, "SELECT max(seq) FROM events WHERE type = 'note.added'");
	tamper_sql(t, "UPDATE event_values SET seq = -1 WHERE seq = %lld", (long long)t->event);
	tamper_sql(t, "UPDATE event_values SET seq = %lld WHERE seq = %lld", (long long)t->event,
	           (long long)other);
	tamper_sql(t, "UPDATE event_values SET seq = %lld WHERE seq = -1", (long long)other);
	tamper_close(t);
}

/* Signs what was added and makes the tables of it, as an insider with a program of his own would. */
static void
sign_forgery(struct tampering *t, const struct forgery *forgery)
{
	SCOPED_FREE char *origin = NULL;

	tamper_open(t);
	origin = tamper_origin(t);
	tamper_append(t, forgery);
	tamper_sign(t, origin, t->event + 1, NULL, forgery->actor);
	tamper_rebuild(t);
	tamper_close(t);
}

static void
sign_unfit_value(struct tampering *t)
{
	struct signing_key *ana = sample_key(SAMPLE_ANA);

	sign_forgery(t, &(struct forgery){ .actor = ana,
	                                   .type = "note.added",
	                                   .members = "{\"text\":{\"a\":[1,true,null]}}" });
	signing_key_close(ana);
}

/* All the members of the type, each of a kind that it may not have: text for numbers, and the other way round. */
static char *
unfit_members(const char *type)
{
	SCOPED(buffer) path = { 0 };
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) members = { 0 };
	SCOPED_JSON json_t *schema = NULL, *values = json_object();
	const char *name;
	json_t *rule;

	buffer_append_format(&path, VIDIMUS_SOURCE "/catalog/events/%s.json", type);
	read_file(&text, buffer_string(&path));
	assert_ok(json_read(&schema, text_of_buffer(&text), NULL), NULL);
	json_object_foreach(json_object_get(schema, "sealed"), name, rule) {
		const char *kind = json_string_value(json_object_get(rule, "is"));

		json_object_set_new(values, name,
		                    strcmp(kind, "integer") == 0 || strcmp(kind, "boolean") == 0
		                            ? json_string("many")
		                            : json_pack("[i,{s:i}]", -7, "text", 3));
	}
	assert_ok(json_canonical(&members, values, NULL), NULL);
	return buffer_take(&members);
}

static void
sign_unfit_delivery(struct tampering *t)
{
	struct signing_key *ana = sample_key(SAMPLE_ANA);
	SCOPED_FREE char *members = unfit_members("delivery.begun");

	sign_forgery(t, &(struct forgery){ .actor = ana,
	                                   .type = "delivery.begun",
	                                   .subject = "delivery/0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11",
	                                   .open = "{\"short_id\":\"D-000099\"}",
	                                   .members = members });
	signing_key_close(ana);
}

static void
change_seed(struct tampering *t)
{
	char *hex;

	open_at_description(t);
	hex = tamper_text(t, "SELECT hex(seed) FROM event_values WHERE seq = %lld",
	                  (long long)t->event);
	hex[63] = hex[63] == '0' ? '1' : '0';
	tamper_sql(t, "UPDATE event_values SET seed = x'%s' WHERE seq = %lld", hex,
	           (long long)t->event);
	free(hex);
	tamper_close(t);
}

static void
remove_seed(struct tampering *t)
{
	open_at_description(t);
	tamper_sql(t, "UPDATE event_values SET seed = NULL, salts = '{}' WHERE seq = %lld",
	           (long long)t->event);
	tamper_close(t);
}

/* Takes the title out of the description as a destruction does: its salt too, the others written out. */
static void
shred_title(struct tampering *t)
{
	SCOPED_FREE char *hex = tamper_text(t, "SELECT hex(seed) FROM event_values WHERE seq = %lld",
	                                    (long long)t->event);
	SCOPED_FREE char *members = tamper_text(t, "SELECT json_remove(members, '$.title') FROM"
	                                           " event_values WHERE seq = %lld",
	                                        (long long)t->event);
	SCOPED_JSON json_t *values = NULL, *salts = json_object();
	SCOPED(buffer) text = { 0 };
	unsigned char seed[EVENT_SEED_SIZE], salt[EVENT_SALT_SIZE];
	const char *name;
	json_t *value;

	for (size_t i = 0; i < sizeof seed; i++) {
		char pair[3] = { hex[2 * i], hex[2 * i + 1], '\0' };

		seed[i] = (unsigned char)strtoul(pair, NULL, 16);
	}
	assert_ok(json_read(&values, text_of(members), NULL), NULL);
	json_object_foreach(values, name, value) {
		assert_ok(event_salt(seed, text_of(name), salt, NULL), NULL);
		json_object_set_new(salts, name, json_of_base64url(salt, sizeof salt));
	}
	assert_ok(json_canonical(&text, salts, NULL), NULL);
	tamper_sql(t, "UPDATE event_values SET seed = NULL, salts = '%s', members ="
	              " json_remove(members, '$.title') WHERE seq = %lld",
	           buffer_string(&text), (long long)t->event);
}

/* Nobody asked for it, nobody approved it. */
static void
destroy_alone(struct tampering *t)
{
	open_at_description(t);
	shred_title(t);
	tamper_rebuild(t);
	tamper_close(t);
}

/* Signs a tombstone for the title; *request is the id that it names. */
static void
sign_tombstone(struct tampering *t, const char *request)
{
	struct signing_key *ana = sample_key(SAMPLE_ANA);
	SCOPED_FREE char *id = NULL, *subject = NULL;
	SCOPED(buffer) members = { 0 };

	open_at_description(t);
	id = tamper_text(t, "SELECT id FROM events WHERE seq = %lld", (long long)t->event);
	subject = tamper_text(t, "SELECT subject FROM events WHERE seq = %lld", (long long)t->event);
	tamper_close(t);
	buffer_append_format(&members,
	                     "{\"keep_hash\":null,\"members\":[{\"event\":\"%s\",\"member\":\"title\"}],"
	                     "\"objects\":null,\"reason\":null,\"request\":\"%s\"}",
	                     id, request);
	sign_forgery(t, &(struct forgery){ .actor = ana,
	                                   .type = "destruction.approved",
	                                   .subject = subject,
	                                   .members = buffer_string(&members) });
	signing_key_close(ana);
}

/* A tombstone of what is still there, which nobody asked for. */
static void
bury_the_living(struct tampering *t)
{
	sign_tombstone(t, "0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11");
}

/* All as it should be, but for one person who did both. */
static void
destroy_as_one(struct tampering *t)
{
	struct signing_key *ana = sample_key(SAMPLE_ANA);
	SCOPED_FREE char *setting = NULL, *request = NULL;

	tamper_open(t);
	setting = tamper_text(t, "SELECT 'setting/' || uuid FROM p_catalogue");
	tamper_close(t);
	sign_forgery(t, &(struct forgery){ .actor = ana,
	                                   .type = "destruction.requested",
	                                   .subject = setting,
	                                   .members = "{\"basis\":null,\"files\":null,"
	                                              "\"keep_hash\":null,\"members\":null,"
	                                              "\"objects\":null,\"protected_because\":null,"
	                                              "\"reach\":null,\"reason\":null}" });
	tamper_open(t);
	request = tamper_text(t, "SELECT id FROM events WHERE seq = %lld", (long long)t->event);
	tamper_close(t);
	sign_tombstone(t, request);
	open_at_description(t);
	shred_title(t);
	tamper_rebuild(t);
	tamper_close(t);
	signing_key_close(ana);
}

static void
change_node(struct tampering *t)
{
	tamper_open(t);
	tamper_sql(t, "UPDATE tree_nodes SET hash = (SELECT hash FROM tree_nodes WHERE level = 1 AND"
	              " position = 4) WHERE level = 1 AND position = 3");
	tamper_close(t);
}

static void
change_peak(struct tampering *t)
{
	tamper_open(t);
	tamper_sql(t, "UPDATE tree_nodes SET hash = zeroblob(32) WHERE level = (SELECT max(level)"
	              " FROM tree_nodes)");
	tamper_close(t);
}

static void
remove_node(struct tampering *t)
{
	tamper_open(t);
	tamper_sql(t, "DELETE FROM tree_nodes WHERE level = 1 AND position = 3");
	tamper_close(t);
}

static void
add_node(struct tampering *t)
{
	tamper_open(t);
	tamper_sql(t, "INSERT INTO tree_nodes VALUES (1, 99999, zeroblob(32))");
	tamper_close(t);
}

const struct change changes_of_values[] = {
	{ "value-changed", change_value, NULL },
	{ "value-removed", remove_value, NULL },
	{ "value-added", add_value, NULL },
	{ "value-garbled", garble_values, NULL },
	{ "values-row-removed", remove_row, NULL },
	{ "values-row-added", add_row, NULL },
	{ "values-exchanged", exchange_values, NULL },
	{ "value-unfit", sign_unfit_value, NULL },
	{ "value-unfit-many", sign_unfit_delivery, NULL },
	{ "seed-changed", change_seed, NULL },
	{ "seed-removed", remove_seed, NULL },
	{ "value-destroyed-alone", destroy_alone, NULL },
	{ "tombstone-of-nothing", bury_the_living, NULL },
	{ "destroyed-by-one-person", destroy_as_one, NULL },
	{ "node-changed", change_node, NULL },
	{ "node-peak-changed", change_peak, NULL },
	{ "node-removed", remove_node, NULL },
	{ "node-added", add_node, NULL },
	{ NULL, NULL, NULL },
};
