/* SPDX-License-Identifier: Apache-2.0 */
/* reveal.c - "Open it? [y/N]", and then the word "open". */
#include "cli/reveal.h"

#include "base/error.h"
#include "cli/question.h"
#include "cli/shown.h"

#include <stdio.h>
#include <string.h>

static bool
is_yes(const char *answer)
{
	return strcmp(answer, "y") == 0 || strcmp(answer, "Y") == 0 || strcmp(answer, "yes") == 0;
}

enum status
reveal_ask(struct command *command, const json_t *item, bool sound, struct error *err)
{
	const char *level = shown_string(item, "graphic_level");
	char words[256], answer[ANSWER_SIZE];
	enum status status;

	if (!terminal_has_person())
		return fail(err, STATUS_REFUSED,
		            "%s is graphic, or nobody has assessed it, and there is no terminal to ask "
		            "at: --yes opens it this once", shown_string(item, "id"));
	snprintf(words, sizeof words, "\nPicture: %.64s. Do you have to look? [y/N] ",
	         level ? level : "unassessed");
	status = question_ask(command, words, answer, err);
	if (status == STATUS_OK && !is_yes(answer))
		status = STATUS_DONE;
	if (status != STATUS_OK)
		return status;
	snprintf(words, sizeof words, "It opens paused and small, %s. Write open to open it: ",
	         sound ? "WITH SOUND" : "without sound");
	status = question_ask(command, words, answer, err);
	return status == STATUS_OK && strcmp(answer, "open") != 0 ? STATUS_DONE : status;
}
