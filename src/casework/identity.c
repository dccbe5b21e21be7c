/* SPDX-License-Identifier: Apache-2.0 */
/* identity.c - identities of deliveries and acquisitions. */
#include "casework/identity.h"

#include "base/error.h"
#include "base/scoped.h"
#include "crypto/digest.h"

/* Members of delivery.begun that say where the material came from. */
static const char *const provenance_members[] = {
	"from",           "from_organisation", "collector",        "method",
	"protected_method", "medium",          "serial",           "seal_number",
	"write_blocked",  "condition",         "place",            "received",
	"legal_basis",    "capture_tool",      "public_channel",   "private_channel",
	"public_url",     "private_url",       "public_post_id",   "private_post_id",
	"public_published", "private_published", "public_caption", "private_caption",
};

static enum status
digest_array(json_t *array, struct digest *out, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	enum status st = json_canonical(&text, array, err);

	return st == STATUS_OK ? digest_of(text.p, text.n, out, err) : st;
}

/* Adds a member's value; a destroyed one has no identity. */
static enum status
add_member(json_t *array, const json_t *values, const char *name, struct error *err)
{
	json_t *value = json_object_get(values, name);

	if (value == NULL)
		return STATUS_NOT_FOUND;
	return json_array_append(array, value) == 0 ? STATUS_OK : fail_memory(err);
}

static enum status
add_members(json_t *array, const json_t *values, const char *const *names, size_t count,
            struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; i < count && st == STATUS_OK; i++)
		st = add_member(array, values, names[i], err);
	return st;
}

enum status
identity_of_provenance(const json_t *begun, struct digest *out, struct error *err)
{
	SCOPED_JSON json_t *array = json_array();
	enum status st = array ? STATUS_OK : fail_memory(err);

	if (st == STATUS_OK)
		st = add_members(array, begun, provenance_members,
		                 sizeof provenance_members / sizeof provenance_members[0], err);
	return st == STATUS_OK ? digest_array(array, out, err) : st;
}

enum status
identity_of_delivery(const json_t *begun, const char *actor, struct digest *out,
                     struct error *err)
{
	static const char *const members[] = { "host", "paths_count", "paths_digest", "mode",
		                               "all_items" };
	SCOPED_JSON json_t *array = json_array();
	struct digest provenance;
	enum status st = identity_of_provenance(begun, &provenance, err);

	if (st == STATUS_OK && (json_array_append_new(array, json_of_digest(&provenance)) != 0 ||
	                        json_array_append_new(array, json_string(actor)) != 0))
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = add_members(array, begun, members, sizeof members / sizeof members[0], err);
	return st == STATUS_OK ? digest_array(array, out, err) : st;
}

enum status
identity_of_acquisition(const json_t *received, struct text host, struct text provenance,
                        struct digest *out, struct error *err)
{
	static const char *const members[] = { "object", "path", "bytes", "modified" };
	SCOPED_JSON json_t *array = json_array();
	enum status st = STATUS_OK;

	if (host.p == NULL || provenance.p == NULL)
		return STATUS_NOT_FOUND;
	if (json_array_append_new(array, json_of_text(host)) != 0 ||
	    json_array_append_new(array, json_of_text(provenance)) != 0)
		st = fail_memory(err);
	if (st == STATUS_OK)
		st = add_members(array, received, members, sizeof members / sizeof members[0], err);
	return st == STATUS_OK ? digest_array(array, out, err) : st;
}
