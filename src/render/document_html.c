/* SPDX-License-Identifier: Apache-2.0 */
/*
 * document_html.c - a document as one HTML file: its style lies in it, it has
 * no script and no link, and its policy forbids a browser to fetch anything.
 */
#include "render/document.h"

#include "render/document_internal.h"

#include "base/text.h"

static const char style[] =
	"body{font:11pt/1.45 \"Noto Sans\",\"DejaVu Sans\",sans-serif;max-width:60em;margin:2em auto;"
	"padding:0 1em;color:#111;background:#fff}"
	"h1,h2,h3{line-height:1.2;margin:1.4em 0 .4em;break-after:avoid}"
	"p{white-space:pre-line;overflow-wrap:anywhere}"
	".running{font-size:9pt;color:#333;border-bottom:1px solid #999}"
	".gap{border-inline-start:4px solid #b00;padding-inline-start:.7em;margin:.4em 0}"
	".gap b{color:#900}"
	"dl{display:grid;grid-template-columns:minmax(8em,14em) 1fr;gap:.15em 1em;margin:0}"
	"dt{color:#333}dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}"
	".hash span{font-family:\"DejaVu Sans Mono\",monospace;margin-inline-end:.6em}"
	"table{border-collapse:collapse;width:100%;margin:.6em 0;font-size:9.5pt}"
	"thead{display:table-header-group}tr{break-inside:avoid}"
	"th,td{border:1px solid #bbb;padding:.2em .4em;text-align:start;vertical-align:top;"
	"white-space:pre-line;overflow-wrap:anywhere}"
	"figure{margin:1em 0}img{max-width:100%}"
	".sign{margin-top:2.5em;border-top:1px solid #111;width:24em;padding-top:.2em}"
	"@page{size:A4;margin:18mm 16mm}@media print{body{margin:0;max-width:none}}";

/* Words inside an element or a quoted attribute. */
static void
put_words(struct buffer *out, struct text words)
{
	static const struct {
		char        byte;
		const char *entity;
	} entities[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" },
		         { '\'', "&#39;" } };

	for (size_t i = 0; i < words.n; i++) {
		const char *entity = NULL;

		for (size_t k = 0; k < sizeof entities / sizeof entities[0]; k++) {
			if (words.p[i] == entities[k].byte)
				entity = entities[k].entity;
		}
		if (entity != NULL)
			buffer_append_string(out, entity);
		else
			buffer_append_byte(out, words.p[i]);
	}
}

/* Foreign words, whose direction is their own and no neighbour's. */
static void
put_foreign(struct buffer *out, struct text words)
{
	buffer_append_string(out, "<bdi>");
	put_words(out, words);
	buffer_append_string(out, "</bdi>");
}

static void
put_heading(struct buffer *out, const json_t *part)
{
	int level = (int)json_integer_value(json_object_get(part, "level"));

	buffer_append_format(out, "<h%d>", level);
	put_foreign(out, document_part_text(part, "text"));
	buffer_append_format(out, "</h%d>\n", level);
}

static void
put_paragraph(struct buffer *out, const json_t *part)
{
	buffer_append_string(out, "<p dir=\"auto\">");
	put_words(out, document_part_text(part, "text"));
	buffer_append_string(out, "</p>\n");
}

static void
put_gap(struct buffer *out, const json_t *part)
{
	buffer_append_string(out, "<p class=\"gap\"><b>Gap:</b> ");
	put_foreign(out, document_part_text(part, "text"));
	buffer_append_string(out, "</p>\n");
}

static void
put_label(struct buffer *out, const json_t *part, const char *class)
{
	buffer_append_format(out, "<dl%s><dt>", class);
	put_foreign(out, document_part_text(part, "label"));
	buffer_append_string(out, "</dt><dd>");
}

static void
put_value(struct buffer *out, const json_t *part)
{
	put_label(out, part, "");
	if (json_is_string(json_object_get(part, "text")))
		put_foreign(out, document_part_text(part, "text"));
	else
		buffer_append_string(out, "<i>" NOT_KNOWN "</i>");
	buffer_append_string(out, "</dd></dl>\n");
}

/* A group an element, set apart by its margin: copied, the hash is one word. */
static void
put_groups(struct buffer *out, const json_t *part)
{
	json_t *line;
	size_t i;

	json_array_foreach(json_object_get(part, "groups"), i, line) {
		struct text rest = text_of(json_string_value(line));

		buffer_append_string(out, i > 0 ? "<wbr>" : "");
		while (rest.p != NULL) {
			buffer_append_string(out, "<span>");
			put_words(out, text_cut(&rest, ' '));
			buffer_append_string(out, "</span>");
		}
	}
}

