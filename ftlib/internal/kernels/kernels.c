#include "kernels.h"

#define KERNELS(x) \
	static const ft_kernels x##_kernels = {LANES_OF_##x, ROWS_OF_##x, x##_block, x##_kernel, x##_gradient_tiles, x##_accumulate, x##_kernel_gradient, x##_pointwise, \
		x##_moments, x##_normalize, x##_norm_sums, x##_norm_gradient, \
		x##_dense_forward, x##_dense_sum, x##_dense_learn, x##_dense_bias, x##_dense_back};

#if defined(__x86_64__)
#include <immintrin.h>

#define LANES_OF_avx512 16
#define ROWS_OF_avx512 12
#define LANES LANES_OF_avx512
#define ROWS ROWS_OF_avx512
#ifdef __clang__ // which takes vectors as wide as they are written
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,fma")))
#else
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,fma,prefer-vector-width=512")))
#endif
#define NAME(x) avx512_##x
#define ROOT(x) ((VEC)_mm512_sqrt_ps((__m512)(x)))
#include "winograd.h"
#include "pointwise.h"
#include "normalize.h"
#include "dense.h"
#include "gradient.h"
KERNELS(avx512)

#define LANES_OF_avx2 8
#define ROWS_OF_avx2 6
#define LANES LANES_OF_avx2
#define ROWS ROWS_OF_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) avx2_##x
#define ROOT(x) ((VEC)_mm256_sqrt_ps((__m256)(x)))
#include "winograd.h"
#include "pointwise.h"
#include "normalize.h"
#include "dense.h"
#include "gradient.h"
KERNELS(avx2)
#endif

#define LANES_OF_plain 4
#define ROWS_OF_plain 6
#define LANES LANES_OF_plain
#define ROWS ROWS_OF_plain
#define TARGET
#define NAME(x) plain_##x
#include "winograd.h"
#include "pointwise.h"
#include "normalize.h"
#include "dense.h"
#include "gradient.h"
KERNELS(plain)

const char *ft_compiler(void) {
#ifdef __clang__
	return __VERSION__; // begins with Clang
#else
	return "gcc " __VERSION__;
#endif
}

const ft_kernels *ft_best(int lanes) {
#if defined(__x86_64__)
	if (lanes >= 16 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
		return &avx512_kernels;
	}
	if (lanes >= 8 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
		return &avx2_kernels;
	}
#endif
	return &plain_kernels;
}

// FLUSHED computes with numbers below 1.2e-38 taken as zero, as XLA and TensorFlow do: moments of weights that are no
// longer trained shrink to such numbers, and each costs over a hundred cycles on Intel's processors. Go's code computes
// as before. Other processors have them for nothing.
#if defined(__x86_64__)
#define FLUSHED(call) \
	unsigned int before = _mm_getcsr(); \
	_mm_setcsr(before | _MM_FLUSH_ZERO_ON | 0x40 /* denormals are zeros */); \
	call \
	_mm_setcsr(before);
#else
#define FLUSHED(call) call
#endif

void ft_block(const ft_kernels *f, const ft_shape *s, const float *src, const float *u, const float *bias, const float *mask, float *dst, float *v, float *m, int first, int count) {
	FLUSHED(f->block(s, src, u, bias, mask, dst, v, m, first, count);)
}

void ft_kernel(const ft_kernels *f, const float *k, float *u, int in, int cin, int cout, int from, int to) {
	FLUSHED(f->kernel(k, u, in, cin, cout, from, to);)
}

void ft_gradient_tiles(const ft_kernels *f, const ft_shape *s, const float *x, const float *dy, float *v, float *w, int base, int all, int first, int count) {
	FLUSHED(f->gradient_tiles(s, x, dy, v, w, base, all, first, count);)
}

void ft_accumulate(const ft_kernels *f, const float *v, const float *w, float *du, int all, int cin, int cout, int start) {
	FLUSHED(f->accumulate(v, w, du, all, cin, cout, start);)
}

void ft_kernel_gradient(const ft_kernels *f, const float *du, float *dk, int cin, int cout, int from, int to) {
	FLUSHED(f->kernel_gradient(du, dk, cin, cout, from, to);)
}

void ft_pointwise(const ft_kernels *f, const ft_shape *s, const float *a, const float *u, const float *bias, const float *side, float *dst, float *m, int first, int count) {
	FLUSHED(f->pointwise(s, a, u, bias, side, dst, m, first, count);)
}

void ft_moments(const ft_kernels *f, const ft_shape *s, const float *y, const float *about, float *sum, float *squares, int first, int count) {
	FLUSHED(f->moments(s, y, about, sum, squares, first, count);)
}

void ft_normalize(const ft_kernels *f, const ft_shape *s, const float *y, const float *scale, const float *shift, const float *side, float *dst, int first, int count) {
	FLUSHED(f->normalize(s, y, scale, shift, side, dst, first, count);)
}

void ft_norm_sums(const ft_kernels *f, const ft_shape *s, const float *y, const float *mean, const float *mask, float *gradient, float *sum, float *product, int first, int count) {
	FLUSHED(f->norm_sums(s, y, mean, mask, gradient, sum, product, first, count);)
}

void ft_norm_gradient(const ft_kernels *f, const ft_shape *s, const float *y, const float *mean, const float *a, const float *b, const float *c, const float *gradient, float *dst, float *sum, int first, int count) {
	FLUSHED(f->norm_gradient(s, y, mean, a, b, c, gradient, dst, sum, first, count);)
}

void ft_dense_forward(const ft_kernels *f, const float *x, long row, const float *panel, float *out, int n, int count, int add) {
	FLUSHED(f->dense_forward(x, row, panel, out, n, count, add);)
}

void ft_dense_sum(const ft_kernels *f, const float *parts, long apart, int blocks, const float *bias, float *y, int width, int n, int relu) {
	FLUSHED(f->dense_sum(parts, apart, blocks, bias, y, width, n, relu);)
}

void ft_dense_learn(const ft_kernels *f, const ft_rule *rule, const float *x, long row, const float *dy, int n, float *panel, float *slot0, float *slot1, int count) {
	FLUSHED(f->dense_learn(rule, x, row, dy, n, panel, slot0, slot1, count);)
}

void ft_dense_bias(const ft_kernels *f, const ft_rule *rule, const float *dy, int n, float *bias, float *slot0, float *slot1) {
	FLUSHED(f->dense_bias(rule, dy, n, bias, slot0, slot1);)
}

void ft_dense_back(const ft_kernels *f, const float *dy, int width, int n, const float *u, const float *x, float scale, float *dx, int in, int from, int to) {
	FLUSHED(f->dense_back(dy, width, n, u, x, scale, dx, in, from, to);)
}
