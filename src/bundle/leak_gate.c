/* SPDX-License-Identifier: Apache-2.0 */
/* leak_gate.c - files searched for the needles, and what was found, told without telling it. */
#include "bundle/leak_gate.h"

#include "bundle/leak_drawn.h"
#include "bundle/leak_forms.h"
#include "bundle/leak_gather.h"
#include "bundle/leak_regions.h"

#include "casework/subject_words.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK   ((size_t)1 << 20) /* bytes of an exhibit that are held at once */
#define OVERLAP ((size_t)4 << 10) /* of two chunks, so that nothing is cut in two unseen */
#define FINDS_MAX 1000 /* told; who reads so many stops there */
#define SURE_BYTES 6   /* of a word that hardly stands in other bytes by chance */
#define TEXT_BYTES 12  /* of a text that hardly does */
#define HIDDEN_BYTES 8 /* the same among decoded salts, commitments and hashes */
#define HASH_LETTERS 43 /* base64 of 32 bytes, without padding */
#define TELLING_BYTES 5 /* different ones, of bytes that are no shade of a picture */

struct leak_gate {
	struct ledger       *ledger;
	const struct bundle_selection *selection;
	struct leak_needles *needles;
	json_t *rules;      /* schemas by type; the needles borrow from it */
	json_t *finds;
	json_t *seen;       /* what was told already, as keys */
	json_t *remembered; /* object to its finds, without "file" */
	char   *room;       /* CHUNK + OVERLAP bytes */
	struct buffer blanked; /* a text without its drawn letters */
};

void
leak_gate_close(struct leak_gate *gate)
{
	if (gate == NULL)
		return;
	leak_needles_close(gate->needles);
	json_decref(gate->rules);
	json_decref(gate->finds);
	json_decref(gate->seen);
	json_decref(gate->remembered);
	free(gate->room);
	buffer_end(&gate->blanked);
	free(gate);
}

enum status
leak_gate_open(struct leak_gate **out, struct ledger *ledger,
               const struct bundle_selection *selection, struct error *err)
{
	struct leak_gate *gate = calloc(1, sizeof *gate);
	enum status st;

	if (gate == NULL)
		return fail_memory(err);
	gate->ledger = ledger;
	gate->selection = selection;
	gate->rules = json_object();
	gate->finds = json_array();
	gate->seen = json_object();
	gate->remembered = json_object();
	gate->room = malloc(CHUNK + OVERLAP);
	st = gate->rules && gate->finds && gate->seen && gate->remembered && gate->room
	             ? leak_needles_open(&gate->needles, err)
	             : fail_memory(err);
	if (st == STATUS_OK)
		st = leak_gather(gate->needles, ledger, selection, gate->rules, err);
	if (st != STATUS_OK) {
		leak_gate_close(gate);
		return st;
	}
	*out = gate;
	return STATUS_OK;
}

const json_t *
leak_gate_finds(const struct leak_gate *gate)
{
	return gate->finds;
}

/* Are two finds of one value? */
static bool
is_of_one_value(const json_t *a, const json_t *b)
{
	static const char *const members[] = { "class", "record", "member" };

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		if (!json_equal(json_object_get(a, members[i]), json_object_get(b, members[i])))
			return false;
	}
	return true;
}

const json_t *
leak_gate_news(const struct leak_gate *gate, size_t count)
{
	for (size_t i = count; i < json_array_size(gate->finds); i++) {
		const json_t *find = json_array_get(gate->finds, i);
		bool known = false;

		for (size_t k = 0; k < count; k++)
			known = known || is_of_one_value(json_array_get(gate->finds, k), find);
		if (!known)
			return find;
	}
	return NULL;
}

/* What is searched now. */
struct searching {
	struct leak_gate *gate;
	const char       *file;
	struct text       text;      /* at hand; columns are counted in it */
	bool              is_text;   /* places are lines and columns */
	bool              escaped;   /* escapes are read as what they mean */
	bool              hidden;    /* the text lay encoded at `base` */
	size_t            least;     /* bytes that are no find by chance there */
	bool              is_object; /* a file of an exhibit */
	bool              original;  /* given as it was received */
	enum leak_form    form;
	uint64_t          base;      /* where the text begins in the file */
	json_t           *list;      /* finds of an object; NULL: into the gate's */
};

