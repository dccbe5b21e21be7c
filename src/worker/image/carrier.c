/* SPDX-License-Identifier: Apache-2.0 */
/* carrier.c - what a walker finds in a file, kept and told. */
#include "worker/image/carrier.h"

#include "base/encoding.h"
#include "base/scoped.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
carrier_end(struct carrier *carrier)
{
	for (size_t i = 0; i < carrier->kept_count; i++)
		free(carrier->kept[i]);
	carrier->kept_count = 0;
	carrier->block_count = 0;
}

static void
tell_overfull(struct carrier *carrier)
{
	if (!carrier->overfull)
		carrier_left_out(carrier, "blocks of metadata beyond the first %d", CARRIER_BLOCK_LIMIT);
	carrier->overfull = true;
}

void
carrier_block(struct carrier *carrier, enum block_kind kind, struct span bytes)
{
	if (bytes.n == 0)
		return;
	for (size_t i = 0; i < carrier->block_count; i++)
		if (kind != BLOCK_C2PA && carrier->blocks[i].kind == kind
		    && span_equal(carrier->blocks[i].bytes, bytes))
			return;
	if (carrier->block_count == CARRIER_BLOCK_LIMIT)
		tell_overfull(carrier);
	else
		carrier->blocks[carrier->block_count++] = (struct block){ kind, bytes };
}

struct span
carrier_keep(struct carrier *carrier, struct buffer *buffer)
{
	struct span span = { NULL, 0 };

	if (buffer->n > 0 && carrier->kept_count == CARRIER_BLOCK_LIMIT)
		tell_overfull(carrier);
	else if (!buffer->failed && buffer->n > 0) {
		span.n = buffer->n;
		span.p = (const unsigned char *)buffer->p;
		carrier->kept[carrier->kept_count++] = buffer_take(buffer);
	}
	buffer_end(buffer);
	return span;
}

void
carrier_measured(struct carrier *carrier, const char *name, const char *value)
{
	if (carrier->report != NULL)
		report_measured(carrier->report, name, value);
}

void
carrier_warn(struct carrier *carrier, const char *code, const char *detail)
{
	if (carrier->report != NULL)
		report_warning(carrier->report, code, detail);
}

void
carrier_count(struct carrier *carrier, const char *name, uint64_t count)
{
	char value[24];

	snprintf(value, sizeof value, "%" PRIu64, count);
	carrier_measured(carrier, name, value);
}

void
carrier_size(struct carrier *carrier, uint64_t width, uint64_t height)
{
	if (carrier->width > 0 || width == 0)
		return;
	carrier->width = width;
	carrier->height = height;
	carrier_count(carrier, "width", width);
	carrier_count(carrier, "height", height);
}

void
carrier_truncated(struct carrier *carrier, const char *detail)
{
	if (carrier->truncated)
		return;
	carrier->truncated = true;
	carrier_warn(carrier, "truncated", detail);
}

PRINTF_LIKE(3, 0) static void
warn_of(struct carrier *carrier, const char *code, const char *format, va_list arguments)
{
	char detail[256];

	vsnprintf(detail, sizeof detail, format, arguments);
	carrier_warn(carrier, code, detail);
}

void
carrier_left_out(struct carrier *carrier, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	warn_of(carrier, "facts-left-out", format, arguments);
	va_end(arguments);
}

void
carrier_damaged(struct carrier *carrier, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	warn_of(carrier, "damaged-structure", format, arguments);
	va_end(arguments);
}

/* Cameras fill the last block of their card with zeros or ones. */
static bool
is_filling(struct span span)
{
	for (size_t i = 0; i < span.n; i++)
		if (span.p[i] != span.p[0])
			return false;
	return span.n == 0 || span.p[0] == 0 || span.p[0] == 0xFF;
}

void
carrier_trailing(struct carrier *carrier, uint64_t end)
{
	struct span rest = span_from(carrier->file, end);
	SCOPED(buffer) detail = { 0 };

	if (is_filling(rest))
		return;
	buffer_append_format(&detail, "%zu %s after the end at %" PRIu64 ", beginning with ", rest.n,
	                     rest.n == 1 ? "byte" : "bytes", end);
	hex_append(&detail, rest.p, span_first(rest, 16).n);
	carrier_warn(carrier, "trailing-data", buffer_string(&detail));
}

void
carrier_tag(struct carrier *carrier, const char *source, const char *group, const char *tag,
            enum report_form form, struct span raw)
{
	if (carrier->report != NULL)
		report_tag(carrier->report, &(struct report_tag){ source, group, tag, form,
		                                                  { (const char *)raw.p, raw.n } });
}

void
carrier_text(struct carrier *carrier, const char *source, const char *group, const char *tag,
             const char *value)
{
	carrier_tag(carrier, source, group, tag, REPORT_TEXT,
	            (struct span){ (const unsigned char *)value, strlen(value) });
}
