/* SPDX-License-Identifier: Apache-2.0 */
/* leak_needles.c - the table of phrases, what makes one, and what takes one away again. */
#include "bundle/leak_needles_internal.h"

#include "bundle/leak_forms.h"

#include "base/error.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define RUN_WORDS     6  /* of prose, that are searched together */
#define RUN_LETTERS   24 /* that they must have */
#define RUN_IDEOGRAPHS 8
#define WORD_LETTERS  3
#define WORD_DIGITS   5  /* of a phrase of digits alone: fewer are years, counts and parts of dates */
#define NAME_LETTERS  4  /* of a name found in prose */
#define CONSONANTS    4  /* that a word is known by alone */
#define SAID_OFTEN    3  /* opened events that hold what came from prose */
#define WRITTEN_MAX   200 /* bytes of a text whose encoded forms are searched */
#define PROSE_MAX     ((size_t)256 << 10)

/* Words that are said of anybody: months, days, forms of address, what joins names, what muxers call their tracks. */
static const char stop_words[] =
	"the and for from with that this was were are has had not his her their who which into "
	"january february march april may june july august september october november december "
	"monday tuesday wednesday thursday friday saturday sunday mr mrs ms dr prof "
	"января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
	"январь февраль март апрель июнь июль август сентябрь октябрь ноябрь декабрь "
	"понедельник вторник среда четверг пятница суббота воскресенье "
	"հունվար փետրվար մարտ ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր դեկտեմբեր "
	"yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr "
	"يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر "
	"home users documents desktop downloads tmp mnt media unknown none null true false "
	"root admin administrator user localhost "
	"videohandler soundhandler subtitlehandler datahandler handler core media video audio gpac iso "
	"http https www com org net html jpg jpeg png mp4 mov pdf txt json";

static enum status
add_words_to(struct leak_table *table, struct text words, struct error *err)
{
	struct leak_reader reader;
	struct leak_word word;
	enum status st = STATUS_OK;

	leak_reader_begin(&reader, words, false);
	while (st == STATUS_OK && leak_reader_next(&reader, &word))
		st = leak_table_add(table, &(struct leak_entry){ .hash = word.hash[LEAK_FOLDED] }, err);
	return st;
}

enum status
leak_needles_open(struct leak_needles **out, struct error *err)
{
	struct leak_needles *needles = calloc(1, sizeof *needles);
	enum status st = needles ? leak_scan_open(&needles->scan, err) : fail_memory(err);

	if (st == STATUS_OK) {
		needles->last_words = calloc((size_t)1 << (LEAK_LAST_BITS - 6), sizeof(uint64_t));
		st = needles->last_words ? add_words_to(&needles->stops, text_of(stop_words), err)
		                         : fail_memory(err);
	}
	if (st != STATUS_OK) {
		leak_needles_close(needles);
		return st;
	}
	*out = needles;
	return STATUS_OK;
}

void
leak_needles_close(struct leak_needles *needles)
{
	if (needles == NULL)
		return;
	leak_table_end(&needles->phrases);
	leak_table_end(&needles->common);
	leak_table_end(&needles->stops);
	leak_scan_close(needles->scan);
	free(needles->origins);
	free(needles->last_words);
	buffer_end(&needles->writings);
	free(needles);
}

enum status
leak_origin_add(struct leak_needles *needles, const struct leak_origin *origin, uint32_t *number,
                struct error *err)
{
	if (needles->origin_count == needles->origin_room) {
		size_t room = needles->origin_room ? 2 * needles->origin_room : 256;
		struct leak_origin *grown = realloc(needles->origins, room * sizeof *grown);

		if (grown == NULL)
			return fail_memory(err);
		needles->origins = grown;
		needles->origin_room = room;
	}
	if (needles->origin_count > UINT32_MAX / LEAK_FORMS - 1)
		return fail(err, STATUS_LIMIT, "more protected values than can be searched for");
	*number = (uint32_t)needles->origin_count;
	needles->origins[needles->origin_count++] = *origin;
	return STATUS_OK;
}

const struct leak_origin *
leak_origin_at(const struct leak_needles *needles, uint32_t number)
{
	return &needles->origins[number];
}

enum status
leak_needles_common(struct leak_needles *needles, struct text words, struct error *err)
{
	return add_words_to(&needles->common, words, err);
}

