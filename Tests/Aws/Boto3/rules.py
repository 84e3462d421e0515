"""What the rule scripts share: named cases, run one after the other, one line each: PASS name, or FAIL name: reason."""
import argparse
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

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
