#include "vector.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline)) TARGET

typedef __m256i vec;

#define FIXED(x, bits) ((int32_t)(((x) + (1ull << (59 - (bits)))) >> (60 - (bits))))
#define COS1 1130768441178740757ull
#define SIN1 224923827593068887ull
#define COS3 958619196450722178ull
#define SIN3 640528868967736374ull
#define SQRT2 815238614083298888ull
#define SQRT2COS6 311978311033955632ull
#define SQRT2SIN6 753182269664427492ull

INLINE vec times(vec x, int32_t k) { return _mm256_mullo_epi32(x, _mm256_set1_epi32(k)); }

#define ADD _mm256_add_epi32
#define SUB _mm256_sub_epi32
#define BUTTERFLY(a, b) do { vec s = ADD(a, b), d = SUB(a, b); (a) = s; (b) = d; } while (0)
#define BOX(a, b, kcos, ksin) do { \
		vec sum = times(ADD(a, b), kcos), y0 = ADD(sum, times(b, (ksin) - (kcos))), y1 = SUB(sum, times(a, (kcos) + (ksin))); \
		(a) = y0; (b) = y1; } while (0)

// rows is the first pass of idctGo: lane i is row i, x[k] its value k.
INLINE void rows(vec x[8]) {
	vec x0 = x[0], x7 = x[1], x2 = x[2], x5 = x[3], x1 = x[4], x6 = x[5], x3 = x[6], x4 = x[7];
	x0 = _mm256_slli_epi32(x0, 17);
	x1 = _mm256_slli_epi32(x1, 17);
	BUTTERFLY(x0, x1);
	BOX(x2, x3, FIXED(SQRT2COS6, 18), -FIXED(SQRT2SIN6, 18));
	BUTTERFLY(x1, x2);
	BUTTERFLY(x0, x3);
	x4 = _mm256_slli_epi32(x4, 7);
	x7 = _mm256_slli_epi32(x7, 7);
	BUTTERFLY(x7, x4);
	x6 = times(x6, FIXED(SQRT2, 8));
	x5 = times(x5, FIXED(SQRT2, 8));
	BUTTERFLY(x7, x5);
	BUTTERFLY(x4, x6);
	x4 = _mm256_srai_epi32(x4, 2);
	x5 = _mm256_srai_epi32(x5, 2);
	x6 = _mm256_srai_epi32(x6, 2);
	x7 = _mm256_srai_epi32(x7, 2);
	BOX(x4, x7, FIXED(COS3, 12), -FIXED(SIN3, 12));
	BOX(x5, x6, FIXED(COS1, 12), -FIXED(SIN1, 12));
	BUTTERFLY(x0, x7);
	BUTTERFLY(x1, x6);
	BUTTERFLY(x2, x5);
	BUTTERFLY(x3, x4);
	x[0] = x0, x[1] = x1, x[2] = x2, x[3] = x3, x[4] = x4, x[5] = x5, x[6] = x6, x[7] = x7;
}

// columns is the second pass: lane i is column i.
INLINE void columns(vec x[8]) {
	vec x0 = x[0], x7 = x[1], x2 = x[2], x5 = x[3], x1 = x[4], x6 = x[5], x3 = x[6], x4 = x[7];
	x0 = ADD(x0, _mm256_set1_epi32(1 << 19));
	BUTTERFLY(x0, x1);
	x0 = _mm256_srai_epi32(x0, 2);
	x1 = _mm256_srai_epi32(x1, 2);
	x2 = _mm256_srai_epi32(x2, 13);
	x3 = _mm256_srai_epi32(x3, 13);
	BOX(x2, x3, FIXED(SQRT2COS6, 12), -FIXED(SQRT2SIN6, 12));
	BUTTERFLY(x1, x2);
	BUTTERFLY(x0, x3);
	BUTTERFLY(x7, x4);
	x5 = times(_mm256_srai_epi32(x5, 13), FIXED(SQRT2, 14));
	x6 = times(_mm256_srai_epi32(x6, 13), FIXED(SQRT2, 14));
	BUTTERFLY(x7, x5);
	BUTTERFLY(x4, x6);
	x4 = _mm256_srai_epi32(x4, 14);
	x5 = _mm256_srai_epi32(x5, 14);
	x6 = _mm256_srai_epi32(x6, 14);
	x7 = _mm256_srai_epi32(x7, 14);
	BOX(x4, x7, FIXED(COS3, 12), -FIXED(SIN3, 12));
	BOX(x5, x6, FIXED(COS1, 12), -FIXED(SIN1, 12));
	BUTTERFLY(x0, x7);
	BUTTERFLY(x1, x6);
	BUTTERFLY(x2, x5);
	BUTTERFLY(x3, x4);
	x[0] = x0, x[1] = x1, x[2] = x2, x[3] = x3, x[4] = x4, x[5] = x5, x[6] = x6, x[7] = x7;
	for (int k = 0; k < 8; k++) x[k] = _mm256_srai_epi32(x[k], 18);
}

