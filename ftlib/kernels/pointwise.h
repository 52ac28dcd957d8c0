// 1x1 convolutions: a matrix product with what follows it. Included behind winograd.h, once an instruction set.

// pointwise sets the pixels first…first+count of dst to the rows a [count, cin] times u, plus bias and, where side is
// not NULL, plus the same pixels of side [pixels, cout], through ReLU where s->relu says so. m holds the products.
TARGET static void NAME(pointwise)(const ft_shape *s, const float *a, const float *u, const float *bias, const float *side, float *dst, float *m, int first, int count) {
	NAME(multiply)(a, u, m, (count + ROWS - 1) / ROWS * ROWS, s->cin, s->cout);
	for (int i = 0; i < count; i++) {
		int pixel = first + i, image = pixel / (s->height * s->width), at = pixel % (s->height * s->width);
		float *out = dst + image * s->dst_image + at / s->width * s->dst_row + (long)(at % s->width) * s->cout;
		const float *in = m + (long)i * s->cout, *more = side ? side + (long)pixel * s->cout : 0;
		for (int k = 0; k < s->cout; k += LANES) {
			VEC x = *(VEC *)(in + k) + *(VEC *)(bias + k);
			if (more) {
				x += *(VEC *)(more + k);
			}
			*(VEC *)(out + k) = s->relu ? NAME(larger)(x, (VEC){0}) : x;
		}
	}
}
