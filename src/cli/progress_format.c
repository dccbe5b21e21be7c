/* SPDX-License-Identifier: Apache-2.0 */
/* progress_format.c - the words of the progress line, and its smoothed rate. */
#include "cli/progress.h"

#include "base/scoped.h"
#include "base/text.h"
#include "cli/human.h"
#include "cli/table.h"

#include <stdio.h>

#define SECOND     1e9
#define SAMPLE_NS  500000000u
/* About what somebody at the screen takes as "now"; longer hides that a disk got slow. */
#define SMOOTHING_SECONDS 8.0

void
rate_sample(struct rate *rate, uint64_t now, uint64_t done)
{
	double seconds, current;

	if (rate->at == 0 || done < rate->done) {
		*rate = (struct rate){ .at = now, .done = done };
		return;
	}
	if (now < rate->at + SAMPLE_NS)
		return;
	seconds = (double)(now - rate->at) / SECOND;
	current = (double)(done - rate->done) / seconds;
	if (rate->known)
		rate->a_second += (current - rate->a_second) * seconds / (SMOOTHING_SECONDS + seconds);
	else
		rate->a_second = current;
	rate->known = true;
	rate->at = now;
	rate->done = done;
}

static int
digits(uint64_t number)
{
	return snprintf(NULL, 0, "%llu", (unsigned long long)number);
}

static void
append_files(struct buffer *out, const struct progress_state *state)
{
	unsigned long long files = state->files, total = state->files_total;

	if (total == 0)
		buffer_append_format(out, "[%llu]", files);
	else
		buffer_append_format(out, "[%*llu/%llu]", digits(total), files, total);
}

/* Whether bytes tell how far it is, or only files do. */
static bool
counts_bytes(const struct progress_state *state)
{
	return state->bytes > 0 || state->bytes_total > 0;
}

static void
append_bytes(struct buffer *out, const struct progress_state *state, double rate)
{
	char size[HUMAN_TEXT_SIZE];

	if (!counts_bytes(state))
		return;
	buffer_append_format(out, " %s", human_size(size, state->bytes));
	if (state->bytes_total > 0)
		buffer_append_format(out, " of %s", human_size(size, state->bytes_total));
	if (rate >= 1)
		buffer_append_format(out, "  %s", human_rate(size, (uint64_t)rate));
}

static void
append_time_left(struct buffer *out, const struct progress_state *state, double rate)
{
	bool bytes = counts_bytes(state);
	uint64_t total = bytes ? state->bytes_total : state->files_total;
	uint64_t done = bytes ? state->bytes : state->files;
	char clock[HUMAN_TEXT_SIZE];
	double seconds;

	if (total == 0 || done > total || rate <= 0)
		return;
	seconds = (double)(total - done) / rate;
	if (seconds < 1e9)
		buffer_append_format(out, "  ETA %s", human_clock(clock, (uint64_t)(seconds + 0.5)));
}

void
progress_format(struct buffer *out, const struct progress_state *state, double rate,
                unsigned width)
{
	SCOPED(buffer) line = { 0 };

	append_files(&line, state);
	append_bytes(&line, state, rate);
	append_time_left(&line, state, rate);
	if (state->doing != NULL)
		buffer_append_format(&line, "  %s ", state->doing);
	text_append_escaped(&line, state->name.p, state->doing ? state->name.n : 0);
	cut_append(out, text_of_buffer(&line), width);
}
