/* SPDX-License-Identifier: Apache-2.0 */
/* test_edtf.c - what EDTF texts are read as, and which are refused. */
#include "base/edtf.h"

#include "support/support.h"

#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct valid {
	const char    *text;
	enum edtf_kind kind;
	const char    *earliest; /* as date and time, "" for none */
	const char    *latest;   /* as date (then its last second), or date and time */
};

#define ALONE  DATE_ALONE
#define TIME   DATE_WITH_TIME
#define RANGE  DATE_INTERVAL
#define ONE_OF DATE_ONE_OF
#define ALL_OF DATE_ALL_OF

/* Those marked * are the examples of the Library of Congress's specification. */
static const struct valid valid[] = {
	/* level 0: dates */
	{ "1985-04-12", ALONE, "1985-04-12", "1985-04-12" }, /* * */
	{ "1985-04", ALONE, "1985-04-01", "1985-04-30" },    /* * */
	{ "1985", ALONE, "1985-01-01", "1985-12-31" },       /* * */
	{ "2020-11-22", ALONE, "2020-11-22", "2020-11-22" },
	{ "2020-11", ALONE, "2020-11-01", "2020-11-30" },
	{ "2020-12", ALONE, "2020-12-01", "2020-12-31" },
	{ "0000", ALONE, "0000-01-01", "0000-12-31" },
	{ "0001-01-01", ALONE, "0001-01-01", "0001-01-01" },
	{ "9999-12-31", ALONE, "9999-12-31", "9999-12-31" },
	{ "2020-02-29", ALONE, "2020-02-29", "2020-02-29" },
	{ "2000-02-29", ALONE, "2000-02-29", "2000-02-29" },
	{ "2000-02", ALONE, "2000-02-01", "2000-02-29" },
	{ "1900-02", ALONE, "1900-02-01", "1900-02-28" },
	/* level 0: date and time */
	{ "1985-04-12T23:20:30", TIME, "1985-04-12T23:20:30", "1985-04-12T23:20:30" },       /* * */
	{ "1985-04-12T23:20:30Z", TIME, "1985-04-12T23:20:30", "1985-04-12T23:20:30" },      /* * */
	{ "1985-04-12T23:20:30-04", TIME, "1985-04-13T03:20:30", "1985-04-13T03:20:30" },    /* * */
	{ "1985-04-12T23:20:30+04:30", TIME, "1985-04-12T18:50:30", "1985-04-12T18:50:30" }, /* * */
	{ "2020-11-22T18:04:11", TIME, "2020-11-22T18:04:11", "2020-11-22T18:04:11" },
	{ "2020-11-22T18:04:11Z", TIME, "2020-11-22T18:04:11", "2020-11-22T18:04:11" },
	{ "2020-11-22T18:04:11+03:00", TIME, "2020-11-22T15:04:11", "2020-11-22T15:04:11" },
	{ "2020-11-22T18:04:11+03", TIME, "2020-11-22T15:04:11", "2020-11-22T15:04:11" },
	{ "2020-11-22T00:00:00+14:00", TIME, "2020-11-21T10:00:00", "2020-11-21T10:00:00" },
	{ "2020-11-22T23:59:59-12:00", TIME, "2020-11-23T11:59:59", "2020-11-23T11:59:59" },
	{ "2020-11-22T00:00:00+00:00", TIME, "2020-11-22T00:00:00", "2020-11-22T00:00:00" },
	{ "2020-11-22T00:00:00-00:15", TIME, "2020-11-22T00:15:00", "2020-11-22T00:15:00" },
	{ "2020-11-22T24:00:00", TIME, "2020-11-23T00:00:00", "2020-11-23T00:00:00" },
	{ "2020-12-31T24:00:00Z", TIME, "2021-01-01T00:00:00", "2021-01-01T00:00:00" },
	/* level 0: intervals */
	{ "1964/2008", RANGE, "1964-01-01", "2008-12-31" },             /* * */
	{ "2004-06/2006-08", RANGE, "2004-06-01", "2006-08-31" },       /* * */
	{ "2004-02-01/2005-02-08", RANGE, "2004-02-01", "2005-02-08" }, /* * */
	{ "2004-02-01/2005-02", RANGE, "2004-02-01", "2005-02-28" },    /* * */
	{ "2004-02-01/2005", RANGE, "2004-02-01", "2005-12-31" },       /* * */
	{ "2005/2006-02", RANGE, "2005-01-01", "2006-02-28" },          /* * */
	{ "2020-09-27/2020-11-10", RANGE, "2020-09-27", "2020-11-10" },
	{ "2020-11-22/2020-11-22", RANGE, "2020-11-22", "2020-11-22" },
	{ "2020-11-22/2020-11", RANGE, "2020-11-22", "2020-11-30" },
	{ "2020/2020-01-01", RANGE, "2020-01-01", "2020-01-01" },
	{ "0000/0000", RANGE, "0000-01-01", "0000-12-31" },
	/* level 1: years of more than four digits, seasons, negative years */
	{ "Y170000002", ALONE, "+170000002-01-01", "+170000002-12-31" },    /* * */
	{ "Y-170000002", ALONE, "-170000002-01-01", "-170000002-12-31" },   /* * */
	{ "Y10000", ALONE, "+10000-01-01", "+10000-12-31" },
	{ "Y-10000", ALONE, "-10000-01-01", "-10000-12-31" },
	{ "2001-21", ALONE, "2001-03-01", "2001-12-31" }, /* * */
	{ "2001-22", ALONE, "2000-12-01", "2002-03-31" }, /* * */
	{ "2020-23", ALONE, "2020-03-01", "2020-12-31" },
	{ "2020-24", ALONE, "2019-12-01", "2021-03-31" },
	{ "-1985", ALONE, "-1985-01-01", "-1985-12-31" }, /* * */
	{ "-0001", ALONE, "-0001-01-01", "-0001-12-31" },
	{ "-9999-02-28", ALONE, "-9999-02-28", "-9999-02-28" },
	{ "-0004-02-29", ALONE, "-0004-02-29", "-0004-02-29" },
	{ "-0200/0200", RANGE, "-0200-01-01", "0200-12-31" },
	{ "-1000/-0999", RANGE, "-1000-01-01", "-0999-12-31" },
	{ "-1985-04-12T23:20:30Z", TIME, "-1985-04-12T23:20:30", "-1985-04-12T23:20:30" },
	/* level 1: qualification of the whole */
	{ "1984?", ALONE, "1984-01-01", "1984-12-31" },      /* * */
	{ "2004-06~", ALONE, "2004-06-01", "2004-06-30" },   /* * */
	{ "2004-06-11%", ALONE, "2004-06-11", "2004-06-11" },/* * */
	{ "2020-11?", ALONE, "2020-11-01", "2020-11-30" },
	{ "2020-10~", ALONE, "2020-10-01", "2020-10-31" },
	{ "2020-10%", ALONE, "2020-10-01", "2020-10-31" },
	{ "2020-23~", ALONE, "2020-03-01", "2020-12-31" },
	{ "-0999?", ALONE, "-0999-01-01", "-0999-12-31" },
	{ "Y17000?", ALONE, "+17000-01-01", "+17000-12-31" },
	/* level 1: unspecified digits from the right */
	{ "201X", ALONE, "2010-01-01", "2019-12-31" },       /* * */
	{ "20XX", ALONE, "2000-01-01", "2099-12-31" },       /* * */
	{ "2004-XX", ALONE, "2004-01-01", "2004-12-31" },    /* * */
	{ "1985-04-XX", ALONE, "1985-04-01", "1985-04-30" }, /* * */
	{ "1985-XX-XX", ALONE, "1985-01-01", "1985-12-31" }, /* * */
	{ "2020-11-XX", ALONE, "2020-11-01", "2020-11-30" },
	{ "2020-XX-XX", ALONE, "2020-01-01", "2020-12-31" },
	{ "202X", ALONE, "2020-01-01", "2029-12-31" },
	{ "-20XX", ALONE, "-2099-01-01", "-2000-12-31" },
	{ "000X", ALONE, "0000-01-01", "0009-12-31" },
	{ "-000X", ALONE, "-0009-01-01", "-0001-12-31" },
	{ "201X?", ALONE, "2010-01-01", "2019-12-31" },
	{ "2020-11-XX~", ALONE, "2020-11-01", "2020-11-30" },
	/* level 1: open and unknown ends */
	{ "1985-04-12/..", RANGE, "1985-04-12", "" }, /* * */
	{ "1985-04/..", RANGE, "1985-04-01", "" },    /* * */
	{ "1985/..", RANGE, "1985-01-01", "" },       /* * */
	{ "../1985-04-12", RANGE, "", "1985-04-12" }, /* * */
	{ "../1985-04", RANGE, "", "1985-04-30" },    /* * */
	{ "../1985", RANGE, "", "1985-12-31" },       /* * */
	{ "1985-04-12/", RANGE, "1985-04-12", "" },   /* * */
	{ "1985-04/", RANGE, "1985-04-01", "" },      /* * */
	{ "1985/", RANGE, "1985-01-01", "" },         /* * */
	{ "/1985-04-12", RANGE, "", "1985-04-12" },   /* * */
	{ "/1985-04", RANGE, "", "1985-04-30" },      /* * */
	{ "/1985", RANGE, "", "1985-12-31" },         /* * */
	{ "2020-10/..", RANGE, "2020-10-01", "" },
	{ "2020-10/", RANGE, "2020-10-01", "" },
	/* level 1: qualified intervals */
	{ "1984~/2004-06", RANGE, "1984-01-01", "2004-06-30" },           /* * */
	{ "1984/2004-06~", RANGE, "1984-01-01", "2004-06-30" },           /* * */
	{ "1984~/2004~", RANGE, "1984-01-01", "2004-12-31" },             /* * */
	{ "1984?/2004%", RANGE, "1984-01-01", "2004-12-31" },             /* * */
	{ "1984-06?/2004-08?", RANGE, "1984-06-01", "2004-08-31" },       /* * */
	{ "1984-06-02?/2004-08-08~", RANGE, "1984-06-02", "2004-08-08" }, /* * */
	{ "1984-06-02?/", RANGE, "1984-06-02", "" },                      /* * */
	{ "1984-06-02?/..", RANGE, "1984-06-02", "" },
	{ "2020-11-19~/2020-12-10", RANGE, "2020-11-19", "2020-12-10" },
	{ "2020-23/2021-21", RANGE, "2020-03-01", "2021-12-31" },
	/* level 2: sets */
	{ "[1667,1668,1670..1672]", ONE_OF, "1667-01-01", "1672-12-31" },     /* * */
	{ "[..1760-12-03]", ONE_OF, "", "1760-12-03" },                       /* * */
	{ "[1760-12..]", ONE_OF, "1760-12-01", "" },                          /* * */
	{ "[1760-01,1760-02,1760-12..]", ONE_OF, "1760-01-01", "" },          /* * */
	{ "[1667,1760-12]", ONE_OF, "1667-01-01", "1760-12-31" },             /* * */
	{ "[..1984]", ONE_OF, "", "1984-12-31" },                             /* * */
	{ "{1667,1668,1670..1672}", ALL_OF, "1667-01-01", "1672-12-31" },     /* * */
	{ "{1960,1961-12}", ALL_OF, "1960-01-01", "1961-12-31" },             /* * */
	{ "{..1984}", ALL_OF, "", "1984-12-31" },                             /* * */
	{ "[2020-11-22,2020-12-03]", ONE_OF, "2020-11-22", "2020-12-03" },
	{ "{2020-11-22,2020-12-03}", ALL_OF, "2020-11-22", "2020-12-03" },
	{ "[2020-12-03,2020-11-22]", ONE_OF, "2020-11-22", "2020-12-03" },
	{ "[2020-11-22]", ONE_OF, "2020-11-22", "2020-11-22" },
	{ "[2020-11-22..2020-11-24,2020-12]", ONE_OF, "2020-11-22", "2020-12-31" },
	{ "[..2020-11-22,2020-12-03]", ONE_OF, "", "2020-12-03" },
	{ "[2020-11-22?,2020-12-XX]", ONE_OF, "2020-11-22", "2020-12-31" },
	{ "{-0002..0003}", ALL_OF, "-0002-01-01", "0003-12-31" },
	/* level 2: qualification of parts */
	{ "2004-06~-11", ALONE, "2004-06-11", "2004-06-11" },   /* * */
	{ "2004?-06-11", ALONE, "2004-06-11", "2004-06-11" },   /* * */
	{ "?2004-06-~11", ALONE, "2004-06-11", "2004-06-11" },  /* * */
	{ "2004-%06-11", ALONE, "2004-06-11", "2004-06-11" },   /* * */
	{ "2020-10~-20", ALONE, "2020-10-20", "2020-10-20" },
	{ "?2020-11", ALONE, "2020-11-01", "2020-11-30" },
	{ "2020-~11", ALONE, "2020-11-01", "2020-11-30" },
	{ "2001-?09~-09", ALONE, "2001-09-09", "2001-09-09" },
	{ "?-1985", ALONE, "-1985-01-01", "-1985-12-31" },
	{ "%Y17000", ALONE, "+17000-01-01", "+17000-12-31" },
	/* level 2: unspecified digits anywhere */
	{ "156X-12-25", ALONE, "1560-12-25", "1569-12-25" }, /* * */
	{ "15XX-12-25", ALONE, "1500-12-25", "1599-12-25" }, /* * */
	{ "XXXX-12-XX", ALONE, "0000-12-01", "9999-12-31" }, /* * */
	{ "1XXX-XX", ALONE, "1000-01-01", "1999-12-31" },    /* * */
	{ "1XXX-12", ALONE, "1000-12-01", "1999-12-31" },    /* * */
	{ "1984-1X", ALONE, "1984-10-01", "1984-12-31" },    /* * */
	{ "2020-10-2X", ALONE, "2020-10-20", "2020-10-29" },
	{ "2020-02-2X", ALONE, "2020-02-20", "2020-02-29" },
	{ "2021-02-2X", ALONE, "2021-02-20", "2021-02-28" },
	{ "2020-04-3X", ALONE, "2020-04-30", "2020-04-30" },
	{ "2020-0X-31", ALONE, "2020-01-31", "2020-08-31" },
	{ "2020-X1-31", ALONE, "2020-01-31", "2020-01-31" },
	{ "2020-XX-31", ALONE, "2020-01-31", "2020-12-31" },
	{ "202X-02-29", ALONE, "2020-02-29", "2028-02-29" },
	{ "2020-10-X1", ALONE, "2020-10-01", "2020-10-31" },
	{ "1XX3", ALONE, "1003-01-01", "1993-12-31" },
	{ "15XX-01-3X", ALONE, "1500-01-30", "1599-01-31" },
	/* level 2: both inside intervals */
	{ "2004-06-~01/2004-06-~20", RANGE, "2004-06-01", "2004-06-20" }, /* * */
	{ "2004-06-XX/2004-07-03", RANGE, "2004-06-01", "2004-07-03" },   /* * */
	{ "1919-XX-02/1919-XX-01", RANGE, "1919-01-02", "1919-12-01" },
	{ "2015-02-27/2015-02-X8", RANGE, "2015-02-27", "2015-02-28" },
	{ "2020-11-12/2020-11-XX", RANGE, "2020-11-12", "2020-11-30" },
};

