/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shown.h - the library's objects as people read them: members as words,
 * records as blocks, lists as tables. With --json the objects go out as they
 * are. What is not known says so; it is never left out silently.
 */
#ifndef VIDIMUS_CLI_SHOWN_H
#define VIDIMUS_CLI_SHOWN_H

#include "cli/command.h"
#include "cli/table.h"

#include <vidimus/types.h>
#include <vidimus/view.h>

/* How a member is shown. */
enum shown_form {
	SHOWN_PLAIN, /* texts on one line, line ends as \n; lists with commas, yes and no, dates with what is known of the zone */
	SHOWN_PROSE, /* free text, which may have several lines */
	SHOWN_TIME,  /* our clock's times: 2026-03-04 05:06:07 UTC */
	SHOWN_SIZE,  /* bytes: 12.4 MB (12,400,000 bytes) */
	SHOWN_SHORT, /* the first twelve digits of a hash */
	SHOWN_REFERENCE /* with what stands beside it: C-000001 (tg-7), ana (K-000001) */
};

/* Appends a value. Nothing at all for null, NULL and an empty list. */
void shown_append(struct buffer *out, const json_t *value, enum shown_form form);

/* The member's text, borrowed; NULL when it is no string. */
const char *shown_string(const json_t *object, const char *name);

/* A labelled member of a record. */
struct shown_member {
	const char     *label; /* NULL ends the list */
	const char     *name;
	enum shown_form form;
	bool            demanded; /* "unknown" stands where there is nothing; else the line is left out */
};

/* Adds the members to a block. */
void shown_members(struct block *block, const json_t *object, const struct shown_member *members);

/* Prints them as a block of its own. */
CHECKED enum status shown_block(struct command *command, const json_t *object,
                                const struct shown_member *members, struct error *err);

/* Prints all of an object's own members that are no records themselves, in their order. */
CHECKED enum status shown_whole(struct command *command, const json_t *object, struct error *err);

/* One line as a heading, after an empty one. */
void shown_heading(struct command *command, const char *words);

/* Codes of a sensitivity list in words: "graphic-4, distressing-audio"; what nobody assessed says so. */
void shown_sensitivity(struct buffer *out, const json_t *object);

/* Appends " (retracted)" or " (unlinked)" where the object was taken back. */
void shown_retraction(struct buffer *out, const json_t *object);

/* Prints when, by whom and why it was taken back; nothing where it was not. */
CHECKED enum status retraction_print(struct command *command, const json_t *object,
                                     struct error *err);

/* A column of a list. */
struct shown_column {
	const char     *title; /* NULL ends the list */
	const char     *name;
	enum shown_form form;
	bool            right, shrinks;
};

/* Prints a list of objects, which lies in `object`, as a table under a heading; nothing when it is empty. */
CHECKED enum status shown_table(struct command *command, const char *heading,
                                const json_t *object, const char *name,
                                const struct shown_column *columns, struct error *err);

/* A list on its way to standard output. Ended by listing_end. */
struct listing {
	struct command            *command; /* borrowed */
	const struct shown_column *shown;   /* borrowed */
	struct column              columns[TABLE_COLUMN_LIMIT + 1];
	struct table               table;
	uint64_t                   count;
	/* Makes the object that --json prints; NULL: as it is. Returns a new reference or NULL. */
	json_t *(*as_json)(const json_t *object);
};

void listing_begin(struct listing *listing, struct command *command,
                   const struct shown_column *columns);
void listing_end(struct listing *listing);

/* Where the library's list goes; `listing` stays in place meanwhile. */
struct vidimus_output listing_output(struct listing *listing);

/* Adds one object. STATUS_DONE when nobody reads what is printed any more. */
CHECKED enum status listing_add(struct listing *listing, json_t *object, struct error *err);

/*
 * Prints what is left; `status` is how the list ended, and is returned where
 * it failed. `none` is the sentence for a person when there was nothing.
 */
CHECKED enum status listing_finish(struct listing *listing, enum status status, const char *none,
                                   struct error *err);

/* All of it, of a list that the library gives without further words. */
CHECKED enum status listing_print(struct command *command, const struct shown_column *columns,
                                  enum status (*list)(struct vidimus_catalogue *catalogue,
                                                      const struct vidimus_output *to,
                                                      struct error *err),
                                  const char *none, struct error *err);

#endif
