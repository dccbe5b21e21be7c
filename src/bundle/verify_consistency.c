/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify_consistency.c - is the tree of checkpoint.txt a continuation of others
 * that somebody saw? consistency.txt has a line for each:
 * OLDER-SIZE OLDER-ROOT NEWER-SIZE PATH (RFC 9162 §2.1.4).
 */
#include "bundle/verify_internal.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"
#include "bundle/line_stream.h"

#include <stdlib.h>
#include <string.h>

#define CONSISTENCY  "custody/consistency.txt"
#define LINE_LIMIT   ((size_t)16 << 10)
#define MOST_LINES   10000

static bool
read_parts(struct text line, struct merkle_head *older, uint64_t *newer, struct merkle_proof *proof)
{
	SCOPED(buffer) root = { 0 };

	if (!text_number(text_cut(&line, ' '), CHECKPOINT_SIZE_LIMIT, &older->size) ||
	    line.p == NULL || !base64_read(&root, text_cut(&line, ' ')) || root.n != DIGEST_SIZE ||
	    !text_number(text_cut(&line, ' '), CHECKPOINT_SIZE_LIMIT, newer) || line.p == NULL)
		return false;
	memcpy(older->root.bytes, root.p, root.n);
	return merkle_path_read(line, proof);
}

static enum status
check_line(struct verification *v, struct text line, int64_t number, struct error *err)
{
	struct merkle_head older = { 0 }, *all;
	struct merkle_proof proof;
	struct error why;
	uint64_t newer = 0;

	if (!read_parts(line, &older, &newer, &proof) || v->prefix_count == MOST_LINES) {
		verify_fault(v, LAYER_LOG, "bad-line", CONSISTENCY, NULL, "line %lld is no proof",
		             (long long)number);
		return STATUS_OK;
	}
	if (newer != v->checkpoint.head.size ||
	    merkle_consistency_check(&proof, &older, &v->checkpoint.head, &why) != STATUS_OK) {
		verify_fault(v, LAYER_LOG, "not-consistent", CONSISTENCY, NULL,
		             "line %lld does not lead from %llu events to %s", (long long)number,
		             (unsigned long long)older.size, CHECKPOINT);
		return STATUS_OK;
	}
	all = realloc(v->prefixes, (v->prefix_count + 1) * sizeof *all);
	if (all == NULL)
		return fail_memory(err);
	v->prefixes = all;
	v->prefixes[v->prefix_count++] = older;
	return STATUS_OK;
}

/* How a checkpoint that somebody has stands to the bundle's; NULL: it is its beginning. */
static const char *
fault_of(const struct verification *v, const struct merkle_head *head)
{
	bool size_is_proved = false;

	if (head->size > v->checkpoint.head.size)
		return "rolled-back";
	if (head->size == v->checkpoint.head.size)
		return digest_equal(&head->root, &v->checkpoint.head.root) ? NULL : "forked";
	for (size_t i = 0; i < v->prefix_count; i++) {
		if (v->prefixes[i].size != head->size)
			continue;
		if (digest_equal(&v->prefixes[i].root, &head->root))
			return NULL;
		size_is_proved = true;
	}
	return size_is_proved ? "forked" : "not-extended";
}

static void
tell(struct verification *v, enum verify_layer layer, const char *code, const char *file,
     const struct merkle_head *head)
{
	verify_fault(v, layer, code, file, NULL,
	             strcmp(code, "rolled-back") == 0
	                     ? "somebody saw %llu events, and the bundle's log has fewer"
	             : strcmp(code, "forked") == 0
	                     ? "the first %llu events of the bundle's log are others than those that were seen"
	                     : "no line of consistency.txt shows that the log extends that of %llu events",
	             (unsigned long long)head->size);
}

/* One log, whichever part of it: vidimus/UUID and vidimus/UUID/2 after a restore. */
static bool
same_log(struct text a, struct text b)
{
	size_t n = strlen("vidimus/") + UUID_TEXT_SIZE - 1;

	return text_equal(a, b) || (a.n >= n && b.n >= n && memcmp(a.p, b.p, n) == 0 &&
	                            (a.n == n || a.p[n] == '/') && (b.n == n || b.p[n] == '/'));
}

static void
check_since(struct verification *v)
{
	struct checkpoint seen;
	struct note note;
	struct error why;
	const char *code;

	if (v->options->since.p == NULL)
		return;
	if (note_read(v->options->since, &note, &why) != STATUS_OK ||
	    checkpoint_read(note.text, &seen, &why) != STATUS_OK) {
		verify_fault(v, LAYER_LOG, "bad-since", NULL, NULL, "--since: %s", why.text);
		return;
	}
	code = same_log(seen.origin, v->checkpoint.origin) ? fault_of(v, &seen.head) : "other-log";
	if (code != NULL && strcmp(code, "other-log") == 0)
		verify_fault(v, LAYER_LOG, code, CHECKPOINT, NULL, "--since is of the log %.*s",
		             (int)seen.origin.n, seen.origin.p);
	else if (code != NULL)
		tell(v, LAYER_LOG, code, CHECKPOINT, &seen.head);
}

enum status
consistency_check(struct verification *v, struct error *err)
{
	SCOPED(line_stream) lines = { 0 };
	struct text line;
	bool terminated;
	enum status st;

	if (!v->has_checkpoint)
		return STATUS_OK;
	st = line_stream_open(&lines, v->source, CONSISTENCY, '\n', LINE_LIMIT, err);
	while (st == STATUS_OK &&
	       (st = line_stream_next(&lines, &line, &terminated, err)) == STATUS_OK)
		st = check_line(v, line, lines.number, err);
	if (st == STATUS_LIMIT)
		verify_fault(v, LAYER_LOG, "bad-line", CONSISTENCY, NULL, "a line is too long");
	check_since(v);
	return st == STATUS_DONE || verify_is_answer(st) ? STATUS_OK : st;
}

const char *
consistency_fault(const struct verification *v, const struct checkpoint *seen)
{
	return same_log(seen->origin, v->checkpoint.origin) ? fault_of(v, &seen->head) : "other-log";
}

void
consistency_tell(struct verification *v, const char *code, const char *file,
                 const struct checkpoint *seen)
{
	if (strcmp(code, "other-log") == 0)
		verify_fault(v, LAYER_WITNESSES, code, file, NULL, "it is of the log %.*s",
		             (int)seen->origin.n, seen->origin.p);
	else
		tell(v, LAYER_WITNESSES, code, file, &seen->head);
}
