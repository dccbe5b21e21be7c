/* SPDX-License-Identifier: Apache-2.0 */
/* test_c2pa.c - manifest stores are found where c2pa-rs finds them, with as many manifests. */
#include "support/vectors.h"
#include "worker_image/pictures.h"

#include "base/scoped.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Broken in its boxes, not merely in its signatures or hashes. */
static const char *const broken[] = { "mut-lbox-3.png", "mut-twostores.png" };

static bool
is_broken(const char *name)
{
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
		if (strcmp(name, broken[i]) == 0)
			return true;
	return false;
}

static bool
is_picture(const char *name)
{
	const char *ending = strrchr(name, '.');

	return ending != NULL && strcmp(ending, ".mp4") != 0;
}

static void
judge(const char *name, const json_t *result)
{
	SCOPED(examination) got = { 0 };
	SCOPED_FREE char *path = NULL;
	SCOPED(buffer) bytes = { 0 };
	const char *told;
	char relative[256], expected[16];

	snprintf(relative, sizeof relative, "vectors/c2pa/%s", name);
	path = shared_path(relative);
	assert_non_null(path);
	read_file(&bytes, path);
	examine_bytes(&bytes, &got);
	told = tag_raw(&got, "C2PA", "manifest store", "manifests");
	assert_int_equal(is_broken(name), has_warning(&got, "c2pa-broken"));
	if (json_object_get(result, "manifests") == NULL)
		return;
	snprintf(expected, sizeof expected, "%u", (unsigned)vector_number(result, "manifests"));
	if (told == NULL || strcmp(told, expected) != 0)
		fail_msg("%s: %s manifests told, %s expected", name, told ? told : "no", expected);
}

static void
test_manifest_stores(void **state)
{
	json_t *vectors = vector_file("vectors/c2pa/expected.json"), *vector;
	size_t i, judged = 0;

	(void)state;
	json_array_foreach(vectors, i, vector) {
		const char *name = vector_text(vector, "file");

		if (!is_picture(name))
			continue;
		judge(name, json_object_get(vector, "no_anchors"));
		judged++;
	}
	assert_true(judged >= 30);
	json_decref(vectors);
}

static void
test_without_and_remote(void **state)
{
	static const char *const files[] = { "pt-adobe-20220124-A.jpg", "rs-cloud.jpg" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		SCOPED(examination) got = { 0 };
		SCOPED_FREE char *path = NULL;
		SCOPED(buffer) bytes = { 0 };
		char relative[256];

		snprintf(relative, sizeof relative, "vectors/c2pa/%s", files[i]);
		path = shared_path(relative);
		assert_non_null(path);
		read_file(&bytes, path);
		examine_bytes(&bytes, &got);
		assert_null(tag_raw(&got, "C2PA", "manifest store", "present"));
		assert_false(has_warning(&got, "c2pa-present"));
		assert_int_equal(i == 1, tag_raw(&got, "C2PA", "remote manifest", "url") != NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_manifest_stores),
		cmocka_unit_test(test_without_and_remote),
	};

	need_shared("vectors/c2pa/expected.json");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
