/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.c - how long the log takes to grow, to verify, to prove from, to replay.
 *
 *	bench_log make FOLDER [EVENTS [EVENTS-A-CHANGE]]    1,000,000 by 100
 *	bench_log verify|prove|root|rebuild|commitments FOLDER
 */
#include "history.h"
#include "measure.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "casework/apply.h"
#include "ledger/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROOFS 1000

struct log {
	char            *path; /* of the database */
	struct database *database;
	struct ledger   *ledger;
};

static void
stop_unless_ok(enum status st, const struct error *err)
{
	if (st == STATUS_OK)
		return;
	fprintf(stderr, "bench_log: %s\n", err->text);
	exit(1);
}

static void
print(const char *what, struct measured measured, double count, const char *unit)
{
	printf("%-12s %9.3f s  %12.1f %s  %7.1f MiB\n", what, measured.seconds, count, unit,
	       (double)measured.anonymous / 1024);
	fflush(stdout);
}

static void
open_log(struct log *log, const char *folder, enum database_mode mode)
{
	struct error err;

	if (asprintf(&log->path, "%s/catalog.db", folder) < 0)
		exit(1);
	stop_unless_ok(database_open(&log->database, log->path, mode, &err), &err);
	stop_unless_ok(ledger_open(&log->ledger, log->database, casework_projector(),
	                           &ledger_true_sources, &err), &err);
}

static void
close_log(struct log *log)
{
	ledger_close(log->ledger);
	database_close(log->database);
	free(log->path);
}

static void
grow(const char *folder, int64_t events, int64_t a_change)
{
	static struct history history;
	SCOPED_POINTER(signing_key) key = NULL;
	struct log log = { 0 };
	struct measured measured;
	struct error err;

	mkdir(folder, 0700);
	open_log(&log, folder, DATABASE_CREATE);
	stop_unless_ok(replay_rebuild(log.ledger, NULL, &err), &err);
	stop_unless_ok(signing_key_make(&key, &err), &err);
	history = (struct history){ .ledger = log.ledger, .key = key, .files_a_delivery = 4000 };
	measure_begin();
	stop_unless_ok(history_create(&history, &err), &err);
	for (int64_t done = 2; done < events; done += a_change)
		stop_unless_ok(history_change(&history, events - done < a_change ? events - done : a_change,
		                              &err), &err);
	measured = measure_end();
	print("add", measured, (double)events / measured.seconds, "events/s");
	database_settle(log.database);
	close_log(&log);
}

static void
tell_fault(void *context, const struct log_fault *fault)
{
	(void)context;
	fprintf(stderr, "fault: event %lld, checkpoint %lld: %s\n", (long long)fault->seq,
	        (long long)fault->size, fault->text);
}

static void
verify(struct log *log)
{
	struct log_report report;
	struct measured measured;
	char root[DIGEST_TEXT_SIZE];
	struct error err;

	measure_begin();
	stop_unless_ok(log_verify(log->ledger, NULL, tell_fault, NULL, &report, &err), &err);
	measured = measure_end();
	digest_write(root, &report.root);
	print("verify", measured, (double)report.events / measured.seconds, "events/s");
	printf("%lld events, %lld checkpoints, %lld signatures, %lld faults, root %s\n",
	       (long long)report.events, (long long)report.checkpoints,
	       (long long)report.signatures, (long long)report.faults, root);
}

static void
commitments(struct log *log)
{
	struct commitment_report report;
	struct measured measured;
	struct error err;

	measure_begin();
	stop_unless_ok(log_check_commitments(log->ledger, NULL, tell_fault, NULL, &report, &err),
	               &err);
	measured = measure_end();
	print("commitments", measured, (double)report.checked / measured.seconds, "members/s");
	printf("%lld members, %lld faults\n", (long long)report.checked, (long long)report.faults);
}

static void
rebuild(struct log *log)
{
	struct measured measured;
	int64_t size = 0;
	struct error err;

	measure_begin();
	stop_unless_ok(replay_rebuild(log->ledger, NULL, &err), &err);
	measured = measure_end();
	stop_unless_ok(ledger_size(log->ledger, &size, &err), &err);
	print("rebuild", measured, (double)size / measured.seconds, "events/s");
}

/* The slowest of many, each about another event. */
static void
prove(struct log *log)
{
	struct measured all = { 0 }, slowest = { 0 };
	struct error err;
	int64_t size = 0;

	stop_unless_ok(ledger_size(log->ledger, &size, &err), &err);
	for (int64_t i = 0; i < PROOFS; i++) {
		SCOPED(buffer) proof = { 0 };
		struct measured one;

		measure_begin();
		stop_unless_ok(ledger_prove(log->ledger, i * 7919 * 131 % size, &proof, &err), &err);
		one = measure_end();
		all.seconds += one.seconds;
		if (one.seconds > slowest.seconds)
			slowest = one;
	}
	print("prove", slowest, 1e3 * all.seconds / PROOFS, "ms, mean (left: slowest)");
}

static void
root(struct log *log)
{
	struct measured measured;
	struct digest digest;
	struct error err;
	int64_t size = 0;

	stop_unless_ok(ledger_size(log->ledger, &size, &err), &err);
	measure_begin();
	stop_unless_ok(ledger_root(log->ledger, size, &digest, &err), &err);
	measured = measure_end();
	print("root", measured, 1e3 * measured.seconds, "ms");
}

static const struct {
	const char *name;
	void (*run)(struct log *log);
	enum database_mode mode;
} works[] = {
	{ "verify", verify, DATABASE_READ },   { "commitments", commitments, DATABASE_READ },
	{ "prove", prove, DATABASE_READ },     { "root", root, DATABASE_READ },
	{ "rebuild", rebuild, DATABASE_WRITE },
};

static void
measure(const char *what, const char *folder)
{
	for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
		struct log log = { 0 };

		if (strcmp(works[i].name, what) != 0)
			continue;
		open_log(&log, folder, works[i].mode);
		works[i].run(&log);
		close_log(&log);
		return;
	}
	fprintf(stderr, "bench_log: there is no measurement %s\n", what);
	exit(2);
}

int
main(int argc, char **argv)
{
	int64_t events = argc > 3 ? atoll(argv[3]) : 1000000, a_change = argc > 4 ? atoll(argv[4]) : 100;

	if (argc < 3 || events < 2 || a_change < 1) {
		fputs("usage: bench_log make FOLDER [EVENTS [EVENTS-A-CHANGE]]\n"
		      "       bench_log verify|commitments|prove|root|rebuild FOLDER\n", stderr);
		return 2;
	}
	if (strcmp(argv[1], "make") == 0)
		grow(argv[2], events, a_change);
	else
		measure(argv[1], argv[2]);
	return 0;
}
