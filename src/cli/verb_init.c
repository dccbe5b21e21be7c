/* SPDX-License-Identifier: Apache-2.0 */
/* verb_init.c - `vidimus init`: a new catalogue and its first actor's key. */
#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/here.h"
#include "cli/key_choice.h"
#include "cli/key_new.h"
#include "cli/prose.h"
#include "cli/table.h"

#include <vidimus/backup.h>
#include <vidimus/catalogue.h>
#include <vidimus/key.h>

#include <stdlib.h>
#include <string.h>

DEFINE_SCOPED_POINTER(vidimus_key, vidimus_key_close);
DEFINE_SCOPED_POINTER(vidimus_catalogue, vidimus_catalogue_close);

static enum status
check_digests(struct text list, struct error *err)
{
	while (list.p != NULL) {
		struct text name = text_cut(&list, ',');

		if (!text_is(name, "md5") && !text_is(name, "sha1") && !text_is(name, "sha512"))
			return fail(err, STATUS_INVALID,
			            "\"%.*s\" is no digest that can be kept: of md5,sha1,sha512",
			            (int)(name.n < 40 ? name.n : 40), name.p);
	}
	return STATUS_OK;
}

static const struct verb_option options[] = {
	{ .name = "name", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "What the catalogue is called at home; it stays in it" },
	{ .name = "actor", .kind = VALUE_TEXT, .argument = "CODE",
	  .about = "Code of the person who holds its first key: a-z, 0-9 and -; not a name" },
	{ .name = "organisation", .kind = VALUE_TEXT, .argument = "NAME",
	  .about = "Who keeps it" },
	{ .name = "digests", .kind = VALUE_TEXT, .argument = "LIST", .check = check_digests,
	  .about = "Further digests of each file beside SHA-256: of md5,sha1,sha512" },
	{ .name = "no-passphrase",
	  .about = "Let a new key lie open on the disk; custody reports will say so" },
	{ .name = "adopt",
	  .about = "Make no catalogue: the one in DIR was moved here, and this machine writes it from now on" },
	{ .name = "because", .kind = VALUE_PROSE, .argument = "TEXT", .is_private = true, .limit = 16384,
	  .about = "Why it was moved, and what became of the other copy; for colleagues" },
	{ 0 },
};

/* Commas become the spaces that the library takes. */
static char *
digests_of(const struct command *command)
{
	const char *list = command_text(command, "digests");
	char *copy = list ? strdup(list) : NULL;

	for (char *p = copy; p != NULL && *p != '\0'; p++)
		if (*p == ',')
			*p = ' ';
	return copy;
}

/* The key of that name if there is one, else a new one. */
static enum status
have_key(struct command *command, const struct here *here, const char *name,
         struct vidimus_key **key, bool *is_new, struct error *err)
{
	bool needs;
	enum status status = vidimus_key_needs_passphrase(here->keys, name, &needs, err);

	*is_new = status == STATUS_NOT_FOUND;
	if (*is_new)
		return key_new(command, here->keys, name, NULL, key, err);
	if (status == STATUS_OK)
		status = key_unlock(command, here->keys, name, key, err);
	return status == STATUS_OK ? vidimus_key_complete(here->keys, name, *key, err) : status;
}

static void
answer_json(struct command *command, const struct vidimus_catalogue *catalogue,
            const struct here *here, const char *key, bool lies_open)
{
	struct uuid uuid = vidimus_catalogue_uuid(catalogue);
	char text[UUID_TEXT_SIZE];

	uuid_write(text, &uuid);
	output_json(command->output,
	            json_pack("{s:s, s:s, s:s, s:s, s:s, s:s+++, s:b}", "catalogue",
	                      vidimus_catalogue_path(catalogue), "uuid", text, "name",
	                      command_text(command, "name"), "actor", "K-000001", "key", key,
	                      "key_file", here->keys, "/", key, ".pem", "passphrase", !lies_open));
}

static enum status
answer_text(struct command *command, const struct vidimus_catalogue *catalogue,
            const struct here *here, const char *key, bool lies_open, struct error *err)
{
	SCOPED(block) block = { 0 };
	struct uuid uuid = vidimus_catalogue_uuid(catalogue);
	char text[UUID_TEXT_SIZE];
	enum status status;

	uuid_write(text, &uuid);
	output_string(command->output, "The catalogue is made.\n\n");
	block_begin(&block, command->output, &command->terminal);
	block_add_string(&block, "Folder", vidimus_catalogue_path(catalogue));
	block_add_string(&block, "UUID", text);
	block_add_format(&block, "Actor", "K-000001, %s, keeper", command_text(command, "actor"));
	block_add_format(&block, "Key", "%s/%s.pem, %s", here->keys, key,
	                 lies_open ? "without a passphrase" : "with a passphrase");
	status = block_finish(&block, err);
	output_format(command->output,
	              "\nNext: write into README.txt whom to call when this machine is lost; keep a "
	              "copy of\nthe key apart from the catalogue; then\n  vidimus -C ");
	output_escaped(command->output, text_of(vidimus_catalogue_path(catalogue)));
	output_string(command->output, " intake FOLDER\n");
	return status;
}

/* Opens what was made: that it can be read is part of the answer. */
static enum status
answer(struct command *command, const struct here *here, const char *name,
       const struct vidimus_key *key, struct error *err)
{
	SCOPED_POINTER(vidimus_catalogue) catalogue = NULL;
	bool lies_open = vidimus_key_lies_open(key);
	enum status status = vidimus_catalogue_open(&catalogue, command->arguments[0],
	                                            VIDIMUS_READING, &here->surroundings, err);

	if (status != STATUS_OK)
		return status;
	if (!command->settings.json)
		return answer_text(command, catalogue, here, name, lies_open, err);
	answer_json(command, catalogue, here, name, lies_open);
	return STATUS_OK;
}

