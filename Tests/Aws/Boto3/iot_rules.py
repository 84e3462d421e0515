"""The rules of AWS IoT, asked by unmodified boto3: for each rule an accepted and a refused case. No story is told; violations are raised by hand."""
import datetime
import itertools
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError
from rules import QUOTA, Paced, bodies, case, client, equal, main, now, post, refused

PROFILE = "FleetCloudSideRules"
INVALID = "InvalidRequestException"
MISSING = "00000000000000000000000000000000"
_numbers = itertools.count(1)


def device():
    """The client id of a device that no other case uses."""
    return f"case {next(_numbers)}/device#1"


def change(endpoint, thing, kind="in-alarm", behavior="MessageSize-Medium", profile=PROFILE):
    """Raises or closes an alarm by hand, at a time of its own."""
    body = {"thingName": thing, "securityProfileName": profile, "behaviorName": behavior, "type": kind}
    return post(endpoint, "/_sim/violations", body)["violationId"]


def active(iot, **filters):
    return iot.list_active_violations(**filters)["activeViolations"]


def ids(violations):
    return {violation["violationId"] for violation in violations}


def events(iot, **filters):
    start = now() - datetime.timedelta(hours=1)
    return iot.list_violation_events(**{"startTime": start, "endTime": now() + datetime.timedelta(seconds=2), **filters})["violationEvents"]


# ListActiveViolations

@case
def active_lists_a_violation_with_the_models_members(endpoint):
    thing = device()
    before = now() - datetime.timedelta(milliseconds=2)
    violation = change(endpoint, thing)
    [item] = active(Paced(endpoint), thingName=thing)
    equal(
        set(item),
        {
            "violationId", "thingName", "securityProfileName", "behavior", "lastViolationValue", "verificationState", "lastViolationTime",
            "violationStartTime",
        })
    equal((item["violationId"], item["thingName"], item["securityProfileName"]), (violation, thing, PROFILE))
    equal((item["behavior"]["name"], item["verificationState"]), ("MessageSize-Medium", "UNKNOWN"))
    assert item["lastViolationValue"]["count"] > item["behavior"]["criteria"]["value"]["count"], item
    assert before <= item["violationStartTime"] <= now(), item


@case
def active_does_not_list_a_violation_that_cleared_or_was_invalidated(endpoint):
    thing = device()
    change(endpoint, thing)
    change(endpoint, thing, "alarm-cleared")
    change(endpoint, thing, behavior="Disconnects-Low")
    change(endpoint, thing, "alarm-invalidated", behavior="Disconnects-Low")
    equal(active(Paced(endpoint), thingName=thing), [])


@case
def active_of_a_thing_without_violations_is_empty(endpoint):
    equal(active(Paced(endpoint), thingName=device()), [])


@case
def active_in_another_region_is_empty(endpoint):
    thing = device()
    change(endpoint, thing)
    equal(active(Paced(endpoint, region="eu-west-1"), thingName=thing), [])


@case
def active_filters_by_profile_criteria_and_state(endpoint):
    thing = device()
    rule = change(endpoint, thing)
    percentile = change(endpoint, thing, behavior="MessagesSentP99-Medium")
    learned = change(endpoint, thing, behavior="DisconnectsMl-Low", profile="FleetCloudSideMl")
    iot = Paced(endpoint)
    iot.put_verification_state_on_violation(violationId=learned, verificationState="TRUE_POSITIVE")
    equal(ids(active(iot, thingName=thing)), {rule, percentile, learned})
    equal(ids(active(iot, thingName=thing, securityProfileName=PROFILE)), {rule, percentile})
    equal(ids(active(iot, thingName=thing, behaviorCriteriaType="STATIC")), {rule})
    equal(ids(active(iot, thingName=thing, behaviorCriteriaType="STATISTICAL")), {percentile})
    equal(ids(active(iot, thingName=thing, behaviorCriteriaType="MACHINE_LEARNING")), {learned})
    equal(ids(active(iot, thingName=thing, verificationState="UNKNOWN")), {rule, percentile})
    equal(ids(active(iot, thingName=thing, verificationState="TRUE_POSITIVE")), {learned})
    equal(active(iot, behaviorCriteriaType="MACHINE_LEARNING", thingName=thing)[0]["violationEventAdditionalInfo"], {"confidenceLevel": "HIGH"})


