// Package bench measures how fast this program is on this machine, part by part, and beside Keras and PyTorch.
package bench
