/* SPDX-License-Identifier: Apache-2.0 */
/* history.c - the events of deliveries of photographs, as casework makes them. */
#include "history.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/key_request.h"

#include <stdio.h>
#include <string.h>

/* Numbers as intake gives them, from the beginning. */
static json_t *
short_id(const char *kind, int64_t number)
{
	char text[32];

	snprintf(text, sizeof text, "%s-%06lld", kind, (long long)number);
	return json_pack("{s:s}", "short_id", text);
}

static json_t *
subject_json(const char *kind, const struct uuid *uuid)
{
	return json_string(subject_of(kind, uuid).text);
}

/* SHA-256 of a number stands for that of a photograph. */
static json_t *
object_of(int64_t number)
{
	struct digest digest;

	if (digest_of(&number, sizeof number, &digest, NULL) != STATUS_OK)
		return NULL;
	return json_of_digest(&digest);
}

static json_t *
name_of(const char *folder, int64_t number)
{
	char name[128];
	int n = snprintf(name, sizeof name, "%sphoto_%lld@26-10-2020_11-47-%02lld.jpg", folder,
	                 (long long)number, (long long)(number % 60));

	return json_of_name(name, (size_t)n);
}

/* Adds one event; the values and open members end here, and NULL ones are told as no memory. */
static enum status
add(struct change *change, const char *type, const struct subject *subject, json_t *open,
    json_t *values, struct change_receipt *receipt, struct error *err)
{
	enum status st = open != NULL && values != NULL
	                         ? change_add(change, type, subject, open, values, receipt, err)
	                         : fail_memory(err);

	json_decref(open);
	json_decref(values);
	return st;
}

static json_t *
tool(void)
{
	return json_pack("{s:s,s:s,s:[s,s,s]}", "version", "0.1.0", "build",
	                 "9d0f0c5c6f6f2b7f4f8a1d2e3c4b5a6978879605", "libraries", "libcrypto 3.0.17",
	                 "sqlite 3.40.1", "jansson 2.14");
}

static enum status
begin_delivery(struct history *history, struct change *change, struct error *err)
{
	struct subject subject;
	enum status st = change_new_uuid(change, &history->delivery, err);

	if (st != STATUS_OK)
		return st;
	subject = subject_of("delivery", &history->delivery);
	return add(change, "delivery.begun", &subject, short_id("D", ++history->deliveries),
	           json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:[],s:s,s:s,s:b,s:i}", "from_organisation",
	                     "Monitoring group", "medium", "usb-drive", "serial", "JF-2231",
	                     "host", "field-laptop-3", "login", "investigator", "tool", tool(),
	                     "circumstances", "clock", "system", "mode", "intake", "all_items", 0,
	                     "paths_count", 1),
	           NULL, err);
}

/* What both file.received and item.acquired repeat of a file. */
static json_t *
file_values(int64_t number)
{
	return json_pack(
		"{s:o,s:s,s:b,s:o,s:o,s:s,s:{s:s,s:s},s:{s:s,s:i,s:s,s:i,s:s},s:s,s:[]}", "object",
		object_of(number), "bytes", "289792", "known", 0, "private_name", name_of("", number),
		"path", name_of("/media/investigator/JF-2231/ChatExport_2020-11-09/photos/", number),
		"modified", "2020-11-09T18:22:31.000000000Z", "copy_times", "changed",
		"2026-03-04T05:06:07.123456789Z", "born", "2026-03-04T05:06:07.123456789Z", "owner",
		"user", "investigator", "user_number", 1000, "group", "investigator", "group_number",
		1000, "mode", "0644", "read_ended", "2026-03-04T05:06:07.123Z", "warnings");
}

static enum status
add_received(struct history *history, struct change *change, struct change_receipt *receipt,
             struct error *err)
{
	struct subject subject = subject_of("delivery", &history->delivery);
	json_t *values = file_values(history->files);

	if (json_object_set_new(values, "media_type", json_string("image/jpeg")) != 0 ||
	    json_object_set_new(values, "kind", json_string("item")) != 0)
		return fail_memory(err);
	return add(change, "file.received", &subject, short_id("Q", history->files), values, receipt,
	           err);
}

static enum status
add_accessioned(struct history *history, struct change *change, const struct subject *item,
                struct error *err)
{
	return add(change, "item.accessioned", item, short_id("E", history->files),
	           json_pack("{s:o,s:s,s:s,s:[],s:o}", "object", object_of(history->files), "bytes",
	                     "289792", "media_type", "image/jpeg", "warnings", "delivery",
	                     subject_json("delivery", &history->delivery)),
	           NULL, err);
}

