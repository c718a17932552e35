/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of protected partitions: a piece of a page at a time, for a whole page takes too long. */
#include <mbedtls/sha256.h>

#include "cordon_limits.h"
#include "edge.h"
#include "measurement.h"
#include "memory.h"
#include "panic.h"

/* In the place of a frame number, before what ends a measurement. */
#define END_MARK (~0ul)

static struct measurement {
	mbedtls_sha256_context sha;
	u64 digest[DIGEST_WORDS];
	u32 blank;	/* the page that is being measured is all zero */
} measurements[NR_PROTECTED];

static struct measurement *of(u64 part)
{
	return &measurements[edge_clamp(part - PART_FIRST, NR_PROTECTED)];
}

static void hash(struct measurement *m, const void *from, u64 bytes)
{
	if (mbedtls_sha256_update(&m->sha, from, bytes) != 0) {
		panic("SHA-256 failed");
	}
}

/* Bytes are in memory as on every arm64 here: little-endian. */
static void hash_word(struct measurement *m, u64 word)
{
	hash(m, &word, sizeof(word));
}

static u32 is_blank(const u8 *page)
{
	const u64 *word = (const u64 *)page;
	u64 any = 0;

	for (u32 i = 0; i < PAGE_SIZE / sizeof(*word); i++) {
		any |= word[i];
	}
	return any == 0;
}

void measurement_begin(u64 part)
{
	struct measurement *m = of(part);

	mbedtls_sha256_init(&m->sha);
	if (mbedtls_sha256_starts(&m->sha, 0) != 0) {
		panic("SHA-256 failed");
	}
}

void measurement_piece(u64 part, u64 pfn, u64 piece, u64 gfn)
{
	struct measurement *m = of(part);
	const u8 *page = window_open(pfn, 1);

	if (piece == 0) {
		m->blank = is_blank(page);
	}
	if (m->blank == 0) {
		if (piece == 0) {
			hash_word(m, gfn);
		}
		hash(m, page + piece * MEASURE_BYTES, MEASURE_BYTES);
	}
	window_close(1);
}

void measurement_end(u64 part, u64 first, u64 count, u64 pc, u64 context, u64 vcpus)
{
	struct measurement *m = of(part);

	hash_word(m, END_MARK);
	hash_word(m, first);
	hash_word(m, count);
	hash_word(m, pc);
	hash_word(m, context);
	hash_word(m, vcpus);
	if (mbedtls_sha256_finish(&m->sha, (unsigned char *)m->digest) != 0) {
		panic("SHA-256 failed");
	}
}

u64 measurement_word(u64 part, u64 word)
{
	return of(part)->digest[edge_clamp(word, DIGEST_WORDS)];
}
