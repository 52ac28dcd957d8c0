// Package frozen computes what a frozen prefix of a network makes of the images, once, and keeps it on disk.
//
// No dropout and no augmentation lie below the cut and its batch norms run on their moving statistics, so that the
// values are those that Keras computes anew in every step of every epoch, fold and seed.
package frozen
