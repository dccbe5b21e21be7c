/* SPDX-License-Identifier: Apache-2.0 */
/* test_vault_stage.c - one pass reads, hashes and writes any file that rests, and refuses one that does not. */
#include "store/vault.h"

#include "store/vault_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

#define MIB ((size_t)1 << 20)

/* Sizes around every border that the pass has: pieces, pages, threads, direct writing. */
static const size_t sizes[] = { 0,       1,           511,          4095,         4096,
	                        4097,    256 << 10,   (256 << 10) + 1, MIB - 1,   MIB,
	                        8 * MIB - 1, 8 * MIB, 8 * MIB + 4097, 17 * MIB + 3 };
#define SIZES (sizeof sizes / sizeof sizes[0])

/* Bytes that no piece has twice in the same place. */
static unsigned char *
make_bytes(size_t n)
{
	unsigned char *bytes = malloc(n + 1);
	uint64_t x = n + 1;

	for (size_t i = 0; i < n; i++) {
		x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
		bytes[i] = (unsigned char)(x >> 56);
	}
	return bytes;
}

static void
add_bytes(void *context, uint64_t bytes)
{
	*(uint64_t *)context += bytes;
}

/* Stages, publishes and compares the object with the bytes that it came from. */
static void
expect_kept(const struct fixture *f, int source, const struct stage_options *options,
            const unsigned char *bytes, size_t n)
{
	SCOPED_POINTER(staged) staged = NULL;
	SCOPED(buffer) kept = { 0 };
	char path[PATH_ROOM];
	struct digest digest;
	struct error err;

	assert_ok(vault_stage(f->vault, source, options, &staged, &err), &err);
	assert_ok(digest_of(bytes, n, &digest, &err), &err);
	assert_true(digest_equal(&digest, &staged_digests(staged)->sha256));
	assert_int_equal(staged_size(staged), n);
	assert_ok(staged_sync(staged, &err), &err);
	assert_ok(staged_publish(staged, NULL, &err), &err);
	read_file(&kept, path_of(f, &digest, path));
	assert_int_equal(kept.n, n);
	assert_true(n == 0 || memcmp(kept.p, bytes, n) == 0);
	assert_int_equal(unlink(path), 0);
}

static void
every_length_is_kept_byte_for_byte(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < 2 * SIZES; i++) {
		size_t n = sizes[i / 2];
		SCOPED_FREE unsigned char *bytes = make_bytes(n);
		SCOPED_FD source = source_of(f, "source", bytes, n);
		uint64_t seen = 0;
		struct stage_options options = { .alone = i % 2,
			                         .progress = add_bytes,
			                         .context = &seen };

		open_with(f, ways[i % WAYS]);
		expect_kept(f, source, &options, bytes, n);
		assert_int_equal(seen, n);
	}
}

static void
hashing_alone_finds_the_same(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < SIZES; i++) {
		SCOPED_FREE unsigned char *bytes = make_bytes(sizes[i]);
		SCOPED_FD source = source_of(f, "source", bytes, sizes[i]);
		struct stage_options options = { .digests = DIGEST_ALL };
		SCOPED_POINTER(staged) staged = NULL;
		struct digests digests;
		struct error err;
		uint64_t size;

		assert_ok(vault_hash(source, &options, &digests, &size, &err), &err);
		assert_int_equal(size, sizes[i]);
		assert_ok(vault_stage(f->vault, source, &options, &staged, &err), &err);
		assert_memory_equal(&digests, staged_digests(staged), sizeof digests);
	}
}

/* Above the size from which the page cache is gone around, with an end that fits no block. */
static void
a_file_of_hundreds_of_megabytes_is_kept(void **state)
{
	struct fixture *f = *state;
	const size_t n = 257 * MIB + 1234;

	for (int alone = 0; alone < 2; alone++) {
		SCOPED_FREE unsigned char *bytes = make_bytes(n);
		SCOPED_FD source = source_of(f, "source", bytes, n);
		struct stage_options options = { .alone = alone };

		expect_kept(f, source, &options, bytes, n);
	}
}

static void
a_position_is_neither_used_nor_moved(void **state)
{
	struct fixture *f = *state;
	SCOPED_FD source = source_of(f, "source", "0123456789", 10);
	struct digests digests;
	struct digest expected;
	uint64_t size;

	assert_int_equal(ftruncate(source, 1 << 20), 0);
	assert_int_equal(lseek(source, 7, SEEK_SET), 7);
	assert_ok(vault_hash(source, NULL, &digests, &size, NULL), NULL);
	assert_int_equal(lseek(source, 0, SEEK_CUR), 7);
	assert_int_equal(size, 1 << 20);
	{
		SCOPED_FREE char *whole = calloc(1, 1 << 20);

		memcpy(whole, "0123456789", 10);
		assert_ok(digest_of(whole, 1 << 20, &expected, NULL), NULL);
	}
	assert_true(digest_equal(&expected, &digests.sha256));
}

