/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalogue.c - a large catalogue of real events: how fast it fills, how long
 * the commands that read it take to their first page, and what one new event
 * costs above its fsync.
 *
 *	bench_catalogue BUILD FOLDER [ITEMS]     20,000 items
 *
 * BUILD holds the program, FOLDER gets the catalogue (anew when it is not
 * there). Claims are thrice the items, postings and depictions half,
 * citations a quarter, findings a fifth, incidents a fortieth, reports a
 * two-hundredth.
 */
#include "case.h"
#include "history.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"
#include "casework/creation.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BATCH  3000 /* events a change while it is filled */
#define ROUNDS 7    /* of each command; the median counts */
#define SINGLE 41   /* single events, and fsyncs beside them */

static void
must(enum status st, const struct error *err)
{
	if (st == STATUS_OK)
		return;
	fprintf(stderr, "bench_catalogue: %s\n", err->text);
	exit(1);
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int
compare_doubles(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double
median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, compare_doubles);
	return values[count / 2];
}

static void
tell_rate(const char *what, double begun, int64_t from, struct ledger *ledger)
{
	double took = now() - begun;
	int64_t to = 0;
	struct error err;

	must(ledger_size(ledger, &to, &err), &err);
	printf("%-12s %9lld events %9.1f s %9.0f events/s\n", what, (long long)(to - from), took,
	       (double)(to - from) / took);
	fflush(stdout);
}

static int64_t
size_of(struct ledger *ledger)
{
	int64_t size = 0;
	struct error err;

	must(ledger_size(ledger, &size, &err), &err);
	return size;
}

static void
fill(struct catalogue *catalogue, const struct signing_key *key, int64_t items)
{
	static struct history history;
	struct case_file file;
	double begun = now();
	int64_t from = size_of(catalogue->ledger);
	struct error err;

	history = (struct history){ .ledger = catalogue->ledger, .key = key,
		                    .catalogue = catalogue->uuid, .files_a_delivery = 4000 };
	while (history.files < items)
		must(history_change(&history, BATCH, &err), &err);
	tell_rate("items", begun, from, catalogue->ledger);
	must(case_file_begin(&file, catalogue->database, catalogue->ledger, key, items, &err), &err);
	for (const struct case_kind *kind = case_kinds; kind->name; kind++) {
		begun = now();
		from = size_of(catalogue->ledger);
		must(case_fill(&file, kind, BATCH, &err), &err);
		tell_rate(kind->name, begun, from, catalogue->ledger);
	}
	case_file_end(&file);
}

/* The first page of what a command prints: 50 lines, as a pager takes them. */
static void
time_command(const char *build, const char *folder, const char *command)
{
	SCOPED(buffer) line = { 0 };
	double took[ROUNDS];

	buffer_append_format(&line, "export XDG_STATE_HOME='%s/state'; '%s/vidimus' -C '%s/case' %s"
	                            " | head -n 50 >/dev/null", folder, build, folder, command);
	for (int i = 0; i < ROUNDS; i++) {
		double begun = now();

		if (system(buffer_string(&line)) != 0)
			fprintf(stderr, "%s failed\n", command);
		took[i] = 1e3 * (now() - begun);
	}
	printf("%9.1f ms  vidimus %s\n", median(took, ROUNDS), command);
	fflush(stdout);
}

static void
time_commands(const char *build, const char *folder, int64_t items)
{
	static const char *const commands[] = {
		"help", /* what a shell and the program cost by themselves */
		"show E-%lld --json", "show E-1 --json", "list --json", "list --json E-%lld..E-999999",
		"list --json channel:tg-3", "list --json status:verified", "list --json type:video",
		"list --json incident:I-3", "list --json report:R-2", "list --json act:torture",
		"list --json place-concluded:no", "list --json posted:2020-10-05",
		"claims E-%lld --json", "claim list E-%lld --json", "reliance E-%lld --json", "reliance R-1 --json",
		"finding list --json", "posting list --json", "posting list C-3 --json",
		"posting list --json channel:tg-3", "incident list --json", "incident show I-2 --json",
		"report list --json", "report show R-2 --json", "channel list --json",
		"channel show C-3 --json", "footage list --json place-concluded:no", "queue --json", "show --json --query report:R-2",
		"stats --json", "stats --by status --json", "stats --by channel --json",
		"stats --by act --json", "stats --by month --json", "custody E-%lld --json",
	};
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		SCOPED(buffer) command = { 0 };
		const char *middle = strstr(commands[i], "%lld");

		if (middle == NULL)
			buffer_append_string(&command, commands[i]);
		else
			buffer_append_format(&command, "%.*s%lld%s", (int)(middle - commands[i]),
			                     commands[i], (long long)items / 2, middle + 4);
		time_command(build, folder, buffer_string(&command));
	}
}

