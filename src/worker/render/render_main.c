/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_main.c - vidimus-render: reads a document's JSON from standard input,
 * writes its PDF, or what is wrong in words with exit code 1, to standard
 * output. It knows of no catalogue, locks itself in before it reads the first
 * byte, and from then on can open nothing but the fonts that the system lists.
 */
#include "worker/render/parts.h"

#include "worker/sandbox.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/scoped.h"
#include "base/text.h"
#include "wire/request.h"

#include <fontconfig/fontconfig.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Bytes of a document and of a PDF. */
#define DOCUMENT_LIMIT JSON_SIZE_LIMIT
#define FONT_FOLDERS   64
#define FIRST_UNUSED   3

static const struct parser_limits limits = {
	.address_space = UINT64_C(2) << 30,
	.data = UINT64_C(768) << 20,
	.cpu_seconds = 240,
	.wall_seconds = 300,
};

static const char mark[] __attribute__((used)) = REQUEST_MARK;

/* What libraries say is nobody's to read, and how they would say it is a system call that ends us. */
static GLogWriterOutput
keep_silent(GLogLevelFlags level, const GLogField *fields, gsize count, gpointer context)
{
	(void)level, (void)fields, (void)count, (void)context;
	return G_LOG_WRITER_HANDLED;
}

/* Reads the system's list of fonts; which folders they lie in. No process of pango has begun yet. */
static enum status
list_fonts(const char *folders[FONT_FOLDERS + 1], struct error *err)
{
	FcStrList *list;
	FcChar8 *folder;
	size_t count = 0;

	g_log_set_writer_func(keep_silent, NULL, NULL);
	if (!FcInit())
		return fail(err, STATUS_UNUSABLE, "fontconfig cannot be read: are fonts installed?");
	list = FcConfigGetFontDirs(FcConfigGetCurrent());
	while (list != NULL && count < FONT_FOLDERS && (folder = FcStrListNext(list)) != NULL)
		folders[count++] = (const char *)folder;
	folders[count] = NULL;
	if (list != NULL)
		FcStrListDone(list); /* the names belong to the configuration */
	return STATUS_OK;
}

/* For good: what is open are the two pipes, what can be opened are fonts. */
static enum status
lock_in(const char *const *folders, struct error *err)
{
	SCOPED(sandbox) sandbox = { 0 };
	enum status status;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || close_range(FIRST_UNUSED, ~0U, 0) != 0)
		return fail_os(err, "descriptors cannot be closed");
	status = sandbox_prepare_reading(&sandbox, folders, err);
	if (status == STATUS_OK)
		status = sandbox_limit(&limits, err);
	return status == STATUS_OK ? sandbox_lock_in(&sandbox, err) : status;
}

static enum status
read_document(json_t **out, struct error *err)
{
	SCOPED(buffer) text = { 0 };
	enum status status = file_read_all(STDIN_FILENO, DOCUMENT_LIMIT, &text, err);

	return status == STATUS_OK ? json_read(out, text_of_buffer(&text), err) : status;
}

static void
put_all(struct sheet *sheet, const json_t *document, bool drawing)
{
	sheet_begin(sheet, drawing);
	parts_put(sheet, document);
	sheet_finish(sheet);
}

static enum status
render(struct sheet *sheet, const json_t *document, struct error *err)
{
	enum status status = sheet_open(sheet, err);

	if (status != STATUS_OK)
		return status;
	put_all(sheet, document, false);
	if (sheet->too_long)
		return fail(err, STATUS_LIMIT, "the document has more than %u pages", PAGES_LIMIT);
	put_all(sheet, document, true);
	if (cairo_surface_status(sheet->surface) != CAIRO_STATUS_SUCCESS)
		return fail(err, STATUS_FAULT, "%s",
		            cairo_status_to_string(cairo_surface_status(sheet->surface)));
	return buffer_check(&sheet->out, err);
}

static enum status
answer(struct error *err)
{
	const char *folders[FONT_FOLDERS + 1];
	SCOPED_JSON json_t *document = NULL;
	SCOPED(sheet) sheet = { 0 };
	enum status status = list_fonts(folders, err);

	if (status == STATUS_OK)
		status = lock_in(folders, err);
	if (status == STATUS_OK)
		status = read_document(&document, err);
	if (status != STATUS_OK)
		return status;
	sheet.title = member_text(document, "title");
	sheet.running = member_text(document, "running");
	sheet.prepared = member_text(document, "prepared");
	sheet.language = member_text(document, "language");
	status = render(&sheet, document, err);
	return status == STATUS_OK ? file_write_all(STDOUT_FILENO, sheet.out.p, sheet.out.n, err)
	                           : status;
}

int
main(void)
{
	struct error err = { 0 };
	enum status status = answer(&err);

	if (status != STATUS_OK)
		status = file_write_all(STDOUT_FILENO, err.text, strlen(err.text), NULL) == STATUS_OK
		                 ? status
		                 : STATUS_IO;
	_exit(status == STATUS_OK ? 0 : 1); /* no library ends itself by calls that are forbidden now */
}
