/* SPDX-License-Identifier: Apache-2.0 */
/* test_xmp_apart.c - a packet that exempi refuses as a whole is read property by property, and that is said. */
#include "worker_image/pictures.h"

#include "base/scoped.h"
#include "worker/image/xmp_apart.h"

#include <string.h>

#define RDF  "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
#define HEAD "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>" RDF
#define TAIL "</rdf:RDF></x:xmpmeta><?xpacket end='w'?>\n"

/* As GIMP 2.8 writes it: without rdf:about, and twice the same property. */
#define TWICE                                                                                      \
	HEAD "<rdf:Description xmlns:tiff='http://ns.adobe.com/tiff/1.0/'>"                        \
	"<tiff:Software>digiKam-1.7.0</tiff:Software></rdf:Description>"                           \
	"<rdf:Description xmlns:exif='http://ns.adobe.com/exif/1.0/'>"                             \
	"<exif:DateTimeOriginal>2011-03-18T10:45:00</exif:DateTimeOriginal>"                       \
	"<exif:XResolution>72</exif:XResolution><exif:XResolution>73</exif:XResolution>"           \
	"<exif:ISOSpeedRatings><rdf:Seq><rdf:li>400</rdf:li><rdf:li>800</rdf:li></rdf:Seq>"        \
	"</exif:ISOSpeedRatings></rdf:Description>"                                                \
	"<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' dc:format='image/jpeg'/>" TAIL

static void
examine_packet(const char *packet, struct examination *out)
{
	static const char head[] = "XML:com.adobe.xmp\0\0\0\0";
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) bytes = { 0 };

	buffer_append(&text, head, sizeof head);
	buffer_append_string(&text, packet);
	put_png_head(&bytes, 1, 1);
	put_png_chunk(&bytes, "iTXt", text.p, text.n);
	put_png_tail(&bytes, 1, 1);
	examine_bytes(&bytes, out);
}

static size_t
count_tags(const struct examination *got, const char *name)
{
	size_t i, n = 0;
	json_t *tag;

	json_array_foreach(got->tags, i, tag)
		n += strcmp(json_string_value(json_object_get(tag, "tag")), name) == 0;
	return n;
}

static void
test_a_property_twice(void **state)
{
	SCOPED(examination) got = { 0 };

	(void)state;
	examine_packet(TWICE, &got);
	assert_raw(&got, "XMP", "tiff", "Software", "digiKam-1.7.0");
	assert_raw(&got, "XMP", "exif", "DateTimeOriginal", "2011-03-18T10:45:00");
	assert_raw(&got, "XMP", "exif", "ISOSpeedRatings[2]", "800");
	assert_raw(&got, "XMP", "dc", "format", "image/jpeg");
	assert_int_equal(count_tags(&got, "XResolution"), 2);
	assert_true(has_warning(&got, "other-oddity"));
	assert_false(has_warning(&got, "damaged-structure"));
}

/* What stands before the cut is read; what the cut parts is not. */
static void
test_a_packet_that_was_cut(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) cut = { 0 };

	(void)state;
	buffer_append(&cut, TWICE, (size_t)(strstr(TWICE, "73<") - TWICE));
	examine_packet(buffer_string(&cut), &got);
	assert_raw(&got, "XMP", "exif", "DateTimeOriginal", "2011-03-18T10:45:00");
	assert_int_equal(count_tags(&got, "XResolution"), 1);
	assert_true(has_warning(&got, "damaged-structure"));
}

static void
test_what_holds_no_property(void **state)
{
	static const char *const packets[] = { "sample xmp string", HEAD "<a>" TAIL, HEAD };

	(void)state;
	for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
		SCOPED(examination) got = { 0 };

		examine_packet(packets[i], &got);
		assert_false(has_warning(&got, "other-oddity"));
	}
}

/* Each property with the tags above it, and the description's own without its other properties. */
static void
test_packets(void **state)
{
	static const char packet[] = "<x>" RDF "<rdf:Description rdf:about=\"'\" xmlns:a='b' a:c='d'>"
	                             "<a:e/><!--<a:f/>--><a:g><a:h>i</a:h></a:g></rdf:Description>" TAIL;
	static const char *const expected[] = {
		"<x>" RDF "<rdf:Description rdf:about=\"'\" xmlns:a='b' a:c='d'></rdf:Description></rdf:RDF></x>",
		"<x>" RDF "<rdf:Description rdf:about=\"'\" xmlns:a='b'><a:e/></rdf:Description></rdf:RDF></x>",
		"<x>" RDF "<rdf:Description rdf:about=\"'\" xmlns:a='b'><a:g><a:h>i</a:h></a:g></rdf:Description>"
		"</rdf:RDF></x>",
	};
	struct xmp_apart apart = { .packet = { (const unsigned char *)packet, sizeof packet - 1 } };
	SCOPED(buffer) single = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		assert_true(xmp_apart_next(&apart, &single));
		assert_string_equal(buffer_string(&single), expected[i]);
	}
	assert_false(xmp_apart_next(&apart, &single));
	assert_true(xmp_apart_was_whole(&apart));
	xmp_apart_end(&apart);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_property_twice),
		cmocka_unit_test(test_a_packet_that_was_cut),
		cmocka_unit_test(test_what_holds_no_property),
		cmocka_unit_test(test_packets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
