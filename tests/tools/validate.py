#!/usr/bin/env python3
"""Validates JSON against a schema: validate.py SCHEMA FILE. Prints what is wrong; exits with 1.

Debian: python3-jsonschema. The schema names the draft that it is written in.
"""
import json
import sys

from jsonschema import validators


def main():
    schema, instance = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
    kind = validators.validator_for(schema)
    kind.check_schema(schema)
    errors = list(kind(schema).iter_errors(instance))
    for error in errors:
        print("/" + "/".join(map(str, error.absolute_path)) + ": " + error.message)
    return 1 if errors else 0


sys.exit(main())
