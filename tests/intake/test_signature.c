/* SPDX-License-Identifier: Apache-2.0 */
/* What constructed heads are told to be, at every length, and by which name. */
#include "support/random.h"
#include "support/support.h"

#include "intake/pattern.h"
#include "intake/signature.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct sample {
	const char *media_type;
	enum signature_kind kind;
	const char *bytes;
	size_t      n;
};

#define S(type, kind, bytes) { type, SIGNATURE_##kind, bytes, sizeof(bytes) - 1 }
#define FTYP(brand) "\0\0\0\x18" "ftyp" brand "\0\0\0\0" "mp42" "\0\0\0\0"
#define JP2(brand) "\0\0\0\x0cjP  \r\n\x87\n" "\0\0\0\x14" "ftyp" brand "\0\0\0\0" brand
#define OGG(packet) "OggS\0\2\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1\2\3\4\1\x1e" packet
#define EBML(size, name) "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\xf7\x81\1\x42\x82" size name "\x42\x87"
/* One stored ZIP member: name of n bytes, no data. */
#define MEMBER(n, name) "PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" n "\0\0\0" name
#define ODF(type) "PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\x2e\0\0\0\x2e\0\0\0\x08\0\0\0mimetypeapplication/vnd.oasis.opendocument." type

static const struct sample samples[] = {
	S("image/jpeg", IMAGE, "\xff\xd8\xff\xe0\0\x10JFIF"),
	S("image/png", IMAGE, "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"),
	S("image/gif", IMAGE, "GIF89a"),
	S("image/gif", IMAGE, "GIF87a"),
	S("image/webp", IMAGE, "RIFF\0\1\0\0WEBPVP8 "),
	S("image/heic", IMAGE, FTYP("heic")),
	S("image/heic-sequence", IMAGE, FTYP("hevc")),
	S("image/heif", IMAGE, FTYP("mif1")),
	S("image/heif-sequence", IMAGE, FTYP("msf1")),
	S("image/avif", IMAGE, FTYP("avif")),
	S("image/avif", IMAGE, FTYP("avis")),
	S("image/heic", IMAGE, "\0\0\0\x18" "ftyp    \0\0\0\0" "mif1" "heic"),
	S("image/x-canon-cr3", IMAGE, FTYP("crx ")),
	S("video/mp4", VIDEO, FTYP("isom")),
	S("video/mp4", VIDEO, FTYP("mp42")),
	S("video/mp4", VIDEO, FTYP("zzzz")),
	S("video/mp4", VIDEO, "\0\0\0\x10" "free12345678" FTYP("isom")),
	S("video/mp4", VIDEO, "\0\0\0\x18" "stypmsdh\0\0\0\0msdhmsix"),
	S("video/x-m4v", VIDEO, FTYP("M4V ")),
	S("audio/x-m4a", AUDIO, FTYP("M4A ")),
	S("video/3gpp", VIDEO, FTYP("3gp4")),
	S("video/3gpp2", VIDEO, FTYP("3g2a")),
	S("video/quicktime", VIDEO, FTYP("qt  ")),
	S("video/quicktime", VIDEO, "\0\0\0\x08" "moov"),
	S("video/quicktime", VIDEO, "\0\0\0\x08" "wide\0\0\0\x10" "mdat"),
	S("video/quicktime", VIDEO, "\0\0\0\x10" "skip12345678\0\0\0\0" "mdat"),
	S("image/jp2", IMAGE, JP2("jp2 ")),
	S("image/jpx", IMAGE, JP2("jpx ")),
	S("video/mj2", VIDEO, JP2("mjp2")),
	S("image/x-jp2-codestream", IMAGE, "\xff\x4f\xff\x51\0\x2f"),
	S("image/jxl", IMAGE, "\xff\x0a\x10"),
	S("image/jxl", IMAGE, "\0\0\0\x0cJXL \r\n\x87\n"),
	S("image/tiff", IMAGE, "II\x2a\0\x08\0\0\0\0\0"),
	S("image/tiff", IMAGE, "MM\0\x2a\0\0\0\x08\0\0"),
	S("image/tiff", IMAGE, "II\x2b\0\x08\0\0\0"),
	S("image/tiff", IMAGE, "MM\0\x2b\0\x08\0\0"),
	S("image/x-adobe-dng", IMAGE,
	  "II\x2a\0\x08\0\0\0\2\0\0\1\3\0\1\0\0\0\1\0\0\0\x12\xc6\1\0\4\0\0\0\1\4\0\0"),
	S("image/x-adobe-dng", IMAGE, "MM\0\x2a\0\0\0\x08\0\1\xc6\x12\0\1\0\0\0\4\1\4\0\0"),
	S("image/x-canon-cr2", IMAGE, "II\x2a\0\x10\0\0\0CR\2\0"),
	S("image/x-canon-crw", IMAGE, "II\x1a\0\0\0HEAPCCDR"),
	S("image/x-panasonic-rw2", IMAGE, "IIU\0\x18\0\0\0"),
	S("image/x-olympus-orf", IMAGE, "IIRO\x08\0\0\0"),
	S("image/x-fuji-raf", IMAGE, "FUJIFILMCCD-RAW 0201"),
	S("image/x-x3f", IMAGE, "FOVb\0\0\2\0"),
	S("image/x-minolta-mrw", IMAGE, "\0MRM\0\0\1\0"),
	S("image/bmp", IMAGE, "BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"),
	S("image/vnd.microsoft.icon", IMAGE, "\0\0\1\0\2\0\x10\x10\0\0\1\0\x20\0"),
	S("image/vnd.adobe.photoshop", IMAGE, "8BPS\0\1"),
	S("image/x-exr", IMAGE, "\x76\x2f\x31\1\2\0\0\0"),
	S("image/svg+xml", IMAGE, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
	S("image/svg+xml", IMAGE, "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- <html> -->\n<svg:svg>"),
	S("image/svg+xml", IMAGE, "<?xml version='1.0'?><!DOCTYPE svg PUBLIC \"x\"><svg>"),
	S("video/x-matroska", VIDEO, EBML("\x88", "matroska")),
	S("video/webm", VIDEO, EBML("\x84", "webm")),
	S("video/webm", VIDEO, EBML("\x86", "webm\0\0")),
	S("video/webm", VIDEO, EBML("\x40\x04", "webm")),
	S("video/x-matroska", VIDEO, EBML("\x01\0\0\0\0\0\0\x08", "matroska")),
	S("video/x-msvideo", VIDEO, "RIFF\0\1\0\0AVI LIST"),
	S("audio/x-wav", AUDIO, "RIFF\0\1\0\0WAVEfmt "),
	S("audio/x-wav", AUDIO, "RF64\xff\xff\xff\xffWAVEds64"),
	S("audio/x-aiff", AUDIO, "FORM\0\0\1\0AIFCCOMM"),
	S("audio/flac", AUDIO, "fLaC\0\0\0\x22"),
	S("audio/flac", AUDIO, "ID3\4\0\0\0\0\0\2\0\0" "fLaC"),
	S("audio/mpeg", AUDIO, "ID3\3\0\0\0\0\x10\0TIT2"),
	S("audio/ogg", AUDIO, OGG("OpusHead")),
	S("audio/ogg", AUDIO, OGG("\1vorbis")),
	S("video/ogg", VIDEO, OGG("\x80theora")),
	S("audio/amr", AUDIO, "#!AMR\n"),
	S("audio/amr", AUDIO, "#!AMR-WB\n"),
	S("audio/x-caf", AUDIO, "caff\0\1\0\0"),
	S("audio/basic", AUDIO, ".snd\0\0\0\x18"),
	S("audio/midi", AUDIO, "MThd\0\0\0\6\0\1"),
	S("video/x-ms-asf", VIDEO, "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c"),
	S("video/x-flv", VIDEO, "FLV\1\5\0\0\0\x09"),
	S("application/mxf", VIDEO, "\x06\x0e\x2b\x34\2\5\1\1\x0d\1\2\1\1\2\4\0"),
	S("video/mpeg", VIDEO, "\0\0\1\xba\x44\0\4\0"),
	S("video/H264", VIDEO, "\0\0\0\1\x67\x42\xc0\x1e"),
	S("video/H264", VIDEO, "\0\0\0\1\x27\x64\0\x28"),
	S("video/H264", VIDEO, "\0\0\1\x67\x42\xc0\x1e"),
	S("video/H264", VIDEO, "\0\0\0\1\x09\xf0\0\0\0\1\x67\x64\0\x28"),
	S("video/H264", VIDEO, "\0\0\0\1\x09\x10\0\0\0\1\x06\5\2\1\1\x80\0\0\0\1\x27\x64\0\x28"),
	S("video/H264", VIDEO, "\0\0\1\x09\x30\0\0\1\x67\x64\0\x28"),
	S("video/H264", VIDEO, "\0\0\0\1\x06\5\2\1\1\x80\0\0\0\1\x67\x64\0\x28"),
	S("video/H264", VIDEO, "\0\0\1\x06\5\2\1\1\x80\0\0\1\x27\x64\0\x28"),
	S("video/H265", VIDEO, "\0\0\0\1\x40\1\x0c\1"),
	S("video/H265", VIDEO, "\0\0\0\1\x46\1\x50\0\0\0\1\x40\1\x0c\1"),
	S("video/H265", VIDEO, "\0\0\1\x46\1\x50\0\0\1\x40\1\x0c\1"),
	S("video/x-fli", VIDEO, "\0\x20\0\0\x11\xaf\1\0\x40\1\xc8\0\x08\0\0\0"),
	S("video/x-flc", VIDEO, "\0\x20\0\0\x12\xaf\1\0\x40\1\xc8\0\x08\0\0\0"),
	S("application/pdf", DOCUMENT, "%PDF-1.4\n"),
	S("application/pdf", DOCUMENT, "\1\2 leading garbage\r\n%PDF-1.7\n"),
	S("text/rtf", DOCUMENT, "{\\rtf1\\ansi"),
	S("application/vnd.openxmlformats-officedocument.wordprocessingml.document", DOCUMENT,
	  MEMBER("\x13", "[Content_Types].xml") MEMBER("\x0b", "_rels/.rels") MEMBER("\x11", "word/document.xml")),
	S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", DOCUMENT,
	  MEMBER("\x0b", "_rels/.rels") MEMBER("\x0f", "xl/workbook.xml")),
	S("application/vnd.openxmlformats-officedocument.presentationml.presentation", DOCUMENT,
	  MEMBER("\x13", "[Content_Types].xml") MEMBER("\x14", "ppt/presentation.xml")),
	S("application/vnd.oasis.opendocument.text", DOCUMENT, ODF("text")),
	S("application/vnd.oasis.opendocument.spreadsheet", DOCUMENT, ODF("spreadsheet")),
	S("application/zip", OTHER, MEMBER("\5", "a.txt")),
	/* a docx stored in a ZIP does not make the ZIP a docx */
	S("application/zip", OTHER, MEMBER("\x06", "a.docx") MEMBER("\x11", "word/document.xml")),
	S("application/epub+zip", OTHER,
	  "PK\3\4\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\x14\0\0\0\x14\0\0\0\x08\0\0\0mimetypeapplication/epub+zip"),
	S("application/gzip", OTHER, "\x1f\x8b\x08\0"),
	S("application/x-executable", OTHER, "\x7f" "ELF\2\1\1"),
	S("application/vnd.sqlite3", OTHER, "SQLite format 3\0"),
	S("text/html", OTHER, "\n<!DOCTYPE html>\n<html>"),
	S("text/html", OTHER, "<HTML lang=en><body>%PDF-1.4"),
	S("text/xml", OTHER, "<?xml version=\"1.0\"?><feed>"),
	S("application/json", OTHER, "{\n  \"streams\": []}"),
	S("application/json", OTHER, "[{\"a\":1}]"),
	S("text/x-shellscript", OTHER, "#!/bin/sh\n"),
	/* near misses */
	S("application/octet-stream", UNKNOWN, "\xff\xd8\0\xe0\0\x10JFIF"),
	S("application/octet-stream", UNKNOWN, "BM words that begin so"),
	S("application/octet-stream", UNKNOWN, "the moov of words"),
	S("application/octet-stream", UNKNOWN, "\0\0\0\1\x06\5\2\1\1\x80 and no parameter set"),
	S("application/octet-stream", UNKNOWN, "\0\0\0\1\x09\xf0\0\0\0\1\x41\x9a"),
	S("application/octet-stream", UNKNOWN, "\xff\xfeH\0e\0l\0l\0o\0"),
	S("application/octet-stream", UNKNOWN, "G is for words, not for packets"),
	S("application/octet-stream", UNKNOWN, "ID3 is the name of a tag"),
	S("application/octet-stream", UNKNOWN, "[2026-01-01] a line of a log"),
	S("application/octet-stream", UNKNOWN, "<note>plain words"),
	S("application/octet-stream", UNKNOWN, "RIFF\0\1\0\0ACON"),
};
#define SAMPLE_COUNT (sizeof samples / sizeof *samples)

