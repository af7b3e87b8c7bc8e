#!/usr/bin/env bash
# Train the models that ship: recipes/landcover/train.sh DATA WEIGHTS FOLDER [light|resuneta]
# DATA holds dubai/ and banepa/, WEIGHTS tf_efficientnet_lite0.imagenet.safetensors (timm's weights of that name).
# PRECISION=bfloat16 is faster on a CPU that has it. An interrupted run goes on where it stopped.
# README.md says what is trained on; the cards say how it scored.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=$1 weights=$2 folder=$3 models=${4:-light resuneta}
command=(.venv/bin/rs-segmenter train --dataset recipes/landcover/dataset.yaml --half --seed 1
    --precision "${PRECISION:-auto}")

[[ -e build/landcover/shared ]] || .venv/bin/python recipes/landcover/fetch.py "$data" build/landcover
for model in $models; do
    options=(--output "$folder/landcover-$model")
    [[ -d $folder/landcover-$model.training ]] && options+=(--resume)
    case $model in
        light)
            # Tiles of 544: docs/decisions/0002-tiles-and-blending.md.
            options+=(--title "Land cover, light (5 classes)" --architecture DeepLabV3Plus
                --option encoder=tu-tf_efficientnet_lite0 --option 'atrous_rates=[12,24,36]'
                --encoder-weights "$weights/tf_efficientnet_lite0.imagenet.safetensors"
                --tile-px 544 --overlap-px 32 --recipe finetune --set norm=batch --set lr=1e-3
                --set encoder_lr_factor=0.3 --set weight_decay=1e-2 --set augment=scale,flips,rotations,photometric
                --set crop_px=384 --set batch=5 --set balance=0.5 --set steps=700 --set warmup_steps=30 --set ema=0.99
                --set val_every=50 --set patience=0 --set checkpoint_every=50)
            ;;
        resuneta)
            options+=(--title "Land cover, ResUNet-a d6 (5 classes)" --architecture "ResUNet-a d6"
                --option head=cmtsk --option initial_filters=8 --recipe resuneta --set batch=8
                --set augment=scale,flips,rotations,photometric --set schedule=poly --set steps=2000
                --set warmup_steps=100 --set ema=0.99 --set val_every=200 --set patience=0 --set checkpoint_every=50)
            ;;
        *) echo "There is no model '$model'; choose light or resuneta." >&2; exit 2 ;;
    esac
    "${command[@]}" "${options[@]}"
done
