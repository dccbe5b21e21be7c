/* SPDX-License-Identifier: Apache-2.0 */
/* report_claims.c - do sources disagree on what is cited, or repeat each other? */
#include "casework/report_check_internal.h"

#include "casework/view_claim.h"
#include "casework/view_row.h"

#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* What is said of one record, for the findings on one citation. */
struct asking {
	struct report_check *check;
	const json_t        *citation; /* or of the report itself: an object with nulls */
	const char          *id;
};

static bool
is_state(const json_t *question, const char *state)
{
	const char *said = json_string_value(json_object_get(question, "state"));

	return said != NULL && strcmp(said, state) == 0;
}

/* "count-by-alleged-party"; of what is about one record in the chain, with that. */
static void
name_question(const struct asking *asking, const json_t *question, char out[256])
{
	const char *about = json_string_value(json_object_get(question, "about"));
	const char *property = json_string_value(json_object_get(question, "property"));

	snprintf(out, 256, "%s%s%s: %s", asking->id, about ? ", " : "", about ? about : "",
	         property ? property : "a property that is not known");
}

/* One value that several assert, and which has one source, or none that is known to be apart. */
static enum status
check_value(const struct asking *asking, const json_t *question, const json_t *value,
            struct error *err)
{
	const json_t *sources = json_object_get(value, "sources");
	json_int_t claims = json_integer_value(json_object_get(sources, "claims"));
	json_int_t least = json_integer_value(json_object_get(sources, "least"));
	json_int_t most = json_integer_value(json_object_get(sources, "most"));
	char name[256];

	if (claims < 2 || least > 1)
		return STATUS_OK;
	name_question(asking, question, name);
	if (most > 1)
		return finding_add(asking->check, asking->citation, "not-independent", false, err,
		                   "%s: %lld say the same, and are not known to be independent", name,
		                   (long long)claims);
	return finding_add(asking->check, asking->citation, "not-independent", false, err,
	                   "%s: %lld say the same, and rest on one source", name, (long long)claims);
}

static enum status
check_question(void *context, json_t *question, struct error *err)
{
	const struct asking *asking = context;
	enum status st = STATUS_OK;
	char name[256];
	json_t *value;
	size_t i;

	if (is_state(question, "conflict") || is_state(question, "differ")) {
		name_question(asking, question, name);
		st = finding_add(asking->check, asking->citation, "claims-conflict", false, err,
		                 "%s: sources %s (values: %zu)", name,
		                 is_state(question, "conflict") ? "disagree" : "differ",
		                 json_array_size(json_object_get(question, "values")));
	}
	json_array_foreach(json_object_get(question, "values"), i, value) {
		if (st == STATUS_OK)
			st = check_value(asking, question, value, err);
	}
	return st;
}

static enum status
check_claims_of(struct report_check *check, const json_t *citation, const char *id,
                struct error *err)
{
	struct asking asking = { check, citation, id };
	const struct view_output to = { check_question, &asking };
	struct resolved of;
	enum status st = resolve(check->ledger, text_of(id), "EVR", &of, err);

	return st == STATUS_OK ? claims_beside(check->ledger, &of, NULL, &to, err) : st;
}

enum status
check_claims(struct report_check *check, const json_t *citation, struct error *err)
{
	return check_claims_of(check, citation, cited_id(citation), err);
}

enum status
check_report_claims(struct report_check *check, const char *report, struct error *err)
{
	SCOPED_JSON json_t *nothing = json_pack("{s:n,s:n,s:n}", "citation", "item", "footage");

	return nothing ? check_claims_of(check, nothing, report, err) : fail_memory(err);
}
