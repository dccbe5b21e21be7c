/* SPDX-License-Identifier: Apache-2.0 */
/* worker.c - which family reads what, its fork server renewed, and ends turned into facts. */
#include "media/worker.h"

#include "media/enlarge.h"

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
		if (status == STATUS_OK)
			status = program_check_mark(buffer_string(&worker->paths[i]), REQUEST_MARK, err);
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

/* What the end of a child says of the file, whose report is complete, or torn. */
static void
judge(struct examination *out, const struct server_outcome *outcome, bool complete, bool torn)
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
	else if (answer->exit_code == 0 && complete)
		out->outcome = EXAMINATION_COMPLETE;
	else if (answer->exit_code == 0 && torn)
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
	struct examination *second; /* of the fingerprints, in a second report; NULL: none follows */
	uint64_t        second_seconds; /* of wall clock for it */
};

/* What collects the reports of one child. */
struct collectors {
	struct collector first, second;
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

static enum status
begin_collecting(struct collectors *collectors, const struct work *work,
                 struct examination *out, struct error *err)
{
	const struct results none = { 0 };
	enum status status = collect_begin(&collectors->first, out,
	                                   work->second ? &none : &work->results, err);

	name_limits(out, work);
	if (status != STATUS_OK || work->second == NULL)
		return status;
	status = collect_begin(&collectors->second, work->second, &work->results, err);
	name_limits(work->second, work);
	work->second->wall_seconds_limit = work->second_seconds;
	collect_then(&collectors->first, &collectors->second);
	return status;
}

static void
end_collecting(struct collectors *collectors, const struct work *work)
{
	collect_end(&collectors->first);
	if (work->second != NULL)
		collect_end(&collectors->second);
}

/* The examination came to its end, so that all that went wrong befell the fingerprints. */
static struct examination *
divide(const struct collectors *collectors, const struct work *work, struct examination *out,
       const struct server_outcome *outcome)
{
	uint64_t all = out->bytes_received;

	out->outcome = EXAMINATION_COMPLETE;
	out->milliseconds = outcome->milliseconds;
	out->sandboxed = outcome->answered ? outcome->answer.locked_in != 0 : out->sandboxed;
	out->bytes_received = collect_bytes(&collectors->first);
	work->second->bytes_received = all - out->bytes_received;
	return work->second;
}

static void
judge_all(const struct collectors *collectors, const struct work *work, struct examination *out,
          const struct server_outcome *outcome)
{
	bool complete = collect_complete(&collectors->first), torn = collect_torn(&collectors->first);

	if (work->second != NULL && complete) {
		out = divide(collectors, work, out, outcome);
		complete = collect_complete(&collectors->second) && !torn;
	}
	if (outcome->end == SERVER_GONE)
		judge_gone(out, outcome, server_stop(&work->worker->servers[work->family]));
	else
		judge(out, outcome, complete, torn);
}

/* One attempt; *gone when the server ended, whatever the file. */
static enum status
attempt(const struct work *work, struct examination *out, bool *gone, struct error *err)
{
	const struct worker_settings *settings = &work->worker->settings;
	const struct server_patience patience = { settings->stopped, settings->context,
		                                  work->second_seconds };
	struct server *server = &work->worker->servers[work->family];
	struct server_outcome outcome;
	struct collectors collectors;
	enum status status = begin_collecting(&collectors, work, out, err);

	if (status != STATUS_OK)
		return status;
	status = server_run(server, work->file, &work->request, &patience, &collectors.first,
	                    &outcome, err);
	if (status == STATUS_OK)
		status = check_answer(&outcome, err);
	*gone = status == STATUS_OK && outcome.end == SERVER_GONE;
	if (status == STATUS_OK)
		judge_all(&collectors, work, out, &outcome);
	if (status != STATUS_OK || !outcome.answered || outcome.answer.signal != 0)
		server_stop(server);
	end_collecting(&collectors, work);
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

static void
forget(const struct work *work, struct examination *out)
{
	examination_end(out);
	if (work->second != NULL)
		examination_end(work->second);
	forget_results(&work->results);
}

/* A second time when the server was taken away, for which no file can be blamed that it never reads. */
static enum status
run(const struct work *work, struct examination *out, struct error *err)
{
	bool gone = true;
	enum status status = STATUS_OK;

	for (int turn = 0; status == STATUS_OK && gone && turn < 2; turn++) {
		forget(work, out);
		status = ensure_server(work->worker, work->family, err);
		if (status == STATUS_OK)
			status = attempt(work, out, &gone, err);
	}
	if (status != STATUS_OK)
		forget(work, out);
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

/* Has one file parsed by a family, for an examination and the results that are asked for, which are empty before. */
static enum status
parse_by(struct worker *worker, enum family family, int file, uint64_t size,
         const struct parser_task *task, const struct parser_limits *limits,
         const struct results *results, struct examination *out, struct error *err)
{
	struct work work = { .worker = worker, .family = family, .file = file, .results = *results };
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

/* The same by the family that reads its type. */
static enum status
parse(struct worker *worker, int file, uint64_t size, const struct parser_task *task,
      const struct parser_limits *limits, const struct results *results, struct examination *out,
      struct error *err)
{
	return parse_by(worker, family_of(task->media_type), file, size, task, limits, results, out,
	                err);
}

/* One of more pixels than nothing can be recognised in is not taken, however blurred it looks. */
static enum status
take_thumbnail(const struct parser_task *task, struct picture *picture, struct examination *out,
               struct error *err)
{
	if (picture->width <= TASK_THUMBNAIL_SIDE && picture->height <= TASK_THUMBNAIL_SIDE)
		return picture_enlarge(picture, task->side, err);
	picture_end(picture);
	out->outcome = EXAMINATION_MALFORMED;
	return STATUS_OK;
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
	if (status != STATUS_OK || task->work != PARSER_THUMBNAIL)
		return status;
	status = take_thumbnail(task, picture, out, err);
	if (status != STATUS_OK) {
		picture_end(picture);
		examination_end(out);
	}
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

/* Of its time, what a child may spend before it tells what it has. */
static uint32_t
most_of(uint64_t seconds)
{
	uint64_t most = seconds - seconds / 10;

	return most < UINT32_MAX ? (uint32_t)most : UINT32_MAX;
}

/* Said by the parser of still pictures, which leaves the frames to the one of films. */
static bool
is_moving(const struct examination *told)
{
	const char *word = json_string_value(json_object_get(told->measured, "moving"));

	return word != NULL && strcmp(word, "yes") == 0;
}

static enum status
add_warning(struct examination *out, const char *code, struct error *err)
{
	json_t *warning = json_pack("{s:s,s:n}", "code", code, "detail");

	return warning != NULL && json_array_append_new(out->warnings, warning) == 0 ? STATUS_OK
	                                                                             : fail_memory(err);
}

/* Takes what the second parser told of the frames, if there are any worth keeping. */
static enum status
take_films(struct fingerprints *from, const struct examination *told,
           struct fingerprints *fingerprints, struct examination *out, struct error *err)
{
	size_t n = from->film_count;

	if (told->outcome != EXAMINATION_COMPLETE)
		return add_warning(out, "fingerprint-incomplete", err);
	if (n == 0 || from->films[0].n == 0)
		return STATUS_OK;
	if (json_array_extend(out->parsers, told->parsers) != 0 ||
	    json_array_extend(out->warnings, told->warnings) != 0)
		return fail_memory(err);
	memcpy(fingerprints->films, from->films, n * sizeof *from->films);
	fingerprints->film_count = n;
	from->film_count = 0;
	return STATUS_OK;
}

/* A picture that moves is one more film. */
static enum status
add_frames(struct worker *worker, int file, uint64_t size, const struct parser_task *task,
           struct fingerprints *fingerprints, struct examination *out, struct error *err)
{
	const struct parser_limits limits = worker_fingerprint_limits("video/", size);
	SCOPED(fingerprints) frames = { 0 };
	SCOPED(examination) told = { 0 };
	struct parser_task next = *task;
	enum status status;

	if (!is_moving(out) || fingerprints->film_count > 0)
		return STATUS_OK;
	next.work = PARSER_FINGERPRINT;
	next.then_fingerprint = false;
	next.seconds = most_of(limits.cpu_seconds);
	next.passing_seconds = most_of(limits.wall_seconds);
	status = parse_by(worker, FAMILY_AV, file, size, &next, &limits,
	                  &(struct results){ .fingerprints = &frames }, &told, err);
	return status == STATUS_OK ? take_films(&frames, &told, fingerprints, out, err) : status;
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
	timed.work = PARSER_FINGERPRINT;
	timed.seconds = most_of(limits->cpu_seconds);
	timed.passing_seconds = most_of(limits->wall_seconds);
	*fingerprints = (struct fingerprints){ 0 };
	status = parse(worker, file, size, &timed, limits,
	               &(struct results){ .fingerprints = fingerprints }, out, err);
	if (status != STATUS_OK)
		return status;
	fingerprints_take_times(fingerprints, out->measured);
	status = add_frames(worker, file, size, task, fingerprints, out, err);
	if (status != STATUS_OK) {
		examination_end(out);
		fingerprints_end(fingerprints);
	}
	return status;
}

static struct parser_limits
both_limits(const struct parser_limits *first, const struct parser_limits *second)
{
	struct parser_limits both = *first;

	both.cpu_seconds += second->cpu_seconds;
	return both;
}

/* One child for both; what did not come to the fingerprints leaves them empty. */
static enum status
parse_both(struct worker *worker, int file, uint64_t size, const struct parser_task *task,
           struct examination *examined, struct fingerprints *fingerprints,
           struct examination *fingerprinted, struct error *err)
{
	const struct parser_limits first = worker_limits(task->media_type),
				   second = worker_fingerprint_limits(task->media_type, size);
	struct work work = { .worker = worker,
		             .family = family_of(task->media_type),
		             .file = file,
		             .results = { .fingerprints = fingerprints },
		             .second = fingerprinted,
		             .second_seconds = second.wall_seconds };
	enum status status;

	work.request = (struct request){ .version = REQUEST_VERSION,
		                         .unsandboxed = worker->settings.allow_unsandboxed,
		                         .limits = both_limits(&first, &second),
		                         .task = *task };
	work.request.task.then_fingerprint = true;
	work.request.task.seconds = most_of(second.cpu_seconds);
	work.request.task.passing_seconds = most_of(second.wall_seconds);
	status = run(&work, examined, err);
	return status == STATUS_OK ? status : while_doing(err, status, "parsing a file apart");
}

enum status
worker_examine_and_fingerprint(struct worker *worker, int file, uint64_t size,
                               const struct parser_task *task, struct examination *examined,
                               struct fingerprints *fingerprints,
                               struct examination *fingerprinted, struct error *err)
{
	struct examination first = { 0 }, second = { 0 };
	struct fingerprints prints = { 0 };
	bool readable = size > 0 && worker_reads(task->media_type);
	enum status status = readable ? parse_both(worker, file, size, task, &first, &prints,
	                                           &second, err)
	                              : no_parser(&first, err);

	if (status == STATUS_OK && (!readable || first.outcome != EXAMINATION_COMPLETE)) {
		examination_end(&second);
		status = worker_fingerprint(worker, file, size, task, NULL, &prints, &second, err);
	} else if (status == STATUS_OK) {
		fingerprints_take_times(&prints, second.measured);
		status = add_frames(worker, file, size, task, &prints, &second, err);
	}
	if (status != STATUS_OK) {
		examination_end(&first);
		examination_end(&second);
		fingerprints_end(&prints);
		return status;
	}
	*examined = first;
	*fingerprinted = second;
	*fingerprints = prints;
	return STATUS_OK;
}
