/* SPDX-License-Identifier: Apache-2.0 */
/* test_xmp.c - what an XMP packet would cost is known before exempi sees it, and what only looks like a tag fools nobody. */
#include "worker_image/pictures.h"

#include "base/scoped.h"
#include "worker/image/xmp_disguise.h"
#include "worker/image/xmp_measure.h"
#include "worker/image/xmp_tag.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define HEAD                                                                    \
	"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "                         \
	"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"              \
	"<rdf:Description rdf:about='' xmlns:a='http://a.example/'>"
#define TAIL "</rdf:Description></rdf:RDF></x:xmpmeta>"

#define SECONDS_OF_WORK 10 /* of the processor, for what would take minutes */

static struct span
span_of(const struct buffer *buffer)
{
	return (struct span){ (const unsigned char *)buffer->p, buffer->n };
}

static struct span
span_of_string(const char *string)
{
	return (struct span){ (const unsigned char *)string, strlen(string) };
}

static void
repeat(struct buffer *out, const char *what, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		buffer_append_string(out, what);
}

/* Each piece by a letter: open, empty, close, aside, declaration. */
static void
test_marks(void **state)
{
	static const struct {
		const char *packet, *marks;
	} cases[] = {
		{ "", "" },
		{ "no mark", "" },
		{ "<a><b/></a>", "oec" },
		{ "<a b='/'>x</a>", "oc" },
		{ "<a b='>' c=\"'>\"/>", "e" },
		{ "<!-- </a> <b> -->", "a" },
		{ "<!--> <b> --><c>", "ao" },
		{ "<!--it's--><c>", "ao" },
		{ "<![CDATA[</a> ]> ]]><c>", "ao" },
		{ "<?p </a> > '?><c>", "ao" },
		{ "<!DOCTYPE a><c>", "do" },
		{ "<![CDAT[<a>", "d" },
		{ "<!-- without an end <a>", "a" },
		{ "<a b='without an end>", "o" },
		{ "<", "o" },
		{ "</", "c" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char marks[16] = "";
		struct xmp_piece piece;
		size_t at = 0, n = 0;

		while (xmp_next_piece(span_of_string(cases[i].packet), &at, &piece))
			marks[n++] = "oecad"[piece.mark];
		assert_string_equal(marks, cases[i].marks);
	}
}

static void
test_what_is_counted(void **state)
{
	struct xmp_work work = { 0 };

	(void)state;
	assert_null(xmp_measure(&work, span_of_string("<a:b c='1' xmlns:a='u'><!-- <d e='2'> --><a:li/></a:b>")));
	assert_int_equal(work.parts, 4);
	assert_int_equal(work.comparisons, 1 + 2); /* a:b, then c beside it */
	assert_int_equal(work.path_bytes, 4 - 1 + (3 + 1) + (3 + 7) + (3 + 4));
	assert_int_equal(work.reread, 0);
	assert_null(xmp_measure(&work, span_of_string("<a b='\x01'/>")));
	assert_int_equal(work.parts, 6);
	assert_int_equal(work.reread, 10);
}

/* Controls, their escapes and what is no UTF-8 make the toolkit read a tag again; text, tabs and ends of lines do not. */
static void
test_what_is_no_text(void **state)
{
	static const struct {
		const char *packet;
		unsigned    cuts, breaks;
	} cases[] = {
		{ "<!--\t\r\n\xc3\xa9&#xA;&#x9;&#xd;&#x00D;&#31;&lt;-->", 0, 8 },
		{ "<!--\x01\x7f-->", 2, 2 },
		{ "<!--\xe9 \xc3-->", 2, 2 },
		{ "<!--&#x1;&#x41;&#xA-->", 3, 3 },
		{ "\x01\xe9<a/>\x02", 0, 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct xmp_work work = { 0 };
		struct xmp_piece piece;
		size_t at = 0;

		assert_null(xmp_measure(&work, span_of_string(cases[i].packet)));
		assert_true(xmp_next_piece(span_of_string(cases[i].packet), &at, &piece));
		assert_int_equal(work.reread, cases[i].cuts * piece.bytes.n);
		assert_int_equal(work.text_pieces, cases[i].breaks);
	}
}

/* Fails the test unless `most` of it, between the head and the tail, may be read and `beyond` may not. */
static void
assert_limit(const char *what, unsigned most, unsigned beyond, const char *words)
{
	const unsigned counts[] = { most, beyond };

	for (int i = 0; i < 2; i++) {
		SCOPED(buffer) packet = { 0 };
		struct xmp_work work = { 0 };
		const char *said;

		buffer_append_string(&packet, HEAD);
		repeat(&packet, what, counts[i]);
		said = xmp_measure(&work, span_of(&packet));
		if (i == 0)
			assert_null(said);
		else
			assert_string_equal(said, words);
	}
}

static void
test_limits(void **state)
{
	SCOPED(buffer) name = { 0 };

	(void)state;
	repeat(&name, "n", XMP_NAME_LIMIT - 1);
	assert_limit("<a>", 61, 62, "it is nested too deep");
	assert_limit("<a/>", 8000, 8300, "too many properties");
	assert_limit("<a:li a='1' b='2'/>", 66000, 67000, "too many elements and attributes");
	assert_limit("<!---->", 1000000, 1200000, "it is too large");
	assert_limit("\r\n", 249000, 251000, "too many lines or bytes that are no text");
	assert_limit("<!DOCTYPE a>", 0, 1, "it declares what no packet may");
	{
		SCOPED(buffer) tag = { 0 };

		buffer_append_format(&tag, "<%s><li/><li/></%s>", buffer_string(&name), buffer_string(&name));
		assert_limit(buffer_string(&tag), 8000, 8300, "too many properties");
	}
	{
		SCOPED(buffer) tag = { 0 };

		buffer_append_format(&tag, "<nn%s/>", buffer_string(&name));
		assert_limit(buffer_string(&tag), 0, 1, "a name is too long");
	}
}

static void
test_limits_of_bytes(void **state)
{
	SCOPED(buffer) paths = { 0 };
	SCOPED(buffer) controls = { 0 };
	SCOPED(buffer) namespaces = { 0 };
	struct xmp_work work = { 0 };

	(void)state;
	for (int i = 0; i < 60; i++)
		buffer_append_format(&paths, "<%0200d>", i);
	repeat(&paths, "<li/>", 6000);
	assert_string_equal(xmp_measure(&work, span_of(&paths)), "the paths of its properties are too long");
	work = (struct xmp_work){ 0 };
	buffer_append_string(&controls, HEAD "<!--");
	repeat(&controls, "\x01", 100000);
	buffer_append_string(&controls, "-->" TAIL);
	assert_string_equal(xmp_measure(&work, span_of(&controls)), "too many bytes that are no text within tags and comments");
	work = (struct xmp_work){ 0 };
	for (int i = 0; i < XMP_NAMESPACE_LIMIT; i++)
		buffer_append_format(&namespaces, "<li xmlns='%d' xmlns:same='0'/>", i);
	assert_null(xmp_measure(&work, span_of(&namespaces)));
	buffer_append_string(&namespaces, "<li xmlns='another'/>");
	assert_string_equal(xmp_measure(&work, span_of(&namespaces)), "too many namespaces");
}

/* Many packets cost as much as one. */
static void
test_packets_together(void **state)
{
	SCOPED(buffer) packet = { 0 };
	struct xmp_work work = { 0 };
	unsigned read = 0;

	(void)state;
	buffer_append_string(&packet, HEAD);
	repeat(&packet, "<a/>", 4000);
	while (read < 100 && xmp_measure(&work, span_of(&packet)) == NULL)
		read++;
	assert_int_equal(read, 4);
	packet.n = 0;
	work = (struct xmp_work){ 0 };
	repeat(&packet, " ", XMP_PACKET_LIMIT);
	assert_null(xmp_measure(&work, span_of(&packet)));
	assert_null(xmp_measure(&work, span_of(&packet)));
	assert_string_equal(xmp_measure(&work, span_of(&packet)), "the packets are too large together");
}

/* What an attacker of the scanner would send: only beginnings, never an end. */
static void
test_counting_is_linear(void **state)
{
	SCOPED(buffer) packet = { 0 };
	SCOPED(buffer) disguised = { 0 };
	struct xmp_work work = { 0 };

	(void)state;
	repeat(&packet, "<a=\"<!<?", 1 << 19);
	(void)xmp_measure(&work, span_of(&packet));
	xmp_disguise(&disguised, span_of(&packet));
	assert_int_equal(disguised.n, packet.n);
}

/* A quote in a comment does not hide the namespaces behind it, nor are words in one changed. */
static void
test_comments_and_disguise(void **state)
{
	SCOPED(buffer) disguised = { 0 };

	(void)state;
	xmp_disguise(&disguised, span_of_string("<!-- xmlns='http:' <it's> --><a xmlns='http://a/'/>"
	                                        "<![CDATA[<b xmlns='http://b/'>]]>"));
	assert_string_equal(buffer_string(&disguised), "<!-- xmlns='http:' <it's> --><a xmlns='Http://a/'/>"
	                                               "<![CDATA[<b xmlns='http://b/'>]]>");
}

static void
examine_packet(const struct buffer *packet, struct examination *out)
{
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) png = { 0 };

	buffer_append(&text, "XML:com.adobe.xmp\0\0\0\0\0", 22);
	buffer_append(&text, packet->p, packet->n);
	put_png_head(&png, 1, 1);
	put_png_chunk(&png, "iTXt", text.p, text.n);
	put_png_chunk(&png, "tEXt", "Author\0Ani", 10);
	put_png_tail(&png, 1, 1);
	examine_bytes(&png, out);
	assert_raw(out, "PNG", "tEXt", "Author", "Ani");
}

/* Everything but the packet is read, and nothing takes longer than seconds of the processor. */
static void
test_costly_packets_are_left_out(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) packet = { 0 };
		clock_t began = clock();

		buffer_append_string(&packet, i < 2 ? HEAD : HEAD "<!--");
		for (unsigned p = 0; p < 60000; p++)
			if (i == 0)
				buffer_append_format(&packet, "<a:p%u>v</a:p%u>", p, p);
			else if (i == 1)
				buffer_append_format(&packet, "<b%u:p xmlns:b%u='http://b%u/'/>", p, p, p);
			else
				buffer_append_string(&packet, "\xe9\x01");
		buffer_append_string(&packet, i < 2 ? TAIL : "-->" TAIL);
		examine_packet(&packet, &got);
		assert_true(has_warning(&got, "facts-left-out"));
		assert_true((clock() - began) / CLOCKS_PER_SEC < SECONDS_OF_WORK);
	}
}

