// A 3x3 convolution by Winograd's F(4x4, 3x3) on a block of 4x4 output tiles. kernels.c includes this file once an
// instruction set, with LANES (floats of a vector), ROWS (tiles that one matrix kernel handles), TARGET and NAME();
// gradient.h, which follows it, needs its macros.
//
// The points of the transform are 0, ±2/3, ±3/2 and infinity. The usual 0, ±1, ±2 save a few multiplications, but lose
// twice as many bits: 2.5e-6 relative error a layer against 1.1e-6 (direct float32 summation: 2e-7).

typedef float NAME(vec) __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int NAME(bits) __attribute__((vector_size(LANES * 4), may_alias));
#define VEC NAME(vec)
#define BITS NAME(bits)

#define A1 (2.0f / 3)
#define B1 (3.0f / 2)
#define A2 (4.0f / 9)
#define B2 (9.0f / 4)
#define A3 (8.0f / 27)
#define B3 (27.0f / 8)
#define S2 (97.0f / 36)
#define GA (-81.0f / 130)
#define GB (8.0f / 65)

// Six values to the six points: B^T d. The product of the squares of the points is 1.
#define TO_POINTS(d0, d1, d2, d3, d4, d5, o0, o1, o2, o3, o4, o5) \
	{ \
		VEC ua = d4 - B2 * d2, va = A1 * d3 - B1 * d1, ub = d4 - A2 * d2, vb = B1 * d3 - A1 * d1; \
		o0 = d0 + d4 - S2 * d2; \
		o1 = ua + va; \
		o2 = ua - va; \
		o3 = ub + vb; \
		o4 = ub - vb; \
		o5 = d1 + d5 - S2 * d3; \
	}

// Six points to the four values: A^T m.
#define FROM_POINTS(m0, m1, m2, m3, m4, m5, y0, y1, y2, y3) \
	{ \
		VEC sa = m1 + m2, da = m1 - m2, sb = m3 + m4, db = m3 - m4; \
		y0 = m0 + sa + sb; \
		y1 = A1 * da + B1 * db; \
		y2 = A2 * sa + B2 * sb; \
		y3 = A3 * da + B3 * db + m5; \
	}

// Three kernel values to the six points: G g.
#define KERNEL_TO_POINTS(g0, g1, g2, o0, o1, o2, o3, o4, o5) \
	{ \
		VEC ea = GA * (g0 + A2 * g2), fa = GA * A1 * g1, eb = GB * (g0 + B2 * g2), fb = GB * B1 * g1; \
		o0 = g0; \
		o1 = ea + fa; \
		o2 = ea - fa; \
		o3 = eb + fb; \
		o4 = eb - fb; \
		o5 = g2; \
	}

// kernel takes the rows from…to (not included) of a kernel [3, 3, in, cout] to the points, in the order in which
// multiply reads it: u [36, cout/(2·LANES), cin, 2·LANES] with ft_apart between points; cin is in rounded up.
TARGET static void NAME(kernel)(const float *k, float *u, int in, int cin, int cout, int from, int to) {
	for (int o = 0; o < cout; o += LANES) {
		for (int c = from; c < to; c++) {
			VEC p[6][3], q[6];
#pragma GCC unroll 3
			for (int b = 0; b < 3; b++) {
				const float *g = k + ((long)b * in + c) * cout + o;
				long row = 3L * in * cout;
				KERNEL_TO_POINTS(*(VEC *)g, *(VEC *)(g + row), *(VEC *)(g + 2 * row), p[0][b], p[1][b], p[2][b], p[3][b], p[4][b], p[5][b])
			}
			float *out = u + ((long)(o / (2 * LANES)) * cin + c) * 2 * LANES + o % (2 * LANES);
#pragma GCC unroll 6
			for (int i = 0; i < 6; i++) {
				KERNEL_TO_POINTS(p[i][0], p[i][1], p[i][2], q[0], q[1], q[2], q[3], q[4], q[5])
#pragma GCC unroll 6
				for (int j = 0; j < 6; j++) {
					*(VEC *)(out + (6 * i + j) * ((long)cin * cout + ft_apart)) = q[j];
				}
			}
		}
	}
}

// input_tile takes one vector of channels of a 6x6 tile to the points: out[point · stride].
TARGET static inline void NAME(input_tile)(const float *tile, long row, long pixel, float *out, long stride) {
	VEC p[6][6], q[6];
#pragma GCC unroll 6
	for (int j = 0; j < 6; j++) {
		const float *e = tile + j * pixel;
		TO_POINTS(*(VEC *)e, *(VEC *)(e + row), *(VEC *)(e + 2 * row), *(VEC *)(e + 3 * row), *(VEC *)(e + 4 * row),
			*(VEC *)(e + 5 * row), p[0][j], p[1][j], p[2][j], p[3][j], p[4][j], p[5][j])
	}
#pragma GCC unroll 6
	for (int i = 0; i < 6; i++) {
		TO_POINTS(p[i][0], p[i][1], p[i][2], p[i][3], p[i][4], p[i][5], q[0], q[1], q[2], q[3], q[4], q[5])
#pragma GCC unroll 6
		for (int j = 0; j < 6; j++) {
			*(VEC *)(out + (6 * i + j) * stride) = q[j];
		}
	}
}

// tile_of is where a tile of a padded image begins.
TARGET static inline const float *NAME(tile_of)(const ft_shape *s, const float *images, int tile, int channels) {
	int image = tile / (s->tiles_h * s->tiles_w), at = tile % (s->tiles_h * s->tiles_w);
	long pixels = s->src_image / s->cin;
	return images + (image * pixels + 4L * (at / s->tiles_w) * s->src_width + 4L * (at % s->tiles_w)) * channels;
}