static void
write_place(struct buffer *out, const struct searching *searching, size_t at)
{
	size_t line = 1, column = 1;

	if (!searching->is_text) {
		buffer_append_format(out, "byte %llu", (unsigned long long)(searching->base + at));
		return;
	}
	for (size_t i = 0; i < at && i < searching->text.n; i++) {
		column = searching->text.p[i] == '\n' ? 1 : column + 1;
		line += searching->text.p[i] == '\n';
	}
	buffer_append_format(out, "line %zu, byte %zu", line, column);
}

/* The short id of the record in whose chain the value stands. */
static enum status
write_record(struct leak_gate *gate, int64_t seq, struct buffer *out, struct error *err)
{
	SCOPED_STATEMENT row = NULL;
	enum status st = database_statement(ledger_database(gate->ledger),
	                                    "SELECT subject FROM events WHERE seq = $1", &row, err);

	if (st != STATUS_OK)
		return st;
	statement_bind_integer(row, 1, seq);
	st = statement_step(row, err);
	return st == STATUS_OK ? subject_id(gate->ledger, statement_text(row, 0), out, err) : st;
}

/* Is it told already, but for the place? */
static bool
is_told(struct leak_gate *gate, const struct searching *searching, uint32_t origin,
        enum leak_form form)
{
	SCOPED(buffer) key = { 0 };

	buffer_append_format(&key, "%s\n%u\n%u", searching->file, (unsigned)origin, (unsigned)form);
	if (json_object_get(gate->seen, buffer_string(&key)) != NULL)
		return true;
	json_object_set_new(gate->seen, buffer_string(&key), json_true());
	return false;
}

static enum status
tell(struct searching *searching, uint32_t number, enum leak_form form, size_t at,
     struct error *err)
{
	struct leak_gate *gate = searching->gate;
	const struct leak_origin *origin = leak_origin_at(gate->needles, number);
	SCOPED(buffer) record = { 0 };
	SCOPED(buffer) place = { 0 };
	json_t *find;
	enum status st;

	if (json_array_size(gate->finds) >= FINDS_MAX || is_told(gate, searching, number, form))
		return STATUS_OK;
	st = write_record(gate, origin->seq, &record, err);
	if (st != STATUS_OK)
		return st;
	write_place(&place, searching, at);
	find = json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "file", searching->file, "place",
	                 form == LEAK_FORM_NAME ? "name" : buffer_string(&place), "form",
	                 leak_form_word(form), "class", origin->class, "record",
	                 buffer_string(&record), "member", origin->member);
	if (searching->list != NULL && json_array_append(searching->list, find) != 0)
		st = fail_memory(err);
	return json_array_append_new(gate->finds, find) == 0 ? st : fail_memory(err);
}

/* Bytes of what was found with the printable ASCII around it. */
static size_t
run_around(struct text text, size_t at, size_t end)
{
	size_t from = at, to = end;

	while (from > 0 && text.p[from - 1] >= ' ' && text.p[from - 1] < 0x7f)
		from--;
	while (to < text.n && text.p[to] >= ' ' && text.p[to] < 0x7f)
		to++;
	return to - from;
}

/*
 * Among the bytes of pictures short words stand by chance. A word of fewer
 * than SURE_BYTES must be a text of its own, ended by zero bytes, or be in a longer one.
 */
static bool
stands_as_text(struct text text, size_t at, size_t end)
{
	bool alone = (at == 0 || text.p[at - 1] == '\0') && (end == text.n || text.p[end] == '\0');

	return end - at >= SURE_BYTES || alone ||
	       run_around(text, at, end) >= TEXT_BYTES;
}

static bool
is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool
is_base64(char c)
{
	return is_letter_or_digit(c) || c == '-' || c == '_' || c == '+' || c == '/';
}

/* Do the letters stand within 32 bytes of base64, as salts, commitments and hashes are? */
static bool
stands_in_hash(struct text text, size_t at, size_t end)
{
	while (at > 0 && is_base64(text.p[at - 1]))
		at--;
	while (end < text.n && is_base64(text.p[end]))
		end++;
	return end - at == HASH_LETTERS;
}

