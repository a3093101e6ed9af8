#!/usr/bin/env python3
"""Prints each record of a CSV file, as Python's csv reads it, as one JSON object a line: csv_rows.py FILE"""

import csv
import json
import sys

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for record in csv.DictReader(file, strict=True):
        if None in record or None in record.values():
            sys.exit(f"csv_rows.py: a record with too few or too many fields: {record}")
        print(json.dumps(record))
