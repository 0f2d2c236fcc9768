"""Calls STS with a session's own credentials for each line `get`, and prints what came of it as a line of JSON."""

import json
import os
import sys

import botocore.session

try:
    import boto3

    version = f"boto3 {boto3.__version__}"
except ImportError:
    version = f"botocore {botocore.__version__}"
print(json.dumps({"version": version}), flush=True)

session = botocore.session.Session()
for _line in sys.stdin:
    try:
        sts = session.create_client("sts", endpoint_url=os.environ["CALL_STS"])
        answer = {"arn": sts.get_caller_identity()["Arn"]}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
