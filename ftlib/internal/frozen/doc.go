// Package frozen computes what a frozen prefix of a network makes of the images, once, and keeps it on disk.
//
// No dropout lies below the cut, variants of images are rows of their own and its batch norms run on their moving
// statistics, so that the values are those that Keras computes anew in every step of every epoch, fold and seed.
package frozen
