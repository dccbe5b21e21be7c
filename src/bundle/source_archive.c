/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_archive.c - archives that need unpacking are streamed by a locked-in
 * child; its bytes are hashed here, its names judged here, and how much it may
 * send is bounded here.
 */
#include "bundle/source_archive.h"

#include "base/error.h"
#include "base/text.h"
#include "media/program.h"
#include "media/server.h"
#include "wire/frame.h"
#include "wire/report.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PROGRAM "vidimus-worker-archive"

/* More bytes than that, and that many times the size of the archive, are a bomb. */
#define BOMB_FREE  (UINT64_C(16) << 20)
#define BOMB_RATIO 100

/* Most bytes that are kept of what is not payload. */
#define SPOOL_LIMIT (UINT64_C(4) << 30)

DEFINE_SCOPED_POINTER(digester, digester_close);

struct unpacking {
	struct bundle_source *source;
	bool                  listed;  /* members must be those of the list */
	uint64_t              limit;   /* bytes that may come */
	uint64_t              bytes;   /* that came */
	struct frame_reader   frames;
	struct digester      *digester;
	int                   spool;
	uint64_t              spooled;
	bool                  open;    /* a file is being received: */
	size_t                index;   /* which */
	bool                  kept;    /* and spooled */
	uint64_t              received;
	uint64_t              told;    /* size that its header told, UINT64_MAX for none */
	uint32_t              crc;
	size_t                seen;    /* of the list */
	size_t                frames_seen;
	bool                  complete;
};

static struct text
name_of(const struct unpacking *unpacking)
{
	return text_of(unpacking->source->members[unpacking->index].member.name);
}

/* Files outside data/ of the top folder are read again later. */
static bool
is_tag_file(struct text name)
{
	struct text rest = name;

	text_cut(&rest, '/');
	return rest.p == NULL || !text_begins(rest, "data/");
}

/* The member that was begun has come to its end. */
static enum status
end_member(struct unpacking *unpacking, struct error *err)
{
	struct source_member *member = &unpacking->source->members[unpacking->index];
	enum status st;

	if (!unpacking->open)
		return STATUS_OK;
	unpacking->open = false;
	if (unpacking->told != UINT64_MAX && unpacking->told != unpacking->received)
		return source_refuse(err, "header-mismatch", name_of(unpacking),
		                     "it has another size than its header says");
	if (unpacking->listed && member->member.size != unpacking->received)
		return source_refuse(err, "header-mismatch", name_of(unpacking),
		                     "it has another size than the central directory says");
	if (unpacking->listed && member->crc != unpacking->crc)
		return source_refuse(err, "checksum", name_of(unpacking),
		                     "its bytes are not those that its CRC-32 is of");
	member->digests = malloc(sizeof *member->digests);
	if (member->digests == NULL)
		return fail_memory(err);
	st = digester_finish(unpacking->digester, member->digests, err);
	member->member.size = unpacking->received;
	member->has_crc = false;
	member->placed = unpacking->kept;
	return st;
}

static int
by_name(const void *a, const void *b)
{
	const struct source_member *x = a, *y = b;

	return strcmp(x->member.name, y->member.name);
}

/* Finds the file in the list, which is sorted; each is there once. */
static enum status
find_listed(struct unpacking *unpacking, struct text name, struct error *err)
{
	if (!bundle_source_find(unpacking->source, name, &unpacking->index) ||
	    unpacking->source->members[unpacking->index].digests != NULL)
		return source_refuse(err, "header-mismatch", name,
		                     "the central directory does not list it, or not so often");
	unpacking->seen++;
	return STATUS_OK;
}

static enum status
add_member(struct unpacking *unpacking, struct text name, struct error *err)
{
	enum status st = source_add(unpacking->source, name, &(struct source_member){ 0 }, err);

	unpacking->index = unpacking->source->count - (st == STATUS_OK);
	return st;
}

static enum status
begin_file(struct unpacking *unpacking, struct text name, uint64_t told, struct error *err)
{
	enum status st = unpacking->listed ? find_listed(unpacking, name, err) : add_member(unpacking, name, err);

	if (st != STATUS_OK)
		return st;
	unpacking->open = true;
	unpacking->kept = is_tag_file(name);
	unpacking->received = 0;
	unpacking->crc = 0;
	unpacking->told = told;
	unpacking->source->members[unpacking->index].offset = unpacking->spooled;
	return STATUS_OK;
}

