/* SPDX-License-Identifier: Apache-2.0 */
/* custody_lines.c - the form of each line, read in place. */
#include "bundle/custody_lines.h"

#include "base/canonical_reader.h"
#include "base/encoding.h"
#include "base/scoped.h"
#include "ledger/event.h"

#include <string.h>

#define UUID_LENGTH (UUID_TEXT_SIZE - 1)

static const char disclosure_begin[] = "[\"vidimus-disclosure-v1\",\"";

bool
custody_event_id(struct text line, struct uuid *out)
{
	static const char before[] = "\",\"id\":\"";
	size_t at = strlen("{\"actor\":\"") + DIGEST_TEXT_SIZE - 1 + strlen(before);

	return line.n > at + UUID_LENGTH &&
	       memcmp(line.p + at - strlen(before), before, strlen(before)) == 0 &&
	       uuid_read((struct text){ line.p + at, UUID_LENGTH }, out);
}

bool
custody_disclosure_event(struct text line, struct uuid *out)
{
	size_t at = strlen(disclosure_begin);

	return text_begins(line, disclosure_begin) && line.n > at + UUID_LENGTH &&
	       uuid_read((struct text){ line.p + at, UUID_LENGTH }, out);
}

struct text
custody_disclosure_member(struct text line)
{
	static const char before[] = "\",\"/";
	size_t at = strlen(disclosure_begin) + UUID_LENGTH;
	struct text rest, name;
	struct uuid event;

	if (!custody_disclosure_event(line, &event) || line.n < at + strlen(before) ||
	    memcmp(line.p + at, before, strlen(before)) != 0)
		return (struct text){ 0 };
	rest = (struct text){ line.p + at + strlen(before), line.n - at - strlen(before) };
	name = text_cut(&rest, '"');
	return rest.p != NULL && json_is_member_name(name) ? name : (struct text){ 0 };
}

json_t *
custody_disclosure_value(struct text line)
{
	SCOPED_JSON json_t *parts = NULL;
	SCOPED(buffer) salt = { 0 };
	const char *letters;

	if (canonical_check(line, NULL) != STATUS_OK || json_read(&parts, line, NULL) != STATUS_OK ||
	    json_array_size(parts) != 5)
		return NULL;
	letters = json_string_value(json_array_get(parts, 3));
	if (letters == NULL || !base64url_read(&salt, text_of(letters)) || salt.n != EVENT_SALT_SIZE)
		return NULL;
	return json_incref(json_array_get(parts, 4));
}

bool
custody_proof_event(struct text line, struct uuid *out)
{
	return uuid_read(text_cut(&line, ' '), out);
}

bool
custody_redaction(struct text piece, struct text *code, struct uuid *event, struct text *member)
{
	struct text id;

	if (!text_skip(&piece, "{\"code\":\""))
		return false;
	*code = text_cut(&piece, '"');
	if (piece.p == NULL || code->n == 0 || !text_skip(&piece, ",\"event\":\""))
		return false;
	id = text_cut(&piece, '"');
	if (piece.p == NULL || !uuid_read(id, event) || !text_skip(&piece, ",\"member\":\"/"))
		return false;
	*member = text_cut(&piece, '"');
	return piece.p != NULL && piece.n == 0 && json_is_member_name(*member);
}
