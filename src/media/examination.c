/* SPDX-License-Identifier: Apache-2.0 */
/* examination.c - the names of outcomes, and the end of an examination. */
#include "media/examination.h"

const char *
examination_outcome_name(enum examination_outcome outcome)
{
	switch (outcome) {
	case EXAMINATION_COMPLETE:
		return "complete";
	case EXAMINATION_NO_PARSER:
		return "no-parser";
	case EXAMINATION_FAILED:
		return "failed";
	case EXAMINATION_KILLED:
		return "killed";
	case EXAMINATION_TIMED_OUT:
		return "timed-out";
	case EXAMINATION_MALFORMED:
		return "malformed";
	}
	return "unknown";
}

void
examination_end(struct examination *examination)
{
	json_decref(examination->parsers);
	json_decref(examination->tags);
	json_decref(examination->measured);
	json_decref(examination->warnings);
	*examination = (struct examination){ 0 };
}