static void
note_last(struct leak_needles *needles, uint64_t hash)
{
	size_t bit = leak_last_bit(hash);

	needles->last_words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static uint64_t
hash_phrase(const struct leak_word *words, size_t count, enum leak_spelling spelling)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < count; i++)
		hash = leak_phrase(hash, words[i].hash[spelling]);
	return hash;
}

/* By consonants names cross between Arabic and Latin letters, and nothing else does. */
static enum status
add_consonants(struct leak_needles *needles, const struct leak_word *words, size_t count,
               uint32_t origin, uint8_t strength, struct error *err)
{
	enum leak_script script = words[0].script;
	uint64_t salt = script == LEAK_ARABIC_SCRIPT ? LEAK_SALT_OF_ARABIC : LEAK_SALT_OF_LATIN;
	unsigned consonants = 0;

	for (size_t i = 0; i < count; i++) {
		if (words[i].script != script || words[i].digits > 0 || script == LEAK_OTHER_SCRIPT)
			return STATUS_OK;
		consonants += words[i].consonants;
	}
	if (consonants < CONSONANTS)
		return STATUS_OK;
	needles->by_consonants = true;
	note_last(needles, words[count - 1].hash[LEAK_CONSONANTS] ^ salt);
	return leak_table_add(&needles->phrases,
	                      &(struct leak_entry){
				      .hash = hash_phrase(words, count, LEAK_CONSONANTS) ^ salt,
				      .origin = origin,
				      .strength = strength,
				      .spelling = LEAK_CONSONANTS },
	                      err);
}

/* One phrase in every spelling. */
static enum status
add_phrase(struct leak_needles *needles, const struct leak_word *words, size_t count,
           uint32_t origin, uint8_t strength, struct error *err)
{
	enum status st = STATUS_OK;

	for (int s = LEAK_FOLDED; st == STATUS_OK && s <= LEAK_LATIN_ICAO; s++) {
		note_last(needles, words[count - 1].hash[s]);
		st = leak_table_add(&needles->phrases,
		                    &(struct leak_entry){ .hash = hash_phrase(words, count, s),
		                                          .origin = origin,
		                                          .strength = strength,
		                                          .spelling = (uint8_t)s },
		                    err);
	}
	return st;
}

static bool
is_common(const struct leak_needles *needles, const struct leak_word *word, bool stops_only)
{
	return leak_table_find(&needles->stops, word->hash[LEAK_FOLDED]) != NULL ||
	       (!stops_only &&
	        leak_table_find(&needles->common, word->hash[LEAK_FOLDED]) != NULL);
}

static bool
is_year(const struct leak_word *word)
{
	return word->digits == 4 && (strncmp(word->folded, "19", 2) == 0 ||
	                             strncmp(word->folded, "20", 2) == 0);
}

/* A year, a month and a day, or less of it; or a time of day. */
static bool
is_date(const struct leak_word *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (words[i].digits != words[i].letters ||
		    (words[i].digits > 2 && !is_year(&words[i])))
			return false;
	}
	return true;
}

/* Does the phrase say anything that ordinary words do not? */
static bool
is_telling(const struct leak_needles *needles, const struct leak_word *words, size_t count,
           bool stops_only)
{
	unsigned letters = 0, digits = 0, ideographs = 0;
	bool common = true;

	for (size_t i = 0; i < count; i++) {
		letters += words[i].letters;
		digits += words[i].digits;
		ideographs += words[i].ideograph;
		common = common && (words[i].letters < WORD_LETTERS ||
		                    is_common(needles, &words[i], stops_only));
	}
	if ((common && ideographs == 0 && digits < WORD_DIGITS) || is_date(words, count))
		return false;
	if (ideographs > 0)
		return ideographs >= 2;
	return digits == letters ? digits >= WORD_DIGITS : letters >= WORD_LETTERS;
}

struct adding {
	struct leak_needles *needles;
	enum leak_kind       kind;
	bool                 in_original;
	uint32_t             origin;
};

static uint8_t
strength_of(const struct adding *adding, enum leak_strength strength)
{
	return adding->in_original ? LEAK_IN_ORIGINAL : strength;
}

/* Keeps the text as it stands, to be encoded when its phrase is still a needle at the end. */
static enum status
keep_written(struct adding *adding, struct text written, uint64_t hash, struct error *err)
{
	const struct leak_written head = { .hash = hash, .origin = adding->origin,
		                           .n = (uint32_t)written.n };

	if (written.n > WRITTEN_MAX || adding->in_original)
		return STATUS_OK;
	buffer_append(&adding->needles->writings, &head, sizeof head);
	buffer_append_text(&adding->needles->writings, written);
	return buffer_check(&adding->needles->writings, err);
}

