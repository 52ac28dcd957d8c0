package winograd

import "sync"

// toPoints is G: it takes three kernel values to the points 0, ±2/3, ±3/2 and infinity. kernel.h has the other two
// matrices.
var toPoints = func() (g [6][3]float64) {
	points := []float64{0, 2. / 3, -2. / 3, 3. / 2, -3. / 2}
	for j, p := range points {
		n := 1.
		for k, q := range points {
			if k != j {
				n *= p - q
			}
		}
		g[j] = [3]float64{1 / n, p / n, p * p / n}
	}
	g[5][2] = 1
	return g
}()

// transform takes a kernel [3, 3, in, out] to the 36 points, in the order in which the matrix kernel reads it:
// [36, out/(2·Lanes), padded, 2·Lanes], zero for channels from in to padded. It is done once, in float64.
func transform(kernel []float32, in, padded, out int) []float32 {
	u := make([]float32, 36*padded*out)
	panel := 2 * Lanes
	var wait sync.WaitGroup
	const parts = 8
	for part := range parts {
		wait.Go(func() {
			for c := part; c < in; c += parts {
				for k := range out {
					var half [6][3]float64
					for i := range 6 {
						for b := range 3 {
							for a := range 3 {
								half[i][b] += toPoints[i][a] * float64(kernel[((3*a+b)*in+c)*out+k])
							}
						}
					}
					at := (k/panel*padded+c)*panel + k%panel
					for i := range 6 {
						for j := range 6 {
							x := half[i][0]*toPoints[j][0] + half[i][1]*toPoints[j][1] + half[i][2]*toPoints[j][2]
							u[(6*i+j)*padded*out+at] = float32(x)
						}
					}
				}
			}
		})
	}
	wait.Wait()
	return u
}