static void
tell(const char *bytes, size_t n, uint64_t size, const char *name, struct told *out)
{
	/* memory of exactly n bytes, so that reading one more is seen by the sanitizer */
	SCOPED_FREE unsigned char *exact = malloc(n > 0 ? n : 1);

	assert_non_null(exact);
	if (n > 0)
		memcpy(exact, bytes, n);
	signature_tell(exact, n, size, text_of(name), out);
}

static void
both_tables_can_be_read_to_the_last_row(void **state)
{
	struct error err = { 0 };

	(void)state;
	assert_ok(signature_check_tables(&err), &err);
}

static void
each_constructed_head_is_told(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++) {
		const struct sample *s = &samples[i];
		struct told told;

		tell(s->bytes, s->n, s->n, "name", &told);
		if (text_is(told.media_type, s->media_type) && told.content == s->kind)
			continue;
		wrong++;
		print_error("sample %zu: %s, %s expected; told %.*s, %s\n", i, s->media_type,
		            signature_kind_name(s->kind), (int)told.media_type.n, told.media_type.p,
		            signature_kind_name(told.content));
	}
	assert_int_equal(wrong, 0);
}

/* Whatever a cut head is told to be, it is told without looking past its end. */
static void
heads_cut_at_every_length_are_told_something(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLE_COUNT; i++)
		for (size_t n = 0; n <= samples[i].n; n++) {
			struct told told;

			tell(samples[i].bytes, n, samples[i].n, "x.jpg", &told);
			assert_true(told.item);
			assert_true(told.media_type.n > 0);
		}
}