static void
put_hash(struct buffer *out, const json_t *part)
{
	put_label(out, part, " class=\"hash\"");
	if (json_is_string(json_object_get(part, "text")))
		put_groups(out, part);
	else
		buffer_append_string(out, "<i>" NOT_KNOWN "</i>");
	buffer_append_string(out, "</dd></dl>\n");
}

static void
put_row(struct buffer *out, const json_t *row, const char *begin, const char *end)
{
	json_t *cell;
	size_t i;

	buffer_append_string(out, "<tr>");
	json_array_foreach(row, i, cell) {
		buffer_append_string(out, begin);
		if (json_is_string(cell))
			put_foreign(out, (struct text){ json_string_value(cell),
			                                json_string_length(cell) });
		else
			buffer_append_string(out, "-");
		buffer_append_string(out, end);
	}
	buffer_append_string(out, "</tr>\n");
}

static void
put_table(struct buffer *out, const json_t *part)
{
	json_t *row;
	size_t i;

	buffer_append_string(out, "<table><thead>");
	put_row(out, json_object_get(part, "headings"), "<th scope=\"col\">", "</th>");
	buffer_append_string(out, "</thead><tbody>\n");
	json_array_foreach(json_object_get(part, "rows"), i, row)
		put_row(out, row, "<td>", "</td>");
	buffer_append_string(out, "</tbody></table>\n");
}

static void
put_picture(struct buffer *out, const json_t *part)
{
	buffer_append_string(out, "<figure><img alt=\"\" src=\"data:image/png;base64,");
	put_words(out, document_part_text(part, "png"));
	buffer_append_string(out, "\"><figcaption>");
	put_foreign(out, document_part_text(part, "text"));
	buffer_append_string(out, "</figcaption></figure>\n");
}

static void
put_signature(struct buffer *out, const json_t *part)
{
	buffer_append_string(out, "<p class=\"sign\">");
	put_foreign(out, document_part_text(part, "label"));
	buffer_append_string(out, "</p>\n");
}

static const struct {
	const char *kind;
	void (*put)(struct buffer *out, const json_t *part);
} kinds[] = {
	{ "heading", put_heading }, { "paragraph", put_paragraph }, { "gap", put_gap },
	{ "value", put_value },     { "hash", put_hash },           { "table", put_table },
	{ "picture", put_picture }, { "signature", put_signature },
};

static void
put_part(struct buffer *out, const json_t *part)
{
	struct text kind = document_part_text(part, "kind");

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (text_is(kind, kinds[i].kind))
			kinds[i].put(out, part);
	}
}

/* Languages written from right to left, by their first subtag. */
static bool
is_right_to_left(struct text language)
{
	static const char *const codes[] = { "ar", "fa", "he", "ur", "ps", "yi", "syr", "ckb", "dv" };
	struct text first = text_cut(&language, '-');

	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		if (text_is(first, codes[i]))
			return true;
	}
	return false;
}

static void
put_head(struct buffer *out, const struct document *document)
{
	struct text language = document_part_text(document->root, "language");

	buffer_append_string(out, "<!DOCTYPE html>\n<html lang=\"");
	put_words(out, language);
	buffer_append_format(out, "\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	                          "style-src 'unsafe-inline'; img-src data:\">\n<title>",
	                     is_right_to_left(language) ? "rtl" : "ltr");
	put_words(out, document_part_text(document->root, "title"));
	buffer_append_string(out, "</title>\n<style>");
	buffer_append_string(out, style);
	buffer_append_string(out, "</style>\n</head>\n<body>\n");
}

/* What stands on every page of a PDF stands at both ends here. */
static void
put_running(struct buffer *out, const struct document *document)
{
	struct text running = document_part_text(document->root, "running");

	buffer_append_string(out, "<p class=\"running\">");
	put_foreign(out, document_part_text(document->root, "title"));
	if (running.n > 0) {
		buffer_append_string(out, "<br>");
		put_foreign(out, running);
	}
	buffer_append_string(out, "</p>\n");
}

enum status
document_html(const struct document *document, struct buffer *out, struct error *err)
{
	enum status status = document_check(document, err);
	json_t *part;
	size_t i;

	if (status != STATUS_OK)
		return status;
	put_head(out, document);
	put_running(out, document);
	json_array_foreach(document->parts, i, part)
		put_part(out, part);
	put_running(out, document);
	buffer_append_string(out, "</body>\n</html>\n");
	return buffer_check(out, err);
}
