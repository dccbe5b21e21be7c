/* SPDX-License-Identifier: Apache-2.0 */
/* change_copies.c - copies that are written, and the file in which a login remembers the log. */
#include "tamper/change.h"

#include "base/scoped.h"
#include "base/text.h"
#include "crypto/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>

/* The home file in the copied state; owned. */
static char *
home_file(struct tampering *t, struct uuid *uuid)
{
	SCOPED_FREE char *text = NULL;
	char *path = NULL;

	tamper_open(t);
	text = tamper_text(t, "SELECT uuid FROM p_catalogue");
	tamper_close(t);
	assert_true(uuid_read(text_of(text), uuid));
	assert_true(asprintf(&path, "%s/homes/%s.json", t->state, text) > 0);
	assert_int_equal(access(path, R_OK), 0);
	return path;
}

static void
write_copy(struct tampering *t)
{
	t->write = true;
}

static void
delete_home(struct tampering *t)
{
	struct uuid uuid;
	SCOPED_FREE char *path = home_file(t, &uuid);

	assert_int_equal(unlink(path), 0);
}

static void
garble_home(struct tampering *t)
{
	struct uuid uuid;
	SCOPED_FREE char *path = home_file(t, &uuid);

	write_file(path, "{", 1);
}

/* Has the home file remember so many events more, and a root of its own if `other_root`. */
static void
remember(struct tampering *t, int64_t more, bool other_root)
{
	struct signing_key *ana = sample_key(SAMPLE_ANA);
	SCOPED(home) home = { 0 };
	SCOPED_FREE char *origin = NULL;
	struct checkpoint checkpoint = { .head.size = 0 };
	struct uuid uuid;
	struct error err;

	free(home_file(t, &uuid));
	assert_ok(home_read(t->state, &uuid, &home, &err), &err);
	tamper_open(t);
	origin = tamper_origin(t);
	checkpoint.head.size = (uint64_t)(tamper_integer(t, "SELECT max(seq) + 1 FROM events") + more);
	tamper_close(t);
	checkpoint.origin = text_of(origin);
	checkpoint.head.root.bytes[0] = other_root;
	buffer_clear(&home.checkpoint);
	assert_ok(checkpoint_sign(&home.checkpoint, &checkpoint, ana, &err), &err);
	assert_ok(home_write(t->state, &home, &err), &err);
	signing_key_close(ana);
}

static void
remember_more(struct tampering *t)
{
	remember(t, 5, true);
}

static void
remember_other(struct tampering *t)
{
	remember(t, 0, true);
}

/* The whole file of another catalogue under this one's name. */
static void
put_other_home(struct tampering *t)
{
	struct sample other;
	struct run run = { 0 };
	struct uuid uuid;
	SCOPED_FREE char *path = home_file(t, &uuid);

	sample_make_empty(&other);
	expect_shell(0, &run, t->folder, "cp '%s'/homes/*.json '%s'", other.state, path);
	run_end(&run);
	sample_drop(&other);
}

const struct change changes_of_copies[] = {
	{ "copy-written", write_copy, NULL },
	{ "home-deleted", delete_home, NULL },
	{ "home-of-longer-log", remember_more, NULL },
	{ "home-other-root", remember_other, NULL },
	{ "home-of-other-catalogue", put_other_home, NULL },
	{ "home-garbled", garble_home, NULL },
	{ NULL, NULL, NULL },
};
