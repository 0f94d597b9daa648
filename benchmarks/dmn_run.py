"""Run by the Python that has pyDMNrules, and by it alone: decide for every unit, and say how long the processor took.

python dmn_run.py RULES.xlsx UNITS.json      UNITS: a list of mappings, input → value
"""

import json
import sys
import time
from pathlib import Path

import pyDMNrules

_OUTPUTS = 80


def main() -> None:
    rules = pyDMNrules.DMN()
    status = rules.load(sys.argv[1])
    if "errors" in status:
        raise SystemExit(str(status["errors"]))
    units = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    points, seconds = [], 0.0
    for unit in units:
        began = time.process_time()
        status, decided = rules.decide(unit)
        seconds += time.process_time() - began
        if "errors" in status:
            raise SystemExit(str(status["errors"]))
        result = decided[-1]["Result"]
        points.append([result[f"r{number}"] for number in range(1, _OUTPUTS + 1)])
    print(json.dumps({"seconds": seconds, "points": points}))


if __name__ == "__main__":
    main()
