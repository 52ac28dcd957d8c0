#include "winograd.h"

#if defined(__x86_64__)
#define LANES 16
#define ROWS 12
#define TARGET __attribute__((target("avx512f,avx512vl,avx512dq,fma,prefer-vector-width=512")))
#define NAME(x) avx512_##x
#include "kernel.h"

#define LANES 8
#define ROWS 6
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) avx2_##x
#include "kernel.h"
#endif

#define LANES 4
#define ROWS 6
#define TARGET
#define NAME(x) plain_##x
#include "kernel.h"

int ft_lanes(void) {
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
		return 16;
	}
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
		return 8;
	}
#endif
	return 4;
}

int ft_rows(void) { return ft_lanes() == 16 ? 12 : 6; }

void ft_block(const ft_shape *s, const float *src, const float *u, const float *bias, float *dst, float *v, float *m, int first, int count) {
#if defined(__x86_64__)
	switch (ft_lanes()) {
	case 16:
		avx512_block(s, src, u, bias, dst, v, m, first, count);
		return;
	case 8:
		avx2_block(s, src, u, bias, dst, v, m, first, count);
		return;
	}
#endif
	plain_block(s, src, u, bias, dst, v, m, first, count);
}
