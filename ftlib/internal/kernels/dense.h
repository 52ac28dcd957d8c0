// Dense layers, trained whole. Included behind normalize.h, once an instruction set; ROOT(x) is its square root of a
// vector, where it has one.
//
// A kernel [in, out] and its slots lie in panels [out/(2·LANES), in, 2·LANES]; panel is a piece of such a one, count rows
// of it. x are the same columns of n rows of the input, row apart. count is a multiple of GROUP, the rows of a kernel whose
// gradient fits the registers.

#define GROUP (LANES == 16 ? 8 : 4)

#ifndef ROOT
#define ROOT(x) NAME(root)(x)
TARGET static inline VEC NAME(root)(VEC x) {
	for (int l = 0; l < LANES; l++) {
		x[l] = __builtin_sqrtf(x[l]);
	}
	return x;
}
#endif

// dense_forward sets out [n, 2·LANES] to x times a panel, or with add adds that to it; n is a multiple of GROUP.
TARGET static void NAME(dense_forward)(const float *x, long row, const float *panel, float *out, int n, int count, int add) {
	for (int i = 0; i < n; i += GROUP) {
		VEC a[GROUP], b[GROUP];
		float *o = out + 2L * LANES * i;
#pragma GCC unroll 8
		for (int r = 0; r < GROUP; r++) {
			a[r] = add ? *(VEC *)(o + 2 * LANES * r) : (VEC){0};
			b[r] = add ? *(VEC *)(o + 2 * LANES * r + LANES) : (VEC){0};
		}
		const float *in = x + i * row;
		for (int k = 0; k < count; k++, in++) {
			VEC u0 = *(VEC *)(panel + 2L * LANES * k), u1 = *(VEC *)(panel + 2L * LANES * k + LANES);
#pragma GCC unroll 8
			for (int r = 0; r < GROUP; r++) {
				a[r] += in[r * row] * u0;
				b[r] += in[r * row] * u1;
			}
		}
#pragma GCC unroll 8
		for (int r = 0; r < GROUP; r++) {
			*(VEC *)(o + 2 * LANES * r) = a[r];
			*(VEC *)(o + 2 * LANES * r + LANES) = b[r];
		}
	}
}

// dense_sum adds bias [2·LANES] and the sums of all blocks, parts [n, 2·LANES] each and apart from one another, through
// ReLU where relu says so, to y [n, …] of width values.
TARGET static void NAME(dense_sum)(const float *parts, long apart, int blocks, const float *bias, float *y, int width, int n, int relu) {
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < 2 * LANES; k += LANES) {
			VEC s = (VEC){0};
			for (int b = 0; b < blocks; b++) {
				s += *(VEC *)(parts + b * apart + 2L * LANES * i + k);
			}
			s += *(VEC *)(bias + k);
			*(VEC *)(y + (long)i * width + k) = relu ? NAME(larger)(s, (VEC){0}) : s;
		}
	}
}

// update changes a vector of weights, whose gradient is g, and their slots.
TARGET static inline __attribute__((always_inline)) void NAME(update)(const ft_rule rule, int sgd, int adam, VEC g, float *weight, float *slot0, float *slot1) {
	VEC w = *(VEC *)weight, s0 = *(VEC *)slot0, s1 = *(VEC *)slot1;
	w -= w * rule.decay;
	if (sgd) {
		s0 = s0 * rule.a - g * rule.rate;
		if (rule.b != 0) {
			w += s0 * rule.a - g * rule.rate;
		} else {
			w += s0;
		}
	} else if (adam) {
		s0 += (g - s0) * rule.a;
		s1 += (g * g - s1) * rule.b;
		w -= s0 * rule.rate / (ROOT(s1) + rule.epsilon);
	} else {
		s0 = s0 * rule.a + g * g * rule.b;
		VEC delta = -(ROOT(s1 + rule.epsilon) * g) / ROOT(s0 + rule.epsilon);
		s1 = s1 * rule.a + delta * delta * rule.b;
		w += delta * rule.rate;
	}
	*(VEC *)weight = w;
	*(VEC *)slot0 = s0;
	*(VEC *)slot1 = s1;
}

