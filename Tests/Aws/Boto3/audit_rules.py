"""The rules of AWS IoT's audits and certificates, asked by unmodified boto3. No story is told; audits run and things are registered by hand."""
import datetime
import itertools
import json
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError
from rules import QUOTA, Paced, bodies, case, client, equal, main, now, post, refused

ACCOUNT = "111122223333"
INVALID = "InvalidRequestException"
MISSING = "ResourceNotFoundException"
EXPIRING = "DEVICE_CERTIFICATE_EXPIRING_CHECK"
SHARED = "DEVICE_CERTIFICATE_SHARED_CHECK"
LOGGING = "LOGGING_DISABLED_CHECK"
INTERMEDIATE = "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK"
_numbers = itertools.count(1)


def certificate():
    """A certificate's id that no other case uses."""
    return f"{next(_numbers):064x}"


def arn(identifier):
    return f"arn:aws:iot:us-east-1:{ACCOUNT}:cert/{identifier}"


def expiring(identifier, **more):
    return {"checkName": EXPIRING, "nonCompliantResource": {"resourceIdentifier": {"deviceCertificateId": identifier}}, **more}


def get(endpoint, page):
    with urllib.request.urlopen(endpoint + page) as answer:
        return json.load(answer)


def run(endpoint, findings, **more):
    """Runs an audit by hand; the task's id."""
    return post(endpoint, "/_sim/audits", {"findings": findings, **more})["taskId"]


def listed(iot, **arguments):
    """All pages of findings."""
    findings, token = [], {}
    while True:
        page = iot.list_audit_findings(**arguments, **token)
        findings += page["findings"]
        if "nextToken" not in page:
            return findings
        token = {"nextToken": page["nextToken"]}


def states(endpoint, identifier):
    """What the fleet expects to stand of a certificate: state by reason."""
    page, states = get(endpoint, "/_sim/expected?limit=10000"), {}
    assert page["cursor"] is None, "more than a page"
    for item in page["audits"]:
        if item["resource"] == {"deviceCertificateId": identifier}:
            states[item["reason"]] = item["state"]
    return states


def told(endpoint, text, name):
    """The one CloudTrail event that holds a text: its name is asserted, its detail returned."""
    [event] = bodies(endpoint, text, 1)
    equal((event["source"], event["detail-type"]), ("aws.iot", "AWS API Call via CloudTrail"))
    equal(event["detail"]["eventName"], name)
    return event["detail"]


def token():
    return str(uuid.uuid4())


# Runs by hand

@case
def a_run_by_hand_is_notified_in_epoch_milliseconds_with_counts_that_follow(endpoint):
    first, second = certificate(), certificate()
    task = run(
        endpoint,
        [
            expiring(first),
            expiring(first, reasonForNonComplianceCode="CERTIFICATE_PAST_EXPIRATION"),
            expiring(second, isSuppressed=True),
            {"checkName": LOGGING, "nonCompliantResource": {"resourceIdentifier": {"account": ACCOUNT}}, "isSuppressed": True},
        ],
        task={"scheduledAuditName": "DailyAudit"})
    [envelope] = bodies(endpoint, task, 1)
    equal((envelope["Type"], envelope["TopicArn"]), ("Notification", f"arn:aws:sns:us-east-1:{ACCOUNT}:iot-defender-audit"))
    message = json.loads(envelope["Message"])
    details = {detail.pop("checkName"): detail for detail in message.pop("auditDetails")}
    assert abs(message.pop("taskStartTime") / 1000 - time.time()) < 60
    equal(
        message,
        {
            "accountId": ACCOUNT, "taskId": task, "taskStatus": "COMPLETED", "taskType": "SCHEDULED_AUDIT_TASK", "scheduledAuditName": "DailyAudit",
            "failedChecksCount": 0, "canceledChecksCount": 0, "nonCompliantChecksCount": 1, "compliantChecksCount": 1, "totalChecksCount": 2,
        })
    assert details[EXPIRING].pop("totalResourcesCount") >= 2
    equal(details[EXPIRING], {"checkRunStatus": "COMPLETED_NON_COMPLIANT", "nonCompliantResourcesCount": 1, "suppressedNonCompliantResourcesCount": 1})
    equal(details[LOGGING]["checkRunStatus"], "COMPLETED_COMPLIANT")
    equal((details[LOGGING]["nonCompliantResourcesCount"], details[LOGGING]["suppressedNonCompliantResourcesCount"]), (0, 1))


@case
def a_run_by_hand_can_leave_out_its_message_and_some_of_its_findings(endpoint):
    ids = [certificate() for _ in range(5)]
    task = run(endpoint, [expiring(i) for i in ids], omit={"notification": True, "findings": 2})
    marker = run(endpoint, [], auditDetails=[{"checkName": LOGGING}])
    equal(len(bodies(endpoint, marker, 1)), 1)  # What was sent before it would have come before it, or with it.
    equal(bodies_at_once(endpoint, task), [])
    iot = Paced(endpoint)
    found = listed(iot, taskId=task)
    equal([f["nonCompliantResource"]["resourceIdentifier"]["deviceCertificateId"] for f in found], ids[:3])
    equal(iot.describe_audit_task(taskId=task)["auditDetails"][EXPIRING]["nonCompliantResourcesCount"], 5)