/* Names are written in one, and turned round: annapetrosyan, Petrosyan Anna. */
static enum status
add_turned(struct adding *adding, const struct leak_word *words, size_t count, struct error *err)
{
	struct leak_word turned[3], one;
	char joined[3 * LEAK_WORD_MAX + 1];
	enum status st = STATUS_OK;

	if (count < 2 || count > 3 || words[0].ideograph)
		return st;
	for (int k = 0; st == STATUS_OK && k < 2; k++) {
		struct leak_reader reader;
		size_t n = 0;

		for (size_t i = 0; i < count; i++) {
			turned[i] = words[k == 0 ? i : count - 1 - i];
			memcpy(joined + n, turned[i].folded, strlen(turned[i].folded));
			n += strlen(turned[i].folded);
		}
		if (k == 1)
			st = add_phrase(adding->needles, turned, count, adding->origin, strength_of(adding, LEAK_STRONG), err);
		leak_reader_begin(&reader, (struct text){ joined, n }, false);
		if (st == STATUS_OK && leak_reader_next(&reader, &one))
			st = add_phrase(adding->needles, &one, 1, adding->origin, strength_of(adding, LEAK_STRONG), err);
	}
	return st;
}

/* Is it a sentence, and no name, code or place? Of scripts without case, four words are. */
static bool
is_sentence(const struct leak_word *words, size_t count)
{
	size_t small = 0, capital = 0;

	for (size_t i = 0; i < count; i++) {
		small += words[i].small;
		capital += words[i].capital;
	}
	return small >= 2 || (small + capital == 0 && count >= 4);
}

/* Each telling word of a person's name or place, alone; what begins with a small letter is no name. */
static enum status
add_single(struct adding *adding, struct text value, const struct leak_word *word,
           bool in_sentence, struct error *err)
{
	struct leak_needles *needles = adding->needles;
	enum status st = STATUS_OK;

	if (word->ideograph || word->small || (in_sentence && (!word->capital || word->first)) ||
	    !is_telling(needles, word, 1, false) ||
	    (word->digits > 0 && word->digits < WORD_DIGITS))
		return st;
	st = add_phrase(needles, word, 1, adding->origin, strength_of(adding, LEAK_STRONG), err);
	if (st == STATUS_OK)
		st = add_consonants(needles, word, 1, adding->origin, strength_of(adding, LEAK_STRONG), err);
	return st == STATUS_OK ? keep_written(adding, (struct text){ value.p + word->at,
	                                                             word->end - word->at },
	                                      hash_phrase(word, 1, LEAK_FOLDED), err)
	                       : st;
}

/* A remark of few small words, or a path of one, that anybody could write. */
static bool
is_ordinary(enum leak_kind kind, const struct leak_word *words, size_t count)
{
	unsigned letters = 0;

	if (kind != LEAK_REMARK && !(kind == LEAK_PATH && count == 1))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (words[i].digits > 0 || words[i].script != LEAK_LATIN_SCRIPT ||
		    (words[i].capital && (!words[i].first || count == 1)))
			return false;
		letters += words[i].letters;
	}
	return count < RUN_WORDS - 1 || letters < RUN_LETTERS;
}

static enum status
add_short(struct adding *adding, struct text value, const struct leak_word *words, size_t count,
          struct error *err)
{
	bool personal = adding->kind == LEAK_PERSONAL;
	struct text written = { value.p + words[0].at, words[count - 1].end - words[0].at };
	enum status st = STATUS_OK;

	if (adding->kind != LEAK_IDENTIFIER &&
	    (!is_telling(adding->needles, words, count, personal && count > 1) ||
	     is_ordinary(adding->kind, words, count)))
		return st;
	st = add_phrase(adding->needles, words, count, adding->origin, strength_of(adding, LEAK_STRONG), err);
	if (st == STATUS_OK && adding->kind != LEAK_IDENTIFIER)
		st = keep_written(adding, written, hash_phrase(words, count, LEAK_FOLDED), err);
	if (st != STATUS_OK || !personal)
		return st;
	st = add_consonants(adding->needles, words, count, adding->origin, strength_of(adding, LEAK_STRONG), err);
	if (st == STATUS_OK)
		st = add_turned(adding, words, count, err);
	for (size_t i = 0; st == STATUS_OK && count > 1 && i < count; i++)
		st = add_single(adding, value, &words[i], is_sentence(words, count), err);
	return st;
}

