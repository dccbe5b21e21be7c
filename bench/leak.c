/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leak.c - what the leak gate costs: that many persons are protected, each with
 * a name of two words and a remark; then bytes like those of a film, and
 * lines like those of custody/disclosures.jsonl, are searched for them.
 *
 *	bench_leak PERSONS MIB
 */
#include "bundle/leak_forms.h"
#include "bundle/leak_needles.h"

#include "measure.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)1 << 20)

static uint64_t state = 7;

static void
must(enum status status, const struct error *err)
{
	if (status == STATUS_OK)
		return;
	fprintf(stderr, "bench_leak: %s\n", err->text);
	exit(1);
}

static uint64_t
next_random(void)
{
	uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void
append_word(struct buffer *out, bool capital)
{
	uint64_t random = next_random();
	size_t n = 4 + random % 6;

	for (size_t i = 0; i < n; i++) {
		random = random / 26 + i * 7919;
		buffer_append_byte(out, (char)((i == 0 && capital ? 'A' : 'a') + random % 26));
	}
}

static void
add_person(struct leak_needles *needles, const struct leak_origin *from)
{
	SCOPED(buffer) text = { 0 };
	struct error err;
	uint32_t origin;

	must(leak_origin_add(needles, from, &origin, &err), &err);
	append_word(&text, true);
	buffer_append_byte(&text, ' ');
	append_word(&text, true);
	must(leak_needles_add(needles, text_of_buffer(&text), LEAK_PERSONAL, false, origin, &err),
	     &err);
	buffer_clear(&text);
	for (size_t i = 0; i < 30; i++) {
		append_word(&text, i % 11 == 5);
		buffer_append_byte(&text, ' ');
	}
	must(leak_needles_add(needles, text_of_buffer(&text), LEAK_PERSONAL, false, origin, &err),
	     &err);
}

static enum status
found_bytes(void *context, uint32_t number, struct text where, struct error *err)
{
	(void)number;
	(void)where;
	(void)err;
	++*(size_t *)context;
	return STATUS_OK;
}

static enum status
found_phrase(void *context, const struct leak_phrase_hit *hit, struct error *err)
{
	(void)hit;
	(void)err;
	++*(size_t *)context;
	return STATUS_OK;
}

static void
tell(const char *what, size_t bytes, size_t found)
{
	struct measured measured = measure_end();

	printf("%-28s %8.3f s  %8.0f MiB/s  %7lld KiB  %zu found\n", what, measured.seconds,
	       (double)bytes / (1 << 20) / measured.seconds, (long long)measured.anonymous, found);
}

static void
search_film(const struct leak_needles *needles, size_t mebibytes)
{
	SCOPED_FREE char *chunk = malloc(CHUNK);
	size_t found = 0;
	const struct leak_hits hits = { .found = found_bytes, .context = &found };
	struct error err;

	for (size_t i = 0; i + 8 <= CHUNK; i += 8) {
		uint64_t random = next_random();

		memcpy(chunk + i, &random, sizeof random);
	}
	measure_begin();
	for (size_t i = 0; i < mebibytes; i++)
		must(leak_scan_search(leak_needles_scan(needles), (struct text){ chunk, CHUNK }, &hits,
		                      &err),
		     &err);
	tell("bytes of films", mebibytes * CHUNK, found);
}

struct looking {
	const struct leak_needles    *needles;
	const struct leak_phrase_hits *hits;
};

static enum status
search_hidden(void *context, const struct leak_hidden *hidden, struct error *err)
{
	const struct looking *looking = context;

	return leak_needles_search(looking->needles, hidden->text, false, looking->hits, err);
}

/* As a line of disclosures.jsonl: a UUID, a member, a salt, and words. */
static void
append_line(struct buffer *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	buffer_append_format(out, "[\"vidimus-disclosure-v1\",\"%08x-0000-4000-8000-%012llx\",\"/title\",\"",
	                     (unsigned)next_random(), (unsigned long long)next_random() >> 16);
	for (size_t i = 0; i < 43; i++)
		buffer_append_byte(out, letters[next_random() % 64]);
	buffer_append_string(out, "\",\"");
	for (size_t i = 0; i < 12; i++) {
		append_word(out, i == 0);
		buffer_append_byte(out, ' ');
	}
	buffer_append_string(out, "\"]\n");
}

static void
search_lines(const struct leak_needles *needles)
{
	SCOPED(buffer) lines = { 0 };
	size_t found = 0;
	const struct leak_phrase_hits hits = { .found = found_phrase, .context = &found };
	struct looking looking = { .needles = needles, .hits = &hits };
	const struct leak_hidden_output to = { .hidden = search_hidden, .context = &looking };
	struct error err;

	while (lines.n < 4 * CHUNK)
		append_line(&lines);
	measure_begin();
	must(leak_needles_search(needles, text_of_buffer(&lines), false, &hits, &err), &err);
	tell("lines, as they stand", lines.n, found);
	measure_begin();
	must(leak_forms_unhide(text_of_buffer(&lines), false, &to, &err), &err);
	tell("lines, what lies encoded", lines.n, found);
}

int
main(int argc, char **argv)
{
	static const struct leak_origin from = { .class = "person", .member = "note" };
	SCOPED_POINTER(leak_needles) needles = NULL;
	size_t persons = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000;
	size_t mebibytes = argc > 2 ? strtoul(argv[2], NULL, 10) : 1024;
	struct error err;

	measure_begin();
	must(leak_needles_open(&needles, &err), &err);
	for (size_t i = 0; i < persons; i++)
		add_person(needles, &from);
	must(leak_needles_prepare(needles, &err), &err);
	tell("persons made needles", 0, leak_needles_count(needles));
	printf("%zu persons, %zu phrases, %zu byte patterns\n", persons, leak_needles_count(needles),
	       leak_scan_count(leak_needles_scan(needles)));
	search_film(needles, mebibytes);
	search_lines(needles);
	return 0;
}