/* SHA-256 of zeros with some bytes in them, without holding them. */
static struct digest
digest_of_sparse(uint64_t size, uint64_t at, const char *text)
{
	static const char zeros[1 << 20];
	struct digester *digester = NULL;
	struct digests digests;

	assert_ok(digester_open(&digester, 0, NULL), NULL);
	for (uint64_t done = 0; done < size;) {
		uint64_t end = done < at ? at : size;
		size_t n = end - done < sizeof zeros ? (size_t)(end - done) : sizeof zeros;

		if (done == at) {
			n = strlen(text);
			assert_ok(digester_update(digester, text, n, NULL), NULL);
		} else {
			assert_ok(digester_update(digester, zeros, n, NULL), NULL);
		}
		done += n;
	}
	assert_ok(digester_finish(digester, &digests, NULL), NULL);
	digester_close(digester);
	return digests.sha256;
}

/* Holes at the start, in the middle and at the end. */
static void
four_sparse_gigabytes_keep_their_holes(void **state)
{
	struct fixture *f = *state;
	const uint64_t size = (UINT64_C(4) << 30) + 5, at = (UINT64_C(3) << 30) + 4096;
	SCOPED_FD source = source_of(f, "source", "", 0);
	struct digest expected = digest_of_sparse(size, at, "far away");
	SCOPED_POINTER(staged) staged = NULL;
	char path[PATH_ROOM];
	struct stat st;
	struct error err;

	assert_int_equal(pwrite(source, "far away", 8, (off_t)at), 8);
	assert_int_equal(ftruncate(source, (off_t)size), 0);
	assert_ok(vault_stage(f->vault, source, NULL, &staged, &err), &err);
	assert_true(digest_equal(&expected, &staged_digests(staged)->sha256));
	assert_ok(staged_sync(staged, &err), &err);
	assert_ok(staged_publish(staged, NULL, &err), &err);
	assert_int_equal(stat(path_of(f, &expected, path), &st), 0);
	assert_int_equal(st.st_size, size);
	assert_true(st.st_blocks <= 2 * 2048); /* of 512 bytes: at most two pieces */
}

static void
many_small_holes_are_hashed_right(void **state)
{
	struct fixture *f = *state;
	const size_t n = 12 * MIB;
	SCOPED_FREE unsigned char *bytes = calloc(1, n);
	SCOPED_FD source = source_of(f, "source", "", 0);

	for (size_t at = 4096; at < n; at += 28672) {
		memset(bytes + at, (int)(at >> 12 & 255) | 1, 4096);
		assert_int_equal(pwrite(source, bytes + at, 4096, (off_t)at), 4096);
	}
	assert_int_equal(ftruncate(source, (off_t)n), 0);
	expect_kept(f, source, NULL, bytes, n);
}

/* A file that another thread changes from the moment that its first piece is read. */
struct meddler {
	int           fd;
	off_t         length;  /* what to cut or lengthen it to, or */
	bool          write;   /* write a byte, */
	bool          touch;   /* set its times, or */
	bool          chmod;   /* change its mode */
	bool          done;
	pthread_t     thread;
};

static void *
meddle(void *context)
{
	struct meddler *meddler = context;
	const struct timespec times[2] = { { .tv_nsec = UTIME_NOW }, { .tv_sec = 1234 } };

	if (meddler->write)
		meddler->done = pwrite(meddler->fd, "!", 1, 0) == 1;
	else if (meddler->touch)
		meddler->done = futimens(meddler->fd, times) == 0;
	else if (meddler->chmod)
		meddler->done = fchmod(meddler->fd, 0604) == 0;
	else
		meddler->done = ftruncate(meddler->fd, meddler->length) == 0;
	return NULL;
}

static void
let_meddle(void *context, uint64_t bytes)
{
	struct meddler *meddler = context;

	(void)bytes;
	if (meddler->done)
		return;
	assert_int_equal(pthread_create(&meddler->thread, NULL, meddle, meddler), 0);
	assert_int_equal(pthread_join(meddler->thread, NULL), 0);
	assert_true(meddler->done);
}

static void
a_file_that_changes_while_it_is_read_is_refused(void **state)
{
	struct fixture *f = *state;
	static const struct meddler changes[] = {
		{ .length = 0 },           { .length = 700000 }, { .length = 3 << 20 },
		{ .length = 40 << 20 },    { .write = true },    { .touch = true },
		{ .chmod = true },
	};
	const size_t lengths[] = { 2 * MIB, 20 * MIB };

	for (size_t i = 0; i < 2 * sizeof changes / sizeof changes[0]; i++) {
		size_t n = lengths[i % 2];
		SCOPED_FREE unsigned char *bytes = make_bytes(n);
		SCOPED_FD source = source_of(f, "source", bytes, n);
		struct meddler meddler = changes[i / 2];
		struct stage_options options = { .progress = let_meddle, .context = &meddler };
		struct staged *staged = NULL;
		struct error err;

		/* the clock that stamps files ticks every few milliseconds */
		nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
		meddler.fd = source;
		assert_status(STATUS_CHANGED, vault_stage(f->vault, source, &options, &staged, &err),
		              &err);
		assert_null(staged);
		assert_int_equal(count_names(f, "staging"), 0);
	}
}

