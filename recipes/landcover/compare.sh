#!/usr/bin/env bash
# What ResUNet-a gains from its loss and from its tasks: recipes/landcover/compare.sh FOLDER [STEPS]
# Four trainings that differ in nothing else, each with its learning curve on dubai/val in FOLDER/<name>/metrics.csv;
# compare.py draws them. fetch.py must have been run. PRECISION=bfloat16 is faster on a CPU that has it.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$1 steps=${2:-300}

for run in cmtsk:tanimoto-complement single:tanimoto-complement single:cross-entropy single:dice; do
    head=${run%%:*} loss=${run#*:}
    output=$folder/$head-$loss
    [[ -e $output ]] && continue
    options=(--output "$output" --option head="$head" --set loss="$loss")
    [[ -d $output.training ]] && options+=(--resume)
    .venv/bin/rs-segmenter train --dataset recipes/landcover/dataset.yaml --architecture "ResUNet-a d6" \
        --option initial_filters=8 --recipe resuneta --set schedule=poly --set warmup_steps=20 --set batch=4 \
        --set augment=scale,flips,rotations,photometric --set ema=0.98 --set steps="$steps" --set val_every=50 \
        --set patience=0 --set checkpoint_every=50 --seed 1 --precision "${PRECISION:-auto}" "${options[@]}"
done
