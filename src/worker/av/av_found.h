/* SPDX-License-Identifier: Apache-2.0 */
/*
 * av_found.h - what was found out about the streams of a file, kept for the
 * next time the same child opens it: libavformat decodes pictures to find it
 * out, a quarter of what a short film costs.
 *
 * There is one file at a time, as a child has one only. Nothing is kept unless it
 * was said that the same bytes will be opened again.
 */
#ifndef VIDIMUS_WORKER_AV_FOUND_H
#define VIDIMUS_WORKER_AV_FOUND_H

#include "worker/av/av_container.h"

/* From now on what is found about `input` is kept, and what was about another one forgotten. */
void found_begin(const struct parser_input *input);

/* The same, but what is kept about this one stays. */
void found_go_on(const struct parser_input *input);

/* Forgets it, and keeps nothing any more. */
void found_end(void);

/*
 * Gives the streams what was found the last time; false where nothing was kept
 * or the header told of other streams, so that they are to be looked at.
 */
CHECKED bool found_apply(const struct parser_input *input, struct container *container);

/* Keeps it, if it is asked for and the format names its streams in its header. */
void found_keep(const struct parser_input *input, const struct container *container);

#endif
