/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_witnesses.c - custody/witnessed/: checkpoints that others cosigned
 * (C2SP cosignature/v1) or an authority stamped, each a beginning of the log.
 */
#include "bundle/verify_internal.h"

#include "base/error.h"
#include "base/text.h"
#include "crypto/cosignature.h"
#include "crypto/timestamp.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER      "custody/witnessed/"
#define STAMP_LIMIT ((uint64_t)1 << 20)

struct tally {
	size_t files, lines, identified; /* lines: cosignatures of whomever */
};

/* What stamps are over: the note with the log's own signatures alone. */
static void
signed_by_log(const struct note *note, struct text origin, struct buffer *out)
{
	buffer_append_text(out, note->text);
	buffer_append(out, "\n", 1);
	for (size_t i = 0; i < note->count; i++) {
		if (text_equal(note->signatures[i].name, origin))
			buffer_append_format(out, "\xe2\x80\x94 %.*s %.*s\n",
			                     (int)note->signatures[i].name.n, note->signatures[i].name.p,
			                     (int)note->signatures[i].letters.n,
			                     note->signatures[i].letters.p);
	}
}

static void
check_line(struct verification *v, const char *file, const struct note *note, size_t line,
           struct tally *tally)
{
	for (size_t i = 0; i < v->options->witness_count; i++) {
		const struct cosigner *witness = &v->options->witnesses[i];
		struct instant time;
		char words[INSTANT_HUMAN_SIZE];
		struct error why;
		enum status st = cosignature_verify(note, &note->signatures[line], witness, &time, &why);

		if (st == STATUS_OK) {
			tally->identified++;
			instant_write_human(words, time);
			verify_notice(v, LAYER_WITNESSES, "witnessed", NULL, "%s saw %s at %s",
			              witness->as.name, file, words);
		} else if (st != STATUS_NOT_FOUND) {
			verify_fault(v, LAYER_WITNESSES, "bad-cosignature", file, NULL, "%s", why.text);
		}
	}
}

static enum status
check_stamp(struct verification *v, const char *name, const struct note *note, struct text origin,
            struct tally *tally, struct error *err)
{
	SCOPED(buffer) file = { 0 };
	SCOPED(buffer) token = { 0 };
	SCOPED(buffer) bytes = { 0 };
	struct timestamp_verdict verdict = { 0 };
	char time[INSTANT_HUMAN_SIZE];
	struct error why;
	enum status st;

	buffer_append_format(&file, "%s.tsr", name);
	st = bundle_source_read(v->source, buffer_string(&file), STAMP_LIMIT, &token, err);
	if (st != STATUS_OK)
		return verify_is_answer(st) ? STATUS_OK : st;
	signed_by_log(note, origin, &bytes);
	st = timestamp_verify(text_of_buffer(&token), text_of_buffer(&bytes), v->options->trust_tsa,
	                      &verdict, &why);
	if (st != STATUS_OK) {
		verify_fault(v, LAYER_WITNESSES, "bad-stamp", buffer_string(&file), NULL, "%s", why.text);
		return STATUS_OK;
	}
	instant_write_human(time, verdict.time);
	tally->identified += verdict.identified;
	tally->lines += !verdict.identified;
	verify_notice(v, LAYER_WITNESSES, "stamped", NULL, "%s was stamped at %s, says %s%s", name, time,
	              verdict.name, verdict.identified ? "" : " (not identified)");
	return STATUS_OK;
}

/* Somebody who is trusted saw the log at this size. */
static enum status
remember(struct verification *v, int64_t size, struct error *err)
{
	int64_t *seen = realloc(v->seen, (v->seen_count + 1) * sizeof *seen);

	if (seen == NULL)
		return fail_memory(err);
	v->seen = seen;
	v->seen[v->seen_count++] = size;
	return STATUS_OK;
}

static enum status
check_file(struct verification *v, const char *name, struct tally *tally, struct error *err)
{
	SCOPED(buffer) bytes = { 0 };
	struct checkpoint seen;
	struct note note;
	struct error why = { 0 };
	const char *code;
	size_t before = tally->identified;
	enum status st = bundle_source_read(v->source, name, NOTE_LIMIT, &bytes, &why);

	tally->files++;
	if (st == STATUS_OK)
		st = note_read(text_of_buffer(&bytes), &note, &why);
	if (st == STATUS_OK)
		st = checkpoint_read(note.text, &seen, &why);
	if (verify_is_answer(st)) {
		verify_fault(v, LAYER_WITNESSES, "bad-checkpoint", name, NULL, "%s", why.text);
		return STATUS_OK;
	}
	if (st != STATUS_OK) {
		if (err != NULL)
			*err = why;
		return st;
	}
	code = consistency_fault(v, &seen);
	if (code != NULL)
		consistency_tell(v, code, name, &seen);
	for (size_t i = 0; i < note.count; i++) {
		tally->lines += !text_equal(note.signatures[i].name, seen.origin);
		check_line(v, name, &note, i, tally);
	}
	st = check_stamp(v, name, &note, seen.origin, tally, err);
	return st == STATUS_OK && code == NULL && tally->identified > before
	               ? remember(v, (int64_t)seen.head.size, err)
	               : st;
}

enum status
witnesses_check(struct verification *v, struct error *err)
{
	struct tally tally = { 0 };
	enum status st = STATUS_OK;

	if (!v->has_checkpoint) {
		verify_unchecked(v, LAYER_WITNESSES, "there is no checkpoint");
		return STATUS_OK;
	}
	for (size_t i = 0; st == STATUS_OK && i < bundle_source_count(v->source); i++) {
		const char *name = bundle_source_member(v->source, i)->name;

		if (text_begins(text_of(name), FOLDER) && text_ends(text_of(name), ".txt"))
			st = check_file(v, name, &tally, err);
	}
	if (tally.files == 0)
		verify_unchecked(v, LAYER_WITNESSES, "nobody outside has seen this log, as far as it tells");
	else if (tally.identified == 0)
		verify_unchecked(v, LAYER_WITNESSES,
		                 "%zu cosignatures and stamps, and none is by whom --trust-witness or "
		                 "--trust-tsa names", tally.lines);
	return st;
}