@case
def active_tells_suppressed_alerts_from_others(endpoint):
    thing = device()
    loud = change(endpoint, thing)
    silent = change(endpoint, thing, behavior="SignalQuality-Low", profile="FleetDeviceSideRules")
    iot = Paced(endpoint)
    equal(ids(active(iot, thingName=thing)), {loud, silent})
    equal(ids(active(iot, thingName=thing, listSuppressedAlerts=True)), {silent})
    equal(ids(active(iot, thingName=thing, listSuppressedAlerts=False)), {loud})


@case
def active_refuses_filters_that_the_model_does_not_have(endpoint):
    iot = Paced(endpoint)
    for wrong in (
        {"thingName": "x" * 129},
        {"thingName": ""},
        {"thingName": "bell\x07"},
        {"securityProfileName": "a b"},
        {"securityProfileName": "x" * 129},
        {"behaviorCriteriaType": "MAGIC"},
        {"verificationState": "MAYBE"},
    ):
        refused(INVALID, lambda wrong=wrong: iot.list_active_violations(**wrong), 400)


@case
def active_pages_hold_25_unless_asked_and_add_up(endpoint):
    thing = device()
    raised = {change(endpoint, thing, behavior=f"Paged-{number}") for number in range(30)}
    iot = Paced(endpoint)
    first = iot.list_active_violations(thingName=thing)
    equal(len(first["activeViolations"]), 25)
    second = iot.list_active_violations(thingName=thing, nextToken=first["nextToken"])
    assert "nextToken" not in second, second
    equal(ids(first["activeViolations"]) | ids(second["activeViolations"]), raised)
    equal(len(second["activeViolations"]), 5)
    whole = iot.list_active_violations(thingName=thing, maxResults=250)
    assert "nextToken" not in whole, whole
    equal(len(whole["activeViolations"]), 30)
    equal(len(iot.list_active_violations(thingName=thing, maxResults=1)["activeViolations"]), 1)


@case
def active_pages_go_on_though_alarms_close_in_between(endpoint):
    thing = device()
    raised = [change(endpoint, thing, behavior=f"Closing-{number}") for number in range(6)]
    iot = Paced(endpoint)
    first = iot.list_active_violations(thingName=thing, maxResults=3)
    change(endpoint, thing, "alarm-cleared", behavior="Closing-0")
    change(endpoint, thing, "alarm-cleared", behavior="Closing-4")
    second = iot.list_active_violations(thingName=thing, maxResults=3, nextToken=first["nextToken"])
    equal(ids(second["activeViolations"]), {raised[3], raised[5]})


@case
def active_refuses_page_sizes_out_of_range(endpoint):
    iot = Paced(endpoint)
    for size in (0, -1, 251):
        refused(INVALID, lambda size=size: iot.list_active_violations(maxResults=size), 400)


@case
def active_refuses_a_token_that_it_did_not_give(endpoint):
    thing = device()
    change(endpoint, thing)
    change(endpoint, thing, "alarm-cleared")
    iot = Paced(endpoint)
    other = iot.list_violation_events(
        startTime=now() - datetime.timedelta(hours=1), endTime=now() + datetime.timedelta(seconds=2), thingName=thing, maxResults=1)["nextToken"]
    for token in ("made-up", "x", other):
        refused(INVALID, lambda token=token: iot.list_active_violations(nextToken=token), 400)


# ListViolationEvents

