#include "resample.h"

static inline uint8_t cut(int32_t v) { return v < 0 ? 0 : v > 255 ? 255 : v; }

#if defined(__x86_64__)
#include <smmintrin.h>
#include <string.h>

// across_vector is ft_across with a pixel's colours, and a byte that is not used, in the lanes of a vector.
__attribute__((target("sse4.1"))) static void across_vector(const uint8_t *src, ptrdiff_t rows, ptrdiff_t width,
	const ft_window *windows, ptrdiff_t n, const int32_t *weights, int bits, uint8_t *dst) {
	const uint8_t *last = src + 3 * (rows * width - 1); // behind it there is no byte
	for (ptrdiff_t y = 0; y < rows; y++, src += 3 * width) {
		for (ptrdiff_t x = 0; x < n; x++, dst += 3) {
			const uint8_t *s = src + 3 * windows[x].first;
			const int32_t *w = weights + windows[x].at;
			__m128i sum = _mm_set1_epi32(1 << (bits - 1));
			for (int k = 0; k < windows[x].count; k++, s += 3) {
				int32_t pixel = 0;
				if (s != last) {
					memcpy(&pixel, s, 4);
				} else {
					memcpy(&pixel, s, 3);
				}
				sum = _mm_add_epi32(sum, _mm_mullo_epi32(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(pixel)), _mm_set1_epi32(w[k])));
			}
			sum = _mm_sra_epi32(sum, _mm_cvtsi32_si128(bits));
			int32_t out = _mm_cvtsi128_si32(_mm_packus_epi16(_mm_packs_epi32(sum, sum), sum)); // packing cuts off
			memcpy(dst, &out, 3);
		}
	}
}
#endif

void ft_across(const uint8_t *src, ptrdiff_t rows, ptrdiff_t width, const ft_window *windows, ptrdiff_t n,
	const int32_t *weights, int bits, uint8_t *dst) {
#if defined(__x86_64__)
	if (__builtin_cpu_supports("sse4.1")) {
		across_vector(src, rows, width, windows, n, weights, bits, dst);
		return;
	}
#endif
	for (ptrdiff_t y = 0; y < rows; y++, src += 3 * width) {
		for (ptrdiff_t x = 0; x < n; x++, dst += 3) {
			const uint8_t *s = src + 3 * windows[x].first;
			const int32_t *w = weights + windows[x].at;
			int32_t r = 1 << (bits - 1), g = r, b = r;
			for (int k = 0; k < windows[x].count; k++, s += 3) {
				r += s[0] * w[k];
				g += s[1] * w[k];
				b += s[2] * w[k];
			}
			dst[0] = cut(r >> bits);
			dst[1] = cut(g >> bits);
			dst[2] = cut(b >> bits);
		}
	}
}

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__)
__attribute__((target_clones("avx2", "default")))
#endif
void ft_down(const uint8_t *src, ptrdiff_t n, const int32_t *weights, ptrdiff_t count, int bits, int32_t *sums, uint8_t *dst) {
	for (ptrdiff_t i = 0; i < n; i++) sums[i] = 1 << (bits - 1);
	for (ptrdiff_t k = 0; k < count; k++, src += n)
		for (ptrdiff_t i = 0; i < n; i++) sums[i] += src[i] * weights[k];
	for (ptrdiff_t i = 0; i < n; i++) dst[i] = cut(sums[i] >> bits);
}
