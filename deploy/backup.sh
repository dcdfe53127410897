#!/bin/sh
# backup.sh FOLDER [KEEP]: save the whole installation into FOLDER, then keep the newest KEEP backups (14 unless said).
# Safe while Carnet runs. The environment says which installation, as for `carnet run`.
set -eu
folder=${1:?usage: backup.sh FOLDER [KEEP]}
keep=${2:-14}
PATH="$(cd "$(dirname "$0")/.." && pwd)/.venv/bin:$PATH"

carnet backup "$folder"
find "$folder" -maxdepth 1 -name 'carnet-*.tar.gz' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -- "$old"
done