@case
def events_list_an_episode_under_one_id_and_the_next_under_another(endpoint):
    thing = device()
    first = change(endpoint, thing)
    change(endpoint, thing, "alarm-cleared")
    second = change(endpoint, thing)
    change(endpoint, thing, "alarm-invalidated")
    assert first != second
    found = events(Paced(endpoint), thingName=thing)
    equal(
        [(event["violationId"], event["violationEventType"]) for event in found],
        [(first, "in-alarm"), (first, "alarm-cleared"), (second, "in-alarm"), (second, "alarm-invalidated")])
    equal(
        set(found[0]),
        {
            "violationId", "thingName", "securityProfileName", "behavior", "metricValue", "violationEventType", "verificationState",
            "violationEventTime",
        })
    assert "metricValue" not in found[3], found[3]
    times = [event["violationEventTime"] for event in found]
    assert times == sorted(set(times)), times


@case
def events_are_those_of_the_stretch_of_time(endpoint):
    thing = device()
    change(endpoint, thing)
    iot = Paced(endpoint)
    equal(len(events(iot, thingName=thing)), 1)
    equal(events(iot, thingName=thing, endTime=now() - datetime.timedelta(minutes=5)), [])


@case
def events_filter_and_page_as_active_violations_do(endpoint):
    thing = device()
    learned = change(endpoint, thing, behavior="DisconnectsMl-Low", profile="FleetCloudSideMl")
    for kind in ("in-alarm", "alarm-cleared", "in-alarm"):
        change(endpoint, thing, kind)
    iot = Paced(endpoint)
    equal(ids(events(iot, thingName=thing, behaviorCriteriaType="MACHINE_LEARNING")), {learned})
    window = {"thingName": thing, "startTime": now() - datetime.timedelta(hours=1), "endTime": now() + datetime.timedelta(seconds=2)}
    first = iot.list_violation_events(maxResults=3, **window)
    second = iot.list_violation_events(maxResults=3, nextToken=first["nextToken"], **window)
    equal((len(first["violationEvents"]), len(second["violationEvents"])), (3, 1))
    assert "nextToken" not in second, second


@case
def events_refuse_a_missing_time_and_an_empty_stretch(endpoint):
    iot = Paced(endpoint)
    refused(INVALID, lambda: iot.list_violation_events(startTime=now()), 400)
    refused(INVALID, lambda: iot.list_violation_events(endTime=now()), 400)
    refused(INVALID, lambda: iot.list_violation_events(startTime=now(), endTime=now() - datetime.timedelta(days=1)), 400)


# PutVerificationStateOnViolation

@case
def verification_changes_the_violation_and_its_events(endpoint):
    thing = device()
    violation = change(endpoint, thing)
    iot = Paced(endpoint)
    for state in ("FALSE_POSITIVE", "BENIGN_POSITIVE", "TRUE_POSITIVE", "UNKNOWN"):
        iot.put_verification_state_on_violation(violationId=violation, verificationState=state, verificationStateDescription=f"It is {state}")
        [item] = active(iot, thingName=thing)
        equal((item["verificationState"], item["verificationStateDescription"]), (state, f"It is {state}"))
    iot.put_verification_state_on_violation(violationId=violation, verificationState="TRUE_POSITIVE")
    [item] = events(iot, thingName=thing)
    equal(item["verificationState"], "TRUE_POSITIVE")
    assert "verificationStateDescription" not in item, item


@case
def verification_is_told_by_cloudtrail(endpoint):
    violation = change(endpoint, device())
    Paced(endpoint).put_verification_state_on_violation(
        violationId=violation, verificationState="FALSE_POSITIVE", verificationStateDescription="Planned")
    [alarm, call] = bodies(endpoint, violation, 2)
    equal(alarm["Type"], "Notification")
    detail = call["detail"]
    equal((call["source"], call["detail-type"], call["account"]), ("aws.iot", "AWS API Call via CloudTrail", "111122223333"))
    equal((detail["eventSource"], detail["eventName"]), ("iot.amazonaws.com", "PutVerificationStateOnViolation"))
    equal(
        detail["requestParameters"],
        {"violationId": violation, "verificationState": "FALSE_POSITIVE", "verificationStateDescription": "Planned"})
    equal(detail["userIdentity"]["arn"], "arn:aws:sts::111122223333:assumed-role/SecurityAnalyst/local-user")
    assert detail["userAgent"].startswith("Boto3/"), detail
    assert "errorCode" not in detail, detail


