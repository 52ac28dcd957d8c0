#!/bin/sh
# From a folder of images to a model that can be evaluated, trusted and taken along. PHOTOS has a folder for each class;
# with photographs of your own, leave out --image 64.
set -eux

# Which learning rate?
ft lr-find --data "$PHOTOS" --image 64 --out rate.svg
# A model: 80/10/10, early stopping, the best weights.
ft train --data "$PHOTOS" --image 64 --name first
# Other settings, and the two side by side.
ft train --data "$PHOTOS" --image 64 --name second --head 64,drop0.5 --optimizer sgd --learning-rate 0.01 --momentum 0.9 \
    --schedule cosine --warmup 2 --epochs 12 --early-stopping 10 --class-weight balanced --label-smoothing 0.05
ft compare results/runs/first results/runs/second
ft compare --paired results/runs/first results/runs/second
# More images than there are; then the last block with the head, from the head alone on.
ft train --data "$PHOTOS" --image 64 --name augmented --augment flip,rotation=0.1 --augment-copies 2 --epochs 8
ft train --data "$PHOTOS" --image 64 --name deeper --from results/runs/first --trainable conv5_block3,head --learning-rate 1e-5 \
    --freeze-batch-norm --epochs 2 --early-stopping 0
# How much is chance? All folds, and several seeds.
ft train --data "$PHOTOS" --image 64 --name folds --folds 3 --epochs 8
ft train --data "$PHOTOS" --image 64 --name seeds --seeds 2 --epochs 8

# Evaluate it: on other images, too.
ft evaluate results/runs/first --out evaluated
ft evaluate results/runs/first --data "$PHOTOS" --temperature fit --json > evaluated/all.json
ft errors results/runs/folds-* --out errors
ft explain results/runs/first "$PHOTOS"/*/01.png --out explained
ft embed results/runs/first --out map.svg
ft report results/runs/first results/runs/second --out report

# Use it, here and elsewhere.
ft predict --run results/runs/first --csv "$PHOTOS" > predictions.csv
ft export results/runs/first --format onnx --preprocess --out first.onnx
ft export results/runs/first --format keras --out first.keras
ft export results/runs/first --format safetensors --out first.safetensors
ft predict --model-file first.onnx --json "$PHOTOS"/*/02.png > again.json
ft verify results
