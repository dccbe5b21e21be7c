/* SPDX-License-Identifier: Apache-2.0 */
/* open_catalogue.h - a fresh catalogue, open to be written by ana; for tests that link casework. */
#ifndef VIDIMUS_TESTS_SUPPORT_OPEN_CATALOGUE_H
#define VIDIMUS_TESTS_SUPPORT_OPEN_CATALOGUE_H

#include "casework/catalogue.h"
#include "casework/creation.h"

#include "support/support.h"

#include <stdio.h>

struct open_catalogue {
	char               *folder; /* owned: case/ and state/ lie in it */
	struct surroundings here;
	char                state[600], path[600];
	struct catalogue   *catalogue; /* owned */
};

/* Fills it in place: `here` borrows from it. */
static inline void
open_catalogue_begin(struct open_catalogue *open)
{
	const unsigned char seed[SIGNING_SEED_SIZE] = { 7 };
	struct signing_key *key = NULL;
	struct error err;

	open->folder = folder_make();
	snprintf(open->path, sizeof open->path, "%s/case", open->folder);
	snprintf(open->state, sizeof open->state, "%s/state", open->folder);
	open->here = (struct surroundings){ .state_folder = open->state, .host = "desk",
		                            .login = "ana", .machine = "machine-1", .build = "test",
		                            .sources = &ledger_true_sources };
	assert_ok(signing_key_of_seed(&key, seed, &err), &err);
	assert_ok(catalogue_create(&(struct creation){ .path = open->path, .name = "Test",
	                                               .actor_code = "ana", .key = key },
	                           &open->here, &err),
	          &err);
	assert_ok(catalogue_open(&open->catalogue, open->path, true, &open->here, &err), &err);
	assert_ok(catalogue_sign_as(open->catalogue, key, true, &err), &err);
}

static inline void
open_catalogue_end(struct open_catalogue *open)
{
	catalogue_close(open->catalogue);
	folder_remove(open->folder);
}

#endif