/* A name that stands in prose: its capital is not that of a sentence. */
static bool
is_name(const struct leak_word *word)
{
	return word->capital && !word->first && !word->all_capitals &&
	       word->letters >= WORD_LETTERS && word->digits == 0;
}

static enum status
add_named(struct adding *adding, struct text value, const struct leak_word *name, size_t count,
          struct error *err)
{
	struct leak_needles *needles = adding->needles;
	struct text written = { value.p + name[0].at, name[count - 1].end - name[0].at };
	enum status st = STATUS_OK;

	if (count > 1 && is_telling(needles, name, count, false)) {
		st = add_phrase(needles, name, count, adding->origin, strength_of(adding, LEAK_FROM_PROSE), err);
		if (st == STATUS_OK)
			st = keep_written(adding, written, hash_phrase(name, count, LEAK_FOLDED), err);
	}
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		if (name[i].letters >= NAME_LETTERS && is_telling(needles, &name[i], 1, false))
			st = add_phrase(needles, &name[i], 1, adding->origin, strength_of(adding, LEAK_FROM_PROSE), err);
	}
	return st;
}

/* The last words of prose that were read, so that a phrase may end with each. */
struct prose {
	struct adding   *adding;
	struct text      value;
	struct leak_word last[LEAK_PHRASE_MAX];
	size_t           held;
	struct leak_word name[3];
	size_t           names;
};

static enum status
take_name(struct prose *prose, const struct leak_word *word, struct error *err)
{
	bool more = word != NULL && is_name(word);
	enum status st = STATUS_OK;

	if (!more || prose->names == 3) {
		if (prose->names > 0)
			st = add_named(prose->adding, prose->value, prose->name, prose->names, err);
		prose->names = 0;
	}
	if (more)
		prose->name[prose->names++] = *word;
	return st;
}

/* Digits in a row that are a telephone, an account, a plate. */
static bool
is_number(const struct leak_word *word)
{
	return word->digits >= WORD_DIGITS;
}

static enum status
take_run(struct prose *prose, struct error *err)
{
	struct adding *adding = prose->adding;
	const struct leak_word *last = &prose->last[prose->held - 1];
	size_t count = last->ideograph ? RUN_IDEOGRAPHS : RUN_WORDS;
	const struct leak_word *run = prose->last + prose->held - count;
	unsigned letters = 0;

	if (is_number(last))
		return add_phrase(adding->needles, last, 1, adding->origin, strength_of(adding, LEAK_FROM_PROSE), err);
	if (prose->held < count)
		return STATUS_OK;
	for (size_t i = 0; i < count; i++)
		letters += run[i].letters;
	if (!last->ideograph && letters < RUN_LETTERS)
		return STATUS_OK;
	return is_telling(adding->needles, run, count, true)
	               ? add_phrase(adding->needles, run, count, adding->origin, strength_of(adding, LEAK_FROM_PROSE), err)
	               : STATUS_OK;
}

static enum status
add_prose(struct adding *adding, struct text value, struct error *err)
{
	struct prose prose = { .adding = adding, .value = value };
	struct leak_reader reader;
	struct leak_word word;
	enum status st = STATUS_OK;

	leak_reader_begin(&reader, value, false);
	while (st == STATUS_OK && leak_reader_next(&reader, &word)) {
		if (prose.held == LEAK_PHRASE_MAX) {
			memmove(prose.last, prose.last + 1, (prose.held - 1) * sizeof word);
			prose.held--;
		}
		prose.last[prose.held++] = word;
		st = take_run(&prose, err);
		if (st == STATUS_OK)
			st = take_name(&prose, &word, err);
	}
	return st == STATUS_OK ? take_name(&prose, NULL, err) : st;
}

/* The first words of the text; one more than fit says that it is longer. */
static size_t
first_words(struct text value, struct leak_word words[LEAK_PHRASE_MAX + 1])
{
	struct leak_reader reader;
	size_t count = 0;

	leak_reader_begin(&reader, value, false);
	while (count <= LEAK_PHRASE_MAX && leak_reader_next(&reader, &words[count]))
		count++;
	return count;
}

