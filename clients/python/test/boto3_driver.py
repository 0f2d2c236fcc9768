"""Asks STS who it is, once for each line of standard input, and prints one line of JSON. Settings: the environment.

The line says by what: `client`, made before anything was asked for; `new client`; or `refreshable`, botocore's own class.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import boto3
import botocore.session
import vend_credentials

endpoint = {"service_name": "sts", "endpoint_url": os.environ["STS_URL"], "region_name": "eu-central-1"}
client = vend_credentials.session().client(**endpoint)
signed = None


def choose(line: str) -> object:
    global signed
    if line == "client":
        return client
    if line == "new client":
        return vend_credentials.session().client(**endpoint)
    if signed is None:
        session = botocore.session.Session()
        session._credentials = vend_credentials.refreshable_credentials()
        signed = boto3.Session(botocore_session=session).client(**endpoint)
    return signed


for line in sys.stdin:
    try:
        chosen = choose(line.strip())
        arn = chosen.get_caller_identity()["Arn"]
        expiration = chosen._request_signer._credentials._expiry_time
        answer = {"arn": arn, "expiration": expiration.isoformat()}
    except vend_credentials.VendError as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)
