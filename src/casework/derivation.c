/* SPDX-License-Identifier: Apache-2.0 */
/* derivation.c - a parser's picture, as a PNG in derived/ and an event. */
#include "casework/derivation.h"

#include "casework/circumstances.h"
#include "media/png.h"
#include "store/derived.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* One picture on its way. */
struct making {
	struct item_object source;
	struct picture     picture;
	struct examination examination;
};

static void
making_end(struct making *making)
{
	picture_end(&making->picture);
	examination_end(&making->examination);
}

static const char *
kind_name(enum derivation_kind kind)
{
	return kind == DERIVATION_FRAME ? "frame" : "thumbnail";
}

/* The warning that says why there is no picture: the last of such a code, as parsers give up last; else the first of all. */
static const json_t *
decisive_warning(const json_t *warnings)
{
	static const char *const codes[] = { "damaged-structure", "facts-left-out", "no-video-stream",
		                             "not-decodable", "too-large-to-decode" };

	for (size_t i = json_array_size(warnings); i > 0; i--) {
		const json_t *warning = json_array_get(warnings, i - 1);
		const char *code = json_string_value(json_object_get(warning, "code"));

		for (size_t k = 0; code != NULL && k < sizeof codes / sizeof codes[0]; k++) {
			if (strcmp(code, codes[k]) == 0)
				return warning;
		}
	}
	return json_array_get(warnings, 0);
}

/* Why there is no picture: the parser's own warning, else how it ended. */
static enum status
refuse_pictureless(const struct making *making, struct error *err)
{
	const struct examination *examination = &making->examination;
	const json_t *warning = decisive_warning(examination->warnings);
	const char *code = json_string_value(json_object_get(warning, "code"));
	const char *detail = json_string_value(json_object_get(warning, "detail"));

	if (examination->outcome == EXAMINATION_NO_PARSER)
		return fail(err, STATUS_FALSE, "no parser makes pictures of %s (%s)",
		            making->source.id,
		            making->source.media_type[0] ? making->source.media_type : "unknown");
	if (examination->outcome != EXAMINATION_COMPLETE)
		return fail(err, STATUS_FALSE, "the parser of %s gave no picture: it ended as %s",
		            making->source.id, examination_outcome_name(examination->outcome));
	return fail(err, STATUS_FALSE, "%s gave no picture: %.64s%s%.200s", making->source.id,
	            code ? code : "the parser does not say why", detail ? ", " : "",
	            detail ? detail : "");
}

/* Has the item's picture made by the worker. */
static enum status
take_picture(struct catalogue *catalogue, struct worker *worker, const struct uuid *item,
             const struct derivation *asked, struct making *making, struct error *err)
{
	struct parser_task task = { .work = asked->kind == DERIVATION_FRAME ? PARSER_FRAME
		                                                            : PARSER_THUMBNAIL,
		                    .microseconds = asked->asked,
		                    .side = DERIVATION_SIDE };
	struct vault_finding finding;
	SCOPED_FD file = -1;
	struct stat held;
	enum status st = item_object_open(catalogue, item, &making->source, &file, err);

	if (st != STATUS_OK)
		return st;
	/* the event will say that it was made from these bytes */
	st = vault_check(catalogue->vault, &making->source.object, NULL, &finding, err);
	if (st != STATUS_OK)
		return while_doing(err, st, "making a picture of %s", making->source.id);
	if (fstat(file, &held) != 0)
		return fail_os(err, "cannot look at the held file");
	snprintf(task.media_type, sizeof task.media_type, "%s", making->source.media_type);
	st = worker_picture(worker, file, (uint64_t)held.st_size, &task, NULL, &making->picture,
	                    &making->examination, err);
	if (st == STATUS_OK && making->picture.samples == NULL)
		st = refuse_pictureless(making, err);
	return st;
}

static enum status
take_bytes(void *context, const void *bytes, size_t n, struct error *err)
{
	return derived_write(context, bytes, n, err);
}

