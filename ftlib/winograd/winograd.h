// The geometry of one 3x3 convolution with stride 1 and "same" padding.
typedef struct {
	int height, width, cin, cout; // of the output; cin and cout are multiples of the lanes, cout of twice as many
	int tiles_h, tiles_w;         // 4x4 tiles of an image
	int src_width;                // pixels of a row of src, at least 4·tiles_w+2
	long src_image;               // floats of an image of src
	long dst_row, dst_image;      // floats of a row and of an image of dst
	int pool;                     // 2x2 max-pooling behind the ReLU
} ft_shape;

int ft_lanes(void);
int ft_rows(void);
void ft_block(const ft_shape *s, const float *src, const float *u, const float *bias, float *dst, float *v, float *m, int first, int count);
