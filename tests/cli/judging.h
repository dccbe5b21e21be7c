/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judging.h - a catalogue with two pictures (E-1, E-2) and three persons: ana,
 * bo, cy, and ana2, another key of ana. Words lie in files: c (a conclusion),
 * g (grounds), p (what would endanger somebody).
 */
#ifndef VIDIMUS_TESTS_CLI_JUDGING_H
#define VIDIMUS_TESTS_CLI_JUDGING_H

#include "cli/catalogue.h"

#define ANA  V "--key ana "
#define ANA2 V "--key ana2 "
#define BO   V "--key bo "
#define CY   V "--key cy "

/* Words that must stay where they are protected. */
#define WITNESS "her-sister-keeps-the-bakery"

static inline void
add_actor(const char *folder, const char *key, const char *code)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "u=$(" V "stats --json | sed 's/.*\"uuid\":\"\\([^\"]*\\)\".*/\\1/')\n"
	             "\"$VIDIMUS\" key new %s --no-passphrase --catalogue $u --json > request &&"
	             ANA "actor add --request \"$XDG_CONFIG_HOME/vidimus/keys/%s.request\" --code %s"
	             " --role member",
	             key, key, code);
}

static inline int
begin_judging(void **state)
{
	SCOPED(run) run = { 0 };

	begin_catalogue(state);
	write_jpeg(*state, "a.jpg", "one");
	write_jpeg(*state, "b.jpg", "two");
	add_actor(*state, "bo", "bo");
	add_actor(*state, "cy", "cy");
	add_actor(*state, "ana2", "ana");
	expect_shell(0, &run, *state,
	             ANA "intake a.jpg b.jpg && echo 'Near the town' > c && echo 'The ridge agrees' > g"
	             " && echo " WITNESS " > p");
	return 0;
}

/* A finding of ana's on every required question of the item, F-1 to F-5 of the first. */
static inline void
answer_all(const char *folder, const char *id)
{
	SCOPED(run) run = { 0 };

	expect_shell(0, &run, folder,
	             "for q in provenance date place integrity content; do " ANA
	             "finding add %s --question $q --conclusion @c --confidence moderate --grounds @g"
	             " || exit 1; done",
	             id);
}

#endif
