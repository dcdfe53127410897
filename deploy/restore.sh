#!/bin/sh
# restore.sh FILE [--replace]: put a backup in place. Carnet must be stopped. An installation that is already there is
# refused, or with --replace set aside under the name *.replaced-DATE (PostgreSQL: the schema replaced_DATE).
set -eu
PATH="$(cd "$(dirname "$0")/.." && pwd)/.venv/bin:$PATH"

carnet restore "$@"
echo "Vous pouvez démarrer Carnet : carnet run"