static void
an_item_is_known_media_or_has_such_an_extension(void **state)
{
	static const struct {
		const char *bytes;
		const char *name;
		bool        item;
		const char *media_type;
		const char *warning;
	} cases[] = {
		{ "\xff\xd8\xff\xe0", "a.jpg", true, "image/jpeg", NULL },
		{ "\xff\xd8\xff\xe0", "a.JPEG", true, "image/jpeg", NULL },
		{ "\xff\xd8\xff\xe0", "a", true, "image/jpeg", NULL },
		{ "\xff\xd8\xff\xe0", "a.unheard-of", true, "image/jpeg", NULL },
		{ "\xff\xd8\xff\xe0", "a.png", true, "image/jpeg", "extension-unlike-content" },
		{ "\xff\xd8\xff\xe0", "a.mp4", true, "image/jpeg", "extension-unlike-content" },
		{ "\xff\xd8\xff\xe0", "a.txt", true, "image/jpeg", "extension-unlike-content" },
		{ "", "a.jpg", true, "application/octet-stream", "unknown-content" },
		{ "", "a.txt", false, "application/octet-stream", NULL },
		{ "", "", false, "application/octet-stream", NULL },
		{ "words", "a.docx", true, "application/octet-stream", "unknown-content" },
		{ "words", ".mp4", true, "application/octet-stream", "unknown-content" },
		{ "words", "mp4", false, "application/octet-stream", NULL },
		{ "words", "a.mp4.part", false, "application/octet-stream", NULL },
		{ "words", "\xff\n-.\x1b.Mp4", true, "application/octet-stream", "unknown-content" },
		{ "<html>", "a.jpg", true, "text/html", "extension-unlike-content" },
		{ "<html>", "a.html", false, "text/html", NULL },
		{ "<html>", "a.txt", false, "text/html", NULL },
		{ "{\"id\":1}", "result.json", false, "application/json", NULL },
		{ "{\"id\":1}", "hello.mp4", true, "application/json", "extension-unlike-content" },
		{ "PK\3\4", "a.pages", true, "application/zip", NULL },
		{ "words", "a.averyveryverylongextension", false, "application/octet-stream", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = strlen(cases[i].bytes);
		struct told told;

		tell(cases[i].bytes, n, n, cases[i].name, &told);
		if (told.item != cases[i].item || !text_is(told.media_type, cases[i].media_type) ||
		    (told.warning == NULL) != (cases[i].warning == NULL) ||
		    (told.warning != NULL && strcmp(told.warning, cases[i].warning) != 0))
			fail_msg("case %zu, %s: %s, %.*s, %s", i, cases[i].name,
			         told.item ? "item" : "component", (int)told.media_type.n,
			         told.media_type.p, told.warning == NULL ? "-" : told.warning);
	}
}

static void
told_frames(const unsigned char *bytes, size_t n, uint64_t size, const char *media_type)
{
	struct told told;

	tell((const char *)bytes, n, size, "name", &told);
	if (!text_is(told.media_type, media_type))
		fail_msg("%zu bytes: %s expected, told %.*s", n, media_type,
		         (int)told.media_type.n, told.media_type.p);
}

static void
mpeg_audio_needs_frames_that_lead_to_each_other(void **state)
{
	static const unsigned char frame[] = { 0xff, 0xfb, 0x90, 0x00 }; /* 128 kbit/s, 44100 Hz: 417 bytes */
	unsigned char bytes[5 * 417 + 100] = { 0 };

	(void)state;
	for (size_t i = 0; i < 5; i++)
		memcpy(bytes + i * 417, frame, 4);
	told_frames(bytes, 5 * 417, 5 * 417, "audio/mpeg");
	told_frames(bytes, 417, 417, "audio/mpeg");
	memcpy(bytes + 417, "TAG", 3); /* one frame and an ID3v1 tag */
	told_frames(bytes, 417 + 128, 417 + 128, "audio/mpeg");
	memcpy(bytes + 417, "xxxx", 4);
	told_frames(bytes, 5 * 417, 5 * 417, "application/octet-stream");
	memset(bytes, 0, sizeof bytes);
	for (size_t i = 0; i < 4; i++)
		memcpy(bytes + 100 + i * 417, frame, 4);
	told_frames(bytes, 100 + 4 * 417, 100 + 4 * 417, "audio/mpeg");
	told_frames(bytes, 100 + 417, 100 + 417, "application/octet-stream");
}

/* Junk before the frames: told by its name together with frames enough, and not without it. */
static void
mpeg_audio_behind_junk_is_told_by_its_name(void **state)
{
	static const unsigned char frame[] = { 0xff, 0xfb, 0x90, 0x00 };
	static unsigned char bytes[2000 + 12 * 417];
	uint64_t seed = 5;
	struct told told;

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(random_next(&seed) & 0xff);
	for (size_t i = 0; i < 12; i++)
		memcpy(bytes + 2000 + i * 417, frame, 4);
	signature_tell(bytes, sizeof bytes, sizeof bytes, text_of("call.MP3"), &told);
	assert_true(text_is(told.media_type, "audio/mpeg"));
	assert_null(told.warning);
	signature_tell(bytes, sizeof bytes, sizeof bytes, text_of("call.bin"), &told);
	assert_true(text_is(told.media_type, "application/octet-stream"));
	signature_tell(bytes, 2000 + 2 * 417, 2000 + 2 * 417, text_of("call.mp3"), &told);
	assert_true(text_is(told.media_type, "application/octet-stream"));
	assert_string_equal(told.warning, "unknown-content");
}

static void
adts_needs_frames_that_lead_to_each_other(void **state)
{
	static const unsigned char frame[] = { 0xff, 0xf1, 0x50, 0x80, 0x04, 0x1f, 0xfc }; /* 32 bytes */
	unsigned char bytes[4 * 32] = { 0 };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		memcpy(bytes + i * 32, frame, sizeof frame);
	told_frames(bytes, sizeof bytes, sizeof bytes, "audio/x-hx-aac-adts");
	bytes[64] = 0;
	told_frames(bytes, sizeof bytes, sizeof bytes, "application/octet-stream");
}

static void
transport_packets_need_their_sync_bytes(void **state)
{
	unsigned char bytes[192 * 10] = { 0 };

	(void)state;
	for (size_t i = 0; i < 10; i++)
		memcpy(bytes + i * 188, "\x47\x40\x11\x10", 4);
	told_frames(bytes, 188 * 10, 188 * 10, "video/MP2T");
	told_frames(bytes, 188 * 2, 188 * 2, "application/octet-stream");
	bytes[188 * 2] = 0;
	told_frames(bytes, 188 * 10, 188 * 10, "application/octet-stream");
	memset(bytes, 0, sizeof bytes);
	for (size_t i = 0; i < 10; i++)
		memcpy(bytes + i * 192 + 4, "\x47\x40\x11\x10", 4);
	told_frames(bytes, sizeof bytes, sizeof bytes, "video/MP2T");
}

/* A compound file of one header, one directory sector with one stream beside the root. */
static size_t
make_compound(unsigned char bytes[1024], const char *stream)
{
	size_t n = strlen(stream);

	memset(bytes, 0, 1024);
	memcpy(bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	bytes[30] = 9; /* sectors of 512 bytes; the directory is sector 0 */
	memcpy(bytes + 512, "R\0o\0o\0t\0 \0E\0n\0t\0r\0y\0", 20);
	bytes[512 + 64] = 22;
	bytes[512 + 66] = 5;
	for (size_t i = 0; i < n; i++)
		bytes[640 + 2 * i] = (unsigned char)stream[i];
	bytes[640 + 64] = (unsigned char)(2 * n + 2);
	bytes[640 + 66] = 2;
	return 1024;
}

static void
compound_files_are_told_by_their_streams(void **state)
{
	static const struct {
		const char *stream;
		const char *media_type;
	} cases[] = {
		{ "WordDocument", "application/msword" },
		{ "Workbook", "application/vnd.ms-excel" },
		{ "\x05HwpSummaryInformation", "application/x-hwp" },
		{ "PowerPoint Document", "application/vnd.ms-powerpoint" },
		{ "__properties_version1.0", "application/vnd.ms-outlook" },
		{ "Catalog", "application/x-ole-storage" },
		{ "WordDocumentX", "application/x-ole-storage" },
	};
	unsigned char bytes[1024];
	struct told told;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = make_compound(bytes, cases[i].stream);

		tell((char *)bytes, n, n, "Thumbs.db", &told);
		assert_true(text_is(told.media_type, cases[i].media_type));
		assert_int_equal(told.item, i < 5);
		for (size_t cut = 0; cut < n; cut++)
			tell((char *)bytes, cut, n, "a.doc", &told);
	}
	make_compound(bytes, "WordDocument");
	bytes[50] = 1; /* the directory begins 32 MB into the file */
	tell((char *)bytes, sizeof bytes, 40 << 20, "a", &told);
	assert_true(told.item);
	assert_int_equal(told.content, SIGNATURE_DOCUMENT);
}

/* Worst cases for the searches: each would be quadratic if it were not bounded. */
static void
hostile_heads_take_bounded_time(void **state)
{
	static const char *const units[] = {
		"PK\3\4", "<!--", "<?", "\x42\x82", "\0\0\0\bfree", "\x47\x40\x11\x10", "%PDF", "\"", "\xff\xfb\x90\0",
	};
	static const size_t sizes[] = { 4, 4, 2, 2, 8, 4, 4, 1, 4 };
	SCOPED_FREE char *bytes = malloc(SIGNATURE_HEAD + 16);
	clock_t begun = clock();
	struct told told;

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		for (size_t at = 0; at < SIGNATURE_HEAD; at += sizes[i])
			memcpy(bytes + at, units[i], sizes[i]);
		for (int again = 0; again < 20; again++)
			tell(bytes, SIGNATURE_HEAD, SIGNATURE_HEAD, "a.jpg", &told);
		assert_true(told.item);
	}
	/* 180 heads: milliseconds, or minutes if a search were quadratic */
	assert_true(clock() - begun < 20 * CLOCKS_PER_SEC);
}

