// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "sha256.h"

/* FIPS 180-4, 4.2.2 and 5.3.3: the first 32 bits of what follows the point in the cube roots of the
 * first 64 primes, and in the square roots of the first 8. */
static u32 constant[64], initial[8];

static int is_prime(u32 n)
{
	for (u32 k = 2; k * k <= n; k++) {
		if (n % k == 0) {
			return 0;
		}
	}
	return 1;
}

/* A root of n, without what stands before the point: 32 bits. */
static u32 root(u32 n, u32 power)
{
	unsigned __int128 wanted = (unsigned __int128)n << (32 * power);
	u64 r = 0;

	for (int bit = 35; bit >= 0; bit--) {
		unsigned __int128 next = r | 1ul << bit, product = next * next;

		if ((power == 2 ? product : product * next) <= wanted) {
			r |= 1ul << bit;
		}
	}
	return (u32)r;
}

void sha256_begin(struct sha256 *s)
{
	u32 n = 2;

	for (u32 i = 0; i < 64; n++) {
		if (is_prime(n)) {
			constant[i] = root(n, 3);
			if (i < 8) {
				initial[i] = root(n, 2);
			}
			i++;
		}
	}
	memcpy(s->state, initial, sizeof(initial));
	s->bytes = 0;
}

static u32 turn(u32 x, u32 n)
{
	return x >> n | x << (32 - n);
}

/* 6.2.2, of the block that is full. */
static void compress(struct sha256 *s)
{
	u32 w[64], v[8];

	memcpy(v, s->state, sizeof(v));
	for (u32 t = 0; t < 64; t++) {
		u32 sum, major, x = 0;

		if (t < 16) {
			memcpy(&x, s->block + 4 * t, 4);
			w[t] = __builtin_bswap32(x);
		} else {
			u32 a = w[t - 15], b = w[t - 2];

			w[t] = (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + w[t - 7] + w[t - 16] +
			       (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
		}
		sum = v[7] + (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)) +
		      ((v[4] & v[5]) ^ (~v[4] & v[6])) + constant[t] + w[t];
		major = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
		x = (turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)) + major;
		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += sum;
		v[0] = sum + x;
	}
	for (u32 i = 0; i < 8; i++) {
		s->state[i] += v[i];
	}
}

void sha256_add(struct sha256 *s, const void *from, u64 bytes)
{
	const unsigned char *byte = from;

	for (u64 i = 0; i < bytes; i++) {
		s->block[s->bytes % 64] = byte[i];
		s->bytes++;
		if (s->bytes % 64 == 0) {
			compress(s);
		}
	}
}

void sha256_end(struct sha256 *s, u64 *word)
{
	u64 bits = __builtin_bswap64(s->bytes * 8);
	u32 digest[8];

	sha256_add(s, "\x80", 1);
	while (s->bytes % 64 != 56) {
		sha256_add(s, "", 1);
	}
	sha256_add(s, &bits, sizeof(bits));
	for (u32 i = 0; i < 8; i++) {
		digest[i] = __builtin_bswap32(s->state[i]);
	}
	memcpy(word, digest, sizeof(digest));
}

int sha256_works(void)
{
	static const char *const text[] = {
		"abc", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	};
	/* The standard's example values, the first byte lowest. */
	static const u64 wanted[2][4] = {
		{ 0xeacf018fbf1678ba, 0x2322ae5dde404141, 0x9c7a1796a36103b0, 0xad1500f261ff10b4 },
		{ 0xb83806d2616a8d24, 0x39603e0c9326c0e5, 0x6721ff6459e43ca3, 0xc106db19d4edecf6 },
	};
	int works = 1;

	for (u32 i = 0; i < 2; i++) {
		struct sha256 s;
		u64 got[4];

		sha256_begin(&s);
		sha256_add(&s, text[i], strlen(text[i]));
		sha256_end(&s, got);
		works &= memcmp(got, wanted[i], sizeof(got)) == 0;
	}
	return works;
}