// input_tiles writes v[point][tile][channel] of count tiles.
TARGET static void NAME(input_tiles)(const ft_shape *s, const float *src, float *v, long point, int first, int count) {
	for (int t = 0; t < count; t++) {
		const float *tile = NAME(tile_of)(s, src, first + t, s->cin);
		for (int c = 0; c < s->cin; c += LANES) {
			NAME(input_tile)(tile + c, (long)s->src_width * s->cin, s->cin, v + (long)t * s->cin + c, point);
		}
	}
}

// multiply sets m [rows, cout] to v [rows, cin], whose rows are row floats apart, times one point's kernel
// u [cout/(2·LANES), cin, 2·LANES].
TARGET static void NAME(multiply)(const float *v, long row, const float *u, float *m, int rows, int cin, int cout) {
	for (int k = 0; k < cout; k += 2 * LANES) {
		for (int t = 0; t < rows; t += ROWS) {
			const float *a = v + t * row, *b = u;
			VEC x[ROWS], y[ROWS];
#pragma GCC unroll 12
			for (int r = 0; r < ROWS; r++) {
				x[r] = y[r] = (VEC){0};
			}
			for (int c = 0; c < cin; c++, b += 2 * LANES) {
				VEC b0 = *(VEC *)b, b1 = *(VEC *)(b + LANES);
#pragma GCC unroll 12
				for (int r = 0; r < ROWS; r++) {
					float w = a[r * row + c];
					x[r] += w * b0;
					y[r] += w * b1;
				}
			}
			float *o = m + (long)t * cout + k;
#pragma GCC unroll 12
			for (int r = 0; r < ROWS; r++, o += cout) {
				*(VEC *)o = x[r];
				*(VEC *)(o + LANES) = y[r];
			}
		}
		u += (long)cin * 2 * LANES;
	}
}

TARGET static inline VEC NAME(larger)(VEC x, VEC y) {
	BITS first = x > y;
	return (VEC)(((BITS)x & first) | ((BITS)y & ~first));
}

// output_tiles writes count tiles to dst. Forward it adds the bias, applies ReLU and, where the shape says so, 2x2
// max-pooling. Backward (bias is NULL) it lets through what positive values of mask allow, which lies as dst does; no
// mask lets all through.
TARGET static void NAME(output_tiles)(const ft_shape *s, const float *m, const float *bias, const float *mask, float *dst, long point, int first, int count) {
	for (int t = 0; t < count; t++) {
		int tile = first + t, image = tile / (s->tiles_h * s->tiles_w), at = tile % (s->tiles_h * s->tiles_w);
		int y0 = 4 * (at / s->tiles_w), x0 = 4 * (at % s->tiles_w);
		int h = s->height - y0 < 4 ? s->height - y0 : 4, w = s->width - x0 < 4 ? s->width - x0 : 4;
		long place = image * s->dst_image + (s->pool ? y0 / 2 * s->dst_row + x0 / 2 * s->cout : y0 * s->dst_row + x0 * s->cout);
		float *out = dst + place;
		for (int k = 0; k < s->cout; k += LANES) {
			const float *in = m + (long)t * s->cout + k;
			VEC p[4][6], q[4][4], b = bias ? *(VEC *)(bias + k) : (VEC){0};
#pragma GCC unroll 6
			for (int j = 0; j < 6; j++) {
				const float *e = in + j * point;
				FROM_POINTS(*(VEC *)e, *(VEC *)(e + 6 * point), *(VEC *)(e + 12 * point), *(VEC *)(e + 18 * point),
					*(VEC *)(e + 24 * point), *(VEC *)(e + 30 * point), p[0][j], p[1][j], p[2][j], p[3][j])
			}
#pragma GCC unroll 4
			for (int i = 0; i < 4; i++) {
				FROM_POINTS(p[i][0], p[i][1], p[i][2], p[i][3], p[i][4], p[i][5], q[i][0], q[i][1], q[i][2], q[i][3])
#pragma GCC unroll 4
				for (int j = 0; j < 4; j++) {
					q[i][j] = bias ? NAME(larger)(q[i][j] + b, (VEC){0}) : q[i][j];
				}
			}
			if (s->pool) {
				for (int i = 0; i < h / 2; i++) {
					for (int j = 0; j < w / 2; j++) {
						*(VEC *)(out + i * s->dst_row + j * s->cout + k) =
							NAME(larger)(NAME(larger)(q[2 * i][2 * j], q[2 * i][2 * j + 1]), NAME(larger)(q[2 * i + 1][2 * j], q[2 * i + 1][2 * j + 1]));
					}
				}
			} else {
				for (int i = 0; i < h; i++) {
					for (int j = 0; j < w; j++) {
						long at = i * s->dst_row + j * s->cout + k;
						if (mask) {
							BITS on = *(VEC *)(mask + place + at) > 0;
							q[i][j] = (VEC)((BITS)q[i][j] & on);
						}
						*(VEC *)(out + at) = q[i][j];
					}
				}
			}
		}
	}
}

TARGET static void NAME(block)(const ft_shape *s, const float *src, const float *u, const float *bias, const float *mask, float *dst, float *v, float *m, int first, int count) {
	int rows = (count + ROWS - 1) / ROWS * ROWS; // the rows behind count hold old values, whose products nobody reads
	long vp = (long)rows * s->cin + ft_apart, mp = (long)rows * s->cout + ft_apart, up = (long)s->cin * s->cout + ft_apart;
	NAME(input_tiles)(s, src, v, vp, first, count);
	for (int p = 0; p < 36; p++) {
		NAME(multiply)(v + p * vp, s->cin, u + p * up, m + p * mp, rows, s->cin, s->cout);
	}
	NAME(output_tiles)(s, m, bias, mask, dst, mp, first, count);
}