INLINE void transpose(vec x[8]) {
	vec a[8], b[8];
	for (int k = 0; k < 4; k++) {
		a[2 * k] = _mm256_unpacklo_epi32(x[2 * k], x[2 * k + 1]);
		a[2 * k + 1] = _mm256_unpackhi_epi32(x[2 * k], x[2 * k + 1]);
	}
	for (int k = 0; k < 2; k++) {
		b[4 * k] = _mm256_unpacklo_epi64(a[4 * k], a[4 * k + 2]);
		b[4 * k + 1] = _mm256_unpackhi_epi64(a[4 * k], a[4 * k + 2]);
		b[4 * k + 2] = _mm256_unpacklo_epi64(a[4 * k + 1], a[4 * k + 3]);
		b[4 * k + 3] = _mm256_unpackhi_epi64(a[4 * k + 1], a[4 * k + 3]);
	}
	for (int k = 0; k < 4; k++) {
		x[k] = _mm256_permute2x128_si256(b[k], b[k + 4], 0x20);
		x[k + 4] = _mm256_permute2x128_si256(b[k], b[k + 4], 0x31);
	}
}

// store writes rows of values around 0 as samples. Packing cuts off what is out of range.
INLINE void store(const vec x[8], uint8_t *dst, ptrdiff_t stride) {
	for (int k = 0; k < 8; k += 4) {
		vec a = _mm256_packs_epi32(x[k], x[k + 1]), b = _mm256_packs_epi32(x[k + 2], x[k + 3]);
		vec bytes = _mm256_xor_si256(_mm256_packs_epi16(a, b), _mm256_set1_epi8((char)0x80));
		// Each half has half of each of the four rows.
		bytes = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
		uint8_t rows_[32];
		_mm256_storeu_si256((vec *)rows_, bytes);
		for (int r = 0; r < 4; r++) memcpy(dst + (k + r) * stride, rows_ + 8 * r, 8);
	}
}

TARGET void ft_idct(const int32_t *blocks, const uint8_t *state, int n, uint8_t *dst, ptrdiff_t stride) {
	for (int i = 0; i < n; i++, blocks += 64, dst += 8) {
		if (state[i] == 1) {
			int32_t v = (int32_t)((uint32_t)blocks[0] << 17);
			v = ((int32_t)((uint32_t)v + (1u << 19)) >> 2) >> 18;
			v = v < -128 ? 0 : v > 127 ? 255 : v + 128;
			for (int r = 0; r < 8; r++) memset(dst + r * stride, v, 8);
		} else if (state[i] == 2) {
			vec x[8];
			for (int k = 0; k < 8; k++) x[k] = _mm256_loadu_si256((const vec *)(blocks + 8 * k));
			rows(x);
			transpose(x);
			columns(x);
			store(x, dst, stride);
		}
	}
}

INLINE uint8_t cut(int32_t v) { return v < 0 ? 0 : v > 255 ? 255 : v; }

// colours converts n pixels, of which columns xs of a row are, or all of it where xs is NULL.
INLINE void colours(const uint8_t *luma, const uint8_t *cb, const uint8_t *cr, const ptrdiff_t *xs, ptrdiff_t n, uint8_t *out) {
	enum { PIECE = 256 };
	uint8_t chosen[3][PIECE], r[PIECE], g[PIECE], b[PIECE];
	for (; n > 0; n -= PIECE) {
		int piece = n < PIECE ? n : PIECE;
		const uint8_t *ys = luma, *us = cb, *vs = cr;
		if (xs) {
			for (int i = 0; i < piece; i++) {
				ptrdiff_t x = *xs++;
				chosen[0][i] = luma[x], chosen[1][i] = cb[x], chosen[2][i] = cr[x];
			}
			ys = chosen[0], us = chosen[1], vs = chosen[2];
		} else {
			luma += piece, cb += piece, cr += piece;
		}
		for (int i = 0; i < piece; i++) {
			int32_t y = ys[i], u = us[i] - 128, v = vs[i] - 128;
			r[i] = cut(y + ((91881 * v + 32768) >> 16));
			g[i] = cut(y + ((-22554 * u - 46802 * v + 32768) >> 16));
			b[i] = cut(y + ((116130 * u + 32768) >> 16));
		}
		for (int i = 0; i < piece; i++, out += 3) {
			out[0] = r[i], out[1] = g[i], out[2] = b[i];
		}
	}
}

