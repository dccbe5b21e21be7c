/* SPDX-License-Identifier: Apache-2.0 */
/* test_terminal.c - signed texts that somebody forged do nothing to the terminal they are shown on. */
#include "tamper/change.h"

#include "base/scoped.h"
#include "base/text.h"
#include "support/person.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sample sample;

static int
make_sample(void **state)
{
	(void)state;
	sample_make(&sample);
	return 0;
}

static int
drop_sample(void **state)
{
	(void)state;
	sample_drop(&sample);
	return 0;
}

/* What the child of a terminal runs. */
struct viewing {
	const struct tampering *t;
	const char             *verb;
};

static int
look(void *context)
{
	const struct viewing *viewing = context;
	SCOPED(buffer) command = { 0 };

	buffer_append_format(&command,
	                     "XDG_STATE_HOME='%s/home/state' exec '%s' -C '%s' %s",
	                     viewing->t->folder, VIDIMUS_PROGRAM, viewing->t->path, viewing->verb);
	execl("/bin/sh", "sh", "-c", buffer_string(&command), (char *)NULL);
	return 127;
}

static const struct change *
find(const struct change *list, const char *name)
{
	while (strcmp(list->name, name) != 0)
		list++;
	return list;
}

/* On the terminal the words are there and the escape is visible; a pipe gets every byte. */
static void
expect_tame(struct tampering *t, const char *verb, const char *words)
{
	struct viewing viewing = { t, verb };
	struct person person;
	SCOPED(run) run = { 0 };

	person_begin(&person, look, &viewing);
	assert_int_equal(person_end(&person), 0);
	if (strstr(buffer_string(&person.seen), words) == NULL ||
	    memchr(person.seen.p, 0x1b, person.seen.n) != NULL)
		fail_msg("%s shows: %s", verb, buffer_string(&person.seen));
	person_free(&person);
	expect_shell(0, &run, t->folder, "$VIDIMUS -C '%s' %s", t->path, verb);
	assert_non_null(memchr(run.out.p, 0x1b, run.out.n));
	assert_non_null(strstr(buffer_string(&run.out), words));
}

static void
a_forged_receipt_is_shown_escaped(void **state)
{
	struct tampering t;

	(void)state;
	tamper_begin(&t, &sample, "receipt");
	find(changes_of_deliveries, "delivery-receipt-garbled")->apply(&t);
	expect_tame(&t, "delivery show D-1 --receipt", "received in good order");
	tamper_end(&t);
}

static void
a_forged_checkpoint_is_shown_escaped(void **state)
{
	struct tampering t;

	(void)state;
	tamper_begin(&t, &sample, "checkpoint");
	tamper_open(&t);
	tamper_sql(&t, "UPDATE checkpoints SET note = char(27) || '[2J' || note"
	               " WHERE size = (SELECT max(size) FROM checkpoints)");
	tamper_close(&t);
	expect_tame(&t, "log checkpoint", "vidimus/");
	tamper_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_forged_receipt_is_shown_escaped),
		cmocka_unit_test(a_forged_checkpoint_is_shown_escaped),
	};

	return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
