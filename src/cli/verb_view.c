/* SPDX-License-Identifier: Apache-2.0 */
/* verb_view.c - `vidimus view`: words first, then a calm player, if it must be. */
#include "cli/verb_view.h"

#include "base/error.h"
#include "base/json.h"
#include "base/scoped.h"
#include "cli/card.h"
#include "cli/comfort.h"
#include "cli/key_choice.h"
#include "cli/player.h"
#include "cli/reveal.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/looking.h>

#include <string.h>

/* Was the flag given? Not, where the verb has none. */
static bool
is_given(const struct command *command, const char *name)
{
	return verb_option_find(command->verb, name) != NULL && command_has(command, name);
}

/* The person's own defaults, and what was said for this once. */
static struct player_look
choose_look(struct command *command, const json_t *item)
{
	struct comfort comfort = comfort_read(command);

	return (struct player_look){ .title = shown_string(item, "id"),
		                     .sound = comfort.sound || is_given(command, "sound"),
		                     .colour = !comfort.grey || is_given(command, "colour"),
		                     .large = is_given(command, "large"),
		                     .side = comfort.side,
		                     .unfenced = is_given(command, "unfenced") };
}

/* A player does not open documents and archives; of what nobody knows it may find out. */
static enum status
check_kind(const json_t *item, struct error *err)
{
	static const char *const kinds[] = { "image/", "video/", "audio/", "application/ogg",
		                             "application/octet-stream", "application/mxf" };
	const char *type = shown_string(item, "media_type");

	for (size_t i = 0; type != NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strncmp(type, kinds[i], strlen(kinds[i])) == 0)
			return STATUS_OK;
	}
	return type == NULL ? STATUS_OK
	                    : fail(err, STATUS_INVALID,
	                           "%s is %s, which is not for a player: make a working copy, and open "
	                           "it on a machine that may be lost", shown_string(item, "id"), type);
}

static enum status
open_and_play(struct command *command, const json_t *item, const struct player_look *look,
              struct error *err)
{
	struct session *session = command->session;
	char person[KEY_PERSON_SIZE];
	SCOPED_FD file = -1;
	enum status status = key_person(command, session->here.keys, session->catalogue,
	                                session->here.login, person, err);

	if (status == STATUS_OK)
		status = vidimus_item_open(session->catalogue, shown_string(item, "id"), person, &file,
		                           err);
	return status == STATUS_OK ? player_run(look, file, err) : status;
}

enum status
view_open(struct command *command, const json_t *item, struct error *err)
{
	struct player_look look = choose_look(command, item);
	enum status status = check_kind(item, err);

	if (status == STATUS_OK)
		status = player_check(&look, err);
	if (status == STATUS_OK && card_needs_asking(item, look.sound) && !is_given(command, "yes"))
		status = reveal_ask(command, item, look.sound, err);
	output_flush(command->output);
	if (status == STATUS_OK)
		status = open_and_play(command, item, &look, err);
	return status;
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED_JSON json_t *item = NULL;
	enum status status = vidimus_show(command->session->catalogue, command->arguments[0], &item,
	                                  err);

	if (status == STATUS_OK && json_object_get(item, "graphic_level") == NULL)
		status = fail(err, STATUS_INVALID, "%s is no item", command->arguments[0]);
	if (status == STATUS_OK)
		status = card_print(command, item, err);
	if (status == STATUS_OK)
		status = view_open(command, item, err);
	if (status == STATUS_DONE) {
		output_string(command->output, "Nothing was opened.\n");
		return STATUS_OK;
	}
	if (status == STATUS_OK && json_is_false(json_object_get(item, "assessed")))
		output_format(command->output,
		              "\nNobody has assessed it yet. `vidimus describe %s` spares colleagues the sight.\n",
		              shown_string(item, "id"));
	return status;
}

static const struct verb_option options[] = {
	{ .name = "yes", .about = "Do not ask, this once" },
	{ .name = "sound", .about = "With sound, at a fifth of its volume" },
	{ .name = "colour", .about = "In colour" },
	{ .name = "large", .about = "In its own size" },
	{ .name = "unfenced", .about = "Also where the kernel cannot keep the player from writing files" },
	{ 0 },
};

static const struct verb_example examples[] = {
	{ "view E-1", "The card; then, if you say so twice, the player." },
	{ "view E-1 --sound", "The same, with sound." },
	{ 0 },
};

const struct verb verb_view = {
	.name = "view",
	.summary = "Look at an item: words first, then a calm player",
	.about = "Prints what is known of the item: level, flags, expected sound, summary, notes of "
	         "colleagues. Often that is enough. What is graphic-2 or worse, or was assessed by "
	         "nobody, opens only after two questions. The player, mpv, opens paused, silent, grey "
	         "and small, from a descriptor that cannot be written to, without network, and fenced "
	         "in so that it writes no file.\n\n"
	         "Lasting wishes stand in your own file $XDG_CONFIG_HOME/vidimus/viewing.json: "
	         "{\"grey\": true, \"sound\": false, \"side\": 320}. That you opened it, when and what, "
	         "is a line of your own access journal (`vidimus help journal`); the log says nothing "
	         "of it.",
	.arguments = "ITEM",
	.argument_kind = VALUE_ID,
	.least = 1,
	.most = 1,
	.group = GROUP_LOOKING,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_READING,
	.run = run,
};
