/* SPDX-License-Identifier: Apache-2.0 */
/* triage.c - the card, a question, and what each answer does; every decision is saved at once. */
#include "cli/triage.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/card.h"
#include "cli/question.h"
#include "cli/session.h"
#include "cli/shown.h"
#include "cli/verb_view.h"

#include <vidimus/record.h>

#include <stdio.h>
#include <string.h>

extern const struct verb verb_describe, verb_note;

/* What the present item is, anew after each decision. */
struct seat {
	struct triage *triage;
	const char    *id;
	json_t        *item; /* owned */
	bool           leave; /* for the next one */
};

static void
seat_end(struct seat *seat)
{
	json_decref(seat->item);
}

static enum status
look_again(struct seat *seat, struct error *err)
{
	json_t *item = NULL;
	enum status status = vidimus_show(seat->triage->command->session->catalogue, seat->id,
	                                  &item, err);

	if (status != STATUS_OK)
		return status;
	json_decref(seat->item);
	seat->item = item;
	return STATUS_OK;
}

static bool
is_assessed(const struct seat *seat)
{
	return json_is_true(json_object_get(seat->item, "assessed"));
}

/* Another verb on this item, as if it had been given by itself. */
static enum status
run_verb(struct seat *seat, const struct verb *verb, struct error *err)
{
	const struct command *command = seat->triage->command;
	SCOPED(command) other = { .program = command->program,
		                  .verb = verb,
		                  .settings = command->settings,
		                  .terminal = command->terminal,
		                  .output = command->output,
		                  .session = command->session,
		                  .arguments = calloc(1, sizeof *other.arguments),
		                  .argument_count = 1 };

	if (other.arguments == NULL)
		return fail_memory(err);
	other.arguments[0] = seat->id;
	snprintf(other.name, sizeof other.name, "%s", verb->name);
	return verb->run(&other, err);
}

static enum status
describe(struct seat *seat, struct vidimus_description *words, struct error *err)
{
	int64_t version = 0;
	enum status status;

	if (!json_member_integer(seat->item, "version", &words->based_on))
		return fail(err, STATUS_FAULT, "an item without version");
	status = vidimus_item_describe(seat->triage->command->session->catalogue, seat->id, words,
	                               &version, err);
	if (status == STATUS_OK)
		output_format(seat->triage->command->output, "Saved, version %lld.\n",
		              (long long)version);
	return status;
}

/* A short word for a code, where there is one. */
struct shortcut {
	const char *word, *code;
};

static const char *
code_of(const struct shortcut *shortcuts, const char *word)
{
	for (; shortcuts->word != NULL; shortcuts++) {
		if (strcmp(shortcuts->word, word) == 0)
			return shortcuts->code;
	}
	return word;
}

/* What stands behind the letter, else what is answered to the question; "" for nothing. */
static enum status
take_rest(struct seat *seat, const char *rest, const char *question, char answer[ANSWER_SIZE],
          struct error *err)
{
	enum status status;

	snprintf(answer, ANSWER_SIZE, "%s", rest);
	if (answer[0] != '\0')
		return STATUS_OK;
	status = question_ask(seat->triage->command, question, answer, err);
	if (status == STATUS_DONE)
		answer[0] = '\0';
	return status == STATUS_DONE ? STATUS_OK : status;
}

static enum status
set_level(struct seat *seat, const char *rest, struct error *err)
{
	static const struct shortcut levels[] = { { "0", "not-sensitive" }, { "1", "graphic-1" },
		                                  { "2", "graphic-2" },     { "3", "graphic-3" },
		                                  { "4", "graphic-4" },     { NULL, NULL } };
	struct vidimus_description words = { 0 };
	char answer[ANSWER_SIZE];
	enum status status = take_rest(seat, rest,
	                               "0 not sensitive, 1 aftermath, 2 injuries, 3 violence, "
	                               "4 killing or torture: ", answer, err);

	words.graphic_level = code_of(levels, answer);
	return status != STATUS_OK || answer[0] == '\0' ? status : describe(seat, &words, err);
}

static enum status
set_sound(struct seat *seat, const char *rest, struct error *err)
{
	static const struct shortcut sounds[] = { { "n", "no-sound" }, { "c", "calm" },
		                                  { "d", "distressing-audio" }, { NULL, NULL } };
	struct vidimus_description words = { 0 };
	char answer[ANSWER_SIZE];
	enum status status = take_rest(seat, rest, "n no sound, c calm, d distressing: ", answer, err);

	words.sound = code_of(sounds, answer);
	return status != STATUS_OK || answer[0] == '\0' ? status : describe(seat, &words, err);
}

