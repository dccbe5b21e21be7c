/* SPDX-License-Identifier: Apache-2.0 */
/* test_c2pa.c - C2PA manifests in films: there, broken, and not there. */
#include "films.h"

#include "base/scoped.h"
#include "worker/jumbf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A superbox of that kind: a description with a label, then its content. */
static void
put_superbox(struct buffer *out, const char *kind, const char *label, const struct buffer *content)
{
	SCOPED(buffer) description = { 0 }, body = { 0 };

	buffer_append(&description, kind, 4);
	buffer_append(&description, "\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71", 12);
	buffer_append_byte(&description, 3);
	buffer_append(&description, label, strlen(label) + 1);
	put_box(&body, "jumd", description.p, description.n);
	if (content && content->n > 0)
		buffer_append(&body, content->p, content->n);
	put_box(out, "jumb", body.p, body.n);
}

/* A store with one manifest. */
static void
put_store(struct buffer *out)
{
	SCOPED(buffer) parts = { 0 }, manifest = { 0 };

	put_superbox(&parts, "c2as", "c2pa.assertions", NULL);
	put_superbox(&parts, "c2cl", "c2pa.claim", NULL);
	put_superbox(&parts, "c2cs", "c2pa.signature", NULL);
	put_superbox(&manifest, "c2ma", "urn:uuid:1234", &parts);
	put_superbox(out, "c2pa", "c2pa", &manifest);
}

/* Superboxes in superboxes. */
static void
put_nest(struct buffer *out, unsigned depth)
{
	struct buffer inner = { 0 };

	if (depth > 0)
		put_nest(&inner, depth - 1);
	put_superbox(out, "c2ma", "nest", &inner);
	buffer_end(&inner);
}

static struct jumbf_store
read_store(const struct buffer *bytes)
{
	return jumbf_read((const unsigned char *)bytes->p, bytes->n);
}

static void
test_stores(void **state)
{
	SCOPED(buffer) whole = { 0 }, empty = { 0 }, other = { 0 }, nest = { 0 }, deep = { 0 };
	struct jumbf_store store;

	(void)state;
	put_store(&whole);
	store = read_store(&whole);
	assert_true(store.present && store.whole);
	assert_int_equal(store.manifests, 1);
	assert_string_equal(store.active, "urn:uuid:1234");
	put_superbox(&empty, "c2pa", "c2pa", NULL);
	assert_string_equal(read_store(&empty).fault, "the store has no manifest");
	put_superbox(&other, "json", "somebody else", NULL);
	assert_false(read_store(&other).present);
	/* a store after somebody else's box is found */
	buffer_append(&other, whole.p, whole.n);
	assert_true(read_store(&other).whole);
	put_nest(&nest, 40);
	put_superbox(&deep, "c2pa", "c2pa", &nest);
	assert_string_equal(read_store(&deep).fault, "boxes lie deeper in one another than is followed");
}

/* Cut anywhere, the store is broken or none, and never read beyond its end. */
static void
test_cut_stores(void **state)
{
	SCOPED(buffer) whole = { 0 };

	(void)state;
	put_store(&whole);
	for (size_t n = 0; n < whole.n; n++) {
		unsigned char *part = malloc(n ? n : 1);
		struct jumbf_store store;

		assert_non_null(part);
		memcpy(part, whole.p, n);
		store = jumbf_read(part, n);
		assert_false(store.whole);
		free(part);
	}
}

static void
test_labels_are_harmless(void **state)
{
	SCOPED(buffer) bytes = { 0 }, manifest = { 0 };
	char label[400];
	struct jumbf_store store;

	(void)state;
	memset(label, 0x1b, sizeof label);
	label[sizeof label - 1] = '\0';
	put_superbox(&manifest, "c2ma", label, NULL);
	put_superbox(&bytes, "c2pa", "c2pa", &manifest);
	store = jumbf_read((const unsigned char *)bytes.p, bytes.n);
	assert_int_equal(strlen(store.active), JUMBF_LABEL_SIZE - 1);
	assert_int_equal(strspn(store.active, "?"), JUMBF_LABEL_SIZE - 1);
}

static void
test_real_films(void **state)
{
	static const char *const with[] = { "gen-es256.mp4", "mut-append-ed25519.mp4",
		                            "mut-assert-es256.mp4", "mut-content-es256.mp4",
		                            "rs-video1.mp4" };
	struct parser_task task = task_examine("video/mp4");
	struct examination told;

	(void)state;
	for (size_t i = 0; i < sizeof with / sizeof *with; i++) {
		char relative[128], *path;

		snprintf(relative, sizeof relative, "vectors/c2pa/%s", with[i]);
		path = shared_path(relative);
		assert_non_null(path);
		parse_file(&av_parser, path, &task, &told, NULL);
		assert_true(has_warning(&told, "c2pa-present"));
		assert_string_equal(tag_raw(&told, "C2PA", "manifest store", "structure"), "whole");
		assert_int_equal(has_warning(&told, "trailing-data"),
		                 strcmp(with[i], "mut-append-ed25519.mp4") == 0);
		examination_end(&told);
		free(path);
	}
}

static void
test_film_without(void **state)
{
	struct parser_task task = task_examine("video/quicktime");
	char *path = shared_path("corpus/drewnoakes__metadata-extractor-images/mov/with-gps.mov");
	struct examination told;

	(void)state;
	assert_non_null(path);
	parse_file(&av_parser, path, &task, &told, NULL);
	assert_false(has_warning(&told, "c2pa-present"));
	assert_false(has_warning(&told, "c2pa-broken"));
	assert_null(tag_raw(&told, "C2PA", NULL, "present"));
	examination_end(&told);
	free(path);
}

/* The length of a box within the real store overwritten; and the store taken away from its box. */
static void
test_broken_film(void **state)
{
	struct parser_task task = task_examine("video/mp4");
	char *path = shared_path("vectors/c2pa/gen-es256.mp4");
	SCOPED(buffer) film = { 0 };
	struct examination told;
	char *store;

	(void)state;
	assert_non_null(path);
	read_file(&film, path);
	store = memmem(film.p, film.n, "jumb", 4);
	assert_non_null(store);
	store = memmem(store + 4, film.n - (size_t)(store + 4 - film.p), "jumb", 4);
	assert_non_null(store);
	memset(store - 4, 0x7f, 4);
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	assert_true(has_warning(&told, "c2pa-broken"));
	assert_false(has_warning(&told, "c2pa-present"));
	examination_end(&told);
	store = memmem(film.p, film.n, "jumb", 4);
	memcpy(store, "none", 4);
	parse_bytes(&av_parser, film.p, film.n, &task, &told, NULL);
	assert_true(has_warning(&told, "c2pa-broken"));
	examination_end(&told);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stores),      cmocka_unit_test(test_cut_stores),
		cmocka_unit_test(test_labels_are_harmless), cmocka_unit_test(test_real_films),
		cmocka_unit_test(test_film_without), cmocka_unit_test(test_broken_film),
	};

	need_shared("vectors/c2pa/gen-es256.mp4");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
