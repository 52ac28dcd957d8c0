#include <stddef.h>
#include <stdint.h>

// A window is the first source pixel of an output pixel, the number of weights, and where they begin in weights.
typedef struct {
	int32_t first, count, at;
} ft_window;

// ft_across gives rows of width pixels another width: that of the windows. Pixels have three bytes.
void ft_across(const uint8_t *src, ptrdiff_t rows, ptrdiff_t width, const ft_window *windows, ptrdiff_t n,
	const int32_t *weights, int bits, uint8_t *dst);

// ft_down makes one row of n bytes from count rows.
void ft_down(const uint8_t *src, ptrdiff_t n, const int32_t *weights, ptrdiff_t count, int bits, int32_t *sums, uint8_t *dst);
