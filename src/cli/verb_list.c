/* SPDX-License-Identifier: Apache-2.0 */
/* verb_list.c - `vidimus list`: the items, all or some. */
#include "base/scoped.h"
#include "base/text.h"
#include "cli/lines.h"
#include "cli/session.h"
#include "cli/shown.h"

#include <vidimus/view.h>

/* What other programs are promised (docs/views.md), in this order. */
static json_t *
as_promised(const json_t *item)
{
	static const char *const names[] = { "id",          "sha256", "media_type", "status",
		                             "verified_as", "sensitivity", "title", "received",
		                             "published", "held", "retracted" };
	json_t *out = json_object();

	for (size_t i = 0; out != NULL && i < sizeof names / sizeof names[0]; i++) {
		json_t *value = json_object_get(item, names[i]);

		if (json_object_set_new(out, names[i], value ? json_incref(value) : json_null()) != 0) {
			json_decref(out);
			return NULL;
		}
	}
	return out;
}

static enum status
run(struct command *command, struct error *err)
{
	static const struct shown_column columns[] = {
		{ .title = "ID", .name = "id" },
		{ .title = "RECEIVED", .name = "received", .form = SHOWN_TIME },
		{ .title = "TYPE", .name = "media_type" },
		{ .title = "HELD", .name = "held" },
		{ .title = "STATUS", .name = "status" },
		{ .title = "SENSITIVITY", .name = "sensitivity" },
		{ .title = "NAME", .name = "name", .shrinks = true },
		{ .title = "TITLE", .name = "title", .shrinks = true },
		{ 0 },
	};
	struct listing listing;
	struct vidimus_output to;
	enum status status;

	listing_begin(&listing, command, columns);
	listing.as_json = as_promised;
	to = listing_output(&listing);
	status = vidimus_item_list(command->session->catalogue, command->arguments,
	                           command->argument_count, &to, err);
	status = listing_finish(&listing, status,
	                        command->argument_count ? "No item matches."
	                                                : "There is no item yet.", err);
	listing_end(&listing);
	return status;
}

static const struct verb_example examples[] = {
	{ "list", "Everything, in the order it came." },
	{ "list type:video graphic:unassessed", "Videos that nobody described yet." },
	{ "list E-1..E-22 received:2026-03", "Those of a range that came in March 2026." },
	{ "list has:gps taken:2020-11 make:canon", "What says where and when it was taken, by that maker's cameras." },
	{ "list --json channel:tg-7", "For another program, a line each." },
	{ 0 },
};

const struct verb verb_list = {
	.name = "list",
	.summary = "List items, all or those that filters match",
	.about = "Filters are ids and ranges (one of them must match) and KEY:VALUE (all must): "
	         "type:image, delivery:D-1, channel:C-1, from:W-1, graphic:graphic-3, "
	         "sound:distressing-audio, flag:minor-visible, status:unverified, warning:zero-bytes, "
	         "received:2026-03, published:2020-11-10, name:TEXT, title:TEXT, sha256:3fa9, "
	         "bytes:1000.., incident:I-1, report:R-1, act:torture, place-concluded:no, has:note, described:no, held:no, retracted:yes, listed:TEXT (of a list of hashes); of what files declare and what was measured "
	         "taken:2020-11, make:TEXT, model:TEXT, software:TEXT, has:gps, has:metadata, has:c2pa, "
	         "width:1920.., height:480..720, duration:..90, codec:h264, examined:failed.\n\n"
	         "What nobody assessed counts as the worst: graphic:unassessed finds it.",
	.arguments = "[FILTER…]",
	.argument_kind = VALUE_TEXT,
	.most = ARGUMENTS_MANY,
	.group = GROUP_LOOKING,
	.examples = examples,
	.needs = NEEDS_READING,
	.run = run,
};
