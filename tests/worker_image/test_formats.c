/* SPDX-License-Identifier: Apache-2.0 */
/* test_formats.c - each format's metadata is found where the format keeps it. */
#include "worker_image/pictures.h"

#include "base/scoped.h"

#include <jansson.h>
#include <string.h>

/* What the EXIF block of the seeds says, in whatever it is carried. */
static void
assert_seed_exif(const struct examination *got)
{
	assert_raw(got, "EXIF", "IFD0", "Make", "Maker");
	assert_raw(got, "EXIF", "IFD0", "DateTime", "2020:11:22 18:04:11");
	assert_raw(got, "EXIF", "Exif", "DateTimeOriginal", "2020:11:22 18:04:11");
	assert_raw(got, "EXIF", "Exif", "UserComment", "a\xd0\x96");
	assert_raw(got, "EXIF", "Exif", "PixelXDimension", "640");
	assert_raw(got, "EXIF", "GPS", "GPSLatitudeRef", "N");
	assert_raw(got, "EXIF", "GPS", "GPSLatitude", "40/1 2/1 30/10");
	assert_raw(got, "EXIF", "GPS", "GPSAltitudeRef", "0");
}

static void
examine_seed(const char *name, struct examination *out)
{
	SCOPED(buffer) bytes = { 0 };

	read_seed(&bytes, name);
	examine_bytes(&bytes, out);
}

static void
test_jpeg(void **state)
{
	SCOPED(examination) got = { 0 };

	(void)state;
	examine_seed("jpeg/metadata", &got);
	assert_string_equal(got.media_type, "image/jpeg");
	assert_seed_exif(&got);
	assert_raw(&got, "XMP", "dc", "format", "image/jpeg");
	assert_raw(&got, "IPTC", "record 2", "By-line", "J\xc3\xb6rg");
	assert_raw(&got, "IPTC", "record 2", "DateCreated", "20201122");
	assert_raw(&got, "IPTC", "record 2", "Caption-Abstract", "hello");
	assert_raw(&got, "JPEG", "COM", "Comment", "hello");
	assert_raw(&got, "C2PA", "manifest store", "structure", "whole");
	assert_raw(&got, "C2PA", "manifest store", "active_manifest", "urn:uuid:1");
	assert_measured(&got, "width", "16");
	assert_measured(&got, "height", "16");
	assert_measured(&got, "orientation", "6");
	assert_measured(&got, "icc_name", "sRGB");
	assert_true(has_warning(&got, "c2pa-present"));
	assert_false(has_warning(&got, "trailing-data"));
	assert_false(has_warning(&got, "truncated"));
}

static void
test_what_follows_a_jpeg(void **state)
{
	SCOPED(examination) pictures = { 0 };
	SCOPED(examination) motion = { 0 };
	SCOPED(examination) unknown = { 0 };
	SCOPED(examination) cut = { 0 };

	(void)state;
	examine_seed("jpeg/two-pictures", &pictures);
	assert_false(has_warning(&pictures, "trailing-data"));
	examine_seed("jpeg/motion", &motion);
	assert_false(has_warning(&motion, "trailing-data"));
	assert_non_null(tag_raw(&motion, "JPEG", "trailer", "MotionPhoto"));
	examine_seed("jpeg/trailer", &unknown);
	assert_true(has_warning(&unknown, "trailing-data"));
	examine_seed("jpeg/cut", &cut);
	assert_true(has_warning(&cut, "truncated"));
}

/* What fills the last block of a card says nothing. */
static void
test_filling_after_a_jpeg(void **state)
{
	static const struct {
		const char *bytes;
		bool        odd;
	} ends[] = { { "\0\0\0\0", false }, { "\xFF\xFF\xFF\xFF", false }, { "\xFF\0\xFF\xFF", true },
		     { "\n\n\n\n", true } };

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) bytes = { 0 };

		read_seed(&bytes, "jpeg/plain");
		buffer_append(&bytes, ends[i].bytes, 4);
		examine_bytes(&bytes, &got);
		assert_int_equal(has_warning(&got, "trailing-data"), ends[i].odd);
	}
}

