/* SPDX-License-Identifier: Apache-2.0 */
/*
 * contradictions.h - what is odd about a file when its statements, what was
 * measured and its name are held against each other. Pure: facts in, codes of
 * the vocabulary `warning` out. Each code is a question for a person, never a
 * finding.
 */
#ifndef VIDIMUS_MEDIA_CONTRADICTIONS_H
#define VIDIMUS_MEDIA_CONTRADICTIONS_H

#include "media/examination.h"
#include "media/metadata.h"

#include "base/instant.h"

/* All borrowed. */
struct contradiction_facts {
	const struct examination *examination;
	const struct metadata    *metadata;
	struct text               signature; /* media type that the first bytes tell; p NULL for none */
	struct text               name;      /* last part of the name as received, bytes; p NULL for none */
	struct instant            now;
};

/* Called once for each oddity, `detail` UTF-8 or NULL; STATUS_OK goes on. */
struct contradiction_taker {
	enum status (*take)(void *context, const char *code, const char *detail,
	                    struct error *err);
	void *context;
};

/* Two dates of one act that differ by more than this in the same zone disagree. */
#define DATES_AGREE_SECONDS 120

/* Two positions farther apart than this disagree. */
#define PLACES_AGREE_METRES 1000

/* A recording longer than this is implausible. */
#define PLAUSIBLE_DURATION_SECONDS (7 * 86400)

/* Tells every contradiction, in a fixed order. Any status but STATUS_OK of the taker ends it. */
CHECKED enum status contradictions_find(const struct contradiction_facts *facts,
                                        const struct contradiction_taker *taker,
                                        struct error *err);

#endif