TARGET void ft_colours(const uint8_t *luma, const uint8_t *cb, const uint8_t *cr, ptrdiff_t width, const ptrdiff_t *xs,
	ptrdiff_t n, uint8_t *out) {
	colours(luma, cb, cr, n == width ? NULL : xs, n, out);
}

TARGET void ft_triangle(const uint8_t *near, const uint8_t *far, ptrdiff_t n, uint8_t *out) {
	int first = 3 * near[0] + far[0], last = 3 * near[n - 1] + far[n - 1];
	out[0] = (4 * first + 8) >> 4;
	for (ptrdiff_t i = 0; i < n - 1; i++) {
		uint16_t a = 3 * near[i] + far[i], b = 3 * near[i + 1] + far[i + 1];
		out[2 * i + 1] = (uint16_t)(3 * a + b + 7) >> 4;
		out[2 * i + 2] = (uint16_t)(3 * b + a + 8) >> 4;
	}
	out[2 * n - 1] = (4 * last + 7) >> 4;
}

INLINE ptrdiff_t within(ptrdiff_t y, ptrdiff_t high) { return y < 0 ? 0 : y < high ? y : high - 1; }

TARGET void ft_colours_420(const uint8_t *luma, ptrdiff_t stride, const uint8_t *cb, const uint8_t *cr, ptrdiff_t chroma_stride,
	ptrdiff_t wide, ptrdiff_t high, const ptrdiff_t *xs, ptrdiff_t n, ptrdiff_t width, const ptrdiff_t *ys, ptrdiff_t rows,
	uint8_t *scratch, uint8_t *out) {
	uint8_t *u = scratch, *v = scratch + 2 * wide;
	for (; rows > 0; rows--, ys++, out += 3 * n) {
		ptrdiff_t y = *ys, near = within(y / 2, high) * chroma_stride, far = within(y % 2 ? y / 2 + 1 : y / 2 - 1, high) * chroma_stride;
		ft_triangle(cb + near, cb + far, wide, u);
		ft_triangle(cr + near, cr + far, wide, v);
		colours(luma + y * stride, u, v, n == width ? NULL : xs, n, out);
	}
}

int ft_idct_vectors(void) { return __builtin_cpu_supports("avx2"); }
#else
int ft_idct_vectors(void) { return 0; }
void ft_idct(const int32_t *blocks, const uint8_t *state, int n, uint8_t *dst, ptrdiff_t stride) {
	(void)blocks, (void)state, (void)n, (void)dst, (void)stride;
}
void ft_colours(const uint8_t *luma, const uint8_t *cb, const uint8_t *cr, ptrdiff_t width, const ptrdiff_t *xs,
	ptrdiff_t n, uint8_t *out) {
	(void)luma, (void)cb, (void)cr, (void)width, (void)xs, (void)n, (void)out;
}
void ft_colours_420(const uint8_t *luma, ptrdiff_t stride, const uint8_t *cb, const uint8_t *cr, ptrdiff_t chroma_stride,
	ptrdiff_t wide, ptrdiff_t high, const ptrdiff_t *xs, ptrdiff_t n, ptrdiff_t width, const ptrdiff_t *ys, ptrdiff_t rows,
	uint8_t *scratch, uint8_t *out) {
	(void)luma, (void)stride, (void)cb, (void)cr, (void)chroma_stride, (void)wide, (void)high, (void)xs, (void)n, (void)width,
		(void)ys, (void)rows, (void)scratch, (void)out;
}
void ft_triangle(const uint8_t *near, const uint8_t *far, ptrdiff_t n, uint8_t *out) { (void)near, (void)far, (void)n, (void)out; }
#endif
