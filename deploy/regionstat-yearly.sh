#!/bin/sh
# The yearly run, step by step; the first step that fails ends it with its exit code.
# Run it again after mending: what is fetched, frozen and built is not done anew.
set -eu
: "${REGIONSTAT_HOME:?name the checkout in REGIONSTAT_HOME}"
cd "$REGIONSTAT_HOME"
PATH="$REGIONSTAT_HOME/.venv/bin:$PATH"
EDITION="${EDITION:-$(date +%Y)}"

# A frozen edition is not asked for again: its figures may have been renewed since.
if [ ! -f "reports/$EDITION/edition.toml" ]; then
  regionstat fetch
  regionstat doctor
  regionstat edition freeze "$EDITION"
fi
regionstat batch --editions "$EDITION" --regions city_regions --language nb,en
# What the plan's year asks for in February and in September.
regionstat batch --editions "$EDITION" --regions trondheimsregionen --kind follow-up --language nb,en
regionstat batch --editions "$EDITION" --kind municipality \
  --regions 5001,5027,5028,5029,5031,5035,5054,5059
# The address that the site will have; without it there is no sitemap.
regionstat site --editions "2020:$EDITION" --base-url "${SITE_URL:-}"