@case
def verification_tells_the_callers_access_key(endpoint):
    violation = change(endpoint, device())
    client(endpoint, "iot", account="AKIAEXAMPLE").put_verification_state_on_violation(violationId=violation, verificationState="TRUE_POSITIVE")
    call = bodies(endpoint, violation, 2)[-1]
    equal(call["detail"]["userIdentity"]["accessKeyId"], "AKIAEXAMPLE")
    equal(call["detail"]["userIdentity"]["arn"], "arn:aws:sts::111122223333:assumed-role/SecurityAnalyst/AKIAEXAMPLE")
    equal(call["detail"]["requestParameters"], {"violationId": violation, "verificationState": "TRUE_POSITIVE"})


@case
def verification_accepts_a_violation_that_is_over(endpoint):
    thing = device()
    violation = change(endpoint, thing)
    change(endpoint, thing, "alarm-cleared")
    iot = Paced(endpoint)
    iot.put_verification_state_on_violation(violationId=violation, verificationState="BENIGN_POSITIVE")
    equal({event["verificationState"] for event in events(iot, thingName=thing)}, {"BENIGN_POSITIVE"})


@case
def verification_refuses_an_unknown_violation_and_cloudtrail_tells_that_too(endpoint):
    refused(
        INVALID,
        lambda: Paced(endpoint).put_verification_state_on_violation(violationId=MISSING, verificationState="TRUE_POSITIVE"),
        400)
    [call] = bodies(endpoint, MISSING, 1)
    equal(call["detail"]["errorCode"], INVALID)


@case
def verification_refuses_ids_and_states_outside_the_model(endpoint):
    violation = change(endpoint, device())
    iot = Paced(endpoint)
    for wrong in (
        {"violationId": "x_y", "verificationState": "UNKNOWN"},
        {"violationId": "x" * 129, "verificationState": "UNKNOWN"},
        {"violationId": violation, "verificationState": "MAYBE"},
        {"violationId": violation},
    ):
        refused(INVALID, lambda wrong=wrong: iot.put_verification_state_on_violation(**wrong), 400)


@case
def verification_accepts_a_description_of_1000_characters(endpoint):
    thing = device()
    violation = change(endpoint, thing)
    iot = Paced(endpoint)
    text = "Größe geprüft, 点検済み ✓ ".ljust(1000, "x")
    iot.put_verification_state_on_violation(violationId=violation, verificationState="TRUE_POSITIVE", verificationStateDescription=text)
    equal(active(iot, thingName=thing)[0]["verificationStateDescription"], text)


@case
def verification_refuses_a_description_too_long_or_with_control_characters(endpoint):
    violation = change(endpoint, device())
    iot = Paced(endpoint)
    for wrong in ("x" * 1001, "two\nlines", "bell\x07", 7):
        refused(
            INVALID,
            lambda wrong=wrong: iot.put_verification_state_on_violation(
                violationId=violation, verificationState="TRUE_POSITIVE", verificationStateDescription=wrong),
            400)


# The registry

@case
def describe_thing_tells_the_registrys_record(endpoint):
    thing = client(endpoint, "iot").describe_thing(thingName="pump-0017")
    equal(thing["thingName"], "pump-0017")
    equal((thing["thingArn"], thing["thingTypeName"]), ("arn:aws:iot:us-east-1:111122223333:thing/pump-0017", "Pump"))
    equal(set(thing["attributes"]), {"site", "criticality", "firmware"})
    assert thing["version"] >= 1 and thing["thingId"] and thing["billingGroupName"], thing


