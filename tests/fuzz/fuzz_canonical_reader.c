/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_canonical_reader.c - the reader must say of every text what parsing it
 * and writing it again says, and hand out the strings that the parser finds.
 */
#include "fuzz/fuzz.h"

#include "base/canonical_reader.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* STATUS_OK when parsing and writing give the same text, STATUS_LIMIT when events nest less. */
static enum status
verdict(struct text text, json_t **value)
{
	SCOPED(buffer) again = { 0 };
	enum status status = json_read(value, text, NULL);

	if (status == STATUS_OK)
		status = json_check_event_value(*value, NULL);
	if (status == STATUS_OK)
		status = json_canonical(&again, *value, NULL);
	if (status == STATUS_OK && !text_equal(text, text_of_buffer(&again)))
		status = STATUS_INVALID;
	return status;
}

/* Compares the members that the reader finds with those of the parsed object. */
static void
compare_members(struct text text, const json_t *object)
{
	struct canonical_reader reader;
	struct text key, span;
	size_t count = 0;

	canonical_begin(&reader, text);
	if (canonical_object(&reader, NULL) != STATUS_OK)
		abort();
	while (canonical_member(&reader, &key, NULL) == STATUS_OK) {
		SCOPED(buffer) name = { 0 };
		SCOPED(buffer) canonical = { 0 };

		canonical_unescape(&name, key);
		if (canonical_skip(&reader, &span, NULL) != STATUS_OK ||
		    json_canonical(&canonical, json_object_get(object, buffer_string(&name)),
		                   NULL) != STATUS_OK ||
		    !text_equal(span, text_of_buffer(&canonical)))
			abort();
		count++;
	}
	if (count != json_object_size(object) || canonical_finish(&reader, NULL) != STATUS_OK)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text text = { (const char *)data, size };
	SCOPED_JSON json_t *value = NULL;
	enum status expected = verdict(text, &value);
	enum status status = canonical_check(text, NULL);

	if (expected != STATUS_LIMIT && (status == STATUS_OK) != (expected == STATUS_OK))
		abort();
	if (expected == STATUS_OK && json_is_object(value))
		compare_members(text, value);
	return 0;
}