def bodies_at_once(endpoint, text):
    sqs = client(endpoint, "sqs")
    url = sqs.get_queue_url(QueueName="defender-events")["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
    return [message for message in messages if text in message["Body"]]


@case
def a_run_by_hand_that_makes_no_sense_is_refused(endpoint):
    good = certificate()
    for body in (
        {"finding": []},
        {"task": {"taskType": "MONTHLY"}},
        {"task": {"taskStatus": "IN_PROGRESS"}},
        {"task": {"taskId": "a b"}},
        {"task": {"taskStartTime": "yesterday"}},
        {"auditDetails": [{}]},
        {"findings": [{"checkName": EXPIRING}]},
        {"findings": [{"nonCompliantResource": {"resourceIdentifier": {"clientId": "x"}}}]},
        {"findings": [{"checkName": EXPIRING, "nonCompliantResource": {"resourceIdentifier": {"clientId": "x", "account": ACCOUNT}}}]},
        {"findings": [expiring("abc")]},
        {"findings": [expiring(good)], "omit": {"findings": 2}},
        {"findings": [expiring(good, isSuppressed="no")]},
    ):
        assert post(endpoint, "/_sim/audits", body, 400)["error"], body
    task = run(endpoint, [])
    post(endpoint, "/_sim/audits", {"task": {"taskId": task}}, 409)
    post(endpoint, "/_sim/things", {"thing": "a b"}, 400)
    post(endpoint, "/_sim/things", {"thing": "ok", "principals": ["abc"]}, 400)


@case
def the_runs_are_listed_with_counts_the_last_first(endpoint):
    first, second = run(endpoint, [expiring(certificate())]), run(endpoint, [])
    items = get(endpoint, "/_sim/audits?limit=2")["items"]
    equal([(item["taskId"], item["findings"]) for item in items], [(second, 0), (first, 1)])
    equal(items[1]["checks"][0]["checkName"], EXPIRING)


# Findings

@case
def findings_have_the_models_members(endpoint):
    identifier = certificate()
    task = run(endpoint, [expiring(identifier)])
    [finding] = Paced(endpoint).list_audit_findings(taskId=task)["findings"]
    start, found = finding.pop("taskStartTime"), finding.pop("findingTime")
    assert start <= found <= now() and now() - start < datetime.timedelta(minutes=1), (start, found)
    assert len(finding.pop("findingId")) == 32
    equal(
        finding,
        {
            "taskId": task, "checkName": EXPIRING, "severity": "MEDIUM",
            "nonCompliantResource": {"resourceType": "DEVICE_CERTIFICATE", "resourceIdentifier": {"deviceCertificateId": identifier}},
            "reasonForNonCompliance": "Certificate is approaching its expiration.",
            "reasonForNonComplianceCode": "CERTIFICATE_APPROACHING_EXPIRATION", "isSuppressed": False,
        })


@case
def findings_keep_what_is_given(endpoint):
    client_id = f"client {next(_numbers)}"
    given = {
        "findingId": f"my-finding-{next(_numbers)}", "checkName": "A_CHECK_OF_TOMORROW", "severity": "LOW", "findingTime": 1700000000.5,
        "nonCompliantResource": {"resourceIdentifier": {"clientId": client_id}, "additionalInfo": {"a": "b"}},
        "relatedResources": [{"resourceType": "CLIENT_ID", "resourceIdentifier": {"clientId": "x"}}],
        "reasonForNonCompliance": "Because.", "reasonForNonComplianceCode": "CODE_OF_TOMORROW", "isSuppressed": True,
    }
    iot = Paced(endpoint)
    task = run(endpoint, [given])
    finding = iot.describe_audit_finding(findingId=given["findingId"])["finding"]
    equal(finding["findingTime"].timestamp(), 1700000000.5)
    equal(finding["nonCompliantResource"], {"resourceType": "CLIENT_ID", **given["nonCompliantResource"]})
    for member in ("findingId", "checkName", "severity", "relatedResources", "reasonForNonCompliance", "reasonForNonComplianceCode", "isSuppressed"):
        equal(finding[member], given[member])
    equal(iot.list_audit_findings(taskId=task)["findings"], [finding])


@case
def findings_come_in_pages_of_25_unless_asked_and_add_up(endpoint):
    ids = [certificate() for _ in range(60)]
    task = run(endpoint, [expiring(i) for i in ids])
    iot = Paced(endpoint)
    whole = iot.list_audit_findings(taskId=task, maxResults=250)
    assert "nextToken" not in whole
    equal([f["nonCompliantResource"]["resourceIdentifier"]["deviceCertificateId"] for f in whole["findings"]], ids)
    equal(len(iot.list_audit_findings(taskId=task)["findings"]), 25)
    equal(listed(iot, taskId=task), whole["findings"])
    equal(listed(iot, taskId=task, maxResults=20), whole["findings"])
    for size in (0, 251):
        refused(INVALID, lambda: iot.list_audit_findings(taskId=task, maxResults=size), 400)
    refused(INVALID, lambda: iot.list_audit_findings(taskId=task, nextToken="made-up"), 400)


@case
def findings_are_asked_by_check_resource_and_suppression(endpoint):
    a, b, c = certificate(), certificate(), certificate()
    task = run(endpoint, [
        expiring(a), expiring(b, isSuppressed=True),
        {"checkName": SHARED, "nonCompliantResource": {"resourceIdentifier": {"deviceCertificateId": a}}},
        {"checkName": "IOT_POLICY_OVERLY_PERMISSIVE_CHECK", "nonCompliantResource": {"resourceIdentifier": {
            "policyVersionIdentifier": {"policyVersionId": "3", "policyName": c}}}},
    ])
    iot = Paced(endpoint)

    def count(**filters):
        return len(iot.list_audit_findings(taskId=task, **filters)["findings"])

    equal(count(), 4)
    equal(count(checkName=EXPIRING), 2)
    equal(count(checkName="NO_SUCH_CHECK"), 0)
    equal(count(resourceIdentifier={"deviceCertificateId": a}), 2)
    equal(count(resourceIdentifier={"deviceCertificateId": a}, checkName=SHARED), 1)
    equal(count(resourceIdentifier={"policyVersionIdentifier": {"policyName": c, "policyVersionId": "3"}}), 1)
    equal(count(resourceIdentifier={"policyVersionIdentifier": {"policyName": c, "policyVersionId": "4"}}), 0)
    equal(count(listSuppressedFindings=True), 1)
    equal(count(listSuppressedFindings=False), 3)
    refused(INVALID, lambda: iot.list_audit_findings(taskId=task, resourceIdentifier={"deviceCertificateId": "x"}), 400)


@case
def findings_are_asked_by_task_or_by_both_times_and_not_by_both(endpoint):
    identifier = certificate()
    task = run(endpoint, [expiring(identifier)])
    iot = Paced(endpoint)
    hour = datetime.timedelta(hours=1)
    by_time = listed(iot, startTime=now() - hour, endTime=now() + hour, resourceIdentifier={"deviceCertificateId": identifier})
    equal([f["taskId"] for f in by_time], [task])
    equal(listed(iot, startTime=now() - 2 * hour, endTime=now() - hour, resourceIdentifier={"deviceCertificateId": identifier}), [])
    refused(INVALID, iot.list_audit_findings, 400)
    refused(INVALID, lambda: iot.list_audit_findings(startTime=now()), 400)
    refused(INVALID, lambda: iot.list_audit_findings(taskId=task, startTime=now(), endTime=now()), 400)
    refused(INVALID, lambda: iot.list_audit_findings(startTime=now(), endTime=now() - hour), 400)


@case
def findings_by_time_come_from_several_runs_in_pages(endpoint):
    identifier = certificate()
    tasks = [run(endpoint, [expiring(identifier)]) for _ in range(3)]
    hour = datetime.timedelta(hours=1)
    found = listed(Paced(endpoint), startTime=now() - hour, endTime=now() + hour, resourceIdentifier={"deviceCertificateId": identifier}, maxResults=1)
    equal([f["taskId"] for f in found], tasks)


@case
def findings_of_another_region_or_of_no_run_are_none(endpoint):
    task = run(endpoint, [expiring(certificate())])
    equal(Paced(endpoint, region="eu-west-1").list_audit_findings(taskId=task)["findings"], [])
    equal(Paced(endpoint).list_audit_findings(taskId="0" * 32)["findings"], [])


@case
def ten_related_resources_are_told_and_the_rest_listed_in_pages(endpoint):
    related = [{"resourceType": "CLIENT_ID", "resourceIdentifier": {"clientId": f"c{i}"}} for i in range(30)]
    run(endpoint, [{**expiring(certificate()), "checkName": SHARED, "findingId": "related-30", "relatedResources": related}])
    iot = Paced(endpoint)
    equal(iot.describe_audit_finding(findingId="related-30")["finding"]["relatedResources"], related[:10])
    first = iot.list_related_resources_for_audit_finding(findingId="related-30")
    equal(len(first["relatedResources"]), 25)
    rest = iot.list_related_resources_for_audit_finding(findingId="related-30", nextToken=first["nextToken"])
    assert "nextToken" not in rest
    equal(first["relatedResources"] + rest["relatedResources"], related)
    equal(len(iot.list_related_resources_for_audit_finding(findingId="related-30", maxResults=7)["relatedResources"]), 7)


@case
def the_intermediate_ca_check_tells_related_resources_only_in_the_list_of_them(endpoint):
    issuer = {"issuerCertificateIdentifier": {"issuerCertificateSubject": "CN=x", "issuerId": "ab", "issuerCertificateSerialNumber": "01"}}
    related = [{"resourceType": "DEVICE_CERTIFICATE", "resourceIdentifier": {"deviceCertificateArn": arn(certificate())}}]
    task = run(endpoint, [{
        "checkName": INTERMEDIATE, "findingId": "intermediate", "nonCompliantResource": {"resourceIdentifier": issuer}, "relatedResources": related}])
    iot = Paced(endpoint)
    assert "relatedResources" not in iot.describe_audit_finding(findingId="intermediate")["finding"]
    [finding] = iot.list_audit_findings(taskId=task)["findings"]
    assert "relatedResources" not in finding
    equal(finding["severity"], "CRITICAL")
    equal(iot.list_related_resources_for_audit_finding(findingId="intermediate")["relatedResources"], related)


@case
def a_finding_that_does_not_exist_is_not_found(endpoint):
    iot = Paced(endpoint)
    refused(MISSING, lambda: iot.describe_audit_finding(findingId="0" * 32), 404)
    refused(MISSING, lambda: iot.list_related_resources_for_audit_finding(findingId="0" * 32), 404)
    refused(INVALID, lambda: iot.describe_audit_finding(findingId="a.b"), 400)


# Tasks

@case
def a_task_is_described_with_statistics_and_a_map_of_checks(endpoint):
    failed = {"checkName": "X_CHECK", "checkRunStatus": "FAILED", "errorCode": "INSUFFICIENT_PERMISSIONS", "message": "No."}
    canceled = {"checkName": "Y_CHECK", "checkRunStatus": "CANCELED"}
    task = run(
        endpoint, [expiring(certificate())], task={"taskStatus": "FAILED"}, auditDetails=[{"checkName": EXPIRING}, {"checkName": LOGGING}, failed, canceled])
    answer = Paced(endpoint).describe_audit_task(taskId=task)
    equal((answer["taskStatus"], answer["taskType"], "scheduledAuditName" in answer), ("FAILED", "ON_DEMAND_AUDIT_TASK", False))
    equal(
        answer["taskStatistics"],
        {
            "totalChecks": 4, "inProgressChecks": 0, "waitingForDataCollectionChecks": 0, "compliantChecks": 1, "nonCompliantChecks": 1, "failedChecks": 1,
            "canceledChecks": 1,
        })
    equal(set(answer["auditDetails"]), {EXPIRING, LOGGING, "X_CHECK", "Y_CHECK"})
    equal(answer["auditDetails"][LOGGING]["checkCompliant"], True)
    equal(answer["auditDetails"]["X_CHECK"]["errorCode"], "INSUFFICIENT_PERMISSIONS")
    equal(answer["auditDetails"]["X_CHECK"]["nonCompliantResourcesCount"], 0)
    refused(MISSING, lambda: Paced(endpoint).describe_audit_task(taskId="0" * 32), 404)
    refused(MISSING, lambda: Paced(endpoint, region="eu-west-1").describe_audit_task(taskId=task), 404)


@case
def tasks_are_listed_by_time_type_and_status_in_pages(endpoint):
    a = run(endpoint, [], task={"scheduledAuditName": "Weekly"})
    b = run(endpoint, [], task={"taskStatus": "CANCELED"})
    iot = Paced(endpoint)
    hour = datetime.timedelta(hours=1)
    span = {"startTime": now() - hour, "endTime": now() + hour}

    def ids(**filters):
        return [t["taskId"] for t in iot.list_audit_tasks(**{**span, "maxResults": 250, **filters})["tasks"]]

    equal(ids()[-2:], [a, b])
    assert a in ids(taskType="SCHEDULED_AUDIT_TASK") and b not in ids(taskType="SCHEDULED_AUDIT_TASK")
    assert b in ids(taskStatus="CANCELED") and a not in ids(taskStatus="CANCELED")
    equal(ids(startTime=now() - 3 * hour, endTime=now() - 2 * hour), [])
    first = iot.list_audit_tasks(**span, maxResults=1)
    second = iot.list_audit_tasks(**span, maxResults=1, nextToken=first["nextToken"])
    equal([t["taskId"] for t in first["tasks"] + second["tasks"]], ids()[:2])


@case
def tasks_need_both_times_within_the_retention(endpoint):
    iot = Paced(endpoint)
    day = datetime.timedelta(days=1)
    iot.list_audit_tasks(startTime=now() - 89 * day, endTime=now())
    refused(INVALID, lambda: iot.list_audit_tasks(startTime=now() - 91 * day, endTime=now()), 400)
    refused(INVALID, lambda: iot.list_audit_tasks(startTime=now()), 400)
    refused(INVALID, lambda: iot.list_audit_tasks(endTime=now()), 400)
    refused(INVALID, lambda: iot.list_audit_tasks(startTime=now(), endTime=now() - day), 400)
    refused(INVALID, lambda: iot.list_audit_tasks(startTime=now(), endTime=now(), taskType="MONTHLY"), 400)


@case
def an_audit_on_demand_finds_what_stands_and_nothing_of_an_inactive_certificate(endpoint):
    check = f"CHECK_{next(_numbers)}"
    kept, inactive = certificate(), certificate()
    post(endpoint, "/_sim/things", {"thing": f"thing-{next(_numbers)}", "principals": [kept, inactive]})
    iot = Paced(endpoint)
    iot.update_certificate(certificateId=inactive, newStatus="INACTIVE")
    run(endpoint, [{**expiring(i), "checkName": check} for i in (kept, inactive)])
    task = iot.start_on_demand_audit_task(targetCheckNames=[check])["taskId"]
    [finding] = iot.list_audit_findings(taskId=task)["findings"]
    equal(finding["nonCompliantResource"]["resourceIdentifier"], {"deviceCertificateId": kept})
    equal(iot.describe_audit_task(taskId=task)["taskType"], "ON_DEMAND_AUDIT_TASK")
    [envelope] = bodies(endpoint, task, 1)
    equal(json.loads(envelope["Message"])["nonCompliantChecksCount"], 1)
    equal(list(states(endpoint, inactive).values()), ["resolved"])
    equal(list(states(endpoint, kept).values()), ["open"])
    refused(INVALID, lambda: iot.start_on_demand_audit_task(targetCheckNames=[]), 400)


# Suppressions

@case
def a_suppression_is_created_told_listed_described_changed_and_deleted(endpoint):
    identifier = certificate()
    resource = {"deviceCertificateId": identifier}
    key = {"checkName": EXPIRING, "resourceIdentifier": resource}
    end = now().replace(microsecond=0) + datetime.timedelta(days=7)
    iot = Paced(endpoint)

    client_token = token()
    iot.create_audit_suppression(**key, expirationDate=end, description="Replacement ordered", clientRequestToken=client_token)
    detail = told(endpoint, identifier, "CreateAuditSuppression")
    equal(
        detail["requestParameters"],
        {**key, "expirationDate": int(end.timestamp()), "description": "Replacement ordered", "clientRequestToken": client_token})
    equal((detail["responseElements"], detail["readOnly"], detail["managementEvent"]), (None, False, True))
    expected = {**key, "expirationDate": end, "suppressIndefinitely": False, "description": "Replacement ordered"}
    equal(iot.list_audit_suppressions(**key)["suppressions"], [expected])
    answer = iot.describe_audit_suppression(**key)
    del answer["ResponseMetadata"]
    equal(answer, expected)

    iot.update_audit_suppression(**key, suppressIndefinitely=True)
    equal(told(endpoint, identifier, "UpdateAuditSuppression")["requestParameters"], {**key, "suppressIndefinitely": True})
    equal(iot.list_audit_suppressions(**key)["suppressions"], [{**key, "suppressIndefinitely": True, "description": "Replacement ordered"}])

    iot.delete_audit_suppression(**key)
    equal(told(endpoint, identifier, "DeleteAuditSuppression")["requestParameters"], key)
    equal(iot.list_audit_suppressions(**key)["suppressions"], [])
    refused(MISSING, lambda: iot.describe_audit_suppression(**key), 404)


@case
def a_suppression_twice_is_refused_and_told_as_failed(endpoint):
    identifier = certificate()
    call = {"checkName": EXPIRING, "resourceIdentifier": {"deviceCertificateId": identifier}, "suppressIndefinitely": True}
    iot = Paced(endpoint)
    iot.create_audit_suppression(**call, clientRequestToken=token())
    assert "errorCode" not in told(endpoint, identifier, "CreateAuditSuppression")
    refused("ResourceAlreadyExistsException", lambda: iot.create_audit_suppression(**call, clientRequestToken=token()), 409)
    equal(told(endpoint, identifier, "CreateAuditSuppression")["errorCode"], "ResourceAlreadyExistsException")


@case
def a_suppression_that_breaks_a_rule_is_refused(endpoint):
    key = {"checkName": EXPIRING, "resourceIdentifier": {"deviceCertificateId": certificate()}}
    iot = Paced(endpoint)
    good = {**key, "suppressIndefinitely": True, "clientRequestToken": token()}
    for change in (
        {"clientRequestToken": "a b"}, {"checkName": None}, {"resourceIdentifier": {}}, {"suppressIndefinitely": None},
        {"suppressIndefinitely": None, "expirationDate": now() - datetime.timedelta(days=1)}, {"expirationDate": now() + datetime.timedelta(days=1)},
        {"description": "x" * 1001}, {"description": "a\nb"},
    ):
        call = {name: value for name, value in {**good, **change}.items() if value is not None}
        refused(INVALID, lambda: iot.create_audit_suppression(**call), 400)
    iot.create_audit_suppression(**good, description="x" * 1000)
    refused(MISSING, lambda: iot.update_audit_suppression(**{**key, "checkName": SHARED}, suppressIndefinitely=True), 404)
    iot.delete_audit_suppression(**{**key, "checkName": SHARED})


@case
def suppressions_are_listed_by_their_end_in_pages(endpoint):
    check = f"CHECK_{next(_numbers)}"
    iot = Paced(endpoint)
    for days in (None, 3, 1, 2):
        end = {"suppressIndefinitely": True} if days is None else {"expirationDate": now() + datetime.timedelta(days=days)}
        iot.create_audit_suppression(
            checkName=check, resourceIdentifier={"clientId": str(days)}, clientRequestToken=token(), **end)

    def order(**more):
        return [s["resourceIdentifier"]["clientId"] for s in iot.list_audit_suppressions(checkName=check, **more)["suppressions"]]

    equal(order(), ["1", "2", "3", "None"])
    equal(order(ascendingOrder=False), ["None", "3", "2", "1"])
    equal(order(resourceIdentifier={"clientId": "2"}), ["2"])
    first = iot.list_audit_suppressions(checkName=check, maxResults=3)
    equal(order(nextToken=first["nextToken"]), ["None"])
    equal(Paced(endpoint, region="eu-west-1").list_audit_suppressions()["suppressions"], [])


@case
def a_suppressed_finding_is_listed_as_such_and_makes_no_check_non_compliant(endpoint):
    check = f"CHECK_{next(_numbers)}"
    identifier = certificate()
    key = {"checkName": check, "resourceIdentifier": {"deviceCertificateId": identifier}}
    iot = Paced(endpoint)
    iot.create_audit_suppression(**key, suppressIndefinitely=True, clientRequestToken=token())
    finding = {**expiring(identifier), "checkName": check}
    task = run(endpoint, [finding])
    equal([f["isSuppressed"] for f in listed(iot, taskId=task)], [True])
    detail = iot.describe_audit_task(taskId=task)["auditDetails"][check]
    equal((detail["checkRunStatus"], detail["nonCompliantResourcesCount"], detail["suppressedNonCompliantResourcesCount"]), ("COMPLETED_COMPLIANT", 0, 1))
    equal(list(states(endpoint, identifier).values()), ["suppressed"])
    iot.delete_audit_suppression(**key)
    equal(list(states(endpoint, identifier).values()), ["open"])
    equal([f["isSuppressed"] for f in listed(iot, taskId=task)], [True])  # A list is of its run.
    equal([f["isSuppressed"] for f in listed(iot, taskId=run(endpoint, [finding]))], [False])


# Certificates and things

@case
def the_fleets_things_have_certificates(endpoint):
    iot = Paced(endpoint)
    seen = []
    for thing in ("pump-0001", "valve-0002"):
        [principal] = iot.list_thing_principals(thingName=thing)["principals"]
        equal(iot.list_principal_things(principal=principal)["things"], [thing])
        assert len(principal) == len(arn("0" * 64)) and principal.startswith(arn("")), principal
        seen.append(principal)
    assert seen[0] != seen[1]
    refused(MISSING, lambda: iot.list_thing_principals(thingName="no-such-thing"), 404)
    refused(MISSING, lambda: iot.list_principal_things(principal=arn("0" * 64)), 404)
    refused(MISSING, lambda: iot.list_principal_things(principal="cognito:identity"), 404)
    refused(MISSING, lambda: Paced(endpoint, region="eu-west-1").list_principal_things(principal=seen[0]), 404)


@case
def things_by_hand_are_found_and_share_certificates_in_pages(endpoint):
    shared, own = certificate(), certificate()
    names = [f"case-{next(_numbers)}" for _ in range(3)]
    for name in names:
        post(endpoint, "/_sim/things", {"thing": name, "principals": [shared]})
    equal(post(endpoint, "/_sim/things", {"thing": names[0], "principals": [arn(own)]})["principals"], sorted([arn(shared), arn(own)]))
    iot = Paced(endpoint)
    equal(iot.describe_thing(thingName=names[0])["thingName"], names[0])
    equal(sorted(iot.list_principal_things(principal=arn(shared))["things"]), sorted(names))
    first = iot.list_principal_things(principal=arn(shared), maxResults=2)
    second = iot.list_principal_things(principal=arn(shared), maxResults=2, nextToken=first["nextToken"])
    equal(sorted(first["things"] + second["things"]), sorted(names))
    refused(INVALID, lambda: iot.list_principal_things(principal=arn(shared), maxResults=251), 400)


@case
def attaching_and_detaching_changes_both_lists_and_is_told(endpoint):
    identifier, thing = certificate(), f"case-{next(_numbers)}"
    post(endpoint, "/_sim/things", {"thing": thing, "principals": [identifier]})
    iot = Paced(endpoint)
    iot.detach_thing_principal(thingName=thing, principal=arn(identifier))
    equal(told(endpoint, identifier, "DetachThingPrincipal")["requestParameters"], {"thingName": thing, "principal": arn(identifier)})
    equal(iot.list_principal_things(principal=arn(identifier))["things"], [])
    equal(iot.list_thing_principals(thingName=thing)["principals"], [])
    iot.attach_thing_principal(thingName=thing, principal=arn(identifier))
    told(endpoint, identifier, "AttachThingPrincipal")
    equal(iot.list_principal_things(principal=arn(identifier))["things"], [thing])
    refused(MISSING, lambda: iot.attach_thing_principal(thingName=thing, principal=arn("f" * 64)), 404)
    refused(MISSING, lambda: iot.attach_thing_principal(thingName="no-such-thing", principal=arn(identifier)), 404)


@case
def the_fleets_own_attachments_can_be_taken_away(endpoint):
    iot = Paced(endpoint)
    [principal] = iot.list_thing_principals(thingName="valve-0010")["principals"]
    iot.detach_thing_principal(thingName="valve-0010", principal=principal)
    equal(iot.list_principal_things(principal=principal)["things"], [])
    iot.attach_thing_principal(thingName="valve-0010", principal=principal)
    equal(iot.list_principal_things(principal=principal)["things"], ["valve-0010"])


@case
def a_thing_is_deleted_once_nothing_is_attached_and_its_alarms_close(endpoint):
    identifier, thing = certificate(), f"case-{next(_numbers)}"
    post(endpoint, "/_sim/things", {"thing": thing, "principals": [identifier]})
    post(endpoint, "/_sim/violations", {
        "thingName": thing, "securityProfileName": "FleetCloudSideRules", "behaviorName": "MessageSize-Medium", "type": "in-alarm"})
    iot = Paced(endpoint)
    refused(INVALID, lambda: iot.delete_thing(thingName=thing), 400)
    iot.detach_thing_principal(thingName=thing, principal=arn(identifier))
    iot.delete_thing(thingName=thing)
    events = [b["detail"] for b in bodies(endpoint, thing, 4) if "detail" in b]
    equal([(e["eventName"], e.get("errorCode")) for e in events][-1], ("DeleteThing", None))
    equal(events[-1]["requestParameters"], {"thingName": thing})
    refused(MISSING, lambda: iot.describe_thing(thingName=thing), 404)
    refused(MISSING, lambda: iot.delete_thing(thingName=thing), 404)
    equal(iot.list_active_violations(thingName=thing)["activeViolations"], [])
    equal([item["open"] for item in get(endpoint, "/_sim/expected?limit=10000")["items"] if item["thing"] == thing], [False])


@case
def a_certificate_is_deleted_once_it_is_inactive_and_attached_to_nothing(endpoint):
    identifier, thing = certificate(), f"case-{next(_numbers)}"
    post(endpoint, "/_sim/things", {"thing": thing, "principals": [identifier]})
    iot = Paced(endpoint)
    refused("CertificateStateException", lambda: iot.delete_certificate(certificateId=identifier), 406)
    equal(told(endpoint, identifier, "DeleteCertificate")["errorCode"], "CertificateStateException")
    iot.update_certificate(certificateId=identifier, newStatus="INACTIVE")
    equal(told(endpoint, identifier, "UpdateCertificate")["requestParameters"], {"certificateId": identifier, "newStatus": "INACTIVE"})
    refused("DeleteConflictException", lambda: iot.delete_certificate(certificateId=identifier), 409)
    iot.detach_thing_principal(thingName=thing, principal=arn(identifier))
    iot.delete_certificate(certificateId=identifier)
    refused(MISSING, lambda: iot.list_principal_things(principal=arn(identifier)), 404)
    refused(MISSING, lambda: iot.update_certificate(certificateId=identifier, newStatus="ACTIVE"), 404)
    refused(INVALID, lambda: iot.update_certificate(certificateId=identifier, newStatus="GONE"), 400)
    refused(INVALID, lambda: iot.delete_certificate(certificateId="abc"), 400)


# Security profiles

@case
def a_profile_that_is_deleted_closes_its_alarms_and_is_told(endpoint):
    profile, thing = f"Profile{next(_numbers)}", f"case-{next(_numbers)}"
    post(endpoint, "/_sim/violations", {"thingName": thing, "securityProfileName": profile, "behaviorName": "A", "type": "in-alarm"})
    iot = Paced(endpoint)
    iot.delete_security_profile(securityProfileName=profile)
    [detail] = [b["detail"] for b in bodies(endpoint, profile, 2) if "detail" in b]
    equal((detail["eventName"], detail["requestParameters"]), ("DeleteSecurityProfile", {"securityProfileName": profile}))
    equal(iot.list_active_violations(thingName=thing)["activeViolations"], [])


@case
def a_profile_that_loses_behaviors_closes_their_alarms_only(endpoint):
    profile, thing = f"Profile{next(_numbers)}", f"case-{next(_numbers)}"
    for behavior in ("A", "B"):
        post(endpoint, "/_sim/violations", {"thingName": thing, "securityProfileName": profile, "behaviorName": behavior, "type": "in-alarm"})
    iot = Paced(endpoint)
    iot.update_security_profile(securityProfileName=profile, securityProfileDescription="Nothing else")
    equal(len(iot.list_active_violations(thingName=thing)["activeViolations"]), 2)
    behaviors = [{"name": "B", "metric": "aws:num-messages-sent"}]
    equal(iot.update_security_profile(securityProfileName=profile, behaviors=behaviors)["behaviors"], behaviors)
    equal([v["behavior"]["name"] for v in iot.list_active_violations(thingName=thing)["activeViolations"]], ["B"])
    iot.update_security_profile(securityProfileName=profile, deleteBehaviors=True)
    equal(iot.list_active_violations(thingName=thing)["activeViolations"], [])
    refused(MISSING, lambda: iot.update_security_profile(securityProfileName="NoSuchProfile"), 404)


# Mitigations

@case
def a_mitigation_of_an_audit_is_accepted_once_and_told(endpoint):
    task, client_token = f"mitigate-{next(_numbers)}", token()
    call = {
        "taskId": task, "target": {"findingIds": ["296ccd39f806bf9d8f8de20d0ceb33a1"]}, "auditCheckToActionsMapping": {EXPIRING: ["QuarantinePumps"]},
        "clientRequestToken": client_token,
    }
    iot = Paced(endpoint)
    equal(iot.start_audit_mitigation_actions_task(**call)["taskId"], task)
    detail = told(endpoint, task, "StartAuditMitigationActionsTask")
    equal((detail["requestParameters"], detail["responseElements"]), (call, {"taskId": task}))
    refused("TaskAlreadyExistsException", lambda: iot.start_audit_mitigation_actions_task(**call), 400)
    for change in ({"target": {}}, {"target": {"findingIds": ["x"] * 26}}, {"target": {"findingIds": ["x"], "auditTaskId": "y"}}, {"auditCheckToActionsMapping": {}}):
        refused(INVALID, lambda: iot.start_audit_mitigation_actions_task(**{**call, "taskId": "other", **change}), 400)


@case
def a_mitigation_of_violations_is_accepted_once_and_told(endpoint):
    task = f"quarantine-{next(_numbers)}"
    call = {
        "taskId": task, "target": {"violationIds": ["9c1f0a64d2b84c7e8f3a5b6d7e8f9a01"]}, "actions": ["QuarantinePumps"], "includeOnlyActiveViolations": True,
        "clientRequestToken": token(),
    }
    iot = Paced(endpoint)
    equal(iot.start_detect_mitigation_actions_task(**call)["taskId"], task)
    detail = told(endpoint, task, "StartDetectMitigationActionsTask")
    equal((detail["requestParameters"], detail["responseElements"]), (call, {"taskId": task}))
    refused("TaskAlreadyExistsException", lambda: iot.start_detect_mitigation_actions_task(**call), 400)
    for change in ({"target": {}}, {"target": {"violationIds": ["x"] * 26}}, {"actions": []}, {"actions": ["x"] * 6}):
        refused(INVALID, lambda: iot.start_detect_mitigation_actions_task(**{**call, "taskId": "other", **change}), 400)


# What should stand

@case
def only_a_completed_check_with_a_complete_list_resolves(endpoint):
    check = f"CHECK_{next(_numbers)}"
    identifier, other = certificate(), certificate()
    finding, second = {**expiring(identifier), "checkName": check}, {**expiring(other), "checkName": check}

    def state():
        [value] = states(endpoint, identifier).values()
        return value

    run(endpoint, [finding])
    equal(state(), "open")
    for status in ("FAILED", "CANCELED"):
        run(endpoint, [], auditDetails=[{"checkName": check, "checkRunStatus": status}])
        equal(state(), "open")
    run(endpoint, [], auditDetails=[{"checkName": LOGGING}])
    equal(state(), "open")
    run(endpoint, [second], omit={"findings": 1})
    equal(state(), "open")
    run(endpoint, [], auditDetails=[{"checkName": check}], task={"taskStartTime": int((time.time() - 3600) * 1000)})
    equal(state(), "open")  # A run that started before the last one that spoke.
    run(endpoint, [second])
    equal(state(), "resolved")
    run(endpoint, [finding, second])
    equal(state(), "open")
    run(endpoint, [], auditDetails=[{"checkName": check}])
    equal(state(), "resolved")


@case
def a_windowed_check_resolves_after_two_clean_runs_and_seven_days(endpoint):
    identifier = certificate()
    finding = {**expiring(identifier), "checkName": SHARED}
    day = 24 * 3600 * 1000
    begin = int(time.time() * 1000)

    def clean(days):
        run(endpoint, [], auditDetails=[{"checkName": SHARED}], task={"taskStartTime": begin + days * day})
        [value] = states(endpoint, identifier).values()
        return value

    run(endpoint, [finding], task={"taskStartTime": begin})
    equal([clean(1), clean(2), clean(6), clean(7)], ["open", "open", "open", "resolved"])


# Quotas: a caller has its own, so the account of these cases is nobody else's.

@case
def ten_calls_a_second_are_accepted_and_more_are_throttled(endpoint):
    iot = client(endpoint, "iot", account="777788889999")
    for call, arguments, error in (
        (iot.list_audit_findings, {"taskId": "x"}, None),
        (iot.list_audit_tasks, {"startTime": now(), "endTime": now()}, None),
        (iot.list_audit_suppressions, {}, None),
        (iot.list_principal_things, {"principal": arn("0" * 64)}, MISSING),
        (iot.list_thing_principals, {"thingName": "x"}, MISSING),
    ):
        for _ in range(QUOTA):
            if error:
                refused(error, lambda: call(**arguments))
            else:
                call(**arguments)
        equal(throttled(call, arguments).response["ResponseMetadata"]["HTTPStatusCode"], 400)


def throttled(call, arguments):
    """Calls until it is refused for the quota; calls at once, since the bucket fills while they are made."""
    def one(_):
        try:
            call(**arguments)
            return None
        except ClientError as error:
            return error if error.response["Error"]["Code"] == "ThrottlingException" else None

    with ThreadPoolExecutor(8) as pool:
        errors = [error for error in pool.map(one, range(5 * QUOTA)) if error]
    assert errors, "never throttled"
    return errors[0]


if __name__ == "__main__":
    main()