static void
test_large_segments_before_exif(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) seed = { 0 };
	SCOPED(buffer) bytes = { 0 };
	static const char large[65000];

	(void)state;
	read_seed(&seed, "jpeg/metadata");
	buffer_append(&bytes, seed.p, 2);
	for (int i = 0; i < 4; i++)
		put_jpeg_segment(&bytes, 0xE2, large, sizeof large);
	buffer_append(&bytes, seed.p + 2, seed.n - 2);
	examine_bytes(&bytes, &got);
	assert_seed_exif(&got);
}

static void
test_png(void **state)
{
	SCOPED(examination) texts = { 0 };
	SCOPED(examination) profiles = { 0 };
	SCOPED(examination) damaged = { 0 };

	(void)state;
	examine_seed("png/texts", &texts);
	assert_raw(&texts, "PNG", "tEXt", "Author", "J\xc3\xb6rg");
	assert_raw(&texts, "PNG", "iTXt", "Title", "\xd0\x96");
	assert_raw(&texts, "PNG", "tIME", "ModifyDate", "2020-11-22T18:04:11Z");
	assert_raw(&texts, "XMP", "dc", "format", "image/jpeg");
	assert_measured(&texts, "frames", "2");
	assert_false(has_warning(&texts, "damaged-structure"));
	examine_seed("png/profiles", &profiles);
	assert_seed_exif(&profiles);
	assert_raw(&profiles, "IPTC", "record 2", "By-line", "J\xc3\xb6rg");
	assert_raw(&profiles, "C2PA", "manifest store", "present", "yes");
	assert_measured(&profiles, "icc_name", "sRGB");
	assert_true(has_warning(&profiles, "trailing-data"));
	examine_seed("png/wrong-crc", &damaged);
	assert_true(has_warning(&damaged, "damaged-structure"));
}

/* The hexadecimal dump alone, without eXIf. */
static void
test_raw_profile(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) profile = { 0 };
	SCOPED(buffer) text = { 0 };
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	read_seed(&profile, "png/raw-profile");
	buffer_append(&text, "Raw profile type APP1", 22);
	buffer_append(&text, profile.p, profile.n);
	put_png_head(&bytes, 1, 1);
	put_png_chunk(&bytes, "tEXt", text.p, text.n);
	put_png_tail(&bytes, 1, 1);
	examine_bytes(&bytes, &got);
	assert_seed_exif(&got);
	assert_null(tag_raw(&got, "PNG", "tEXt", "Raw profile type APP1"));
}

/* exiftool gives the profile a name of two words. */
static void
test_raw_profile_with_a_long_name(void **state)
{
	static const char text[] = "Raw profile type iptc\0\nIPTC profile\n      26\n"
	                           "3842494d04040000\n0000000d1c023700\n083230323031313232\n00\n";
	SCOPED(examination) got = { 0 };
	SCOPED(buffer) bytes = { 0 };

	(void)state;
	put_png_head(&bytes, 1, 1);
	put_png_chunk(&bytes, "tEXt", text, sizeof text - 1);
	put_png_tail(&bytes, 1, 1);
	examine_bytes(&bytes, &got);
	assert_raw(&got, "IPTC", "record 2", "DateCreated", "20201122");
	assert_false(has_warning(&got, "damaged-structure"));
}

static void
test_heif(void **state)
{
	SCOPED(examination) got = { 0 };
	SCOPED(examination) sequence = { 0 };

	(void)state;
	examine_seed("boxes/heif", &got);
	assert_string_equal(got.media_type, "image/heic");
	assert_seed_exif(&got);
	assert_raw(&got, "XMP", "dc", "format", "image/jpeg");
	assert_raw(&got, "container", "HEIF", "irot", "3");
	assert_raw(&got, "container", "HEIF", "imir", "1");
	assert_measured(&got, "width", "64");
	assert_measured(&got, "height", "32");
	assert_measured(&got, "icc_name", "sRGB");
	assert_true(has_warning(&got, "c2pa-present"));
	examine_seed("boxes/sequence", &sequence);
	assert_raw(&sequence, "container", "HEIF", "creation_time", "2018-01-28T16:00:00.000Z");
	assert_measured(&sequence, "frames", "7");
}