static void
patterns_that_cannot_be_read_are_refused(void **state)
{
	static const char *const good[] = {
		"0:FFD8FF", "0:\"RIFF\"????????\"WAVE\"", "0-1024:\"%PDF-\"", "brand=\"qt  \"",
		"0:4? 8:\"a b\" first=\"[Content_Types].xml\"", "id3=\"\"",
	};
	static const char *const bad[] = {
		"", " ", "FFD8", "0:", "0:F", "0:GG", "0:ff", "0:\"open", "x:FF", "0-:FF", "5-5:FF",
		"9-3:FF", "0:FF  0:FF", "0:FF 0:", "unheard=\"a\"", "brand=a", "brand=\"", "65537:00",
	};
	struct head head = { (const unsigned char *)"FFD8 FFD8", 9, 9 };

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(pattern_is_valid(text_of(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (pattern_is_valid(text_of(bad[i])))
			fail_msg("'%s' was taken for a pattern", bad[i]);
		assert_false(pattern_matches(text_of(bad[i]), &head));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_tables_can_be_read_to_the_last_row),
		cmocka_unit_test(each_constructed_head_is_told),
		cmocka_unit_test(heads_cut_at_every_length_are_told_something),
		cmocka_unit_test(an_item_is_known_media_or_has_such_an_extension),
		cmocka_unit_test(mpeg_audio_needs_frames_that_lead_to_each_other),
		cmocka_unit_test(mpeg_audio_behind_junk_is_told_by_its_name),
		cmocka_unit_test(adts_needs_frames_that_lead_to_each_other),
		cmocka_unit_test(transport_packets_need_their_sync_bytes),
		cmocka_unit_test(compound_files_are_told_by_their_streams),
		cmocka_unit_test(hostile_heads_take_bounded_time),
		cmocka_unit_test(patterns_that_cannot_be_read_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