TARGET static inline __attribute__((always_inline)) void NAME(learn)(const ft_rule rule, int sgd, int adam, const float *x, long row, const float *dy, int n, float *panel, float *slot0, float *slot1, int count) {
	for (int k = 0; k < count; k += GROUP) {
		VEC a[GROUP], b[GROUP];
#pragma GCC unroll 8
		for (int r = 0; r < GROUP; r++) {
			a[r] = b[r] = (VEC){0};
		}
		for (int i = 0; i < n; i++) {
			const float *in = x + i * row + k;
			VEC d0 = *(VEC *)(dy + 2L * LANES * i), d1 = *(VEC *)(dy + 2L * LANES * i + LANES);
#pragma GCC unroll 8
			for (int r = 0; r < GROUP; r++) {
				a[r] += in[r] * d0;
				b[r] += in[r] * d1;
			}
		}
#pragma GCC unroll 8
		for (int r = 0; r < GROUP; r++) {
			long at = 2L * LANES * (k + r);
			NAME(update)(rule, sgd, adam, a[r], panel + at, slot0 + at, slot1 + at);
			NAME(update)(rule, sgd, adam, b[r], panel + at + LANES, slot0 + at + LANES, slot1 + at + LANES);
		}
	}
}

// dense_learn updates a panel: its gradient is the sum over n rows of x times dy [n, 2·LANES].
TARGET static void NAME(dense_learn)(const ft_rule *rule, const float *x, long row, const float *dy, int n, float *panel, float *slot0, float *slot1, int count) {
	if (rule->sgd) {
		NAME(learn)(*rule, 1, 0, x, row, dy, n, panel, slot0, slot1, count);
	} else if (rule->adam) {
		NAME(learn)(*rule, 0, 1, x, row, dy, n, panel, slot0, slot1, count);
	} else {
		NAME(learn)(*rule, 0, 0, x, row, dy, n, panel, slot0, slot1, count);
	}
}

// dense_bias updates a panel's 2·LANES biases: their gradient is the sum over n rows of dy.
TARGET static void NAME(dense_bias)(const ft_rule *rule, const float *dy, int n, float *bias, float *slot0, float *slot1) {
	for (int k = 0; k < 2 * LANES; k += LANES) {
		VEC g = (VEC){0};
		for (int i = 0; i < n; i++) {
			g += *(VEC *)(dy + 2L * LANES * i + k);
		}
		if (rule->sgd) {
			NAME(update)(*rule, 1, 0, g, bias + k, slot0 + k, slot1 + k);
		} else {
			NAME(update)(*rule, 0, rule->adam, g, bias + k, slot0 + k, slot1 + k);
		}
	}
}

// dense_back sets columns from…to of dx [n, in] to dy [n, width] times the transposed kernel u, all panels of it, where x is
// positive, times scale; elsewhere to zero. x is what ReLU and dropout, which multiplies by scale, let through.
TARGET static void NAME(dense_back)(const float *dy, int width, int n, const float *u, const float *x, float scale, float *dx, int in, int from, int to) {
	for (int i = 0; i < n; i++) {
		for (int k = from; k < to; k += 4) {
			VEC s[4] = {{0}, {0}, {0}, {0}};
			for (int o = 0; o < width; o += 2 * LANES) {
				VEC d0 = *(VEC *)(dy + (long)i * width + o), d1 = *(VEC *)(dy + (long)i * width + o + LANES);
				const float *at = u + (long)o * in + 2L * LANES * k;
#pragma GCC unroll 4
				for (int r = 0; r < 4; r++) {
					s[r] += d0 * *(VEC *)(at + 2 * LANES * r) + d1 * *(VEC *)(at + 2 * LANES * r + LANES);
				}
			}
#pragma GCC unroll 4
			for (int r = 0; r < 4; r++) {
				float sum = 0;
				for (int l = 0; l < LANES; l++) {
					sum += s[r][l];
				}
				dx[(long)i * in + k + r] = x[(long)i * in + k + r] > 0 ? scale * sum : 0;
			}
		}
	}
}

#undef GROUP
