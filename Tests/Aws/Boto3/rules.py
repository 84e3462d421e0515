"""What the rule scripts share: named cases, run one after the other, one line each: PASS name, or FAIL name: reason."""
import argparse
import datetime
import json
import sys
import time
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# Calls a second that AWS IoT allows of its lists.
QUOTA = 10
_cases = []


def case(function):
    """Registers a case; its name is the function's."""
    _cases.append(function)
    return function


def client(endpoint, service, account="111122223333", region="us-east-1"):
    """An unmodified boto3 client without retries: every call is one call. The access key id names the account."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": 1}, parameter_validation=False, read_timeout=40),
    )


class Paced:
    """A client of the story's account that stays below the quotas, so that a case meets only the rule it asks for."""

    def __init__(self, endpoint, region="us-east-1"):
        self._client = client(endpoint, "iot", region=region)

    def __getattr__(self, name):
        operation = getattr(self._client, name)

        def call(**arguments):
            time.sleep(1.2 / QUOTA)
            return operation(**arguments)

        return call


def post(endpoint, page, body, status=200):
    """What a page of the simulator answers."""
    request = urllib.request.Request(endpoint + page, data=json.dumps(body).encode(), method="POST")
    try:
        with urllib.request.urlopen(request) as answer:
            equal(status, answer.status)
            return json.load(answer)
    except urllib.error.HTTPError as error:
        equal(error.code, status)
        return json.load(error)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def bodies(endpoint, text, count):
    """The messages on the events queue that hold a text, as soon as there are so many of them."""
    sqs = client(endpoint, "sqs")
    url = sqs.get_queue_url(QueueName="defender-events")["QueueUrl"]
    found = []
    limit = time.monotonic() + 30
    while len(found) < count and time.monotonic() < limit:
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, VisibilityTimeout=600)
        for message in messages.get("Messages", []):
            if text in message["Body"]:
                found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def refused(code, call, status=None):
    """Asserts that a call is refused with an error code."""
    try:
        answer = call()
    except ClientError as error:
        actual = error.response["Error"]["Code"]
        assert actual == code, f"refused with {actual} instead of {code}: {error}"
        got = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert status is None or got == status, f"refused with HTTP {got} instead of {status}"
        return error.response
    raise AssertionError(f"accepted, instead of refused with {code}: {answer}")


def equal(actual, expected):
    """Asserts equality and shows both."""
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def main():
    """Runs the cases of the script; the exit code says only whether it could."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--only", help="run cases whose name contains this")
    arguments = parser.parse_args()
    for function in _cases:
        name = function.__name__
        if arguments.only and arguments.only not in name:
            continue
        try:
            function(arguments.endpoint)
            print(f"PASS {name}", flush=True)
        except Exception as error:  # every failure is its case's line
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            print(f"FAIL {name}: {reason[:600]}", flush=True)
    sys.exit(0)
