/* SPDX-License-Identifier: Apache-2.0 */
/* xmp_disguise.c - one byte of each namespace, and one word of each default language. */
#include "worker/image/xmp_disguise.h"

#include "base/text.h"

static const char default_language[] = "x-default";
static const char disguised_language[] = "x-vidimus"; /* as long as the other */
static const char rdf[] = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

size_t
xmp_end_of_tag(struct span packet, size_t at)
{
	unsigned char quote = 0;

	for (; at < packet.n; at++) {
		unsigned char byte = packet.p[at];

		if (quote != 0)
			quote = byte == quote ? 0 : quote;
		else if (byte == '"' || byte == '\'')
			quote = byte;
		else if (byte == '>')
			return at;
	}
	return packet.n;
}

static bool
is_space(unsigned char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* An attribute of a tag: name, and the value between its quotes. */
static bool
next_attribute(struct span *tag, struct span *name, struct span *value)
{
	size_t equals = span_find(*tag, '='), quote = equals + 1, end;

	while (quote < tag->n && is_space(tag->p[quote]))
		quote++;
	if (quote >= tag->n || (tag->p[quote] != '"' && tag->p[quote] != '\''))
		return false;
	*name = span_first(*tag, equals);
	while (name->n > 0 && is_space(name->p[name->n - 1]))
		name->n--;
	for (size_t i = name->n; i-- > 0;)
		if (is_space(name->p[i])) {
			*name = span_from(*name, i + 1);
			break;
		}
	*value = span_from(*tag, quote + 1);
	end = span_find(*value, tag->p[quote]);
	*value = span_first(*value, end);
	*tag = span_from(*tag, quote + 1 + end + 1);
	return true;
}

static bool
is_exactly(struct span span, const char *string)
{
	return span.n == strlen(string) && span_begins(span, string, span.n);
}

/* `copy` is the packet's bytes again, to be changed where `value` lies. */
static void
disguise_attribute(char *copy, struct span packet, struct span name, struct span value)
{
	char *at = copy + (value.p - packet.p);

	if (span_begins(name, "xmlns", 5) && span_begins(value, "http", 4) && !is_exactly(value, rdf))
		at[0] = 'H';
	if (is_exactly(name, "xml:lang") && is_exactly(value, default_language))
		memcpy(at, disguised_language, sizeof disguised_language - 1);
}

void
xmp_disguise(struct buffer *out, struct span packet)
{
	struct span tag, name, value;
	size_t start = out->n, at = 0, end;

	buffer_append(out, packet.p, packet.n);
	if (out->failed)
		return;
	for (;;) {
		at += span_find(span_from(packet, at), '<');
		if (at >= packet.n)
			return;
		end = at + 1;
		if (end < packet.n && packet.p[end] != '!' && packet.p[end] != '?')
			end = xmp_end_of_tag(packet, at);
		tag = span_first(span_from(packet, at), end - at);
		while (next_attribute(&tag, &name, &value))
			disguise_attribute(out->p + start, packet, name, value);
		at = end;
	}
}

void
xmp_reveal_namespace(char *namespace)
{
	if (namespace[0] == 'H')
		namespace[0] = 'h';
}

const char *
xmp_reveal_language(const char *language)
{
	return strcmp(language, disguised_language) == 0 ? default_language : language;
}

/* Length of "_N_" that stands before the colon at `colon`, or 0. */
static size_t
addition_before(struct text path, size_t colon)
{
	size_t i = colon;

	if (i < 3 || path.p[--i] != '_')
		return 0;
	while (i > 1 && path.p[i - 1] >= '0' && path.p[i - 1] <= '9')
		i--;
	return i < colon - 1 && path.p[i - 1] == '_' ? colon - i + 1 : 0;
}

void
xmp_reveal_path(struct buffer *out, struct text path)
{
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] == ':')
			out->n -= addition_before(path, i);
		buffer_append_byte(out, path.p[i]);
	}
}