/* What a write of a page and its fsync cost on the same file system. */
static double
time_fsync(const char *folder)
{
	static const char page[16384];
	SCOPED(buffer) path = { 0 };
	double took[SINGLE];
	int file;

	buffer_append_format(&path, "%s/fsync.tmp", folder);
	file = open(buffer_string(&path), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	for (int i = 0; i < SINGLE; i++) {
		double begun = now();

		if (write(file, page, sizeof page) < 0 || fsync(file) != 0)
			exit(1);
		took[i] = 1e3 * (now() - begun);
	}
	close(file);
	unlink(buffer_string(&path));
	return median(took, SINGLE);
}

static void
time_single_events(struct catalogue *catalogue, const char *folder)
{
	struct subject subject;
	double took[SINGLE], fsync_takes = time_fsync(folder);
	struct statement *row = NULL;
	struct uuid item;
	struct error err;

	must(database_prepare(catalogue->database, "SELECT uuid FROM p_items WHERE number = 1", &row, &err), &err);
	must(statement_step(row, &err), &err);
	if (!uuid_read(statement_text(row, 0), &item))
		exit(1);
	statement_release(row);
	subject = subject_of("item", &item);
	for (int i = 0; i < SINGLE; i++) {
		json_t *open = json_object(), *values = json_pack("{s:s}", "text", "One more look at it.");
		struct change *change = NULL;
		double begun = now();

		must(catalogue_begin(catalogue, "bench", &change, &err), &err);
		must(change_add(change, "note.added", &subject, open, values, NULL, &err), &err);
		must(catalogue_commit(catalogue, change, &err), &err);
		took[i] = 1e3 * (now() - begun);
		json_decref(open);
		json_decref(values);
	}
	printf("%9.1f ms  one event, committed; a write and its fsync beside it %.1f ms\n",
	       median(took, SINGLE), fsync_takes);
}

static void
open_case(struct catalogue **out, const char *folder, struct signing_key **key, bool *made)
{
	unsigned char seed[SIGNING_SEED_SIZE] = { 7 };
	SCOPED(buffer) path = { 0 };
	static struct buffer homes; /* for as long as the catalogue */
	struct surroundings here = { .host = "desk", .login = "ana", .machine = "machine-1",
		                     .build = "bench", .sources = &ledger_true_sources };
	struct error err;

	buffer_append_format(&path, "%s/case", folder);
	buffer_append_format(&homes, "%s/state/vidimus", folder);
	here.state_folder = buffer_string(&homes);
	mkdir(folder, 0700);
	must(signing_key_of_seed(key, seed, &err), &err);
	*made = access(buffer_string(&path), F_OK) != 0;
	if (*made)
		must(catalogue_create(&(struct creation){ .path = buffer_string(&path), .name = "Bench",
		                                          .actor_code = "ana", .key = *key,
		                                          .digests = "md5" },
		                      &here, &err),
		     &err);
	must(catalogue_open(out, buffer_string(&path), true, &here, &err), &err);
	must(catalogue_sign_as(*out, *key, true, &err), &err);
}

int
main(int argc, char **argv)
{
	int64_t items = argc > 3 ? atoll(argv[3]) : 20000;
	struct catalogue *catalogue = NULL;
	struct signing_key *key = NULL;
	bool made;

	if (argc < 3 || items < 100) {
		fputs("usage: bench_catalogue BUILD FOLDER [ITEMS]\n", stderr);
		return 2;
	}
	open_case(&catalogue, argv[2], &key, &made);
	if (made)
		fill(catalogue, key, items);
	time_single_events(catalogue, argv[2]);
	catalogue_close(catalogue);
	time_commands(argv[1], argv[2], items);
	return 0;
}