static const char *const invalid[] = {
	/* not of the form at all */
	"", "yesterday", "unknown", "2020-", "20", "202", "2", "-", "--", "T", "/", "..", "../..",
	"/..", "../", "2020-1", "2020-1-1", "2020-11-2", "2020-11-222", "12345", "20201122",
	"202011", "2020-1122", "202011-22", "2020/11/22", "22.11.2020", "22-11-2020", "11/22/2020",
	"2020.11.22", "+2020", "2020-W47", "2020-327", "P1Y", "2020-11-22\n", "\"2020\"",
	/* spaces and letters that look right */
	" 2020-11-22", "2020-11-22 ", "2020-11 -22", "2020-11-22 18:04:11", "2020\t", "２０２０",
	"2020‑11‑22", "−0001", "2020-11-xx", "202x", "199u", "1999-uu", "y170000002", "2020O",
	/* days and months the calendar does not have */
	"2021-02-29", "1900-02-29", "2020-02-30", "2020-04-31", "2020-06-31", "2020-09-31",
	"2020-11-31", "2020-11-32", "2020-11-00", "2020-00", "2020-00-01", "2020-13", "2020-13-01",
	"2020-20", "2020-42", "2020-99", "-0000", "-0000-01", "-0001-02-29", "2021-02-3X",
	"2020-XX-32", "2020-04-X1-", "2020-2X", "2020-3X-01", "2021-02-X9-", "15XX-02-3X",
	"156X-09-31", "2021-0X-4X", "2020-11-X9X",
	/* seasons and groups */
	"2020-23-01", "2020-25", "2001-34", "2001-41", "2020-21-XX", "2020-2X-25",
	/* long years */
	"Y2020", "Y9999", "Y-9999", "Y00001", "Y-00001", "Y", "Y-", "Y170000002-01", "Y17E7",
	"Y-17E7", "Y171010000S3", "Y999999999999", "Y1700X", "1950S2", "Y12345678901234567890123",
	"Y+10000", "YY10000",
	/* times */
	"2020-11-22T", "2020-11-22T18", "2020-11-22T18:04", "2020-11-22T18:04Z",
	"2020-11-22T18:04:1", "2020-11-22T1:04:11", "2020-11-22t18:04:11", "2020-11-22T18:04:11z",
	"2020-11-22T24:00:01", "2020-11-22T24:01:00", "2020-11-22T25:00:00", "2020-11-22T18:60:00",
	"2020-11-22T18:04:60", "2016-12-31T23:59:60Z", "2020-11-22T18:04:11.5",
	"2020-11-22T18:04:11,5", "2020-11-22T18:04:11+3", "2020-11-22T18:04:11+0300",
	"2020-11-22T18:04:11+03:0", "2020-11-22T18:04:11+03:60", "2020-11-22T18:04:11-00:00",
	"2020-11-22T18:04:11-00", "2020-11-22T18:04:11+14:01", "2020-11-22T18:04:11+15",
	"2020-11-22T18:04:11-12:01", "2020-11-22T18:04:11-13", "2020-11-22T18:04:11ZZ",
	"2020-11-22T18:04:11Z+03", "2020-11-22T18:04:11 Z", "2020-11-22T180411", "2020-11T18:04:11",
	"2020T18:04:11", "2020-11-XXT18:04:11", "2020-11-22?T18:04:11", "2020-11-22T18:04:11?",
	"2020-11-22T18:04:11~", "2020-11-22TT18:04:11", "T18:04:11", "18:04:11",
	"2021-02-29T18:04:11", "2020-11-22T1X:04:11", "Y10000T18:04:11", "2020-23T18:04:11",
	/* qualifiers */
	"?", "2020??", "2020?~", "2020~?", "??2020", "2020-11-22?%", "2020-?", "2020-11~-?-22",
	"-?1985", "20?20", "2020-1~1", "~", "2020-11-22!", "2020u", "Y?17000", "2020-11-~",
	/* intervals */
	"2012/2011", "2020-11/2020-10", "2020-11-23/2020-11-22", "1000/-2000", "-1000/-2000",
	"2020//2021", "2020/2021/2022", "2020/..2021", "2020/...", "./2020", ".../2020",
	"2020-11-22/2020-11-31", "2020/12-12", "2020-11-22T18:04:11/2020-11-23", "2020-11-01/22",
	"2020-11-22/2020-11-22T18:04:11Z", "open/2020", "unknown/2020", "[2020/2021]", "2020/P1Y",
	"..2020/2021", "2020/2021..",
	/* sets */
	"[]", "{}", "[", "]", "{", "[2020", "2020]", "[2020}", "{2020]", "[2020,]", "[,2020]",
	"[2020,,2021]", "[..]", "[2020, 2021]", "[2021..2020]", "[2020..2020-11]", "[2020..,2021]",
	"[2020,..2021]", "[2020..2021..2022]", "[2020...2021]", "[[2020]]", "[2020]?", "[2020];",
	"[2020-11-22T18:04:11]", "[2020,2021-13]", "[2020-02-30..2020-03-01]", "[2020]]",
	"{2020,{2021}}", "[2020-11-22..2020-23]",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Seconds of ±YYYY-MM-DD or ±YYYY-MM-DDThh:mm:ss, by the C library and not by ours. */
static int64_t
seconds_of(const char *text, bool last)
{
	struct tm tm = { 0 };
	long long year;
	int read = sscanf(text, "%lld-%d-%dT%d:%d:%d", &year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
	                  &tm.tm_min, &tm.tm_sec);

	if (*text == '\0')
		return last ? NO_LATEST : NO_EARLIEST;
	assert_true(read == 3 || read == 6);
	tm.tm_year = (int)(year - 1900);
	tm.tm_mon--;
	if (read == 3 && last) {
		tm.tm_hour = 23;
		tm.tm_min = 59;
		tm.tm_sec = 59;
	}
	return timegm(&tm);
}

static void
valid_texts_have_their_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(valid); i++) {
		struct edtf date = { 0 };
		struct error err = { 0 };

		if (edtf_read(text_of(valid[i].text), &date, &err) != STATUS_OK)
			fail_msg("%s: %s", valid[i].text, err.text);
		if (date.kind != valid[i].kind)
			fail_msg("%s: kind %d", valid[i].text, (int)date.kind);
		if (date.bounds.earliest != seconds_of(valid[i].earliest, false))
			fail_msg("%s: earliest %lld, not %s", valid[i].text,
			         (long long)date.bounds.earliest, valid[i].earliest);
		if (date.bounds.latest != seconds_of(valid[i].latest, true))
			fail_msg("%s: latest %lld, not %s", valid[i].text,
			         (long long)date.bounds.latest, valid[i].latest);
	}
}

