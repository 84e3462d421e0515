"""One account's Security Hub, for the scripts that ask its rules."""
import functools
import json
import secrets

import boto3
import rules
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.httpsession import URLLib3Session
from rules import client, equal, refused

REGION = "us-east-1"


class Hub:
    """One account's hub, called without boto3's own checks, so that the service decides."""

    def __init__(self, endpoint):
        self.account = str(secrets.randbelow(9 * 10**11) + 10**11)
        self.product = f"arn:aws:securityhub:{REGION}:{self.account}:product/{self.account}/default"
        self.client = client(endpoint, "securityhub", self.account, REGION)

    def finding(self, name="a", **members):
        """A finding with no more than the required members; a member given as None is left out."""
        finding = {
            "SchemaVersion": "2018-10-08",
            "Id": f"{REGION}/{self.account}/{name}",
            "ProductArn": self.product,
            "GeneratorId": "profile/behavior",
            "AwsAccountId": self.account,
            "CreatedAt": "2026-01-05T10:00:00.000Z",
            "UpdatedAt": "2026-01-05T10:00:00.000Z",
            "Title": "A thing in alarm",
            "Description": "It did what it should not.",
            "Resources": [{"Type": "Other", "Id": "arn:aws:iot:us-east-1:111122223333:thing/pump"}],
            "FindingProviderFields": {"Severity": {"Label": "HIGH"}, "Types": ["Unusual Behaviors"]},
        }
        finding.update(members)
        return {name: value for name, value in finding.items() if value is not None}

    def at(self, second, name="a", **members):
        """The finding as updated at a second after ten o'clock."""
        return self.finding(name, UpdatedAt=f"2026-01-05T10:00:{second:02d}.000Z", **members)

    def identifier(self, name="a"):
        return {"Id": f"{REGION}/{self.account}/{name}", "ProductArn": self.product}

    def send(self, *findings):
        return self.client.batch_import_findings(Findings=list(findings))

    def accept(self, *findings):
        answer = self.send(*findings)
        equal(answer["FailedFindings"], [])
        equal((answer["SuccessCount"], answer["FailedCount"]), (len(findings), 0))

    def refuse(self, finding, code="InvalidInput", about=""):
        answer = self.send(finding)
        equal((answer["SuccessCount"], answer["FailedCount"]), (0, 1))
        failure = answer["FailedFindings"][0]
        equal(failure["ErrorCode"], code)
        check(about in failure["ErrorMessage"], failure["ErrorMessage"])
        return failure

    def update(self, *names, **members):
        return self.client.batch_update_findings(FindingIdentifiers=[self.identifier(name) for name in names or ("a",)], **members)

    def changed(self, *names, **members):
        answer = self.update(*names, **members)
        equal(answer["UnprocessedFindings"], [])
        equal(answer["ProcessedFindings"], [self.identifier(name) for name in names or ("a",)])

    def find(self, **members):
        return self.client.get_findings(**members)

    def raw(self, method, path, body):
        """Sends what boto3 cannot be made to send, signed as boto3 signs; answers the status and the type of the error."""
        request = AWSRequest(method, self.client.meta.endpoint_url + path, data=json.dumps(body), headers={"Content-Type": "application/json"})
        credentials = boto3.Session(self.account, "secret").get_credentials()
        SigV4Auth(credentials, "securityhub", REGION).add_auth(request)
        answer = URLLib3Session().send(request.prepare())
        return answer.status_code, answer.headers.get("x-amzn-ErrorType"), json.loads(answer.content)

    def invalid(self, method, path, body):
        equal(self.raw(method, path, body)[:2], (400, "InvalidInputException"))

    def ids(self, **filters):
        """The names of the findings that pass."""
        return sorted(finding["Id"].rsplit("/", 1)[1] for finding in self.find(Filters=filters)["Findings"])

    def read(self, name="a"):
        findings = self.find(Filters={"Id": [{"Value": self.identifier(name)["Id"], "Comparison": "EQUALS"}]})["Findings"]
        equal(len(findings), 1)
        return findings[0]


def check(holds, what):
    assert holds, what


def case(function):
    """Registers a case that gets a hub of an account of its own, so that the quotas of one case do not reach another."""

    @rules.case
    @functools.wraps(function)
    def run(endpoint):
        function(Hub(endpoint))

    return run


def invalid(call):
    """The call is refused as a whole."""
    refused("InvalidInputException", call, 400)


def text(value, comparison="EQUALS"):
    """A string filter."""
    return {"Value": value, "Comparison": comparison}
