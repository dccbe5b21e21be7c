/* SPDX-License-Identifier: Apache-2.0 */
/* taking_words.c - lines, progress and provenance of an intake, between the library's layers and its callers. */
#include "api/taking_words.h"

#include "casework/short_id.h"

#include "base/scoped.h"
#include "base/text.h"

void
taking_name_id(char out[VIDIMUS_ID_SIZE], char kind, int64_t number)
{
	out[0] = '\0';
	if (number > 0)
		short_id_write(out, (struct short_id){ kind, number });
}

static void
pass_line(void *context, const struct intake_line *from)
{
	struct taking_callbacks *passing = context;
	SCOPED(buffer) media_type = { 0 };
	struct vidimus_intake_line line = { .path = from->path,
		                            .outcome = intake_outcome_name(from->outcome),
		                            .repaired = from->repaired,
		                            .hashed = from->outcome != INTAKE_FAILED,
		                            .sha256 = from->digest,
		                            .bytes = from->bytes,
		                            .warnings = from->warnings,
		                            .warning_count = from->warning_count,
		                            .fingerprints = from->fingerprints,
		                            .error_code = from->error_code,
		                            .error_text = from->error_text };

	passing->recorded += from->outcome != INTAKE_FAILED && !from->had_already;
	passing->repaired += from->outcome != INTAKE_FAILED && from->repaired;
	taking_name_id(line.item, 'E', from->item);
	taking_name_id(line.acquisition, 'Q', from->acquisition);
	taking_name_id(line.delivery, 'D', from->delivery);
	buffer_append_text(&media_type, from->media_type);
	line.media_type = line.hashed ? buffer_string(&media_type) : NULL;
	if (passing->line != NULL)
		passing->line(passing->context, &line);
}

static void
pass_progress(void *context, const struct intake_progress *from)
{
	const struct taking_callbacks *passing = context;

	if (passing->progress != NULL)
		passing->progress(passing->context,
		                  &(struct vidimus_intake_progress){
					  .files = from->files_done,
					  .files_total = from->totals_known ? from->files_total : 0,
					  .bytes = from->bytes_done,
					  .bytes_total = from->totals_known ? from->bytes_total : 0,
					  .name = from->current });
}

struct provenance_words
taking_provenance(const struct vidimus_provenance *said)
{
	if (said == NULL)
		return (struct provenance_words){ 0 };
	return (struct provenance_words){ .from = said->from,
		                          .collector = said->collector,
		                          .from_organisation = said->from_organisation,
		                          .method = said->method,
		                          .medium = said->medium,
		                          .write_blocked = said->write_blocked,
		                          .serial = said->serial,
		                          .seal_number = said->seal_number,
		                          .condition = said->condition,
		                          .place = said->place,
		                          .received = said->received,
		                          .legal_basis = said->legal_basis,
		                          .capture_tool = said->capture_tool,
		                          .channel = said->channel,
		                          .url = said->url,
		                          .post_id = said->post_id,
		                          .caption = said->caption,
		                          .published = said->published,
		                          .published_zone = said->published_zone,
		                          .note = said->note };
}

struct intake_callbacks
taking_callbacks_of(struct taking_callbacks *callbacks, const atomic_bool *stop)
{
	return (struct intake_callbacks){ .line = pass_line,
		                          .progress = pass_progress,
		                          .context = callbacks,
		                          .stop = stop };
}