static enum status
set_flags(struct seat *seat, const char *rest, struct error *err)
{
	struct vidimus_description words = { 0 };
	char answer[ANSWER_SIZE];
	enum status status = take_rest(seat, rest,
	                               "personal-information, victim-identifiable, minor-visible, "
	                               "captive-identifiable,\nwitness-identifiable, source-at-risk, "
	                               "deleted-by-source, deceptive\nAll that apply, with commas, or "
	                               "none: ", answer, err);

	words.flags = strcmp(answer, "none") == 0 ? "" : answer;
	return status != STATUS_OK || answer[0] == '\0' ? status : describe(seat, &words, err);
}

static enum status
write_form(struct seat *seat, const char *rest, struct error *err)
{
	(void)rest;
	return run_verb(seat, &verb_describe, err);
}

static enum status
write_note(struct seat *seat, const char *rest, struct error *err)
{
	(void)rest;
	return run_verb(seat, &verb_note, err);
}

static enum status
look(struct seat *seat, const char *rest, struct error *err)
{
	enum status status = view_open(seat->triage->command, seat->item, err);

	(void)rest;
	if (status == STATUS_DONE)
		output_string(seat->triage->command->output, "Nothing was opened.\n");
	return status == STATUS_DONE ? STATUS_OK : status;
}

static enum status
go_on(struct seat *seat, const char *rest, struct error *err)
{
	(void)rest;
	(void)err;
	seat->leave = true;
	return STATUS_OK;
}

static enum status
quit(struct seat *seat, const char *rest, struct error *err)
{
	(void)seat;
	(void)rest;
	(void)err;
	return STATUS_DONE;
}

static enum status help(struct seat *seat, const char *rest, struct error *err);

static const struct {
	const char *letter, *about;
	enum status (*act)(struct seat *seat, const char *rest, struct error *err);
} choices[] = {
	{ "l", "level of the picture: l, or l 0 to l 4", set_level },
	{ "s", "sound: s, or s n, s c, s d", set_sound },
	{ "f", "flags", set_flags },
	{ "d", "describe, all of it, in the editor", write_form },
	{ "n", "note for colleagues, in the editor", write_note },
	{ "v", "view, after two questions", look },
	{ "", "Enter: leave it for later", go_on },
	{ "q", "quit; everything is saved", quit },
	{ "?", "this list", help },
};
#define CHOICES (sizeof choices / sizeof choices[0])

static enum status
help(struct seat *seat, const char *rest, struct error *err)
{
	(void)rest;
	(void)err;
	for (size_t i = 0; i < CHOICES; i++)
		output_format(seat->triage->command->output, "  %-2s %s\n", choices[i].letter,
		              choices[i].about);
	return STATUS_OK;
}

static enum status
act_on(struct seat *seat, const char *answer, struct error *err)
{
	struct text rest = text_of(answer), letter = text_cut(&rest, ' ');

	for (size_t i = 0; i < CHOICES; i++) {
		if (text_is(letter, choices[i].letter))
			return choices[i].act(seat, rest.p ? text_trim(rest).p : "", err);
	}
	return fail(err, STATUS_INVALID, "there is no \"%.32s\"; ? tells what there is", answer);
}

/* What a person can mend with the next answer; the rest ends the walk. */
static bool
is_theirs(enum status status)
{
	switch (status) {
	case STATUS_NOT_FOUND:
	case STATUS_FALSE:
	case STATUS_INVALID:
	case STATUS_LIMIT:
	case STATUS_EXISTS:
	case STATUS_STALE:
	case STATUS_REFUSED:
	case STATUS_BUSY:
		return true;
	default:
		return false;
	}
}

static enum status
ask_once(struct seat *seat, struct error *err)
{
	struct command *command = seat->triage->command;
	char question[160], answer[ANSWER_SIZE];
	struct error why = { 0 };
	enum status status;

	snprintf(question, sizeof question,
	         "\n%s  l level  s sound  f flags  d describe  n note  v view  Enter later  q quit  ? > ",
	         seat->id);
	status = question_ask(command, question, answer, err);
	if (status != STATUS_OK)
		return status;
	status = act_on(seat, answer, &why);
	if (is_theirs(status)) {
		command_tell(command, &why);
		status = STATUS_OK;
	} else if (status != STATUS_OK && status != STATUS_DONE) {
		return fail(err, status, "%s", why.text);
	}
	return status == STATUS_OK ? look_again(seat, err) : status;
}

enum status
triage_item(struct triage *triage, const char *id, struct error *err)
{
	SCOPED(seat) seat = { .triage = triage, .id = id };
	enum status status = look_again(&seat, err);

	if (status != STATUS_OK)
		return status;
	output_string(triage->command->output, "\n");
	status = card_print(triage->command, seat.item, err);
	while (status == STATUS_OK && !seat.leave && !is_assessed(&seat))
		status = ask_once(&seat, err);
	if (is_assessed(&seat))
		triage->assessed++;
	else
		triage->left++;
	return status;
}
