/* SPDX-License-Identifier: Apache-2.0 */
/* pictures.h - pictures that tests make of parts, and what the parser tells of them. */
#ifndef VIDIMUS_TESTS_PICTURES_H
#define VIDIMUS_TESTS_PICTURES_H

#include "parsing/parsing.h"

/* Appends numbers of 16 and 32 bits, highest byte first, and lowest first. */
void put_be16(struct buffer *out, unsigned value);
void put_be32(struct buffer *out, uint32_t value);
void put_le16(struct buffer *out, unsigned value);
void put_le32(struct buffer *out, uint32_t value);

/* Appends a PNG's signature and IHDR: 8 bits, grey. */
void put_png_head(struct buffer *out, uint32_t width, uint32_t height);

/* Appends a chunk with its checksum. */
void put_png_chunk(struct buffer *out, const char *type, const void *data, size_t n);

/* Appends IDAT with so many rows of zeros, and IEND. */
void put_png_tail(struct buffer *out, uint32_t width, uint32_t height);

/* Appends zlib's form of n zeros. */
void put_deflated_zeros(struct buffer *out, size_t n);

/* Appends a JPEG segment. */
void put_jpeg_segment(struct buffer *out, unsigned marker, const void *body, size_t n);

/* Appends a TIFF entry, lowest byte first, with its value or offset. */
void put_tiff_entry(struct buffer *out, unsigned tag, unsigned type, uint32_t count, uint32_t value);

/* A small picture of the project's own, from tests/fuzz/corpus. */
void read_seed(struct buffer *out, const char *name);

/* What the parser tells of the bytes. */
void examine_bytes(const struct buffer *bytes, struct examination *out);

/* One picture of the bytes, by any work but PARSER_EXAMINE. */
void picture_of_bytes(const struct buffer *bytes, enum parser_work work, uint32_t side,
                      struct examination *out, struct picture *picture);

/* Fails the test unless the first tag of that name has this raw value. */
void assert_raw(const struct examination *got, const char *source, const char *group,
                const char *tag, const char *raw);
void assert_measured(const struct examination *got, const char *name, const char *value);

#endif
