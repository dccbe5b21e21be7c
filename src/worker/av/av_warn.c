/* SPDX-License-Identifier: Apache-2.0 */
/* av_warn.c - statuses of films as codes of warnings. */
#include "worker/av/av_warn.h"

void
warn_no_picture(struct report *report, enum status st, const struct error *err)
{
	const char *code = "damaged-structure";

	if (st == STATUS_LIMIT || st == STATUS_MEMORY)
		code = "too-large-to-decode";
	else if (st == STATUS_REFUSED)
		code = "facts-left-out";
	else if (st == STATUS_NOT_FOUND)
		code = "no-video-stream";
	else if (st == STATUS_DONE)
		code = "not-decodable";
	report_warning(report, code, err->text[0] ? err->text : NULL);
}
