/* SPDX-License-Identifier: Apache-2.0 */
/* worker.c - which family reads what, its fork server renewed, and ends turned into facts. */
#include "media/worker.h"

#include "media/program.h"
#include "media/server.h"

#include "base/error.h"
#include "base/scoped.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* A server is replaced after so many files. */
#define FILES_A_SERVER 1000

enum family { FAMILY_IMAGE, FAMILY_AV, FAMILIES };

static const struct {
	const char          *program;
	struct parser_limits limits;
} families[FAMILIES] = {
	[FAMILY_IMAGE] = { "vidimus-worker-image",
	                   { UINT64_C(2) << 30, UINT64_C(512) << 20, 30, 60 } },
	[FAMILY_AV] = { "vidimus-worker-av",
	                { UINT64_C(2) << 30, UINT64_C(512) << 20, 120, 240 } },
};

/* Beginnings of media types, or whole ones, and who reads them. */
static const struct {
	const char *beginning;
	enum family family;
} readers[] = {
	{ "image/", FAMILY_IMAGE },
	{ "video/", FAMILY_AV },
	{ "audio/", FAMILY_AV },
	{ "application/ogg", FAMILY_AV },
	{ "application/mxf", FAMILY_AV },
	{ "application/vnd.rn-realmedia", FAMILY_AV },
};

struct worker {
	struct worker_settings settings;
	struct buffer          paths[FAMILIES];
	struct server          servers[FAMILIES];
	bool                   sandboxed;
};

/* FAMILIES when nobody reads it. */
static enum family
family_of(const char *media_type)
{
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
		if (strncmp(media_type, readers[i].beginning, strlen(readers[i].beginning)) == 0)
			return readers[i].family;
	return FAMILIES;
}

bool
worker_reads(const char *media_type)
{
	return family_of(media_type) != FAMILIES;
}

struct parser_limits
worker_limits(const char *media_type)
{
	enum family family = family_of(media_type);

	return families[family == FAMILIES ? FAMILY_IMAGE : family].limits;
}

/* A server that was told to be incomplete is used only where that was allowed. */
static enum status
check_sandbox(struct worker *worker, const struct server *server, const char *path,
              struct error *err)
{
	if (server->hello.complete)
		return STATUS_OK;
	if (!worker->settings.allow_unsandboxed)
		return fail(err, STATUS_REFUSED, "%s cannot be locked in: %s", path,
		            server->hello.reason);
	worker->sandboxed = false;
	return STATUS_OK;
}

static enum status
ensure_server(struct worker *worker, enum family family, struct error *err)
{
	struct server *server = &worker->servers[family];
	const char *path = buffer_string(&worker->paths[family]);
	enum status status;

	if (server->pid > 0 && server->served >= FILES_A_SERVER)
		server_stop(server);
	if (server->pid > 0)
		return STATUS_OK;
	status = server_start(server, path, err);
	if (status != STATUS_OK)
		return status;
	status = check_sandbox(worker, server, path, err);
	if (status != STATUS_OK)
		server_stop(server);
	return status;
}

static enum status
begin(struct worker *worker, struct error *err)
{
	enum status status = STATUS_OK;

	for (int i = 0; i < FAMILIES && status == STATUS_OK; i++) {
		status = program_find(worker->settings.folder, families[i].program,
		                      &worker->paths[i], err);
		if (status == STATUS_NOT_FOUND)
			status = fail_as(err, STATUS_REFUSED);
	}
	return status == STATUS_OK ? ensure_server(worker, FAMILY_IMAGE, err) : status;
}

enum status
worker_open(struct worker **out, const struct worker_settings *settings, struct error *err)
{
	struct worker *worker = calloc(1, sizeof *worker);
	enum status status;

	if (worker == NULL)
		return fail_memory(err);
	worker->settings = *settings;
	worker->sandboxed = true;
	status = begin(worker, err);
	if (status != STATUS_OK) {
		worker_close(worker);
		return while_doing(err, status, "preparing to parse media apart");
	}
	*out = worker;
	return STATUS_OK;
}

void
worker_close(struct worker *worker)
{
	if (worker == NULL)
		return;
	for (int i = 0; i < FAMILIES; i++) {
		server_stop(&worker->servers[i]);
		buffer_end(&worker->paths[i]);
	}
	free(worker);
}