static void
test_tiff_and_raw(void **state)
{
	static const char *const seeds[] = { "tiff/little", "tiff/big", "tiff/rw2", "tiff/mrw" };
	SCOPED(examination) big = { 0 };
	SCOPED(examination) loop = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
		SCOPED(examination) got = { 0 };

		examine_seed(seeds[i], &got);
		assert_seed_exif(&got);
		assert_measured(&got, "orientation", "6");
	}
	examine_seed("tiff/bigtiff", &big);
	assert_measured(&big, "width", "7");
	assert_measured(&big, "height", "9");
	assert_raw(&big, "EXIF", "IFD0", "ImageDescription", "description");
	examine_seed("tiff/loop", &loop);
	assert_true(has_warning(&loop, "damaged-structure"));
}

static void
test_others(void **state)
{
	SCOPED(examination) jp2 = { 0 };
	SCOPED(examination) jxl = { 0 };
	SCOPED(examination) webp = { 0 };
	SCOPED(examination) gif = { 0 };
	SCOPED(examination) psd = { 0 };

	(void)state;
	examine_seed("boxes/jp2", &jp2);
	assert_seed_exif(&jp2);
	assert_measured(&jp2, "width", "6");
	examine_seed("boxes/jxl", &jxl);
	assert_seed_exif(&jxl);
	examine_seed("decode/webp", &webp);
	assert_seed_exif(&webp);
	assert_raw(&webp, "XMP", "dc", "format", "image/jpeg");
	assert_true(has_warning(&webp, "c2pa-present"));
	assert_measured(&webp, "width", "2");
	assert_measured(&webp, "height", "3");
	examine_seed("decode/gif-xmp", &gif);
	assert_raw(&gif, "XMP", "dc", "format", "image/jpeg");
	assert_raw(&gif, "GIF", "comment", "Comment", "hello");
	examine_seed("tiff/psd", &psd);
	assert_string_equal(psd.media_type, "image/vnd.adobe.photoshop");
	assert_raw(&psd, "IPTC", "record 2", "By-line", "J\xc3\xb6rg");
	assert_measured(&psd, "width", "5");
}

static void
test_xmp_in_utf16_and_alternatives(void **state)
{
	static const char packet[] =
		"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
		"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "
		"xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/' "
		"xmlns:t='http://ns.adobe.com/tiff/1.0/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
		"t:DateTime='2020-01-01' xmp:ModifyDate='2021-01-01' "
		"dcterms:provenance='https://example.org/m'><dc:title><rdf:Alt>"
		"<rdf:li xml:lang='x-default'>One</rdf:li><rdf:li xml:lang='de'>Eins</rdf:li></rdf:Alt>"
		"</dc:title><dc:creator><rdf:Seq><rdf:li>A</rdf:li><rdf:li>B</rdf:li></rdf:Seq>"
		"</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>";
	static const char head[] = "XML:com.adobe.xmp\0\0\0\0";

	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		SCOPED(examination) got = { 0 };
		SCOPED(buffer) text = { 0 };
		SCOPED(buffer) bytes = { 0 };

		buffer_append(&text, head, sizeof head);
		for (size_t i = 0; i < sizeof packet - 1; i++) {
			if (wide)
				buffer_append_byte(&text, '\0');
			buffer_append_byte(&text, packet[i]);
		}
		put_png_head(&bytes, 1, 1);
		put_png_chunk(&bytes, "iTXt", text.p, text.n);
		put_png_tail(&bytes, 1, 1);
		examine_bytes(&bytes, &got);
		assert_raw(&got, "XMP", "dc", "title[x-default]", "One");
		assert_raw(&got, "XMP", "dc", "title[de]", "Eins");
		assert_raw(&got, "XMP", "dc", "creator[2]", "B");
		assert_raw(&got, "XMP", "tiff", "DateTime", "2020-01-01");
		assert_raw(&got, "XMP", "xmp", "ModifyDate", "2021-01-01");
		assert_raw(&got, "C2PA", "remote manifest", "url", "https://example.org/m");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jpeg),
		cmocka_unit_test(test_what_follows_a_jpeg),
		cmocka_unit_test(test_filling_after_a_jpeg),
		cmocka_unit_test(test_large_segments_before_exif),
		cmocka_unit_test(test_png),
		cmocka_unit_test(test_raw_profile),
		cmocka_unit_test(test_raw_profile_with_a_long_name),
		cmocka_unit_test(test_heif),
		cmocka_unit_test(test_tiff_and_raw),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_xmp_in_utf16_and_alternatives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