static enum status
add_acquired(struct history *history, struct change *change, const struct subject *item,
             const struct uuid *acquisition, struct error *err)
{
	json_t *values = file_values(history->files);
	json_t *more = json_pack("{s:o,s:o,s:s,s:s,s:s,s:o,s:[],s:s,s:s,s:s}", "acquisition",
	                         json_of_uuid(acquisition), "delivery",
	                         subject_json("delivery", &history->delivery), "from_organisation",
	                         "Monitoring group", "medium", "usb-drive", "serial", "JF-2231",
	                         "tool", tool(), "circumstances", "clock", "system", "host",
	                         "field-laptop-3", "login", "investigator");
	bool both = json_object_update(values, more) == 0;

	json_decref(more);
	if (!both) {
		json_decref(values);
		return fail_memory(err);
	}
	return add(change, "item.acquired", item, short_id("Q", history->files), values, NULL, err);
}

/* The three events of a photograph. */
static enum status
add_photograph(struct history *history, struct change *change, struct error *err)
{
	const size_t kept = sizeof history->items / sizeof history->items[0];
	struct change_receipt received;
	struct subject subject;
	struct uuid item;
	enum status st;

	history->files++;
	st = add_received(history, change, &received, err);
	if (st == STATUS_OK)
		st = change_new_uuid(change, &item, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("item", &item);
	st = add_accessioned(history, change, &subject, err);
	if (st == STATUS_OK)
		st = add_acquired(history, change, &subject, &received.id, err);
	/* a pseudo-random one of those kept gives way */
	history->items[(uint64_t)history->files * 2654435761u % kept] = item;
	return st;
}

/* An edit of some item, often of one whose chain was left long ago. */
static enum status
add_edit(struct history *history, struct change *change, struct error *err)
{
	const size_t kept = sizeof history->items / sizeof history->items[0];
	size_t at = (size_t)(history->files * 40503) % kept;
	static const struct uuid none;
	struct subject subject;

	while (memcmp(&history->items[at], &none, sizeof none) == 0)
		at = (at + 1) % kept;
	subject = subject_of("item", &history->items[at]);
	return add(change, "note.added", &subject, json_object(),
	           json_pack("{s:s}", "text",
	                     "The second vehicle from the left carries the same marking as in the "
	                     "photograph that was received two days before."),
	           NULL, err);
}

enum status
history_change(struct history *history, int64_t events, struct error *err)
{
	SCOPED_POINTER(change) change = NULL;
	enum status st = change_begin(&change, history->ledger, history->key, err);

	if (st == STATUS_OK && history->files % history->files_a_delivery < events / 3)
		st = begin_delivery(history, change, err);
	while (st == STATUS_OK && change_count(change) + 3 <= events)
		st = add_photograph(history, change, err);
	while (st == STATUS_OK && change_count(change) < events)
		st = add_edit(history, change, err);
	return st == STATUS_OK ? change_commit(change, err) : st;
}

static enum status
add_first_actor(struct history *history, struct change *change, const char *key, struct error *err)
{
	struct signature proof;
	struct subject subject;
	struct uuid uuid;
	enum status st = actor_proof_make(history->key, &history->catalogue, &proof, err);

	if (st == STATUS_OK)
		st = change_new_uuid(change, &uuid, err);
	if (st != STATUS_OK)
		return st;
	subject = subject_of("actor", &uuid);
	return add(change, "actor.added", &subject,
	           json_pack("{s:s,s:s,s:s,s:o}", "short_id", "K-000001", "public_key", key, "role",
	                     "keeper", "proof", json_of_base64url(proof.bytes, sizeof proof.bytes)),
	           json_pack("{s:s}", "actor_code", "investigator"), NULL, err);
}

enum status
history_create(struct history *history, struct error *err)
{
	SCOPED_POINTER(change) change = NULL;
	char key[2 * PUBLIC_KEY_SIZE + 1];
	struct subject subject;
	enum status st = change_begin(&change, history->ledger, history->key, err);

	if (st == STATUS_OK)
		st = change_new_uuid(change, &history->catalogue, err);
	if (st != STATUS_OK)
		return st;
	hex_write(key, signing_key_public(history->key)->bytes, PUBLIC_KEY_SIZE);
	subject = subject_of("catalogue", &history->catalogue);
	st = add(change, "catalogue.created", &subject,
	         json_pack("{s:i,s:s,s:s}", "format", LEDGER_FORMAT, "public_key", key, "role", "keeper"),
	         json_pack("{s:s,s:s}", "name", "Measured", "actor_code", "investigator"), NULL, err);
	if (st == STATUS_OK)
		st = add_first_actor(history, change, key, err);
	return st == STATUS_OK ? change_commit(change, err) : st;
}