/* As a file in derived/, under its name when `wanted` is NULL or the file is that one. */
static enum status
keep_picture(struct catalogue *catalogue, const struct picture *picture,
             const struct digest *wanted, struct derived_picture *out, struct error *err)
{
	SCOPED(derived) file = { .folder = -1, .file = { .fd = -1 } };
	const struct png_sink sink = { take_bytes, &file };
	struct digest digest;
	enum status st = derived_begin(&file, catalogue->folder, err);

	if (st == STATUS_OK)
		st = png_write(picture, &sink, err);
	if (st == STATUS_OK && wanted != NULL)
		st = derived_digest(&file, &digest, err);
	if (st == STATUS_OK && wanted != NULL && !digest_equal(wanted, &digest))
		return fail(err, STATUS_FALSE, "another picture came out");
	return st == STATUS_OK ? derived_finish(&file, &out->digest, &out->bytes, err) : st;
}

static json_t *
parser_json(const struct examination *examination)
{
	return json_pack("{s:s?,s:O,s:b}", "worker", examination->worker, "libraries",
	                 examination->parsers, "sandboxed", (int)examination->sandboxed);
}

static json_t *
event_values(struct catalogue *catalogue, const struct making *making,
             const struct derivation *asked, const struct derived_picture *made)
{
	bool is_frame = asked->kind == DERIVATION_FRAME;
	char bytes[24];

	snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)made->bytes);
	return json_pack("{s:s,s:o,s:o,s:s,s:s,s:I,s:I,s:o,s:o,s:o,s:o}", "kind",
	                 kind_name(asked->kind), "object", json_of_digest(&making->source.object),
	                 "result", json_of_digest(&made->digest), "bytes", bytes, "media_type",
	                 "image/png", "width", (json_int_t)made->width, "height",
	                 (json_int_t)made->height, "microseconds",
	                 made->has_time ? json_integer(made->microseconds) : json_null(), "asked",
	                 is_frame ? json_integer(asked->asked) : json_null(), "parser",
	                 parser_json(&making->examination), "tool", circumstances_tool(catalogue));
}

