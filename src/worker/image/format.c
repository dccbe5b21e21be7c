/* SPDX-License-Identifier: Apache-2.0 */
/* format.c - first bytes and the walker for them; the types are those of catalog/signatures.tsv. */
#include "worker/image/format.h"

#include "worker/image/box.h"

#define BRANDS_LIMIT 64 /* compatible brands that are looked at */

static const struct {
	const char   *magic; /* '?' for any byte */
	size_t        length;
	struct format format;
} formats[] = {
	{ "\xFF\xD8\xFF", 3, { "image/jpeg", format_jpeg_walk } },
	{ "\x89PNG\r\n\x1A\n", 8, { "image/png", format_png_walk } },
	{ "GIF8", 4, { "image/gif", format_gif_walk } },
	{ "RIFF????WEBP", 12, { "image/webp", format_webp_walk } },
	{ "II*\0????CR\2", 11, { "image/x-canon-cr2", format_tiff_walk } },
	{ "II*\0", 4, { "image/tiff", format_tiff_walk } },
	{ "MM\0*", 4, { "image/tiff", format_tiff_walk } },
	{ "II+\0\x08\0", 6, { "image/tiff", format_tiff_walk } },
	{ "MM\0+\0\x08", 6, { "image/tiff", format_tiff_walk } },
	{ "IIU\0", 4, { "image/x-panasonic-rw2", format_tiff_walk } },
	{ "IIRO", 4, { "image/x-olympus-orf", format_tiff_walk } },
	{ "IIRS", 4, { "image/x-olympus-orf", format_tiff_walk } },
	{ "MMOR", 4, { "image/x-olympus-orf", format_tiff_walk } },
	{ "\0\0\0\x0CjP  \r\n\x87\n", 12, { "image/jp2", format_jp2_walk } },
	{ "\xFF\x4F\xFF\x51", 4, { "image/x-jp2-codestream", format_j2k_walk } },
	{ "\0\0\0\x0CJXL \r\n\x87\n", 12, { "image/jxl", format_jp2_walk } },
	{ "\xFF\x0A", 2, { "image/jxl", format_jxl_codestream_walk } },
	{ "8BPS\0", 5, { "image/vnd.adobe.photoshop", format_psd_walk } },
	{ "FUJIFILMCCD-RAW", 15, { "image/x-fuji-raf", format_raf_walk } },
	{ "FOVb", 4, { "image/x-x3f", format_x3f_walk } },
	{ "\0MRM", 4, { "image/x-minolta-mrw", format_mrw_walk } },
	{ "BM????\0\0\0\0", 10, { "image/bmp", format_bmp_walk } },
	{ "\0\0\1\0", 4, { "image/vnd.microsoft.icon", format_icon_walk } },
	{ "\0\0\2\0", 4, { "image/x-win-bitmap", format_icon_walk } },
	{ "qoif", 4, { "image/x-qoi", format_plain_walk } },
	{ "gimp xcf ", 9, { "image/x-xcf", format_plain_walk } },
	{ "\x8BJNG", 4, { "image/x-jng", format_plain_walk } },
	{ "P4\n", 3, { "image/x-portable-bitmap", format_plain_walk } },
	{ "P5\n", 3, { "image/x-portable-greymap", format_plain_walk } },
	{ "P6\n", 3, { "image/x-portable-pixmap", format_plain_walk } },
	{ "\n?\1", 3, { "image/x-pcx", format_plain_walk } },
};

static const struct {
	char          brand[5];
	struct format format;
} brands[] = {
	{ "heic", { "image/heic", format_heif_walk } },
	{ "heix", { "image/heic", format_heif_walk } },
	{ "hevc", { "image/heic-sequence", format_heif_walk } },
	{ "hevx", { "image/heic-sequence", format_heif_walk } },
	{ "heim", { "image/heif", format_heif_walk } },
	{ "heis", { "image/heif", format_heif_walk } },
	{ "hevm", { "image/heif-sequence", format_heif_walk } },
	{ "hevs", { "image/heif-sequence", format_heif_walk } },
	{ "avif", { "image/avif", format_heif_walk } },
	{ "avis", { "image/avif", format_heif_walk } },
	{ "mif1", { "image/heif", format_heif_walk } },
	{ "mif2", { "image/heif", format_heif_walk } },
	{ "msf1", { "image/heif-sequence", format_heif_walk } },
	{ "crx ", { "image/x-canon-cr3", format_cr3_walk } },
};

static bool
matches(struct span file, const char *magic, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (i >= file.n || (magic[i] != '?' && (unsigned char)magic[i] != file.p[i]))
			return false;
	return true;
}

static const struct format *
format_of_brand(const unsigned char *brand)
{
	for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++)
		if (memcmp(brand, brands[i].brand, 4) == 0)
			return &brands[i].format;
	return NULL;
}

/* The major brand tells, else the first compatible one that is known (ISO/IEC 14496-12 4.3). */
static const struct format *
format_of_boxes(struct span file)
{
	const struct format *format = NULL;
	struct box box;

	if (!box_next(&file, &box) || !box_is(&box, "ftyp") || box.body.n < 8)
		return NULL;
	format = format_of_brand(box.body.p);
	for (size_t i = 2; format == NULL && i < BRANDS_LIMIT && i * 4 + 4 <= box.body.n; i++)
		format = format_of_brand(box.body.p + i * 4);
	return format;
}

const struct format *
format_of(struct span file)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (matches(file, formats[i].magic, formats[i].length))
			return &formats[i].format;
	return format_of_boxes(file);
}
