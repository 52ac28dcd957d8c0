// Package ftlib is the root of a library that fine-tunes Keras' VGG16 and ResNet50 on folders of images, on XLA through
// GoMLX. What is frozen is computed once and kept; only what is trained runs in every step.
//
// The example below is the whole way from a folder to a prediction. The packages on it:
//
//   - [github.com/finetune-go/ft/ftlib/backend] opens XLA; it finds or fetches the plugin. cgo and a C compiler are needed.
//   - [github.com/finetune-go/ft/ftlib/run] has the configuration of a training with its defaults, and its record.
//   - [github.com/finetune-go/ft/ftlib/fit] trains, evaluates, resumes.
//   - [github.com/finetune-go/ft/ftlib/predict] puts the network of a finished run to use.
//
// Below and beside them: dataset (images as Pillow decodes them), split (scikit-learn's splits), weights (ImageNet
// weights under Keras' names), network (layer tables, masks, graphs), optimizer (Keras' update rules), progress (who
// wants to be told). Behind them: metrics (scikit-learn's measures), evaluate (a run on other images), inspect (images
// that deserve a second look). For people: figure and table show runs, runreport writes a page about them, nb and
// playground serve cells of notebooks.
package ftlib