/* Does the log have the same picture of the same item? A frame also of the same time. */
static enum status
look_up(struct catalogue *catalogue, const struct uuid *item, const struct derivation *asked,
        struct derived_picture *made, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	char uuid[UUID_TEXT_SIZE], result[DIGEST_TEXT_SIZE];
	enum status st = database_statement(catalogue->database,
	                                    "SELECT 1 FROM p_derived WHERE item = $1 AND result = $2"
	                                    " AND kind = $3 AND microseconds IS $4 LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	uuid_write(uuid, item);
	digest_write(result, &made->digest);
	statement_bind_text(row, 1, text_of(uuid));
	statement_bind_text(row, 2, text_of(result));
	statement_bind_text(row, 3, text_of(kind_name(asked->kind)));
	if (made->has_time)
		statement_bind_integer(row, 4, made->microseconds);
	st = statement_step(row, err);
	made->known = st == STATUS_OK;
	return st == STATUS_DONE ? STATUS_OK : st;
}

static enum status
add_event(struct catalogue *catalogue, const struct uuid *item, const struct making *making,
          const struct derivation *asked, struct derived_picture *made, struct change *change,
          struct error *err)
{
	struct subject subject = subject_of("item", item);
	SCOPED_JSON json_t *open = NULL, *values = NULL;
	enum status st = look_up(catalogue, item, asked, made, err);

	if (st != STATUS_OK || made->known)
		return st;
	open = json_object();
	values = event_values(catalogue, making, asked, made);
	if (open == NULL || values == NULL)
		return fail(err, STATUS_FAULT, "what a parser told is no text");
	return change_add(change, "object.derived", &subject, open, values, NULL, err);
}

/* The file is durable before the event that names it. */
static enum status
log_picture(struct catalogue *catalogue, const struct uuid *item, const struct making *making,
            const struct derivation *asked, struct derived_picture *made, struct error *err)
{
	struct change *change = NULL;
	enum status st = catalogue_begin(catalogue, "derive", &change, err);

	if (st != STATUS_OK)
		return st;
	st = add_event(catalogue, item, making, asked, made, change, err);
	return catalogue_finish(catalogue, change, st, err);
}

static bool
has_no_times(const struct examination *examination)
{
	json_t *warning;
	size_t i;

	json_array_foreach(examination->warnings, i, warning) {
		struct text code = { 0 };

		if (json_member_text(warning, "code", &code) && text_is(code, "no-frame-times"))
			return true;
	}
	return false;
}

enum status
derivation_make(struct catalogue *catalogue, struct worker *worker, const struct uuid *item,
                const struct derivation *asked, struct derived_picture *out, struct error *err)
{
	SCOPED(making) making = { 0 };
	struct derived_picture made = { 0 };
	enum status st = take_picture(catalogue, worker, item, asked, &making, err);

	if (st != STATUS_OK)
		return st;
	snprintf(made.id, sizeof made.id, "%s", making.source.id);
	made.width = making.picture.width;
	made.height = making.picture.height;
	made.has_time = asked->kind == DERIVATION_FRAME &&
	                strncmp(making.source.media_type, "image/", 6) != 0;
	made.microseconds = making.picture.microseconds;
	made.counted = has_no_times(&making.examination);
	st = keep_picture(catalogue, &making.picture, NULL, &made, err);
	if (st == STATUS_OK)
		st = log_picture(catalogue, item, &making, asked, &made, err);
	if (st == STATUS_OK)
		*out = made;
	return st;
}

/* A picture of the log, to be made again. */
struct recorded {
	int64_t           seq;
	struct uuid       item;
	struct digest     result;
	struct derivation asked;
};

/* The next after `seq`; STATUS_DONE at the end. What was destroyed of it leaves nothing to make. */
static enum status
next_recorded(struct catalogue *catalogue, int64_t seq, struct recorded *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(catalogue->database,
	                                    "SELECT seq, item, result, kind, asked FROM p_derived"
	                                    " WHERE seq > $1 AND result IS NOT NULL AND kind IS NOT"
	                                    " NULL AND (kind = 'thumbnail' OR asked IS NOT NULL)"
	                                    " ORDER BY seq LIMIT 1",
	                                    &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, seq);
	st = statement_step(row, err);
	if (st != STATUS_OK)
		return st;
	out->seq = statement_integer(row, 0);
	out->asked.kind = text_is(statement_text(row, 3), "frame") ? DERIVATION_FRAME
	                                                           : DERIVATION_THUMBNAIL;
	out->asked.asked = statement_integer(row, 4);
	if (!uuid_read(statement_text(row, 1), &out->item) ||
	    !digest_read(statement_text(row, 2), &out->result))
		return fail(err, STATUS_FAULT, "a table names a picture by no hash");
	return STATUS_OK;
}

static enum status
remake(struct catalogue *catalogue, struct worker *worker, const struct recorded *recorded,
       struct error *err)
{
	SCOPED(making) making = { 0 };
	struct derived_picture made;
	enum status st = take_picture(catalogue, worker, &recorded->item, &recorded->asked, &making,
	                              err);

	if (st == STATUS_OK)
		st = derived_remove(catalogue->folder, &recorded->result, err);
	return st == STATUS_OK ? keep_picture(catalogue, &making.picture, &recorded->result, &made,
	                                      err)
	                       : st;
}

/* What became of one, unless that ends it all: no worker, no memory, asked to stop. */
static enum status
remake_if_missing(struct catalogue *catalogue, struct worker *worker,
                  const struct recorded *recorded, struct derivation_remade *out,
                  struct error *why)
{
	enum status st = derived_check(catalogue->folder, &recorded->result, why);

	out->state = DERIVATION_THERE;
	if (st != STATUS_NOT_FOUND && st != STATUS_FALSE)
		return st;
	st = remake(catalogue, worker, recorded, why);
	out->state = st == STATUS_OK ? DERIVATION_REMADE : DERIVATION_FAILED;
	if (st == STATUS_FALSE || st == STATUS_NOT_FOUND) {
		out->why = why->text;
		st = STATUS_OK;
	}
	return st;
}

enum status
derivation_remake(struct catalogue *catalogue, struct worker *worker, remade_taker *tell,
                  void *context, struct error *err)
{
	struct recorded recorded = { .seq = -1 };
	enum status st;

	while ((st = next_recorded(catalogue, recorded.seq, &recorded, err)) == STATUS_OK) {
		struct derivation_remade remade = { .kind = kind_name(recorded.asked.kind),
			                            .digest = recorded.result };
		struct item_object source = { .id = "" };
		struct error why = { 0 };

		st = item_object_read(catalogue, &recorded.item, &source, &why);
		snprintf(remade.id, sizeof remade.id, "%s", source.id);
		if (st == STATUS_OK || st == STATUS_NOT_FOUND)
			st = remake_if_missing(catalogue, worker, &recorded, &remade, &why);
		if (st != STATUS_OK)
			return fail(err, st, "%s", why.text);
		st = tell(context, &remade, err);
		if (st != STATUS_OK)
			return st;
	}
	return st == STATUS_DONE ? STATUS_OK : st;
}
