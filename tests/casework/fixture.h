/* SPDX-License-Identifier: Apache-2.0 */
/* fixture.h - a catalogue on disk that ana may write, for tests that call casework itself. */
#ifndef VIDIMUS_TESTS_CASEWORK_FIXTURE_H
#define VIDIMUS_TESTS_CASEWORK_FIXTURE_H

#include "casework/creation.h"
#include "casework/record_edit.h"

#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 64 /* as many as the library passes on */

struct fixture {
	char              *folder;
	char               path[600], homes[600];
	struct catalogue  *catalogue;
	struct field_words words[FIELDS_MAX];
};

static inline int
make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	unsigned char seed[SIGNING_SEED_SIZE] = { 7 };
	struct signing_key *key = NULL;
	struct surroundings here = { .workers = VIDIMUS_WORKERS, .state_folder = f->homes,
		                     .host = "desk",
		                     .login = "ana",
		                     .machine = "machine-1",
		                     .build = "test",
		                     .sources = &ledger_true_sources };
	struct error err;

	f->folder = folder_make();
	snprintf(f->path, sizeof f->path, "%s/case", f->folder);
	snprintf(f->homes, sizeof f->homes, "%s/state", f->folder);
	assert_ok(signing_key_of_seed(&key, seed, &err), &err);
	assert_ok(catalogue_create(&(struct creation){ .path = f->path,
	                                               .name = "Test",
	                                               .actor_code = "ana",
	                                               .key = key,
	                                               .digests = "md5" },
	                           &here, &err),
	          &err);
	assert_ok(catalogue_open(&f->catalogue, f->path, true, &here, &err), &err);
	assert_ok(catalogue_sign_as(f->catalogue, key, true, &err), &err);
	*state = f;
	return 0;
}

static inline int
drop_fixture(void **state)
{
	struct fixture *f = *state;

	catalogue_close(f->catalogue);
	folder_remove(f->folder);
	free(f);
	return 0;
}

#endif