static enum status
found_phrase(void *context, const struct leak_phrase_hit *hit, struct error *err)
{
	struct searching *searching = context;
	struct text where = { searching->text.p + hit->at, hit->end - hit->at };
	enum leak_form form = searching->form;

	if ((searching->original && hit->in_original) || where.n < searching->least)
		return STATUS_OK;
	if (searching->is_object && !searching->hidden &&
	    !stands_as_text(searching->text, hit->at, hit->end))
		return STATUS_OK;
	if (searching->is_text && where.n < HIDDEN_BYTES &&
	    stands_in_hash(searching->text, hit->at, hit->end))
		return STATUS_OK;
	if (searching->escaped && memchr(where.p, '\\', where.n) == NULL &&
	    memchr(where.p, '&', where.n) == NULL && memchr(where.p, '%', where.n) == NULL)
		return STATUS_OK; /* it stands there without any, and is told as that */
	if (form == LEAK_FORM_TEXT && hit->spelling != LEAK_FOLDED)
		form = LEAK_FORM_LATIN;
	return tell(searching, hit->origin, form, searching->hidden ? 0 : hit->at, err);
}

static enum status
search_words(struct searching *searching, struct text text, bool unescape, struct error *err)
{
	const struct leak_phrase_hits hits = { .found = found_phrase, .context = searching };

	searching->text = text;
	searching->escaped = unescape;
	if (unescape)
		searching->form = LEAK_FORM_ESCAPED;
	return leak_needles_search(searching->gate->needles, text, unescape, &hits, err);
}

/* A text that lay encoded in the one at hand. */
static enum status
search_hidden(void *context, const struct leak_hidden *hidden, struct error *err)
{
	const struct searching *outer = context;
	struct searching inner = *outer;
	const struct leak_phrase_hits hits = { .found = found_phrase, .context = &inner };

	inner.form = hidden->form;
	inner.is_text = false;
	inner.hidden = true;
	inner.least = hidden->whole ? 0 : HIDDEN_BYTES;
	inner.base += hidden->at;
	inner.text = hidden->text;
	return leak_needles_search(inner.gate->needles, hidden->text, false, &hits, err);
}

/* Even shades of a picture run through the digits: 11000000001 is no number of anybody's. */
static bool
is_shade(struct text all, struct text where)
{
	bool seen[256] = { false };
	size_t kinds = 0, at = (size_t)(where.p - all.p), end = at + where.n;

	for (size_t i = 0; i < where.n; i++) {
		unsigned char c = (unsigned char)where.p[i];

		kinds += !seen[c];
		seen[c] = true;
	}
	return kinds < TELLING_BYTES && ((at > 0 && is_letter_or_digit(all.p[at - 1])) ||
	                                 (end < all.n && is_letter_or_digit(all.p[end])));
}

static enum status
found_bytes(void *context, uint32_t number, struct text where, struct error *err)
{
	struct searching *searching = context;
	size_t at = (size_t)(where.p - searching->text.p);

	if (is_shade(searching->text, where))
		return STATUS_OK;
	return tell(searching, number / LEAK_FORMS, (enum leak_form)(number % LEAK_FORMS), at, err);
}

/* Words as they stand, as escapes mean them, and out of what is encoded. */
static enum status
search_fully(struct searching *searching, struct text text, bool wide, struct error *err)
{
	const struct leak_hidden_output to = { .hidden = search_hidden, .context = searching };
	enum status st;

	searching->form = LEAK_FORM_TEXT;
	st = search_words(searching, text, false, err);
	if (st == STATUS_OK && leak_has_escapes(text))
		st = search_words(searching, text, true, err);
	searching->escaped = false;
	return st == STATUS_OK ? leak_forms_unhide(text, wide, &to, err) : st;
}

static enum status
search_name(struct leak_gate *gate, const char *file, struct error *err)
{
	struct searching searching = { .gate = gate, .file = file, .form = LEAK_FORM_NAME };
	const struct leak_phrase_hits hits = { .found = found_phrase, .context = &searching };

	searching.text = text_of(file);
	return leak_needles_search(gate->needles, searching.text, false, &hits, err);
}

enum status
leak_gate_text(struct leak_gate *gate, const char *file, struct text bytes, struct error *err)
{
	struct searching searching = { .gate = gate, .file = file, .is_text = true };
	enum status st = search_name(gate, file, err);

	if (st == STATUS_OK && leak_drawn_blank(file, bytes, &gate->blanked)) {
		bytes = text_of_buffer(&gate->blanked);
		st = buffer_check(&gate->blanked, err);
	}
	return st == STATUS_OK ? search_fully(&searching, bytes, false, err) : st;
}

