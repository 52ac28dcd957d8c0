// Batch norm over the pixels of a batch, forward and backward. y [pixels, cout] is what a convolution gave. Sums are those
// of the pixels first…first+count; the caller adds them up with more bits. Included behind pointwise.h, once an
// instruction set.

// moments sets sum and squares to the sums of y - about and of its square.
TARGET static void NAME(moments)(const ft_shape *s, const float *y, const float *about, float *sum, float *squares, int first, int count) {
	for (int k = 0; k < s->cout; k += LANES) {
		*(VEC *)(sum + k) = *(VEC *)(squares + k) = (VEC){0};
	}
	for (int i = first; i < first + count; i++) {
		const float *in = y + (long)i * s->cout;
		for (int k = 0; k < s->cout; k += LANES) {
			VEC d = *(VEC *)(in + k) - *(VEC *)(about + k);
			*(VEC *)(sum + k) += d;
			*(VEC *)(squares + k) += d * d;
		}
	}
}

// normalize sets pixels of dst to scale·y + shift, plus those of side [pixels, cout] where it is not NULL, through ReLU
// where s->relu says so.
TARGET static void NAME(normalize)(const ft_shape *s, const float *y, const float *scale, const float *shift, const float *side, float *dst, int first, int count) {
	for (int i = first; i < first + count; i++) {
		const float *in = y + (long)i * s->cout, *more = side ? side + (long)i * s->cout : 0;
		float *out = dst + NAME(pixel)(s, i);
		for (int k = 0; k < s->cout; k += LANES) {
			VEC x = *(VEC *)(in + k) * *(VEC *)(scale + k) + *(VEC *)(shift + k);
			if (more) {
				x += *(VEC *)(more + k);
			}
			*(VEC *)(out + k) = s->relu ? NAME(larger)(x, (VEC){0}) : x;
		}
	}
}

// norm_sums keeps of gradient [pixels, cout] what positive values of mask let through, which lies as s says (NULL lets
// all through), and sets sum and product to the sums of it and of it times y - mean.
TARGET static void NAME(norm_sums)(const ft_shape *s, const float *y, const float *mean, const float *mask, float *gradient, float *sum, float *product, int first, int count) {
	for (int k = 0; k < s->cout; k += LANES) {
		*(VEC *)(sum + k) = *(VEC *)(product + k) = (VEC){0};
	}
	for (int i = first; i < first + count; i++) {
		const float *in = y + (long)i * s->cout, *on = mask ? mask + NAME(pixel)(s, i) : 0;
		float *at = gradient + (long)i * s->cout;
		for (int k = 0; k < s->cout; k += LANES) {
			VEC g = *(VEC *)(at + k);
			if (on) {
				BITS through = *(VEC *)(on + k) > 0;
				*(VEC *)(at + k) = g = (VEC)((BITS)g & through);
			}
			*(VEC *)(sum + k) += g;
			*(VEC *)(product + k) += g * (*(VEC *)(in + k) - *(VEC *)(mean + k));
		}
	}
}

// norm_gradient sets pixels of dst to a·gradient + b·(y - mean) + c, and sum to their sum.
TARGET static void NAME(norm_gradient)(const ft_shape *s, const float *y, const float *mean, const float *a, const float *b, const float *c, const float *gradient, float *dst, float *sum, int first, int count) {
	for (int k = 0; k < s->cout; k += LANES) {
		*(VEC *)(sum + k) = (VEC){0};
	}
	for (int i = first; i < first + count; i++) {
		const float *in = y + (long)i * s->cout, *at = gradient + (long)i * s->cout;
		float *out = dst + NAME(pixel)(s, i);
		for (int k = 0; k < s->cout; k += LANES) {
			VEC g = *(VEC *)(a + k) * *(VEC *)(at + k) + *(VEC *)(b + k) * (*(VEC *)(in + k) - *(VEC *)(mean + k)) + *(VEC *)(c + k);
			*(VEC *)(out + k) = g;
			*(VEC *)(sum + k) += g;
		}
	}
}