static enum status
begin_member(struct unpacking *unpacking, struct text payload, struct error *err)
{
	uint64_t kind, has_size, size;
	struct text name;
	enum status st;

	if (!frame_take_number(&payload, 1, &kind) || !frame_take_number(&payload, 1, &has_size) ||
	    !frame_take_number(&payload, 8, &size) ||
	    !frame_take_text(&payload, REPORT_MEMBER_NAME_LIMIT, &name) || payload.n != 0)
		return fail(err, STATUS_INVALID, "a member that cannot be read");
	if (!unpacking->listed && text_begins(name, "./")) /* as tar writes what it was given so */
		name = (struct text){ name.p + 2, name.n - 2 };
	if (name.n == 0 && kind == REPORT_FOLDER)
		return STATUS_OK;
	st = source_check_name(name, err);
	if (st != STATUS_OK)
		return st;
	if (kind == REPORT_LINK)
		return source_refuse(err, "symlink", name, "a link is no file of a bag");
	if (kind != REPORT_FILE && kind != REPORT_FOLDER)
		return source_refuse(err, "special-file", name, "it is neither a file nor a folder");
	if (kind == REPORT_FOLDER || name.p[name.n - 1] == '/') {
		unpacking->open = false;
		return STATUS_OK;
	}
	return begin_file(unpacking, name, has_size ? size : UINT64_MAX, err);
}

static enum status
keep(struct unpacking *unpacking, struct text bytes, struct error *err)
{
	while (bytes.n > 0) {
		ssize_t done = pwrite(unpacking->spool, bytes.p, bytes.n, (off_t)unpacking->spooled);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return fail_os(err, "cannot keep what was unpacked");
		bytes = (struct text){ bytes.p + done, bytes.n - (size_t)done };
		unpacking->spooled += (uint64_t)done;
	}
	if (unpacking->spooled > SPOOL_LIMIT)
		return source_refuse(err, "bomb", name_of(unpacking),
		                     "too much of the archive is no payload: unpack it first");
	return STATUS_OK;
}

static enum status
take_bytes(struct unpacking *unpacking, struct text bytes, struct error *err)
{
	const struct member_watch *watch = &unpacking->source->watch;
	enum status st;

	if (!unpacking->open)
		return fail(err, STATUS_INVALID, "bytes of no member");
	unpacking->received += bytes.n;
	unpacking->bytes += bytes.n;
	if (unpacking->bytes > unpacking->limit)
		return source_refuse(err, "bomb", name_of(unpacking),
		                     "far more comes out than the archive holds");
	st = digester_update(unpacking->digester, bytes.p, bytes.n, err);
	if (st == STATUS_OK && unpacking->kept)
		st = keep(unpacking, bytes, err);
	if (unpacking->listed)
		unpacking->crc = libdeflate_crc32(unpacking->crc, bytes.p, bytes.n);
	if (st == STATUS_OK && watch->progress != NULL)
		watch->progress(watch->context, bytes.n);
	return st;
}

/* What the child says of the archive as a whole. */
static enum status
take_warning(struct unpacking *unpacking, struct text payload, struct error *err)
{
	static const struct {
		const char *code, *words;
	} known[] = {
		{ "unknown-format", "it is no ZIP and no TAR, compressed by gzip, bzip2, xz or nothing" },
		{ "encrypted", "it cannot be read without a password; have it sent open" },
		{ "damaged", "it cannot be read to its end" },
		{ "hidden-member", "members lie behind its end, where some programs look and others do not" },
		{ "trailing-bytes", "something lies behind its end" },
	};
	struct text code, where = unpacking->open ? name_of(unpacking) : text_of("the archive");

	if (!frame_take_text(&payload, REPORT_NAME_LIMIT, &code))
		return fail(err, STATUS_INVALID, "a warning that cannot be read");
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (text_is(code, known[i].code))
			return source_refuse(err, known[i].code, where, known[i].words);
	return fail(err, STATUS_INVALID, "a warning that is not known");
}

static enum status
take_frame(void *context, const struct frame *frame, struct error *err)
{
	struct unpacking *unpacking = context;
	enum status st = STATUS_OK;

	if (unpacking->complete || (unpacking->frames_seen++ == 0) != (frame->kind == FRAME_BEGIN))
		return fail(err, STATUS_INVALID, "frames out of turn");
	if (frame->kind == FRAME_MEMBER || frame->kind == FRAME_END)
		st = end_member(unpacking, err);
	if (st != STATUS_OK)
		return st;
	switch (frame->kind) {
	case FRAME_BEGIN:
		return STATUS_OK;
	case FRAME_MEMBER:
		return begin_member(unpacking, frame->payload, err);
	case FRAME_BYTES:
		return take_bytes(unpacking, frame->payload, err);
	case FRAME_WARNING:
		return take_warning(unpacking, frame->payload, err);
	case FRAME_END:
		unpacking->complete = true;
		return STATUS_OK;
	default:
		return fail(err, STATUS_INVALID, "a frame of another kind of report");
	}
}

static enum status
feed(void *context, const void *bytes, size_t n, struct error *err)
{
	struct unpacking *unpacking = context;
	const struct frame_taker taker = { take_frame, unpacking };

	return frame_reader_feed(&unpacking->frames, bytes, n, &taker, err);
}

static bool
is_complete(void *context)
{
	return ((struct unpacking *)context)->complete;
}

static bool
is_stopped(void *context)
{
	const struct member_watch *watch = context;

	return watch->stop != NULL && atomic_load(watch->stop);
}

