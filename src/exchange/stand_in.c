/* SPDX-License-Identifier: Apache-2.0 */
/* stand_in.c - which stand-ins there are, and how they come into a folder. */
#include "exchange/stand_in.h"

#include "exchange/stand_in_film.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"
#include "base/scoped.h"
#include "media/png.h"
#include "store/newfile.h"

#include <stdlib.h>

#define FILE_MODE 0644u

enum made_as { MADE_FILM, MADE_SOUND, MADE_STILL, MADE_CUT_SHORT, MADE_EMPTY };

struct stand_in {
	const char           *name;
	enum made_as          as;
	struct stand_in_scene scene;
};

/* Seed 1 is the filming that most are copies of. */
static const struct stand_in stand_ins[] = {
	{ "DEMO-01.avi", MADE_FILM, { 1, 320, 180, 0, 120, 0, false, false, false } },
	{ "DEMO-02.avi", MADE_FILM, { 1, 160, 90, 0, 120, 0, false, false, false } },
	{ "DEMO-03.avi", MADE_FILM, { 1, 320, 180, 30, 60, 0, false, false, false } },
	{ "DEMO-04.avi", MADE_FILM, { 1, 320, 240, 0, 120, 30, false, true, false } },
	{ "DEMO-05.avi", MADE_FILM, { 1, 320, 180, 0, 120, 0, true, false, false } },
	{ "DEMO-06.avi", MADE_FILM, { 2, 320, 180, 0, 120, 0, false, false, false } },
	{ "DEMO-07.avi", MADE_FILM, { 1, 320, 180, 0, 120, 0, false, false, false } },
	{ "DEMO-08.png", MADE_STILL, { 1, 320, 180, 45, 1, 0, false, false, false } },
	{ "DEMO-09.avi", MADE_CUT_SHORT, { 3, 320, 180, 0, 120, 0, false, false, false } },
	{ "DEMO-10.mp4", MADE_EMPTY, { 0 } },
	{ "DEMO-11.jpg", MADE_SOUND, { 1, 320, 180, 0, 120, 0, false, false, false } },
};

/* What was made of some of them, to be given in their place. */
static const struct stand_in redacted[] = {
	{ "DEMO-01-redacted.avi", MADE_FILM, { 1, 160, 90, 0, 120, 0, false, false, true } },
	{ "DEMO-06-redacted.avi", MADE_FILM, { 2, 160, 90, 0, 120, 0, false, false, true } },
	{ "DEMO-08-redacted.png", MADE_STILL, { 1, 320, 180, 45, 1, 0, false, false, true } },
};

static enum status
take_bytes(void *context, const void *bytes, size_t n, struct error *err)
{
	struct buffer *out = context;

	buffer_append(out, bytes, n);
	return buffer_check(out, err);
}

static enum status
make_still(const struct stand_in_scene *scene, struct buffer *out, struct error *err)
{
	struct picture picture = { .width = scene->width, .height = scene->height, .channels = 1 };
	struct png_sink to = { take_bytes, out };
	enum status st;

	picture.samples = malloc((size_t)scene->width * scene->height);
	if (picture.samples == NULL)
		return fail_memory(err);
	stand_in_draw(scene, 0, picture.samples);
	st = png_write(&picture, &to, err);
	picture_end(&picture);
	return st;
}

static enum status
make(const struct stand_in *stand_in, struct buffer *out, struct error *err)
{
	enum status st = STATUS_OK;

	switch (stand_in->as) {
	case MADE_FILM:
		return stand_in_film(&stand_in->scene, out, err);
	case MADE_CUT_SHORT:
		st = stand_in_film(&stand_in->scene, out, err);
		out->n = out->n * 2 / 5;
		return st;
	case MADE_SOUND:
		return stand_in_sound(&stand_in->scene, out, err);
	case MADE_STILL:
		return make_still(&stand_in->scene, out, err);
	case MADE_EMPTY:
		return st;
	}
	return fail(err, STATUS_FAULT, "a stand-in of no kind");
}

static enum status
write_one(const struct stand_in *stand_in, int folder, struct error *err)
{
	struct newfile file = { .fd = -1 };
	SCOPED(buffer) bytes = { 0 };
	enum status st = make(stand_in, &bytes, err);

	if (st == STATUS_OK)
		st = newfile_open(&file, folder, FILE_MODE, err);
	if (st == STATUS_OK)
		st = file_write_all(file.fd, bytes.p, bytes.n, err);
	if (st == STATUS_OK)
		st = newfile_sync(&file, err);
	if (st == STATUS_OK)
		st = newfile_publish(&file, folder, stand_in->name, err);
	newfile_end(&file);
	return st == STATUS_OK ? st : while_doing(err, st, "writing %s", stand_in->name);
}

static enum status
write_all(const struct stand_in *made, size_t count, int folder, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		st = write_one(&made[i], folder, err);
	return st;
}

enum status
stand_ins_write(int folder, struct error *err)
{
	return write_all(stand_ins, sizeof stand_ins / sizeof stand_ins[0], folder, err);
}

enum status
stand_ins_write_redacted(int folder, struct error *err)
{
	return write_all(redacted, sizeof redacted / sizeof redacted[0], folder, err);
}
