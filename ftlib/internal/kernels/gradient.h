// The gradient of a kernel by the same transform: dU = sum over tiles of V^T (A dY A^T), dk = G^T dU G. Included behind
// winograd.h, once an instruction set.

// Four output values to the six points: A y.
#define GRADIENT_TO_POINTS(y0, y1, y2, y3, o0, o1, o2, o3, o4, o5) \
	{ \
		VEC ea = y0 + A2 * y2, fa = A1 * y1 + A3 * y3, eb = y0 + B2 * y2, fb = B1 * y1 + B3 * y3; \
		o0 = y0; \
		o1 = ea + fa; \
		o2 = ea - fa; \
		o3 = eb + fb; \
		o4 = eb - fb; \
		o5 = y3; \
	}

// Six points of a kernel's gradient to its three values: G^T u.
#define KERNEL_FROM_POINTS(m0, m1, m2, m3, m4, m5, g0, g1, g2) \
	{ \
		VEC sa = GA * (m1 + m2), da = GA * A1 * (m1 - m2), sb = GB * (m3 + m4), db = GB * B1 * (m3 - m4); \
		g0 = m0 + sa + sb; \
		g1 = da + db; \
		g2 = A2 * sa + B2 * sb + m5; \
	}

// gradient_tiles takes tiles first…first+count of x and of dy, both as the convolution reads its input, to the points:
// v [36, cin/LANES, all, LANES] and w [36, cout/(2·LANES), all, 2·LANES], from the place of tile first-base on, with
// ft_apart between points.
TARGET static void NAME(gradient_tiles)(const ft_shape *s, const float *x, const float *dy, float *v, float *w, int base, int all, int first, int count) {
	long drow = (long)s->src_width * s->cout;
	for (int tile = first; tile < first + count; tile++) {
		const float *d = NAME(tile_of)(s, x, tile, s->cin);
		for (int c = 0; c < s->cin; c += LANES) {
			NAME(input_tile)(d + c, (long)s->src_width * s->cin, s->cin, v + ((long)c / LANES * all + tile - base) * LANES, (long)s->cin * all + ft_apart);
		}
		d = NAME(tile_of)(s, dy, tile, s->cout) + drow + s->cout; // no border around the 4x4 values
		for (int k = 0; k < s->cout; k += LANES) {
			VEC p[6][4], q[6];
#pragma GCC unroll 4
			for (int j = 0; j < 4; j++) {
				const float *e = d + (long)j * s->cout + k;
				GRADIENT_TO_POINTS(*(VEC *)e, *(VEC *)(e + drow), *(VEC *)(e + 2 * drow), *(VEC *)(e + 3 * drow),
					p[0][j], p[1][j], p[2][j], p[3][j], p[4][j], p[5][j])
			}
			float *out = w + ((long)(k / (2 * LANES)) * all + tile - base) * 2 * LANES + k % (2 * LANES);
#pragma GCC unroll 6
			for (int i = 0; i < 6; i++) {
				GRADIENT_TO_POINTS(p[i][0], p[i][1], p[i][2], p[i][3], q[0], q[1], q[2], q[3], q[4], q[5])
#pragma GCC unroll 6
				for (int j = 0; j < 6; j++) {
					*(VEC *)(out + (6L * i + j) * ((long)s->cout * all + ft_apart)) = q[j];
				}
			}
		}
	}
}

// accumulate adds v^T w of one point to du [cin, cout], or with start sets du to it. Four channels by two vectors: the
// fewest sums that keep two multiply-add units busy.
TARGET static void NAME(accumulate)(const float *v, const float *w, float *du, int all, int cin, int cout, int start) {
	for (int k = 0; k < cout; k += 2 * LANES, w += (long)all * 2 * LANES) {
		for (int c = 0; c < cin; c += 4) {
			const float *a = v + (long)(c / LANES) * all * LANES + c % LANES, *b = w;
			VEC x[4], y[4];
			float *o = du + (long)c * cout + k;
#pragma GCC unroll 4
			for (int r = 0; r < 4; r++) {
				x[r] = start ? (VEC){0} : *(VEC *)(o + (long)r * cout);
				y[r] = start ? (VEC){0} : *(VEC *)(o + (long)r * cout + LANES);
			}
			for (int t = 0; t < all; t++, a += LANES, b += 2 * LANES) {
				VEC b0 = *(VEC *)b, b1 = *(VEC *)(b + LANES);
#pragma GCC unroll 4
				for (int r = 0; r < 4; r++) {
					x[r] += a[r] * b0;
					y[r] += a[r] * b1;
				}
			}
#pragma GCC unroll 4
			for (int r = 0; r < 4; r++) {
				*(VEC *)(o + (long)r * cout) = x[r];
				*(VEC *)(o + (long)r * cout + LANES) = y[r];
			}
		}
	}
}

// kernel_gradient takes the rows from…to of du [36, cin, cout], with ft_apart between points, back to the gradient of a kernel
// [3, 3, cin, cout].
TARGET static void NAME(kernel_gradient)(const float *du, float *dk, int cin, int cout, int from, int to) {
	long point = (long)cin * cout + ft_apart;
	for (int c = from; c < to; c++) {
		for (int k = 0; k < cout; k += LANES) {
			VEC p[3][6], q[3];
			const float *in = du + (long)c * cout + k;
#pragma GCC unroll 6
			for (int j = 0; j < 6; j++) {
				const float *e = in + j * point;
				KERNEL_FROM_POINTS(*(VEC *)e, *(VEC *)(e + 6 * point), *(VEC *)(e + 12 * point), *(VEC *)(e + 18 * point),
					*(VEC *)(e + 24 * point), *(VEC *)(e + 30 * point), p[0][j], p[1][j], p[2][j])
			}
#pragma GCC unroll 3
			for (int a = 0; a < 3; a++) {
				KERNEL_FROM_POINTS(p[a][0], p[a][1], p[a][2], p[a][3], p[a][4], p[a][5], q[0], q[1], q[2])
#pragma GCC unroll 3
				for (int b = 0; b < 3; b++) {
					*(VEC *)(dk + ((3L * a + b) * cin + c) * cout + k) = q[b];
				}
			}
		}
	}
}

#undef VEC
#undef BITS
#undef LANES
#undef ROWS
#undef TARGET
#undef NAME
#undef ROOT
