/* SPDX-License-Identifier: Apache-2.0 */
/* circumstances.c - what a court may ask about the moment bytes were received. */
#include "casework/circumstances.h"

#include "base/error.h"
#include "crypto/library.h"
#include "store/database.h"

#include <sys/timex.h>

/* Whether the kernel says that something keeps its clock right (adjtimex(2)). */
static const char *
clock_source(void)
{
	struct timex state = { 0 };
	int result = adjtimex(&state);

	if (result < 0)
		return "system";
	return result == TIME_ERROR || (state.status & STA_UNSYNC) ? "system-unsynchronised"
	                                                            : "system-synchronised";
}

json_t *
circumstances_tool(const struct catalogue *catalogue)
{
	const char *build = catalogue->here.build ? catalogue->here.build : "";

	return json_pack("{s:s,s:s,s:[s+,s,s+]}", "version", VIDIMUS_VERSION, "build", build,
	                 "libraries", "jansson ", jansson_version_str(), crypto_library(), "SQLite ",
	                 database_library_version());
}

/* What about this run weakens what it says; sorted; NULL without memory. */
static json_t *
weaknesses(const struct catalogue *catalogue)
{
	const struct {
		bool        holds;
		const char *code;
	} all[] = { { catalogue->forced_unsandboxed, "forced-option" },
		    { catalogue->key_lies_open, "key-without-passphrase" },
		    { catalogue->unsandboxed, "no-sandbox" } };
	json_t *codes = json_array();

	for (size_t i = 0; codes != NULL && i < sizeof all / sizeof all[0]; i++) {
		if (all[i].holds && json_array_append_new(codes, json_string(all[i].code)) != 0) {
			json_decref(codes);
			codes = NULL;
		}
	}
	return codes;
}

enum status
circumstances_set(json_t *values, const struct catalogue *catalogue, struct error *err)
{
	json_t *codes = weaknesses(catalogue);

	if (codes == NULL)
		return fail_memory(err);
	if (json_object_set_new(values, "circumstances", codes) != 0 ||
	    json_object_set_new(values, "tool", circumstances_tool(catalogue)) != 0 ||
	    json_object_set_new(values, "clock", json_string(clock_source())) != 0 ||
	    json_object_set_new(values, "host", json_string(catalogue->here.host)) != 0 ||
	    json_object_set_new(values, "login", json_string(catalogue->here.login)) != 0)
		return fail_memory(err);
	return STATUS_OK;
}