/* What the limits still allow is read. */
static void
test_many_properties_are_read(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) packet = { 0 };

	(void)state;
	buffer_append_string(&packet, HEAD);
	for (unsigned p = 0; p < 3000; p++)
		buffer_append_format(&packet, "<a:p%u>v%u</a:p%u>", p, p, p);
	buffer_append_string(&packet, TAIL);
	examine_packet(&packet, &got);
	assert_false(has_warning(&got, "facts-left-out"));
	assert_raw(&got, "XMP", "a", "p2999", "v2999");
}

static void
test_the_leaves_beyond_the_limit_are_named(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) packet = { 0 };

	(void)state;
	buffer_append_string(&packet, HEAD "<a:l><rdf:Bag>");
	repeat(&packet, "<rdf:li>v</rdf:li>", 8200);
	buffer_append_string(&packet, "</rdf:Bag></a:l>" TAIL);
	examine_packet(&packet, &got);
	assert_true(has_warning(&got, "facts-left-out"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_what_is_counted),
		cmocka_unit_test(test_what_is_no_text),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_limits_of_bytes),
		cmocka_unit_test(test_packets_together),
		cmocka_unit_test(test_counting_is_linear),
		cmocka_unit_test(test_comments_and_disguise),
		cmocka_unit_test(test_costly_packets_are_left_out),
		cmocka_unit_test(test_many_properties_are_read),
		cmocka_unit_test(test_the_leaves_beyond_the_limit_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