bool
worker_is_sandboxed(const struct worker *worker)
{
	return worker->sandboxed;
}

/* What the end of a child that told `collector` its report says of the file. */
static void
judge(struct examination *out, const struct server_outcome *outcome,
      const struct collector *collector)
{
	const struct answer *answer = &outcome->answer;

	out->milliseconds = outcome->milliseconds;
	out->sandboxed = answer->locked_in != 0;
	out->exit_code = answer->exit_code;
	out->signal = answer->signal;
	if (outcome->end == SERVER_CHILD_LATE)
		out->outcome = EXAMINATION_TIMED_OUT;
	else if (outcome->end == SERVER_CHILD_WRONG)
		out->outcome = EXAMINATION_MALFORMED;
	else if (answer->signal != 0)
		out->outcome = EXAMINATION_KILLED;
	else if (answer->exit_code == 0 && collect_complete(collector))
		out->outcome = EXAMINATION_COMPLETE;
	else if (answer->exit_code == 0 && collect_torn(collector))
		out->outcome = EXAMINATION_MALFORMED;
	else
		out->outcome = EXAMINATION_FAILED;
}

/* The server ended under the child, twice. */
static void
judge_gone(struct examination *out, const struct server_outcome *outcome, int how)
{
	out->milliseconds = outcome->milliseconds;
	out->outcome = EXAMINATION_KILLED;
	out->signal = WIFSIGNALED(how) ? WTERMSIG(how) : SIGKILL;
}

struct work {
	struct worker  *worker;
	enum family     family;
	int             file;
	struct request  request;
	struct results  results; /* that are asked for */
};

/* A child that could not be had, or not be locked in. */
static enum status
check_answer(const struct server_outcome *outcome, struct error *err)
{
	const struct answer *answer = &outcome->answer;

	if (outcome->end != SERVER_CHILD_ENDED || answer->reason[0] == '\0')
		return STATUS_OK;
	if (!outcome->started)
		return fail(err, STATUS_IO, "%s", answer->reason);
	return fail(err, STATUS_REFUSED, "a parser could not be locked in: %s", answer->reason);
}

static void
name_limits(struct examination *out, const struct work *work)
{
	out->worker = families[work->family].program;
	out->memory_limit = work->request.limits.data;
	out->cpu_seconds_limit = work->request.limits.cpu_seconds;
	out->wall_seconds_limit = work->request.limits.wall_seconds;
	out->sandboxed = work->worker->servers[work->family].hello.complete;
}

/* One attempt; *gone when the server ended, whatever the file. */
static enum status
attempt(const struct work *work, struct examination *out, bool *gone, struct error *err)
{
	const struct worker_settings *settings = &work->worker->settings;
	const struct server_patience patience = { settings->stopped, settings->context };
	struct server *server = &work->worker->servers[work->family];
	struct server_outcome outcome;
	struct collector collector;
	enum status status = collect_begin(&collector, out, &work->results, err);

	if (status != STATUS_OK)
		return status;
	name_limits(out, work);
	status = server_run(server, work->file, &work->request, &patience, &collector, &outcome,
	                    err);
	if (status == STATUS_OK)
		status = check_answer(&outcome, err);
	*gone = status == STATUS_OK && outcome.end == SERVER_GONE;
	if (*gone)
		judge_gone(out, &outcome, server_stop(server));
	else if (status == STATUS_OK)
		judge(out, &outcome, &collector);
	if (status != STATUS_OK || !outcome.answered || out->signal != 0)
		server_stop(server);
	collect_end(&collector);
	return status;
}

static void
forget_results(const struct results *results)
{
	if (results->picture != NULL)
		picture_end(results->picture);
	if (results->fingerprints != NULL)
		fingerprints_end(results->fingerprints);
}

/* A second time when the server was taken away, for which no file can be blamed that it never reads. */
static enum status
run(const struct work *work, struct examination *out, struct error *err)
{
	bool gone = true;
	enum status status = STATUS_OK;

	for (int turn = 0; status == STATUS_OK && gone && turn < 2; turn++) {
		examination_end(out);
		forget_results(&work->results);
		status = ensure_server(work->worker, work->family, err);
		if (status == STATUS_OK)
			status = attempt(work, out, &gone, err);
	}
	if (status != STATUS_OK)
		examination_end(out);
	return status;
}

