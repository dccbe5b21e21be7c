/* SPDX-License-Identifier: Apache-2.0 */
/* fingerprint.c - fingerprints of files outside of any catalogue, through the public library. */
#include "api/api_internal.h"

#include "intake/signature.h"
#include "media/worker.h"
#include "store/vault.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <vidimus/fingerprint.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
vidimus_fingerprint_close(struct vidimus_fingerprint *fingerprint)
{
	if (fingerprint == NULL)
		return;
	examination_end(&fingerprint->examination);
	fingerprints_end(&fingerprint->prints);
	free(fingerprint);
}

DEFINE_SCOPED_POINTER(vidimus_fingerprint, vidimus_fingerprint_close);

static enum status
hash_file(int file, const atomic_bool *stop, struct vidimus_fingerprint *fingerprint,
          struct error *err)
{
	const struct stage_options options = { .stop = stop };
	struct digests digests;
	enum status st = vault_hash(file, &options, &digests, &fingerprint->bytes, err);

	if (st == STATUS_OK)
		digest_write(fingerprint->sha256, &digests.sha256);
	return st;
}

static enum status
tell_type(int file, const char *path, struct vidimus_fingerprint *fingerprint, struct error *err)
{
	SCOPED_FREE unsigned char *head = malloc(SIGNATURE_HEAD);
	const char *slash = strrchr(path, '/');
	struct told told;
	ssize_t n;

	if (head == NULL)
		return fail_memory(err);
	n = pread(file, head, SIGNATURE_HEAD, 0);
	if (n < 0)
		return fail_os(err, "cannot read its first bytes");
	signature_tell(head, (size_t)n, fingerprint->bytes, text_of(slash ? slash + 1 : path),
	               &told);
	snprintf(fingerprint->media_type, sizeof fingerprint->media_type, "%.*s",
	         (int)told.media_type.n, told.media_type.p);
	return STATUS_OK;
}

static enum status
parse(struct vidimus_parsers *parsers, int file, enum vidimus_frames frames,
      struct vidimus_fingerprint *fingerprint, struct error *err)
{
	static const enum parser_frames modes[] = {
		[VIDIMUS_FRAMES_DENSE] = PARSER_FRAMES_DENSE,
		[VIDIMUS_FRAMES_ALL] = PARSER_FRAMES_ALL,
		[VIDIMUS_FRAMES_SECOND] = PARSER_FRAMES_ONE_SECOND,
	};
	struct parser_task task = { .work = PARSER_FINGERPRINT, .frames = modes[frames] };

	memcpy(task.media_type, fingerprint->media_type, sizeof task.media_type);
	return worker_fingerprint(parsers->worker, file, fingerprint->bytes, &task, NULL,
	                          &fingerprint->prints, &fingerprint->examination, err);
}

enum status
vidimus_fingerprint_file(struct vidimus_parsers *parsers, const char *path,
                         enum vidimus_frames frames, const atomic_bool *stop,
                         struct vidimus_fingerprint **out, struct error *err)
{
	SCOPED_POINTER(vidimus_fingerprint) fingerprint = calloc(1, sizeof *fingerprint);
	SCOPED_FD file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum status st;

	if (fingerprint == NULL)
		return fail_memory(err);
	if (file < 0)
		return fail_os(err, "cannot open it");
	st = hash_file(file, stop, fingerprint, err);
	if (st == STATUS_OK)
		st = tell_type(file, path, fingerprint, err);
	if (st == STATUS_OK)
		st = parse(parsers, file, frames, fingerprint, err);
	if (st != STATUS_OK)
		return st;
	*out = fingerprint;
	fingerprint = NULL;
	return STATUS_OK;
}

const char *
vidimus_fingerprint_sha256(const struct vidimus_fingerprint *fingerprint)
{
	return fingerprint->sha256;
}

uint64_t
vidimus_fingerprint_bytes(const struct vidimus_fingerprint *fingerprint)
{
	return fingerprint->bytes;
}

const char *
vidimus_fingerprint_media_type(const struct vidimus_fingerprint *fingerprint)
{
	return fingerprint->media_type;
}

const char *
vidimus_fingerprint_outcome(const struct vidimus_fingerprint *fingerprint)
{
	return examination_outcome_name(fingerprint->examination.outcome);
}

const json_t *
vidimus_fingerprint_warnings(const struct vidimus_fingerprint *fingerprint)
{
	return fingerprint->examination.warnings;
}

bool
vidimus_fingerprint_picture(const struct vidimus_fingerprint *fingerprint, size_t index,
                            struct vidimus_picture_hash *out)
{
	const struct picture_hashes *picture;
	enum dihedral turn = (enum dihedral)(index % DIHEDRAL_COUNT);

	if (index / DIHEDRAL_COUNT >= fingerprint->prints.picture_count)
		return false;
	picture = &fingerprint->prints.pictures[index / DIHEDRAL_COUNT];
	hash256_write(out->hash, &picture->hashes[turn]);
	out->transform = dihedral_name(turn);
	out->quality = picture->quality;
	out->box = (struct vidimus_box){ picture->box.x, picture->box.y, picture->box.width,
		                         picture->box.height };
	return true;
}

/* A number that was measured; 0 where it is none. */
static double
measured_number(const struct vidimus_fingerprint *fingerprint, const char *name)
{
	const char *text = json_string_value(json_object_get(fingerprint->examination.measured, name));

	return text ? strtod(text, NULL) : 0;
}

bool
vidimus_fingerprint_frame(const struct vidimus_fingerprint *fingerprint, size_t index,
                          struct vidimus_frame_hash *out)
{
	const struct film_series *film = &fingerprint->prints.films[0];
	double rate = measured_number(fingerprint, "frame_rate");

	if (fingerprint->prints.film_count == 0 || index >= film->n)
		return false;
	hash256_write(out->hash, &film->frames[index].hash);
	out->number = film->frames[index].number;
	out->quality = film->frames[index].quality;
	out->seconds = (double)film->frames[index].microseconds / 1e6;
	out->reference_seconds = rate > 0 ? (double)((float)out->number / (float)rate) : -1;
	return true;
}

const uint32_t *
vidimus_fingerprint_sound(const struct vidimus_fingerprint *fingerprint, size_t *n,
                          double *seconds)
{
	*n = fingerprint->prints.sound_count;
	*seconds = (double)*n * fingerprint->prints.sound_nanoseconds / 1e9;
	return fingerprint->prints.sound;
}