/* Reads as many bytes as there are, up to `n`. */
static enum status
read_at(int fd, char *room, size_t n, uint64_t at, size_t *got, struct error *err)
{
	*got = 0;
	while (*got < n) {
		ssize_t more = pread(fd, room + *got, n - *got, (off_t)(at + *got));

		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0)
			return fail_os(err, "cannot read an exhibit");
		if (more == 0)
			break;
		*got += (size_t)more;
	}
	return STATUS_OK;
}

/* Hands a range of the file to `search` chunk by chunk; each begins with the end of the last. */
struct reading {
	struct searching *searching;
	int               fd;
	enum status (*search)(struct searching *searching, struct text chunk, struct error *err);
};

static enum status
read_range(const struct reading *reading, uint64_t at, uint64_t size, struct error *err)
{
	char *room = reading->searching->gate->room;
	size_t kept = 0;
	enum status st = STATUS_OK;

	while (st == STATUS_OK && size > 0) {
		size_t n = size < CHUNK ? (size_t)size : CHUNK, got;

		st = read_at(reading->fd, room + kept, n, at, &got, err);
		if (st != STATUS_OK || got == 0)
			return st;
		reading->searching->base = at - kept;
		st = reading->search(reading->searching, (struct text){ room, kept + got }, err);
		at += got;
		size -= got;
		n = kept + got < OVERLAP ? kept + got : OVERLAP;
		memmove(room, room + kept + got - n, n);
		kept = n;
	}
	return st;
}

static enum status
search_region_chunk(struct searching *searching, struct text chunk, struct error *err)
{
	return search_fully(searching, chunk, true, err);
}

static enum status
search_bytes_chunk(struct searching *searching, struct text chunk, struct error *err)
{
	const struct leak_hits hits = { .found = found_bytes, .context = searching };

	searching->text = chunk;
	return leak_scan_search(leak_needles_scan(searching->gate->needles), chunk, &hits, err);
}

static enum status
search_region(void *context, uint64_t at, uint64_t size, struct error *err)
{
	return read_range(context, at, size, err);
}

static enum status
search_object(struct searching *searching, int fd, uint64_t size, struct error *err)
{
	struct reading reading = { .searching = searching, .fd = fd, .search = search_region_chunk };
	const struct leak_region_output to = { .region = search_region, .context = &reading };
	enum status st = leak_regions_find(fd, size, &to, err);

	reading.search = search_bytes_chunk;
	return st == STATUS_OK ? read_range(&reading, 0, size, err) : st;
}

/* The finds of an object that was searched before, for another of its files. */
static enum status
tell_again(struct leak_gate *gate, const char *file, const json_t *known, struct error *err)
{
	json_t *find;
	size_t i;

	json_array_foreach(known, i, find) {
		SCOPED_JSON json_t *copy = json_copy(find);

		if (copy == NULL || json_object_set_new(copy, "file", json_string(file)) != 0 ||
		    json_array_append(gate->finds, copy) != 0)
			return fail_memory(err);
	}
	return STATUS_OK;
}

/* Is it an exhibit that is given as it was received? */
static bool
is_original(const struct leak_gate *gate, const struct digest *object)
{
	for (size_t i = 0; i < gate->selection->exhibit_count; i++) {
		const struct selected_exhibit *exhibit = &gate->selection->exhibits[i];

		if (exhibit->is_original && digest_equal(&exhibit->object, object))
			return true;
	}
	return false;
}

enum status
leak_gate_object(struct leak_gate *gate, const char *file, int fd, uint64_t size,
                 const struct digest *object, struct error *err)
{
	struct searching searching = { .gate = gate, .file = file, .is_object = true,
		                       .original = is_original(gate, object) };
	SCOPED_JSON json_t *list = json_array();
	char key[DIGEST_TEXT_SIZE];
	const json_t *known;
	enum status st = search_name(gate, file, err);

	digest_write(key, object);
	known = json_object_get(gate->remembered, key);
	if (st != STATUS_OK || list == NULL)
		return list ? st : fail_memory(err);
	if (known != NULL)
		return tell_again(gate, file, known, err);
	searching.list = list;
	st = search_object(&searching, fd, size, err);
	if (st == STATUS_OK && json_object_set(gate->remembered, key, list) != 0)
		st = fail_memory(err);
	return st == STATUS_OK ? st
	                       : while_doing(err, st, "looking through %s for what must not leave",
	                                     file);
}
