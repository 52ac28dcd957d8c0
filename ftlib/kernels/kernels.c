#include "kernels.h"

#define KERNELS(x) \
	static const ft_kernels x##_kernels = {LANES_OF_##x, ROWS_OF_##x, x##_block, x##_kernel, x##_gradient_tiles, x##_accumulate, x##_kernel_gradient, x##_pointwise, \
		x##_moments, x##_normalize, x##_norm_sums, x##_norm_gradient};

#if defined(__x86_64__)
#define LANES_OF_avx512 16
#define ROWS_OF_avx512 12
#define LANES LANES_OF_avx512
#define ROWS ROWS_OF_avx512
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,fma,prefer-vector-width=512")))
#define NAME(x) avx512_##x
#include "winograd.h"
#include "pointwise.h"
#include "normalize.h"
#include "gradient.h"
KERNELS(avx512)

#define LANES_OF_avx2 8
#define ROWS_OF_avx2 6
#define LANES LANES_OF_avx2
#define ROWS ROWS_OF_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) avx2_##x
#include "winograd.h"
#include "pointwise.h"
#include "normalize.h"
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
#include "gradient.h"
KERNELS(plain)

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

void ft_block(const ft_kernels *f, const ft_shape *s, const float *src, const float *u, const float *bias, const float *mask, float *dst, float *v, float *m, int first, int count) {
	f->block(s, src, u, bias, mask, dst, v, m, first, count);
}

void ft_kernel(const ft_kernels *f, const float *k, float *u, int in, int cin, int cout, int from, int to) {
	f->kernel(k, u, in, cin, cout, from, to);
}

void ft_gradient_tiles(const ft_kernels *f, const ft_shape *s, const float *x, const float *dy, float *v, float *w, int base, int all, int first, int count) {
	f->gradient_tiles(s, x, dy, v, w, base, all, first, count);
}

void ft_accumulate(const ft_kernels *f, const float *v, const float *w, float *du, int all, int cin, int cout, int start) {
	f->accumulate(v, w, du, all, cin, cout, start);
}

void ft_kernel_gradient(const ft_kernels *f, const float *du, float *dk, int cin, int cout, int from, int to) {
	f->kernel_gradient(du, dk, cin, cout, from, to);
}

void ft_pointwise(const ft_kernels *f, const ft_shape *s, const float *a, const float *u, const float *bias, const float *side, float *dst, float *m, int first, int count) {
	f->pointwise(s, a, u, bias, side, dst, m, first, count);
}

void ft_moments(const ft_kernels *f, const ft_shape *s, const float *y, const float *about, float *sum, float *squares, int first, int count) {
	f->moments(s, y, about, sum, squares, first, count);
}

void ft_normalize(const ft_kernels *f, const ft_shape *s, const float *y, const float *scale, const float *shift, const float *side, float *dst, int first, int count) {
	f->normalize(s, y, scale, shift, side, dst, first, count);
}

void ft_norm_sums(const ft_kernels *f, const ft_shape *s, const float *y, const float *mean, const float *mask, float *gradient, float *sum, float *product, int first, int count) {
	f->norm_sums(s, y, mean, mask, gradient, sum, product, first, count);
}

void ft_norm_gradient(const ft_kernels *f, const ft_shape *s, const float *y, const float *mean, const float *a, const float *b, const float *c, const float *gradient, float *dst, float *sum, int first, int count) {
	f->norm_gradient(s, y, mean, a, b, c, gradient, dst, sum, first, count);
}