@case
def describe_thing_does_not_find_a_thing_that_is_not_registered(endpoint):
    iot = client(endpoint, "iot")
    for name in ("iotconsole-8f21c", "pump-9999", "things"):
        refused("ResourceNotFoundException", lambda name=name: iot.describe_thing(thingName=name), 404)


@case
def describe_thing_does_not_find_a_thing_of_another_account_or_region(endpoint):
    refused("ResourceNotFoundException", lambda: client(endpoint, "iot", account="444455556666").describe_thing(thingName="pump-0017"), 404)
    refused("ResourceNotFoundException", lambda: client(endpoint, "iot", region="eu-west-1").describe_thing(thingName="pump-0017"), 404)


@case
def describe_thing_refuses_a_name_that_no_thing_can_have(endpoint):
    iot = client(endpoint, "iot")
    for name in ("line 4/mixer#2", "100%", "x" * 129, "ö"):
        refused(INVALID, lambda name=name: iot.describe_thing(thingName=name), 400)


@case
def thing_groups_tell_names_and_arns_in_pages(endpoint):
    iot = client(endpoint, "iot")
    whole = iot.list_thing_groups_for_thing(thingName="pump-0017")
    equal(whole["thingGroups"][0], {"groupName": "Pumps", "groupArn": "arn:aws:iot:us-east-1:111122223333:thinggroup/Pumps"})
    equal(len(whole["thingGroups"]), 2)
    assert "nextToken" not in whole, whole
    first = iot.list_thing_groups_for_thing(thingName="pump-0017", maxResults=1)
    second = iot.list_thing_groups_for_thing(thingName="pump-0017", maxResults=1, nextToken=first["nextToken"])
    equal(first["thingGroups"] + second["thingGroups"], whole["thingGroups"])


@case
def thing_groups_refuse_unknown_things_wrong_sizes_and_wrong_tokens(endpoint):
    iot = client(endpoint, "iot")
    refused("ResourceNotFoundException", lambda: iot.list_thing_groups_for_thing(thingName="iotconsole-8f21c"), 404)
    refused(INVALID, lambda: iot.list_thing_groups_for_thing(thingName="line 4/mixer#2"), 400)
    refused(INVALID, lambda: iot.list_thing_groups_for_thing(thingName="pump-0017", maxResults=251), 400)
    refused(INVALID, lambda: iot.list_thing_groups_for_thing(thingName="pump-0017", nextToken="made-up"), 400)


@case
def operations_that_are_not_simulated_say_so(endpoint):
    refused("UnknownOperationException", lambda: client(endpoint, "iot").list_things(), 404)


# Quotas: a caller has its own, so the account of these cases is nobody else's.

@case
def a_seconds_quota_is_accepted_and_more_is_throttled_with_http_400(endpoint):
    iot = client(endpoint, "iot", account="777788889999")
    for call, more in (
        (iot.list_active_violations, {}),
        (iot.list_violation_events, {"startTime": now(), "endTime": now()}),
    ):
        for _ in range(QUOTA):
            call(**more)
        error = throttled(call, more)
        equal(error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
        equal(error.response["Error"]["Message"], "Rate exceeded")


@case
def verification_has_a_quota_of_its_own(endpoint):
    iot = client(endpoint, "iot", account="777788880000")
    call = {"violationId": MISSING, "verificationState": "TRUE_POSITIVE"}
    for _ in range(QUOTA):
        refused(INVALID, lambda: iot.put_verification_state_on_violation(**call), 400)
    throttled(iot.put_verification_state_on_violation, call)
    iot.list_active_violations()


@case
def the_registrys_quotas_are_larger(endpoint):
    iot = client(endpoint, "iot", account="777788881111")
    for _ in range(5 * QUOTA):
        refused("ResourceNotFoundException", lambda: iot.describe_thing(thingName="pump-0001"), 404)
        refused("ResourceNotFoundException", lambda: iot.list_thing_groups_for_thing(thingName="pump-0001"), 404)


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
