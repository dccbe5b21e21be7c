/* SPDX-License-Identifier: Apache-2.0 */
/* change_checkpoints.c - signed checkpoints that are changed, signed anew or gone. */
#include "tamper/change.h"

#include "base/scoped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The checkpoint of ana's first note, which her next change follows. */
static void
open_at_checkpoint(struct tampering *t)
{
	tamper_open(t);
	t->checkpoint = tamper_integer(t, "SELECT min(seq) + 1 FROM events WHERE type = 'note.added'");
	t->event = t->checkpoint;
}

/* Changes one letter that comes `after` some bytes of the note. */
static void
change_letter(struct tampering *t, const char *after, size_t offset)
{
	SCOPED_FREE char *note = tamper_text(t, "SELECT note FROM checkpoints WHERE size = %lld",
	                                     (long long)t->checkpoint);
	char *at = strstr(note, after);

	assert_non_null(at);
	at += strlen(after) + offset;
	*at = *at == 'A' ? 'B' : 'A';
	tamper_sql(t, "UPDATE checkpoints SET note = '%s' WHERE size = %lld", note,
	           (long long)t->checkpoint);
	tamper_close(t);
}

static void
change_signature(struct tampering *t)
{
	SCOPED_FREE char *origin = NULL;

	open_at_checkpoint(t);
	origin = tamper_origin(t);
	change_letter(t, "\n\n", strlen("\xe2\x80\x94 ") + strlen(origin) + 1 + 40);
}

static void
change_root(struct tampering *t)
{
	char size[32];

	open_at_checkpoint(t);
	snprintf(size, sizeof size, "\n%lld\n", (long long)t->checkpoint);
	change_letter(t, size, 5);
}

static void
sign_anew(struct tampering *t, const char *of, const struct digest *root, enum sample_actor actor)
{
	struct signing_key *key = sample_key(actor);
	SCOPED_FREE char *origin = NULL;

	open_at_checkpoint(t);
	origin = tamper_origin(t);
	tamper_sign(t, of ? of : origin, t->checkpoint, root, key);
	tamper_close(t);
	signing_key_close(key);
}

static void
sign_as_ben(struct tampering *t)
{
	sign_anew(t, NULL, NULL, SAMPLE_BEN);
}

static void
sign_other_root(struct tampering *t)
{
	sign_anew(t, NULL, &(struct digest){ { 7 } }, SAMPLE_ANA);
}

static void
sign_for_other_log(struct tampering *t)
{
	sign_anew(t, "vidimus/0b4d5a52-6a7e-4b0e-9c41-8f3f0d6f2a11", NULL, SAMPLE_ANA);
}

/* Of a change of many events, so that the size before is free. */
static void
change_size(struct tampering *t)
{
	tamper_open(t);
	t->checkpoint = tamper_integer(t, "SELECT min(size) - 1 FROM checkpoints");
	tamper_sql(t, "UPDATE checkpoints SET size = size - 1 WHERE size = %lld",
	           (long long)t->checkpoint + 1);
	tamper_close(t);
}

static void
delete_checkpoint(struct tampering *t)
{
	tamper_sql(t, "DELETE FROM checkpoints WHERE size = %lld", (long long)t->checkpoint);
	t->event = t->checkpoint;
	tamper_close(t);
}

static void
delete_first(struct tampering *t)
{
	tamper_open(t);
	t->checkpoint = tamper_integer(t, "SELECT min(size) FROM checkpoints");
	delete_checkpoint(t);
}

static void
delete_middle(struct tampering *t)
{
	open_at_checkpoint(t);
	delete_checkpoint(t);
}

static void
delete_last(struct tampering *t)
{
	tamper_open(t);
	tamper_sql(t, "DELETE FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints)");
	t->event = tamper_integer(t, "SELECT max(size) FROM checkpoints");
	tamper_close(t);
}

static void
garble(struct tampering *t)
{
	open_at_checkpoint(t);
	tamper_sql(t, "UPDATE checkpoints SET note = 'all is well' WHERE size = %lld",
	           (long long)t->checkpoint);
	tamper_close(t);
}

const struct change changes_of_checkpoints[] = {
	{ "checkpoint-signature", change_signature, NULL },
	{ "checkpoint-other-key", sign_as_ben, NULL },
	{ "checkpoint-other-root", sign_other_root, NULL },
	{ "checkpoint-root-edited", change_root, NULL },
	{ "checkpoint-other-log", sign_for_other_log, NULL },
	{ "checkpoint-size-column", change_size, NULL },
	{ "checkpoint-first-deleted", delete_first, NULL },
	{ "checkpoint-middle-deleted", delete_middle, NULL },
	{ "checkpoint-last-deleted", delete_last, NULL },
	{ "checkpoint-negative", NULL, "INSERT INTO checkpoints SELECT -5, note FROM checkpoints LIMIT 1" },
	{ "checkpoint-zero", NULL, "INSERT INTO checkpoints SELECT 0, note FROM checkpoints LIMIT 1" },
	{ "checkpoint-garbled", garble, NULL },
	{ NULL, NULL, NULL },
};
