// 1x1 convolutions: a matrix product with what follows it. Included behind winograd.h, once an instruction set.

// pixel is where a pixel of an output of the shape s lies.
TARGET static inline long NAME(pixel)(const ft_shape *s, int pixel) {
	int image = pixel / (s->height * s->width), at = pixel % (s->height * s->width);
	return image * s->dst_image + at / s->width * s->dst_row + (long)(at % s->width) * s->cout;
}

// pointwise sets the pixels first…first+count of dst to their rows a [count, cin] times u, plus bias and, where side is
// not NULL, plus the same pixels of side [pixels, cout], through ReLU where s->relu says so. m holds the products.
TARGET static void NAME(pointwise)(const ft_shape *s, const float *a, const float *u, const float *bias, const float *side, float *dst, float *m, int first, int count) {
	NAME(multiply)(a, s->src_pixel, u, m, (count + ROWS - 1) / ROWS * ROWS, s->cin, s->cout);
	for (int i = 0; i < count; i++) {
		float *out = dst + NAME(pixel)(s, first + i);
		const float *in = m + (long)i * s->cout, *more = side ? side + (long)(first + i) * s->cout : 0;
		for (int k = 0; k < s->cout; k += LANES) {
			VEC x = *(VEC *)(in + k) + *(VEC *)(bias + k);
			if (more) {
				x += *(VEC *)(more + k);
			}
			*(VEC *)(out + k) = s->relu ? NAME(larger)(x, (VEC){0}) : x;
		}
	}
}