static enum status
no_parser(struct examination *out, struct error *err)
{
	struct collector collector;

	out->outcome = EXAMINATION_NO_PARSER;
	out->sandboxed = true;
	return collect_begin(&collector, out, &(struct results){ 0 }, err);
}

/* Has one file parsed, for an examination and the results that are asked for, which are empty before. */
static enum status
parse(struct worker *worker, int file, uint64_t size, const struct parser_task *task,
      const struct parser_limits *limits, const struct results *results, struct examination *out,
      struct error *err)
{
	struct work work = { .worker = worker,
		             .family = family_of(task->media_type),
		             .file = file,
		             .results = *results };
	struct examination examination = { 0 };
	enum status status;

	work.request = (struct request){ .version = REQUEST_VERSION,
		                         .unsandboxed = worker->settings.allow_unsandboxed,
		                         .limits = *limits,
		                         .task = *task };
	if (work.family == FAMILIES || size == 0)
		status = no_parser(&examination, err);
	else
		status = run(&work, &examination, err);
	if (status != STATUS_OK) {
		forget_results(results);
		return while_doing(err, status, "parsing a file apart");
	}
	*out = examination;
	return STATUS_OK;
}

/* A picture that is larger than was asked for is not blurred either. */
static void
refuse_larger(const struct parser_task *task, struct picture *picture, struct examination *out)
{
	if (task->work != PARSER_THUMBNAIL ||
	    (picture->width <= task->side && picture->height <= task->side))
		return;
	picture_end(picture);
	out->outcome = EXAMINATION_MALFORMED;
}

enum status
worker_picture(struct worker *worker, int file, uint64_t size, const struct parser_task *task,
               const struct parser_limits *limits, struct picture *picture,
               struct examination *out, struct error *err)
{
	struct parser_limits usual = worker_limits(task->media_type);
	enum status status;

	*picture = (struct picture){ 0 };
	status = parse(worker, file, size, task, limits ? limits : &usual,
	               &(struct results){ .picture = picture }, out, err);
	if (status == STATUS_OK)
		refuse_larger(task, picture, out);
	return status;
}

enum status
worker_examine(struct worker *worker, int file, uint64_t size, const struct parser_task *task,
               const struct parser_limits *limits, struct examination *out, struct error *err)
{
	struct parser_limits usual = worker_limits(task->media_type);

	return parse(worker, file, size, task, limits ? limits : &usual, &(struct results){ 0 },
	             out, err);
}

/* Seconds of processor time a mebibyte: of films of few bits a second the pictures are many. */
#define FINGERPRINT_SECONDS_A_MEBIBYTE 4

struct parser_limits
worker_fingerprint_limits(const char *media_type, uint64_t size)
{
	struct parser_limits limits = worker_limits(media_type);
	uint64_t more = (size >> 20) * FINGERPRINT_SECONDS_A_MEBIBYTE;

	limits.cpu_seconds += more;
	limits.wall_seconds += 2 * more;
	return limits;
}

/* Of its processor time, what a child may spend before it tells what it has. */
static uint32_t
most_of(uint64_t seconds)
{
	uint64_t most = seconds - seconds / 10;

	return most < UINT32_MAX ? (uint32_t)most : UINT32_MAX;
}

enum status
worker_fingerprint(struct worker *worker, int file, uint64_t size,
                   const struct parser_task *task, const struct parser_limits *limits,
                   struct fingerprints *fingerprints, struct examination *out,
                   struct error *err)
{
	struct parser_limits usual = worker_fingerprint_limits(task->media_type, size);
	struct parser_task timed = *task;
	enum status status;

	if (limits == NULL)
		limits = &usual;
	timed.seconds = most_of(limits->cpu_seconds);
	*fingerprints = (struct fingerprints){ 0 };
	status = parse(worker, file, size, &timed, limits,
	               &(struct results){ .fingerprints = fingerprints }, out, err);
	if (status == STATUS_OK)
		fingerprints_take_times(fingerprints, out->measured);
	return status;
}