static void
invalid_texts_are_refused_with_an_example(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(invalid); i++) {
		struct edtf date = { .offset = 7 };
		struct error err = { 0 };

		if (edtf_read(text_of(invalid[i]), &date, &err) != STATUS_INVALID)
			fail_msg("not refused as invalid: \"%s\"", invalid[i]);
		if (strstr(err.text, "for example ") == NULL || err.status != STATUS_INVALID)
			fail_msg("\"%s\": %s", invalid[i], err.text);
		assert_true(date.offset == 7);
	}
}

static void
reason_is(const char *text, const char *words)
{
	struct error err = { 0 };
	struct edtf date;

	assert_status(STATUS_INVALID, edtf_read(text_of(text), &date, &err), &err);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s: \"%s\" does not say \"%s\"", text, err.text, words);
}

static void
reasons_name_the_slip(void **state)
{
	(void)state;
	reason_is("2021-02-29", "the calendar has no such day");
	reason_is("2020-13", "the month is 01 to 12");
	reason_is("2020-11-32", "the day is 01 to 31");
	reason_is("2020-11-22T18:04Z", "when only the minute is known");
	reason_is("2020-11-22T25:00:00", "the hour is 00 to 23");
	reason_is("2020-11-22T18:04:11.5", "no fractions");
	reason_is("2020-11-22T18:04:11-00:00", "a zone that is not known is left away");
	reason_is("2020-11-22T18:04:11+15:00", "zones lie between");
	reason_is("2020-11-22 18:04:11", "no spaces");
	reason_is("2020-11-xx", "capital X");
	reason_is("2020?~", "% is both");
	reason_is("2020/2019", "runs backwards");
	reason_is("2020-11-22T18:04:11/2020-11-23", "a time of day stands only with a single date");
	reason_is("../..", "a date on one side at least");
	reason_is("[2020,2021}", "the bracket that fits");
	reason_is("[2021-10..2021]", "on both sides of two dots");
	reason_is("[2020,2021-13]", "reading the set \"[2020,2021-13]\"");
	reason_is("2001-34", "only the seasons");
	reason_is("Y17E7", "exponents");
	reason_is("Y2020", "more than four digits");
}