static void
what_is_no_file_is_refused(void **state)
{
	struct fixture *f = *state;
	struct staged *staged = NULL;
	SCOPED_FD null = open("/dev/null", O_RDONLY);
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	assert_status(STATUS_INVALID, vault_stage(f->vault, null, NULL, &staged, NULL), NULL);
	assert_status(STATUS_INVALID, vault_stage(f->vault, f->fd, NULL, &staged, NULL), NULL);
	assert_status(STATUS_INVALID, vault_stage(f->vault, pipes[0], NULL, &staged, NULL), NULL);
	close(pipes[0]);
	close(pipes[1]);
}

static void
a_limit_is_met_exactly(void **state)
{
	struct fixture *f = *state;
	SCOPED_FD source = source_of(f, "source", "ten bytes.", 10);
	struct stage_options options = { .max_size = 9 };
	struct digests digests;
	uint64_t size;

	assert_status(STATUS_LIMIT, vault_hash(source, &options, &digests, &size, NULL), NULL);
	options.max_size = 10;
	assert_ok(vault_hash(source, &options, &digests, &size, NULL), NULL);
}

static void
raise_stop(void *context, uint64_t bytes)
{
	(void)bytes;
	atomic_store((atomic_bool *)context, true);
}

/* Also in the midst of a hole, which takes long to hash and nothing to read. */
static void
a_stop_ends_the_reading_soon(void **state)
{
	struct fixture *f = *state;
	SCOPED_FD source = source_of(f, "source", "", 0);
	struct staged *staged = NULL;
	struct error err;

	assert_int_equal(ftruncate(source, (off_t)1 << 40), 0);
	for (int alone = 0; alone < 2; alone++) {
		atomic_bool stop = false;
		struct stage_options options = { .stop = &stop,
			                         .progress = raise_stop,
			                         .context = &stop,
			                         .alone = alone };

		assert_status(STATUS_INTERRUPTED,
		              vault_stage(f->vault, source, &options, &staged, &err), &err);
		assert_status(STATUS_INTERRUPTED,
		              vault_stage(f->vault, source, &options, &staged, &err), &err);
		assert_null(staged);
	}
}

static atomic_int alarms;

static void
count_alarm(int signal)
{
	(void)signal;
	atomic_fetch_add(&alarms, 1);
}

/* Calls that a signal interrupts are continued. */
static void
signals_do_not_disturb(void **state)
{
	struct fixture *f = *state;
	const size_t n = 40 * MIB;
	SCOPED_FREE unsigned char *bytes = make_bytes(n);
	SCOPED_FD source = source_of(f, "source", bytes, n);
	const struct itimerval often = { { 0, 300 }, { 0, 300 } }, never = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = count_alarm }, before;

	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &often, NULL);
	expect_kept(f, source, NULL, bytes, n);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	assert_true(atomic_load(&alarms) > 0);
}

/* No room for more than this many bytes in one file: as a full disk, in the midst of it. */
static void
a_file_that_cannot_be_written_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	const size_t n = 12 * MIB;
	SCOPED_FREE unsigned char *bytes = make_bytes(n);
	SCOPED_FD source = source_of(f, "source", bytes, n);
	struct rlimit before, small = { 5 * MIB + 1000, RLIM_INFINITY };
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	for (int i = 0; i < 2 * WAYS; i++) {
		struct stage_options options = { .alone = i % 2 };
		struct staged *staged = NULL;
		struct error err;
		enum status st;

		open_with(f, ways[i / 2]);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
		st = vault_stage(f->vault, source, &options, &staged, &err);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
		assert_status(STATUS_IO, st, &err);
		assert_non_null(strstr(err.text, "at byte 5243880"));
		assert_null(staged);
		assert_int_equal(count_names(f, "staging"), 0);
	}
	signal(SIGXFSZ, handler);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		VAULT_TEST(every_length_is_kept_byte_for_byte),
		VAULT_TEST(hashing_alone_finds_the_same),
		VAULT_TEST(a_file_of_hundreds_of_megabytes_is_kept),
		VAULT_TEST(a_position_is_neither_used_nor_moved),
		VAULT_TEST(four_sparse_gigabytes_keep_their_holes),
		VAULT_TEST(many_small_holes_are_hashed_right),
		VAULT_TEST(a_file_that_changes_while_it_is_read_is_refused),
		VAULT_TEST(what_is_no_file_is_refused),
		VAULT_TEST(a_limit_is_met_exactly),
		VAULT_TEST(a_stop_ends_the_reading_soon),
		VAULT_TEST(signals_do_not_disturb),
		VAULT_TEST(a_file_that_cannot_be_written_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
