/* SPDX-License-Identifier: Apache-2.0 */
/* stage.h - a worker whose only family attacks, and what is left after each attack. */
#ifndef VIDIMUS_TESTS_WORKER_STAGE_H
#define VIDIMUS_TESTS_WORKER_STAGE_H

#include "support/processes.h"
#include "support/support.h"

#include "media/worker.h"


#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ADDRESS_SANITIZER 1
#endif
#endif
#ifndef UNDER_ADDRESS_SANITIZER
#define UNDER_ADDRESS_SANITIZER 0
#endif

struct stage {
	char          *folder;
	struct worker *worker;
	bool           stop;
	size_t         descriptors; /* open in this process before the first attack */
};

void stage_begin(struct stage *stage, bool allow_unsandboxed);
void stage_end(struct stage *stage);

/* Opens a worker of the hostile family. */
CHECKED enum status stage_open(struct stage *stage, bool allow_unsandboxed, struct error *err);

/* Has a file examined that holds the attack's name; it must be the same file afterwards. */
CHECKED enum status stage_try(struct stage *stage, const char *attack,
                              const struct parser_limits *limits, struct examination *out,
                              struct error *err);
void stage_attack(struct stage *stage, const char *attack, const struct parser_limits *limits,
                  struct examination *out);

/*
 * An honest file is read by a fresh child; the server has no child left, this
 * process no descriptor more than before and no zombie.
 */
void stage_expect_well(struct stage *stage);

bool result_is(const struct examination *examination, const char *result);

#endif
