/* SPDX-License-Identifier: Apache-2.0 */
/* policy.c - the embedded policies, read and looked up. */
#include "bundle/policy.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

struct policy {
	json_t     *whole;   /* owned */
	const char *name;    /* these are borrowed from it */
	json_t     *classes;
	json_t     *values;
	json_t     *never_silent;
	bool        carries_events, gives_originals;
};

static bool
member_is(const json_t *object, const char *member, const char *word)
{
	const char *string = json_string_value(json_object_get(object, member));

	return string != NULL && strcmp(string, word) == 0;
}

static enum status
read_policy(struct policy *policy, const struct embedded_file *file, struct error *err)
{
	enum status st = json_read(&policy->whole, embedded_text(file), err);

	if (st != STATUS_OK)
		return while_doing(err, STATUS_FAULT, "reading %s", file->path);
	policy->name = json_string_value(json_object_get(policy->whole, "policy"));
	policy->classes = json_object_get(policy->whole, "classes");
	policy->values = json_object_get(policy->whole, "values");
	policy->never_silent = json_object_get(policy->whole, "never_silent");
	policy->carries_events = member_is(policy->whole, "carries", "events");
	policy->gives_originals = member_is(policy->whole, "originals", "as-received");
	if (policy->name == NULL || !json_is_array(policy->classes) ||
	    !json_is_array(policy->values) || !json_is_array(policy->never_silent) ||
	    !member_is(policy->whole, "references", "exported-only"))
		return fail(err, STATUS_FAULT, "%s lacks a part", file->path);
	return STATUS_OK;
}

enum status
policy_open(struct policy **out, struct text name, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	const struct embedded_file *file;
	struct policy *policy;
	enum status st;

	buffer_append_format(&path, "catalog/policies/%.*s.json", (int)(name.n < 32 ? name.n : 0),
	                     name.p);
	file = embedded_find(buffer_string(&path));
	if (file == NULL)
		return fail(err, STATUS_INVALID,
		            "say for whom: self, public, partner, defence or court");
	policy = calloc(1, sizeof *policy);
	if (policy == NULL)
		return fail_memory(err);
	st = read_policy(policy, file, err);
	if (st != STATUS_OK) {
		policy_close(policy);
		return st;
	}
	*out = policy;
	return STATUS_OK;
}

void
policy_close(struct policy *policy)
{
	if (policy == NULL)
		return;
	json_decref(policy->whole);
	free(policy);
}

const char *
policy_name(const struct policy *policy)
{
	return policy->name;
}

bool
policy_carries_events(const struct policy *policy)
{
	return policy->carries_events;
}

bool
policy_gives_originals(const struct policy *policy)
{
	return policy->gives_originals;
}

bool
policy_opens(const struct policy *policy, const char *class)
{
	json_t *entry;
	size_t i;

	json_array_foreach(policy->classes, i, entry) {
		if (class != NULL && strcmp(json_string_value(entry), class) == 0)
			return true;
	}
	return false;
}

const char *
policy_silence_code(const struct policy *policy, const char *type, const char *member)
{
	json_t *entry;
	size_t i;

	json_array_foreach(policy->never_silent, i, entry) {
		if (member_is(entry, "type", type) && member_is(entry, "member", member))
			return json_string_value(json_object_get(entry, "code"));
	}
	return NULL;
}

const char *
policy_value(const struct policy *policy, const char *type, const char *member, const char **part)
{
	json_t *entry;
	size_t i;

	json_array_foreach(policy->values, i, entry) {
		if (!member_is(entry, "type", type) || !member_is(entry, "member", member))
			continue;
		*part = json_string_value(json_object_get(entry, "part"));
		return json_string_value(json_object_get(entry, "name"));
	}
	return NULL;
}