static enum status
make(struct command *command, const struct here *here, const struct vidimus_key *key,
     struct error *err)
{
	SCOPED_FREE char *digests = digests_of(command);

	if (digests == NULL && command_has(command, "digests"))
		return fail_memory(err);
	return vidimus_catalogue_create(
		&(struct vidimus_creation){ .path = command->arguments[0],
	                                    .name = command_text(command, "name"),
	                                    .organisation = command_text(command, "organisation"),
	                                    .actor_code = command_text(command, "actor"),
	                                    .digests = digests },
		&here->surroundings, key, err);
}

static enum status
create(struct command *command, const struct here *here, struct error *err)
{
	const char *name = command->settings.key ? command->settings.key
	                                         : command_text(command, "actor");
	SCOPED_POINTER(vidimus_key) key = NULL;
	bool is_new = false;
	enum status status = vidimus_actor_code_check(command_text(command, "actor"), err);

	if (status == STATUS_OK)
		status = have_key(command, here, name, &key, &is_new, err);
	if (status != STATUS_OK)
		return status;
	status = make(command, here, key, err);
	if (status == STATUS_OK)
		return answer(command, here, name, key, err);
	if (is_new)
		command_note(command, "the new key %s/%s.pem stays; the same command uses it",
		             here->keys, name);
	return status;
}

static void
answer_adopted(struct command *command, const struct vidimus_catalogue *catalogue)
{
	const char *path = vidimus_catalogue_path(catalogue);

	if (command->settings.json) {
		output_json(command->output, json_pack("{s:s}", "catalogue", path));
		return;
	}
	output_string(command->output, "This machine writes the catalogue from here on: ");
	output_escaped(command->output, text_of(path));
	output_string(command->output,
	              "\n\nNobody may write another copy of it any more: two that go on apart cannot be joined. Compare\n"
	              "`vidimus log checkpoint` with the last one that is known elsewhere; nothing here remembers it.\n");
}

/* The catalogue is told which machine writes it from here on. */
static enum status
adopt(struct command *command, const struct here *here, struct error *err)
{
	SCOPED_POINTER(vidimus_catalogue) catalogue = NULL;
	SCOPED(buffer) because = { 0 };
	struct vidimus_key *key = NULL;
	char name[KEY_NAME_SIZE];
	enum status status = vidimus_catalogue_open(&catalogue, command->arguments[0],
	                                            VIDIMUS_ADOPTING, &here->surroundings, err);

	if (status == STATUS_OK)
		status = prose_demand(&because, command, "because",
		                      "Why, and what became of the other copy? For colleagues.", err);
	if (status == STATUS_OK)
		status = key_choose(command, here->keys, catalogue, name, err);
	if (status == STATUS_OK)
		status = key_unlock(command, here->keys, name, &key, err);
	if (status == STATUS_OK)
		status = vidimus_catalogue_sign_as(catalogue, key, err);
	if (status == STATUS_OK)
		status = vidimus_adopt(catalogue, buffer_string(&because), err);
	if (status == STATUS_OK)
		answer_adopted(command, catalogue);
	return status;
}

static enum status
check_words(const struct command *command, struct error *err)
{
	static const char *const of_new[] = { "name", "actor", "organisation", "digests", "no-passphrase" };

	for (size_t i = 0; i < sizeof of_new / sizeof of_new[0]; i++) {
		bool given = command_has(command, of_new[i]);

		if (given && command_has(command, "adopt"))
			return fail(err, STATUS_INVALID, "--%s is for a new catalogue, and --adopt for one that is there",
			            of_new[i]);
		if (!given && i < 2 && !command_has(command, "adopt"))
			return fail(err, STATUS_INVALID, "--%s %s is missing", of_new[i],
			            i == 0 ? "NAME" : "CODE");
	}
	if (command_has(command, "because") && !command_has(command, "adopt"))
		return fail(err, STATUS_INVALID, "--because goes with --adopt");
	return STATUS_OK;
}

static enum status
run(struct command *command, struct error *err)
{
	SCOPED(here) here = { 0 };
	enum status status = check_words(command, err);

	if (status == STATUS_OK)
		status = here_begin(&here, err);
	if (status != STATUS_OK)
		return status;
	return command_has(command, "adopt") ? adopt(command, &here, err)
	                                     : create(command, &here, err);
}

static const struct verb_example examples[] = {
	{ "init cases --name \"Case files\" --actor ana",
	  "Make the catalogue in the folder cases, and the key ana, which signs for it." },
	{ "init --adopt cases --because @why.txt",
	  "The catalogue in cases came from another machine, which writes it no more." },
	{ "init cases --name Cases --actor ana --passphrase-file secret",
	  "The same without a terminal; the passphrase is the first line of the file." },
	{ 0 },
};

const struct verb verb_init = {
	.name = "init",
	.summary = "Make a new catalogue, or take one over",
	.about = "Makes a catalogue in DIR, which must not exist or be empty, and the Ed25519 key that "
	         "signs everything the first actor does. The key is called as the actor unless --key "
	         "names another; one of that name that is there already is used.\n\n"
	         "The key is kept with the person, not in the catalogue, and is encrypted with a "
	         "passphrase, which is asked twice. Where there is no terminal, --passphrase-file or "
	         "--no-passphrase must be said.",
	.arguments = "DIR",
	.argument_kind = VALUE_PATH,
	.least = 1,
	.most = 1,
	.group = GROUP_CATALOGUE,
	.options = { options },
	.examples = examples,
	.needs = NEEDS_NOTHING,
	.run = run,
};