/* A file without a name, which nobody else can open; in memory where no folder for it is to be had. */
static int
open_spool(void)
{
	static const char *const folders[] = { "/var/tmp", "/tmp" };

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		int fd = open(folders[i], O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

		if (fd >= 0)
			return fd;
	}
	return memfd_create("unpacked", MFD_CLOEXEC);
}

/* How the child ended, where what it sent was not refused already. */
static enum status
judge_end(const struct unpacking *unpacking, const struct server_outcome *outcome, struct error *err)
{
	struct text archive = text_of("the archive");

	if (outcome->end == SERVER_CHILD_LATE)
		return source_refuse(err, "too-slow", archive,
		                     "it takes far longer to unpack than its size allows");
	if (outcome->end == SERVER_CHILD_ENDED && outcome->answered && outcome->answer.signal == 0 &&
	    outcome->answer.exit_code == 0 && unpacking->complete)
		return STATUS_OK;
	if (outcome->answered && outcome->answer.reason[0] != '\0' && !outcome->answer.locked_in)
		return fail(err, STATUS_REFUSED, PROGRAM " cannot be locked in: %s", outcome->answer.reason);
	return source_refuse(err, "damaged", archive, "the program that unpacks it failed over it");
}

/* Time grows with the size; what an archive may unpack to does too. */
static void
set_limits(struct request *request, uint64_t size)
{
	request->limits = (struct parser_limits){ .address_space = UINT64_C(2) << 30,
		                                  .data = UINT64_C(512) << 20,
		                                  .cpu_seconds = 120 + size / (UINT64_C(4) << 20),
		                                  .wall_seconds = 600 + size / (UINT64_C(1) << 20) };
}

static enum status
start_server(const struct bundle_source *source, struct server *server, struct error *err)
{
	SCOPED(buffer) path = { 0 };
	enum status st = program_find(source->workers, PROGRAM, &path, err);

	if (st == STATUS_NOT_FOUND)
		return fail_as(err, STATUS_REFUSED);
	if (st == STATUS_OK)
		st = program_check_mark(buffer_string(&path), REQUEST_MARK, err);
	if (st == STATUS_OK)
		st = server_start(server, buffer_string(&path), err);
	if (st == STATUS_OK && !server->hello.complete) {
		st = fail(err, STATUS_REFUSED, PROGRAM " cannot be locked in: %s; unpack the archive first", server->hello.reason);
		server_stop(server);
	}
	return st;
}

static enum status
stream(struct unpacking *unpacking, uint64_t size, bool zip, struct error *err)
{
	struct bundle_source *source = unpacking->source;
	const struct server_patience patience = { is_stopped, &source->watch, 0 };
	const struct server_reader reader = { feed, is_complete, unpacking };
	struct request request = { .version = REQUEST_VERSION };
	struct server_outcome outcome = { 0 };
	struct server server = { 0 };
	SCOPED_FD own = -1;
	char self[64];
	enum status st = start_server(source, &server, err);

	if (st != STATUS_OK)
		return st;
	/* a description of its own, so that nobody else's place in the file is moved */
	snprintf(self, sizeof self, "/proc/self/fd/%d", source->fd);
	own = open(self, O_RDONLY | O_CLOEXEC);
	snprintf(request.task.media_type, sizeof request.task.media_type, "%s", zip ? "application/zip" : "application/x-tar");
	set_limits(&request, size);
	st = own >= 0 ? server_stream(&server, own, &request, &patience, &reader, &outcome, err)
	              : fail_os(err, "cannot open the archive again");
	server_stop(&server);
	return st == STATUS_OK ? judge_end(unpacking, &outcome, err) : st;
}

/* What was listed before can no longer be read where it lies: the file that was unpacked takes that place. */
static void
prepare_list(struct bundle_source *source)
{
	for (size_t i = 0; i < source->count; i++)
		source->members[i].placed = false;
	if (source->count > 0)
		qsort(source->members, source->count, sizeof *source->members, by_name);
}

enum status
source_read_archive(struct bundle_source *source, uint64_t size, bool listed, struct error *err)
{
	struct unpacking unpacking = { .source = source, .listed = listed, .limit = BOMB_FREE + BOMB_RATIO * size };
	SCOPED_POINTER(digester) digester = NULL;
	enum status st = digester_open(&digester, DIGEST_ALL, err);

	if (st != STATUS_OK)
		return st;
	if (size == 0)
		return source_refuse(err, "unknown-format", text_of("the archive"), "it is empty");
	unpacking.digester = digester;
	unpacking.spool = open_spool();
	if (unpacking.spool < 0)
		return fail_os(err, "cannot make a file for what is unpacked");
	prepare_list(source);
	st = stream(&unpacking, size, listed, err);
	frame_reader_end(&unpacking.frames);
	if (st == STATUS_OK && listed && unpacking.seen != source->count)
		st = source_refuse(err, "header-mismatch", text_of("the archive"),
		                   "not all that its central directory lists came out of it");
	close(source->fd);
	source->fd = unpacking.spool;
	return st;
}
