/* SPDX-License-Identifier: Apache-2.0 */
/* json_member.c - members read and strings made in the catalogue's own forms. */
#include "base/json.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <string.h>

bool
json_member_text(const json_t *object, const char *name, struct text *out)
{
	const json_t *member = json_object_get(object, name);

	if (!json_is_string(member))
		return false;
	*out = (struct text){ json_string_value(member), json_string_length(member) };
	return true;
}

bool
json_member_integer(const json_t *object, const char *name, int64_t *out)
{
	const json_t *member = json_object_get(object, name);

	if (!json_is_integer(member))
		return false;
	*out = json_integer_value(member);
	return true;
}

bool
json_member_digest(const json_t *object, const char *name, struct digest *out)
{
	struct digest digest;
	struct text hex;

	if (!json_member_text(object, name, &hex) || !digest_read(hex, &digest))
		return false;
	*out = digest;
	return true;
}

bool
json_member_uuid(const json_t *object, const char *name, struct uuid *out)
{
	struct uuid uuid;
	struct text text;

	if (!json_member_text(object, name, &text) || !uuid_read(text, &uuid))
		return false;
	*out = uuid;
	return true;
}

static bool
has_zero(const char *p, size_t n)
{
	return n > 0 && memchr(p, '\0', n) != NULL;
}

json_t *
json_of_text(struct text text)
{
	if (has_zero(text.p, text.n) || !text_is_utf8(text.p, text.n))
		return NULL;
	return json_stringn_nocheck(text.n ? text.p : "", text.n);
}

json_t *
json_of_text_lossy(struct text text)
{
	SCOPED(buffer) lossy = { 0 };
	struct text rest = text, part;
	json_t *whole = json_of_text(text);

	if (whole != NULL)
		return whole;
	while (rest.p != NULL) {
		part = text_cut(&rest, '\0');
		text_append_lossy(&lossy, part.p, part.n);
		if (rest.p != NULL)
			buffer_append_string(&lossy, "\xef\xbf\xbd");
	}
	return lossy.failed ? NULL : json_of_text(text_of_buffer(&lossy));
}

json_t *
json_of_digest(const struct digest *digest)
{
	char hex[DIGEST_TEXT_SIZE];

	digest_write(hex, digest);
	return json_string_nocheck(hex);
}

json_t *
json_of_uuid(const struct uuid *uuid)
{
	char text[UUID_TEXT_SIZE];

	uuid_write(text, uuid);
	return json_string_nocheck(text);
}

json_t *
json_of_base64url(const void *bytes, size_t n)
{
	SCOPED(buffer) letters = { 0 };

	base64url_append(&letters, bytes, n);
	return letters.failed ? NULL : json_of_text(text_of_buffer(&letters));
}

json_t *
json_of_name(const void *bytes, size_t n)
{
	SCOPED_JSON json_t *name = json_object();
	SCOPED(buffer) text = { 0 };

	if (has_zero(bytes, n))
		return NULL;
	text_append_lossy(&text, bytes, n);
	if (text.failed ||
	    json_object_set_new(name, "bytes", json_of_base64url(bytes, n)) != 0 ||
	    json_object_set_new(name, "text", json_of_text(text_of_buffer(&text))) != 0)
		return NULL;
	return json_incref(name);
}

static enum status
read_name(const json_t *name, struct buffer *bytes, struct error *err)
{
	SCOPED(buffer) lossy = { 0 };
	struct text letters, text;

	if (json_object_size(name) != 2 || !json_member_text(name, "bytes", &letters) ||
	    !json_member_text(name, "text", &text))
		return fail(err, STATUS_INVALID, "a name is an object of \"bytes\" and \"text\"");
	if (!base64url_read(bytes, letters))
		return fail(err, STATUS_INVALID, "the bytes of a name are not base64url");
	if (has_zero(bytes->p, bytes->n))
		return fail(err, STATUS_INVALID, "a name holds a zero byte");
	text_append_lossy(&lossy, bytes->p, bytes->n);
	if (lossy.failed || bytes->failed)
		return fail_memory(err);
	if (!text_equal(text, text_of_buffer(&lossy)))
		return fail(err, STATUS_INVALID, "the text of a name is not that of its bytes");
	return STATUS_OK;
}

enum status
json_name_bytes(const json_t *name, struct buffer *out, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	enum status status = read_name(name, &bytes, err);

	if (status != STATUS_OK)
		return status;
	buffer_append(out, bytes.p, bytes.n);
	return buffer_check(out, err);
}
