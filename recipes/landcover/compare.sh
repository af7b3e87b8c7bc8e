#!/usr/bin/env bash
# What ResUNet-a gains from its loss and from its tasks: recipes/landcover/compare.sh FOLDER [STEPS]
# Four trainings on Dubai alone, where every pixel is labelled, that differ in nothing else, each with its learning curve
# on dubai/val in FOLDER/<name>/metrics.csv; compare.py draws them. fetch.py must have been run.
# PRECISION=bfloat16 is faster on a CPU that has it.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$1 steps=${2:-2000}

mkdir -p "$folder"
# Dubai's part of the data set, which comes first; from another folder its paths are whole ones.
sed -e '/^  # Banepa/,$d' -e "s#\.\./\.\./build#$PWD/build#g" recipes/landcover/dataset.yaml > "$folder/dubai.yaml"
for run in cmtsk:tanimoto-complement single:tanimoto-complement single:cross-entropy single:dice; do
    head=${run%%:*} loss=${run#*:}
    output=$folder/$head-$loss
    [[ -e $output ]] && continue
    options=(--output "$output" --option head="$head" --set loss="$loss")
    [[ -d $output.training ]] && options+=(--resume)
    .venv/bin/rs-segmenter train --dataset "$folder/dubai.yaml" --architecture "ResUNet-a d6" \
        --option initial_filters=8 --recipe resuneta --set schedule=poly --set warmup_steps=50 --set batch=8 \
        --set crop_px=128 --set augment=scale,flips,rotations,photometric --set ema=0.99 --set steps="$steps" \
        --set val_every=100 --set patience=0 --set checkpoint_every=100 --seed 1 --precision "${PRECISION:-auto}" \
        "${options[@]}"
done
