/* SPDX-License-Identifier: Apache-2.0 */
/* bag_hash.c - every file of a bag hashed once, several at a time, and compared with all manifests. */
#include "bundle/bag_check_internal.h"

#include "base/error.h"
#include "base/text.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_MOST 8
#define PAGE         4096
#define LARGE        (UINT64_C(64) << 20) /* hashed alone in the calling thread when it is most of the bag */

struct hashing {
	struct bag         *bag;
	unsigned            set;
	struct member_watch watch; /* of the threads: tells the source's own, one at a time */
	size_t             *order; /* files, the largest first */
	atomic_size_t       next;
	atomic_bool         stop;
	pthread_mutex_t     lock;
	enum status         status;
	struct error        error;
};

static void
tell_progress(void *context, uint64_t bytes)
{
	struct hashing *hashing = context;
	const struct member_watch *watch = &hashing->bag->source->watch;

	pthread_mutex_lock(&hashing->lock);
	hashing->bag->verdict->bytes += bytes;
	if (watch->progress != NULL)
		watch->progress(watch->context, bytes);
	if (watch->stop != NULL && atomic_load(watch->stop))
		atomic_store(&hashing->stop, true);
	pthread_mutex_unlock(&hashing->lock);
}

static const unsigned char *
digest_by(const struct digests *digests, enum bag_algorithm algorithm)
{
	switch (algorithm) {
	case BAG_MD5:
		return digests->md5;
	case BAG_SHA1:
		return digests->sha1;
	case BAG_SHA512:
		return digests->sha512;
	default:
		return digests->sha256.bytes;
	}
}

static void
compare(struct bag *bag, size_t index, const struct digests *digests)
{
	for (size_t i = 0; i < bag->manifest_count; i++) {
		const struct bag_manifest *manifest = &bag->manifests[i];
		size_t size = bag_algorithm_size(manifest->algorithm);

		if (manifest->listed[index] == BAG_NOT_LISTED ||
		    memcmp(manifest->expected + index * size, digest_by(digests, manifest->algorithm), size) == 0)
			continue;
		bag->outcomes[index] = BAG_CHANGED;
		bag->against[index] = (unsigned char)i;
		return;
	}
}

/* A file that its container refuses is a fault of the bag; anything else ends the hashing. */
static void
note_failure(struct hashing *hashing, size_t index, enum status st, const struct error *error)
{
	struct bag *bag = hashing->bag;

	pthread_mutex_lock(&hashing->lock);
	if (st == STATUS_FALSE) {
		bag->outcomes[index] = BAG_REFUSED;
		json_object_set_new(bag->refusals, bag->source->members[index].member.name, json_string(error->text));
	} else {
		if (hashing->status == STATUS_OK) {
			hashing->status = st;
			hashing->error = *error;
		}
		atomic_store(&hashing->stop, true);
	}
	pthread_mutex_unlock(&hashing->lock);
}

static void
hash_one(struct hashing *hashing, size_t index, char *scratch, bool alone)
{
	const struct source_hashing how = { hashing->set, &hashing->watch, scratch, alone };
	struct error error = { 0 };
	struct digests digests;
	enum status st = source_hash(hashing->bag->source, index, &how, &digests, &error);

	if (st == STATUS_OK)
		compare(hashing->bag, index, &digests);
	else
		note_failure(hashing, index, st, &error);
}

static void *
hash_some(void *context)
{
	struct hashing *hashing = context;
	char *scratch = aligned_alloc(PAGE, MEMBER_SCRATCH); /* NULL: one is made for each file */
	size_t i;

	while (!atomic_load(&hashing->stop) &&
	       (i = atomic_fetch_add(&hashing->next, 1)) < hashing->bag->source->count)
		hash_one(hashing, hashing->order[i], scratch, true);
	free(scratch);
	return NULL;
}

static size_t
usable_cores(void)
{
	cpu_set_t set;
	int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

	return count < 1 ? 1 : count > THREADS_MOST ? THREADS_MOST : (size_t)count;
}

static void
hash_all(struct hashing *hashing)
{
	pthread_t threads[THREADS_MOST - 1];
	size_t cores = usable_cores(), started = 0;
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (started + 1 < cores && started + 1 < hashing->bag->source->count &&
	       pthread_create(&threads[started], NULL, hash_some, hashing) == 0)
		started++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	hash_some(hashing);
	while (started > 0)
		pthread_join(threads[--started], NULL);
}

static int
by_size(const void *a, const void *b, void *context)
{
	const struct bundle_source *source = context;
	uint64_t x = source->members[*(const size_t *)a].member.size, y = source->members[*(const size_t *)b].member.size;

	return (x < y) - (x > y);
}

/* A file that is most of the bag is read, hashed and checked by threads of its own. */
static void
hash_giant(struct hashing *hashing)
{
	const struct bundle_source *source = hashing->bag->source;
	uint64_t all = 0, most = source->count > 0 ? source->members[hashing->order[0]].member.size : 0;

	for (size_t i = 0; i < source->count; i++)
		all += source->members[i].member.size;
	if (most < LARGE || most < all / 2)
		return;
	hash_one(hashing, hashing->order[0], NULL, false);
	atomic_store(&hashing->next, 1);
}

static unsigned
wanted_set(const struct bag *bag)
{
	static const unsigned bits[BAG_ALGORITHMS] = { DIGEST_MD5, DIGEST_SHA1, 0, DIGEST_SHA512 };
	unsigned set = 0;

	for (size_t i = 0; i < bag->manifest_count; i++)
		set |= bits[bag->manifests[i].algorithm];
	return set;
}

enum status
bag_hash(struct bag *bag, struct error *err)
{
	struct hashing hashing = { .bag = bag, .set = wanted_set(bag) };

	hashing.watch = (struct member_watch){ &hashing.stop, tell_progress, &hashing };
	hashing.order = calloc(bag->source->count + 1, sizeof *hashing.order);
	if (hashing.order == NULL)
		return fail_memory(err);
	for (size_t i = 0; i < bag->source->count; i++)
		hashing.order[i] = i;
	qsort_r(hashing.order, bag->source->count, sizeof *hashing.order, by_size, bag->source);
	pthread_mutex_init(&hashing.lock, NULL);
	hash_giant(&hashing);
	hash_all(&hashing);
	pthread_mutex_destroy(&hashing.lock);
	free(hashing.order);
	bag->verdict->files = bag->source->count;
	if (hashing.status != STATUS_OK && err != NULL)
		*err = hashing.error;
	if (hashing.status == STATUS_OK)
		return member_watch_check(&bag->source->watch, err);
	return hashing.status;
}
