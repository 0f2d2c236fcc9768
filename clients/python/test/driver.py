"""Answers `get` on standard input with one line of JSON, for the scenarios that all clients go through. Settings: the environment."""

import json
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from vend_credentials import VendError, VendProvider

provider = VendProvider()
output = threading.Lock()


def get() -> None:
    try:
        credentials = provider.get()
        answer = {
            "accessKeyId": credentials.access_key_id,
            "secretAccessKey": credentials.secret_access_key,
            "sessionToken": credentials.session_token,
            "expiration": credentials.stamp,
        }
    except VendError as error:
        answer = {"error": str(error)}
    with output:
        print(json.dumps(answer), flush=True)


# Not one after the other: what is asked for at once shall be at once.
asked = []
for line in sys.stdin:
    if line.strip() == "get":
        asked.append(threading.Thread(target=get))
        asked[-1].start()
for thread in asked:
    thread.join()
