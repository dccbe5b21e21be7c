/* SPDX-License-Identifier: Apache-2.0 */
/* test_extended_xmp.c - a packet that a JPEG spreads over segments is joined in whatever order they stand. */
#include "worker_image/pictures.h"

#include "base/scoped.h"

#include <string.h>

static const char packet[] =
	"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
	"<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
	"<dc:format>image/jpeg</dc:format></rdf:Description></rdf:RDF></x:xmpmeta>";

#define WHOLE (sizeof packet - 1)
#define FIRST 100 /* bytes of the first part */

static void
put_part(struct buffer *out, size_t at, size_t n)
{
	static const char head[] = "http://ns.adobe.com/xmp/extension/";
	SCOPED(buffer) body = { 0 };

	buffer_append(&body, head, sizeof head);
	buffer_append_string(&body, "04B9E48040A30A6308713BD1E4223B41");
	put_be32(&body, WHOLE);
	put_be32(&body, (uint32_t)at);
	buffer_append(&body, packet + (at < WHOLE ? at : 0), n);
	put_jpeg_segment(out, 0xE1, body.p, body.n);
}

/* Parts by letters: first, second, one that lies beyond. */
static void
examine_parts(const char *order, struct examination *got)
{
	SCOPED(buffer) seed = { 0 };
	SCOPED(buffer) bytes = { 0 };

	read_seed(&seed, "jpeg/plain");
	buffer_append(&bytes, seed.p, 2);
	for (; *order != '\0'; order++)
		if (*order == 'f')
			put_part(&bytes, 0, FIRST);
		else
			put_part(&bytes, *order == 's' ? FIRST : WHOLE, *order == 's' ? WHOLE - FIRST : 10);
	buffer_append(&bytes, seed.p + 2, seed.n - 2);
	examine_bytes(&bytes, got);
}

static void
test_orders(void **state)
{
	static const char *const orders[] = { "fs", "sf" };

	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		SCOPED(examination) got = { 0 };

		examine_parts(orders[i], &got);
		assert_raw(&got, "XMP", "dc", "format", "image/jpeg");
		assert_false(has_warning(&got, "damaged-structure"));
	}
}

static void
test_missing_twice_and_beyond(void **state)
{
	static const char *const orders[] = { "f", "s", "fsf", "fsb" };

	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		SCOPED(examination) got = { 0 };

		examine_parts(orders[i], &got);
		assert_true(has_warning(&got, "damaged-structure"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_missing_twice_and_beyond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
