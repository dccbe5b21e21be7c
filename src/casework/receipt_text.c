/* SPDX-License-Identifier: Apache-2.0 */
/* receipt_text.c - the lines of a receipt, written and read by one table. */
#include "casework/receipt_text.h"

#include "base/encoding.h"
#include "base/error.h"

#include <string.h>

#define FIRST_LINE "vidimus bundle receipt v1"

static const char *const words[RECEIPT_LINES] = {
	"receiver", "as", "sender", "bundle", "tag-manifest sha256", "checkpoint-size",
	"checkpoint-root", "received",
};

enum status
receipt_text_write(struct buffer *out, const struct text values[RECEIPT_LINES], struct error *err)
{
	buffer_append_string(out, FIRST_LINE "\n");
	for (int i = 0; i < RECEIPT_LINES; i++) {
		if (values[i].p == NULL || values[i].n == 0)
			return fail(err, STATUS_REFUSED,
			            "what a receipt says of it (%s) was destroyed, or never known", words[i]);
		buffer_append_format(out, "%s ", words[i]);
		buffer_append_text(out, values[i]);
		buffer_append_string(out, "\n");
	}
	return buffer_check(out, err);
}

enum status
receipt_text_read(struct text text, struct receipt *out, struct error *err)
{
	if (!text_is(text_cut(&text, '\n'), FIRST_LINE))
		return fail(err, STATUS_INVALID, "it is no receipt: its first line is not “%s”", FIRST_LINE);
	for (int i = 0; i < RECEIPT_LINES; i++) {
		struct text line = text_cut(&text, '\n');
		size_t n = strlen(words[i]);

		if (line.n < n + 2 || !text_begins(line, words[i]) || line.p[n] != ' ')
			return fail(err, STATUS_INVALID, "it is no receipt: line %d is not its %s", i + 2,
			            words[i]);
		out->values[i] = (struct text){ line.p + n + 1, line.n - n - 1 };
	}
	if (text.n > 0 || !digest_read(out->values[RECEIPT_SEAL], &out->tag_manifest))
		return fail(err, STATUS_INVALID, "it is no receipt: it has further lines, or a malformed hash");
	return STATUS_OK;
}