static void
limits_are_told_apart(void **state)
{
	char text[400];
	struct error err = { 0 };
	struct edtf date;
	size_t n = 0;

	(void)state;
	memset(text, '2', sizeof text);
	assert_status(STATUS_LIMIT, edtf_read((struct text){ text, 257 }, &date, &err), &err);
	assert_status(STATUS_INVALID, edtf_read((struct text){ text, 256 }, &date, &err), &err);
	text[n++] = '[';
	for (int i = 0; i < 32; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%d,", 2000 + i);
	text[n - 1] = ']';
	assert_ok(edtf_read((struct text){ text, n }, &date, &err), &err);
	memcpy(text + n - 1, ",2032]", 6);
	assert_status(STATUS_LIMIT, edtf_read((struct text){ text, n + 5 }, &date, &err), &err);
	assert_status(STATUS_INVALID, edtf_read((struct text){ "2020\0-11", 8 }, &date, &err), &err);
	assert_status(STATUS_INVALID, edtf_read((struct text){ NULL, 0 }, &date, &err), &err);
}

static struct edtf
date_of(const char *text)
{
	struct edtf date = { 0 };
	struct error err = { 0 };

	assert_ok(edtf_read(text_of(text), &date, &err), &err);
	return date;
}

static void
zones_and_marks_are_told(void **state)
{
	struct edtf date = date_of("2020-11-22T18:04:11+03:30");

	(void)state;
	assert_true(date.zone == ZONE_OFFSET && date.offset == 12600);
	assert_true(date_of("2020-11-22T18:04:11-03").offset == -10800);
	assert_true(date_of("2020-11-22T18:04:11Z").zone == ZONE_UTC);
	assert_true(date_of("2020-11-22T18:04:11").zone == ZONE_UNKNOWN);
	assert_true(date_of("2020-11-22").zone == ZONE_UNKNOWN);
	date = date_of("2020-10~-2X/2020-11?");
	assert_true(date.approximate && date.uncertain && date.unspecified);
	date = date_of("[2020,2021%]");
	assert_true(date.approximate && date.uncertain && !date.unspecified);
	date = date_of("{2020~..2021}");
	assert_true(date.approximate && !date.uncertain);
	date = date_of("2020-11-22");
	assert_false(date.approximate || date.uncertain || date.unspecified);
}

static void
zone_codes_are_the_vocabulary(void **state)
{
	enum zone_status zone = ZONE_UTC;

	(void)state;
	for (int i = ZONE_UNKNOWN; i <= ZONE_OFFSET; i++) {
		assert_true(zone_status_read(text_of(zone_status_code((enum zone_status)i)), &zone));
		assert_int_equal(zone, i);
	}
	assert_false(zone_status_read(text_of("UTC"), &zone));
	assert_false(zone_status_read(text_of(""), &zone));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_texts_have_their_bounds),
		cmocka_unit_test(invalid_texts_are_refused_with_an_example),
		cmocka_unit_test(reasons_name_the_slip),
		cmocka_unit_test(limits_are_told_apart),
		cmocka_unit_test(zones_and_marks_are_told),
		cmocka_unit_test(zone_codes_are_the_vocabulary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
