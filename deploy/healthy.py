"""The image's health check: exit 0 when one of the site's last three runs ended well, else say so and exit 1."""

import json
import subprocess
import sys

RUNS = 3

told = subprocess.run([sys.executable, "-m", "feeds", "status", "--json"], stdout=subprocess.PIPE, check=True)
last = json.loads(told.stdout)["runs"][:RUNS]
# One under way has not ended well yet.
if not any(run["is_well"] for run in last):
    sys.exit(f"none of the last {RUNS} runs ended well: see `rubrique status`")