enum status
leak_needles_add(struct leak_needles *needles, struct text value, enum leak_kind kind,
                 bool in_original, uint32_t origin, struct error *err)
{
	struct adding adding = { .needles = needles, .kind = kind, .in_original = in_original,
		                 .origin = origin };
	struct leak_word words[LEAK_PHRASE_MAX + 1];
	size_t count, cut = value.n;
	enum status st = STATUS_OK;

	value.n = text_whole(value, PROSE_MAX);
	count = first_words(value, words);
	if (count == 0)
		return STATUS_OK;
	if (count <= LEAK_PHRASE_MAX)
		st = add_short(&adding, value, words, count, err);
	else
		st = add_prose(&adding, value, err);
	while (kind == LEAK_PATH && cut > 0 && value.p[cut - 1] != '/' && value.p[cut - 1] != '\\')
		cut--;
	if (st != STATUS_OK || cut == 0 || kind != LEAK_PATH)
		return st;
	return leak_needles_add(needles, (struct text){ value.p + cut, value.n - cut }, LEAK_WORDS,
	                        in_original, origin, err);
}

/* Every phrase of the opened text that ends with its last word so far. */
static void
note_opened(struct leak_needles *needles, const struct leak_word *ring, size_t count, bool whole,
            bool decided, int64_t seq)
{
	size_t most = count < LEAK_PHRASE_MAX ? count : LEAK_PHRASE_MAX;

	for (int s = 0; s <= LEAK_LATIN_ICAO; s++) {
		for (size_t n = 1; n <= most; n++) {
			struct leak_entry *entry;
			uint64_t hash = 0;

			for (size_t i = count - n; i < count; i++)
				hash = leak_phrase(hash, ring[i % LEAK_PHRASE_MAX].hash[s]);
			entry = leak_table_find(&needles->phrases, hash);
			if (entry != NULL && entry->strength == LEAK_FROM_PROSE)
				leak_entry_seen(entry, seq, SAID_OFTEN);
			if (entry != NULL && (decided || (whole && n == count)))
				entry->opened = true;
		}
	}
}

bool
leak_needles_has(const struct leak_needles *needles, struct text value)
{
	struct leak_word words[LEAK_PHRASE_MAX + 1];
	size_t count = first_words(value, words);

	return count > 0 && count <= LEAK_PHRASE_MAX &&
	       leak_table_find(&needles->phrases, hash_phrase(words, count, LEAK_FOLDED)) != NULL;
}

void
leak_needles_opened(struct leak_needles *needles, struct text value, bool decided, int64_t seq)
{
	struct leak_word ring[LEAK_PHRASE_MAX];
	struct leak_reader reader;
	size_t count = 0;

	leak_reader_begin(&reader, value, false);
	while (leak_reader_next(&reader, &ring[count % LEAK_PHRASE_MAX]))
		note_opened(needles, ring, ++count, false, decided, seq);
	if (count > 0 && count <= LEAK_PHRASE_MAX)
		note_opened(needles, ring, count, true, decided, seq);
}

struct encoding {
	struct leak_scan *scan;
	uint32_t          origin;
};

static enum status
add_form(void *context, enum leak_form form, struct text bytes, struct error *err)
{
	struct encoding *encoding = context;

	return leak_scan_add(encoding->scan, bytes, encoding->origin * LEAK_FORMS + form, err);
}

/* Encodes what was written, unless what it says is opened elsewhere. */
static enum status
encode(struct leak_needles *needles, const struct leak_written *head, struct text written,
       struct error *err)
{
	struct encoding encoding = { .scan = needles->scan, .origin = head->origin };
	const struct leak_form_output to = { .form = add_form, .context = &encoding };
	const struct leak_entry *entry = leak_table_find(&needles->phrases, head->hash);

	return entry != NULL && !entry->opened ? leak_forms_make(written, &to, err) : STATUS_OK;
}

enum status
leak_needles_prepare(struct leak_needles *needles, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t at = 0; st == STATUS_OK && at < needles->writings.n;) {
		struct leak_written head;

		memcpy(&head, needles->writings.p + at, sizeof head);
		at += sizeof head;
		st = encode(needles, &head, (struct text){ needles->writings.p + at, head.n }, err);
		at += head.n;
	}
	buffer_end(&needles->writings);
	return st == STATUS_OK ? leak_scan_prepare(needles->scan, err) : st;
}

const struct leak_scan *
leak_needles_scan(const struct leak_needles *needles)
{
	return needles->scan;
}

size_t
leak_needles_count(const struct leak_needles *needles)
{
	return needles->phrases.count;
}
