"""The rules of Security Hub, asked by unmodified boto3: for each rule an accepted and a refused case. A case may read six times, which is a burst."""
import datetime
import secrets
import time
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError
from hub import REGION, Hub, case, check, invalid, text
from rules import equal, main

# Form of a finding


@case
def a_finding_of_required_members_is_accepted(hub):
    hub.accept(hub.finding())


@case
def a_finding_without_a_required_member_is_refused(hub):
    for member in (
        "SchemaVersion", "Id", "ProductArn", "GeneratorId", "AwsAccountId", "CreatedAt", "UpdatedAt", "Title", "Description", "Resources"):
        failure = hub.refuse(hub.finding(**{member: None}), about=member)
        check(failure["Id"].strip(), "the failure has a blank Id")


@case
def severity_is_accepted_as_provider_label_or_at_the_top(hub):
    types = {"Types": ["TTPs"]}
    hub.accept(
        hub.finding("label", FindingProviderFields={**types, "Severity": {"Label": "LOW"}}),
        hub.finding("top", FindingProviderFields=types, Severity={"Label": "LOW"}),
        hub.finding("number", FindingProviderFields=types, Severity={"Normalized": 55}))
    equal(hub.read("number")["Severity"], {"Label": "MEDIUM", "Normalized": 55})


@case
def a_finding_without_severity_is_refused(hub):
    hub.refuse(hub.finding(FindingProviderFields={"Types": ["TTPs"]}), about="Severity")
    hub.refuse(hub.finding(FindingProviderFields={"Types": ["TTPs"], "Severity": {"Original": "high"}}), about="Severity")
    hub.refuse(hub.finding(FindingProviderFields={"Types": ["TTPs"], "Severity": {"Label": "SEVERE"}}), about="Label")


@case
def types_are_accepted_from_the_provider_or_at_the_top(hub):
    severity = {"Severity": {"Label": "LOW"}}
    hub.accept(
        hub.finding("provider", FindingProviderFields={**severity, "Types": ["Effects/Data Exposure/Leak"]}),
        hub.finding("top", FindingProviderFields=severity, Types=["Software and Configuration Checks/Vulnerabilities"]))


@case
def a_finding_without_types_or_of_an_unknown_namespace_is_refused(hub):
    severity = {"Severity": {"Label": "LOW"}}
    hub.refuse(hub.finding(FindingProviderFields=severity), about="Types")
    hub.refuse(hub.finding(FindingProviderFields={**severity, "Types": []}), about="Types")
    hub.refuse(hub.finding(FindingProviderFields={**severity, "Types": ["IoT/Odd"]}), about="Types")
    hub.refuse(hub.finding(FindingProviderFields={**severity, "Types": ["TTPs/a/b/c"]}), about="Types")


def with_lengths(hub, more):
    """The finding with each limited member at its limit plus more: {what: finding}."""
    provider = {"Severity": {"Label": "LOW"}, "Types": ["TTPs"]}
    resource = {"Type": "Other", "Id": "thing"}
    related = {"ProductArn": hub.product, "Id": "other"}
    prefix = f"{REGION}/{hub.account}/"

    def pairs(count, key, value):
        return {f"{index:0{key}d}": "v" * value for index in range(count)}

    return {
        "Id": hub.finding(Id=prefix + "i" * (512 - len(prefix) + more)),
        "GeneratorId": hub.finding(GeneratorId="g" * (512 + more)),
        "Title": hub.finding(Title="t" * (256 + more)),
        "Description": hub.finding(Description="d" * (1024 + more)),
        "ProductName": hub.finding(ProductName="p" * (128 + more)),
        "CompanyName": hub.finding(CompanyName="c" * (128 + more)),
        "Types": hub.finding(FindingProviderFields={**provider, "Types": ["TTPs"] * (50 + more)}),
        "Original": hub.finding(FindingProviderFields={**provider, "Severity": {"Label": "LOW", "Original": "o" * (64 + more)}}),
        "Confidence": hub.finding(FindingProviderFields={**provider, "Confidence": 100 + more}),
        "Criticality": hub.finding(FindingProviderFields={**provider, "Criticality": 100 + more}),
        "RelatedFindings": hub.finding(FindingProviderFields={**provider, "RelatedFindings": [related] * (10 + more)}),
        "Resources": hub.finding(Resources=[resource] * (32 + more)),
        "Resources[0].Id": hub.finding(Resources=[{**resource, "Id": "i" * (512 + more)}]),
        "Resources[0].Type": hub.finding(Resources=[{**resource, "Type": "t" * (256 + more)}]),
        "Resources[0].Region": hub.finding(Resources=[{**resource, "Region": "r" * (16 + more)}]),
        "Resources[0].Tags": hub.finding(Resources=[{**resource, "Tags": {"k": "v" * (256 + more)}}]),
        "Details.Other": hub.finding(Resources=[{**resource, "Details": {"Other": pairs(50 + more, 100, 10)}}]),
        "Details.Other keys": hub.finding(Resources=[{**resource, "Details": {"Other": pairs(1, 127 + more, 10)}}]),
        "Details.Other values": hub.finding(Resources=[{**resource, "Details": {"Other": pairs(1, 10, 1023 + more)}}]),
        "ProductFields": hub.finding(ProductFields=pairs(50 + more, 100, 10)),
        "ProductFields keys": hub.finding(ProductFields=pairs(1, 128 + more, 10)),
        "ProductFields values": hub.finding(ProductFields=pairs(1, 10, 2048 + more)),
        "UserDefinedFields": hub.finding(UserDefinedFields=pairs(50 + more, 100, 10)),
        "UserDefinedFields values": hub.finding(UserDefinedFields=pairs(1, 10, 1024 + more)),
        "Note": hub.finding(Note={"Text": "n" * (512 + more), "UpdatedBy": "me", "UpdatedAt": "2026-01-05T10:00:00Z"}),
        "Recommendation": hub.finding(Remediation={"Recommendation": {"Text": "r" * (512 + more)}}),
    }


@case
def members_at_their_limits_are_accepted(hub):
    for what, finding in with_lengths(hub, 0).items():
        finding["Id"] = finding["Id"] if what == "Id" else f"{finding['Id']}-{secrets.token_hex(8)}"
        answer = hub.send(finding)
        check(answer["FailedCount"] == 0, f"{what}: {answer['FailedFindings']}")


@case
def members_over_their_limits_are_refused(hub):
    for what, finding in with_lengths(hub, 1).items():
        check(hub.send(finding)["FailedCount"] == 1, f"{what} was accepted")


@case
def ids_of_unreserved_characters_slash_and_colon_are_accepted(hub):
    hub.accept(hub.finding(Id="arn:aws:iot:us-east-1:111122223333:defender/A-z_0.9~"))


@case
def ids_with_other_characters_or_a_reserved_start_are_refused(hub):
    for name in ("with space", "per%20cent", "hash#", "ümlaut", "aws:mine"):
        hub.refuse(hub.finding(Id=name), about="Id")


@case
def timestamps_with_fraction_and_offset_are_accepted(hub):
    for index, timestamp in enumerate((
        "2026-01-05T10:00:00Z", "2026-01-05T10:00:00.1Z", "2026-01-05T10:00:00.123456789Z", "2026-01-05T10:00:00+18:00", "2026-01-05T10:00:00.5-0130")):
        hub.accept(hub.finding(str(index), UpdatedAt=timestamp))


@case
def timestamps_of_another_form_are_refused(hub):
    for timestamp in (
        "2026-01-05", "2026-01-05T10:00:00", "2026-01-05 10:00:00Z", "2026-01-05T10:00Z", "2026-01-05T10:00:00.Z",
        "2026-01-05T10:00:00.1234567890Z", "2026-02-30T10:00:00Z", "2026-01-05T10:00:00+18:01", "2026-01-05T10:00:00z", "1767607200000"):
        hub.refuse(hub.finding(UpdatedAt=timestamp), about="UpdatedAt")


@case
def strings_with_blanks_around_are_accepted(hub):
    hub.accept(hub.finding(Title=" t ", ProductFields={"k": " v"}))


@case
def blank_strings_are_refused_wherever_they_are(hub):
    hub.refuse(hub.finding(Title=" \t"), about="Title")
    hub.refuse(hub.finding(Description=""), about="Description")
    hub.refuse(hub.finding(ProductFields={"k": ""}), about="ProductFields.k")
    hub.refuse(hub.finding(Resources=[{"Type": "Other", "Id": " "}]), about="Resources[0].Id")
    hub.refuse(hub.finding(Network={"SourceDomain": "\n"}), about="Network.SourceDomain")


@case
def unknown_members_and_wrong_kinds_are_refused(hub):
    for odd in ({"Titel": "t"}, {"Title": 7}, {"Types": "TTPs"}, {"Resources": {}}, {"ProductFields": {"k": 7}}, {"Confidence": "high"}, {"Sample": "yes"}):
        status, _, answer = hub.raw("POST", "/findings/import", {"Findings": [hub.finding(**odd)]})
        equal((status, answer["FailedCount"]), (200, 1))
        check(next(iter(odd)) in answer["FailedFindings"][0]["ErrorMessage"], answer["FailedFindings"][0]["ErrorMessage"])
    hub.invalid("POST", "/findings/import", {"Findings": ["finding"]})
    hub.invalid("POST", "/findings/import", {"Findings": "finding"})
    hub.refuse(hub.finding(RecordState="CLOSED"), about="RecordState")
    hub.refuse(hub.finding(AwsAccountId="1234"), about="AwsAccountId")
    hub.refuse(hub.finding(Resources=[]), about="Resources")


@case
def a_malformed_finding_fails_alone(hub):
    answer = hub.send(hub.finding("good"), hub.finding("bad", Title="t" * 257))
    equal((answer["SuccessCount"], answer["FailedCount"]), (1, 1))
    equal(answer["FailedFindings"][0]["Id"], hub.identifier("bad")["Id"])
    equal(hub.ids(), ["good"])


# Size and number


@case
def a_hundred_findings_a_call_are_accepted(hub):
    hub.accept(*(hub.finding(str(index)) for index in range(100)))


@case
def no_finding_or_more_than_a_hundred_a_call_are_refused(hub):
    invalid(lambda: hub.send())
    invalid(lambda: hub.send(*(hub.finding(str(index)) for index in range(101))))


def sized(hub, name, size):
    """A finding of about so many bytes."""
    resources = []
    while size > 0:
        resources.append({"Type": "Other", "Id": "thing", "Details": {"Other": {f"{index:03d}": "v" * min(1000, max(1, size - index * 1000)) for index in range(30) if size > index * 1000}}})
        size -= 30_000
    return hub.finding(name, Resources=resources)


@case
def a_finding_under_240_kilobytes_is_accepted(hub):
    hub.accept(sized(hub, "a", 230_000))


@case
def a_finding_over_240_kilobytes_is_refused(hub):
    hub.refuse(sized(hub, "a", 245_000), about="240 KB")


@case
def a_call_under_six_megabytes_is_accepted(hub):
    hub.accept(*(sized(hub, str(index), 55_000) for index in range(100)))


@case
def a_call_over_six_megabytes_is_refused(hub):
    invalid(lambda: hub.send(*(sized(hub, str(index), 65_000) for index in range(100))))


# Rate


def rate(hub, call, rate_, burst):
    """Calls three times the burst at once: the burst passes, what refills in the meantime passes, the rest is throttled."""
    def attempt(_):
        try:
            call()
            return None
        except ClientError as refusal:
            return refusal.response["Error"]["Code"], refusal.response["ResponseMetadata"]["HTTPStatusCode"]

    started = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(attempt, range(burst * 3)))
    refilled = (time.monotonic() - started) * rate_
    refusals = [result for result in results if result]
    passed = len(results) - len(refusals)
    check(burst <= passed <= burst + refilled + 1, f"{passed} of {len(results)} passed, {refilled:.1f} refilled")
    check(refusals or passed >= burst * 3, "none was throttled")
    check(all(refusal == ("LimitExceededException", 429) for refusal in refusals), str(set(refusals)))


@case
def imports_pass_in_a_burst_of_30_and_are_throttled_beyond(hub):
    rate(hub, lambda: hub.send(hub.finding()), 10, 30)


@case
def updates_pass_in_a_burst_of_30_and_are_throttled_beyond(hub):
    rate(hub, lambda: hub.update(VerificationState="UNKNOWN"), 10, 30)


@case
def reads_pass_in_a_burst_of_6_and_are_throttled_beyond(hub):
    rate(hub, lambda: hub.find(MaxResults=1), 3, 6)


@case
def other_calls_pass_in_a_burst_of_30_and_are_throttled_beyond(hub):
    rate(hub, hub.client.describe_hub, 10, 30)


# Accounts


@case
def a_finding_of_the_callers_account_and_product_is_accepted(hub):
    hub.accept(hub.finding())
    equal(hub.read()["AwsAccountId"], hub.account)


@case
def a_finding_of_another_account_or_product_is_refused(hub):
    hub.refuse(hub.finding(AwsAccountId="999988887777"), "InvalidAccess")
    hub.refuse(hub.finding(ProductArn=f"arn:aws:securityhub:{REGION}:999988887777:product/999988887777/default"), "InvalidAccess")
    hub.refuse(hub.finding(ProductArn=f"arn:aws:securityhub:eu-west-1:{hub.account}:product/{hub.account}/default"), "InvalidAccess")
    hub.refuse(hub.finding(ProductArn=f"arn:aws:securityhub:{REGION}::product/partner/tool"), "InvalidAccess")


@case
def of_mixed_accounts_only_the_callers_findings_land(hub):
    answer = hub.send(hub.finding("mine"), hub.finding("theirs", AwsAccountId="999988887777"))
    equal((answer["SuccessCount"], answer["FailedCount"]), (1, 1))
    equal((answer["FailedFindings"][0]["Id"], answer["FailedFindings"][0]["ErrorCode"]), (hub.identifier("theirs")["Id"], "InvalidAccess"))
    equal(hub.ids(), ["mine"])


# Importing again


@case
def a_newer_import_replaces_the_finding(hub):
    hub.accept(hub.at(1, Title="one", SourceUrl="https://example.com"))
    hub.accept(hub.finding(Title="two", UpdatedAt="2026-01-05T10:00:01.000000001Z"))
    finding = hub.read()
    equal(finding["Title"], "two")
    check("SourceUrl" not in finding, "a member that was left out is still there")


@case
def an_import_that_is_not_newer_counts_as_success_and_is_ignored(hub):
    hub.accept(hub.at(2, Title="two"))
    hub.accept(hub.at(1, Title="one"))
    hub.accept(hub.at(2, Title="again"))
    hub.accept(hub.finding(Title="elsewhere", UpdatedAt="2026-01-05T12:00:02+02:00"))
    equal(hub.read()["Title"], "two")


CUSTOMERS = {
    "Workflow": {"Status": "NOTIFIED"},
    "VerificationState": "TRUE_POSITIVE",
    "UserDefinedFields": {"team": "ot"},
    "Note": {"Text": "seen", "UpdatedBy": "me", "UpdatedAt": "2026-01-05T10:00:00.000Z"},
}


@case
def customer_fields_are_accepted_when_the_finding_is_created(hub):
    hub.accept(hub.at(1, **CUSTOMERS))
    finding = hub.read()
    equal({name: finding[name] for name in CUSTOMERS}, CUSTOMERS)


@case
def customer_fields_of_a_later_import_are_ignored(hub):
    hub.accept(hub.at(1))
    hub.accept(hub.at(2, Title="two", **CUSTOMERS))
    finding = hub.read()
    equal((finding["Title"], finding["Workflow"]), ("two", {"Status": "NEW"}))
    check(not {"VerificationState", "UserDefinedFields", "Note"} & set(finding), "an importer set a customer's field")


@case
def an_import_without_customer_fields_keeps_them(hub):
    hub.accept(hub.at(1, **CUSTOMERS))
    hub.accept(hub.at(2))
    finding = hub.read()
    equal({name: finding[name] for name in CUSTOMERS}, CUSTOMERS)


@case
def record_state_is_set_by_an_import(hub):
    hub.accept(hub.at(1))
    equal(hub.read()["RecordState"], "ACTIVE")
    hub.accept(hub.at(2, RecordState="ARCHIVED"))
    equal(hub.read()["RecordState"], "ARCHIVED")


@case
def record_state_in_an_update_is_refused(hub):
    hub.accept(hub.at(1))
    hub.invalid("PATCH", "/findings/batchupdate", {"FindingIdentifiers": [hub.identifier()], "RecordState": "ARCHIVED"})
    equal(hub.read()["RecordState"], "ACTIVE")


@case
def a_finding_that_comes_back_is_new_again_unless_suppressed(hub):
    for status, expected in (("NOTIFIED", "NEW"), ("RESOLVED", "NEW"), ("SUPPRESSED", "SUPPRESSED"), ("NEW", "NEW")):
        hub.accept(hub.at(1, status, RecordState="ARCHIVED"))
        hub.changed(status, Workflow={"Status": status})
        hub.accept(hub.at(2, status, RecordState="ACTIVE"))
        equal((status, hub.read(status)["Workflow"]["Status"]), (status, expected))


@case
def a_finding_that_stays_active_or_is_archived_keeps_its_workflow(hub):
    hub.accept(hub.at(1))
    hub.changed(Workflow={"Status": "NOTIFIED"})
    hub.accept(hub.at(2))
    equal(hub.read()["Workflow"]["Status"], "NOTIFIED")
    hub.accept(hub.at(3, RecordState="ARCHIVED"))
    equal(hub.read()["Workflow"]["Status"], "NOTIFIED")


@case
def a_check_that_no_longer_passes_is_new_again_unless_suppressed(hub):
    for index, (status, after, expected) in enumerate((
        ("NOTIFIED", "FAILED", "NEW"), ("RESOLVED", "WARNING", "NEW"), ("RESOLVED", "NOT_AVAILABLE", "NEW"),
        ("RESOLVED", "PASSED", "RESOLVED"), ("SUPPRESSED", "FAILED", "SUPPRESSED"))):
        hub.accept(hub.at(1, str(index), Compliance={"Status": "PASSED"}))
        hub.changed(str(index), Workflow={"Status": status})
        hub.accept(hub.at(2, str(index), Compliance={"Status": after}))
        equal((status, after, hub.read(str(index))["Workflow"]["Status"]), (status, after, expected))


@case
def top_level_values_follow_the_provider(hub):
    related = [{"ProductArn": hub.product, "Id": "parent"}]
    first = {"Severity": {"Label": "LOW", "Original": "low"}, "Types": ["TTPs"]}
    second = {"Severity": {"Label": "CRITICAL"}, "Types": ["Effects"], "Confidence": 80, "Criticality": 70, "RelatedFindings": related}
    hub.accept(hub.at(1, FindingProviderFields=first))
    equal(hub.read()["Severity"], {"Label": "LOW", "Normalized": 1, "Original": "low"})
    hub.accept(hub.at(2, FindingProviderFields=second))
    finding = hub.read()
    equal(finding["Severity"], {"Label": "CRITICAL", "Normalized": 90})
    equal({name: finding[name] for name in second if name != "Severity"}, {name: value for name, value in second.items() if name != "Severity"})


@case
def top_level_values_that_the_customer_set_stay(hub):
    hub.accept(hub.at(1))
    hub.changed(Severity={"Label": "LOW"}, Confidence=10, Types=["TTPs"])
    provider = {"Severity": {"Label": "CRITICAL"}, "Types": ["Effects"], "Confidence": 80, "Criticality": 70}
    hub.accept(hub.at(2, FindingProviderFields=provider))
    finding = hub.read()
    equal((finding["Severity"]["Label"], finding["Severity"]["Normalized"]), ("LOW", 1))
    equal((finding["Confidence"], finding["Types"], finding["Criticality"]), (10, ["TTPs"], 70))
    equal(finding["FindingProviderFields"], provider)


@case
def the_service_fills_in_its_own_fields(hub):
    hub.accept(hub.finding(ProductName="Defender", CompanyName="Example", ProductFields={"mine": "kept"}, Region="eu-west-1"))
    finding = hub.read()
    equal((finding["Region"], finding["RecordState"], finding["WorkflowState"], finding["Workflow"]), (REGION, "ACTIVE", "NEW", {"Status": "NEW"}))
    equal(finding["ProductFields"], {
        "mine": "kept",
        "aws/securityhub/FindingId": f"{hub.product}/{finding['Id']}",
        "aws/securityhub/ProductName": "Defender",
        "aws/securityhub/CompanyName": "Example",
    })
    age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(finding["ProcessedAt"].replace("Z", "+00:00"))
    check(abs(age) < datetime.timedelta(minutes=1), f"processed {age} ago")


# Updating


@case
def an_update_changes_what_the_customer_owns_and_not_updated_at(hub):
    hub.accept(hub.at(1))
    hub.changed(
        Workflow={"Status": "SUPPRESSED"}, VerificationState="FALSE_POSITIVE", Note={"Text": "planned", "UpdatedBy": "me"},
        UserDefinedFields={"team": "ot"}, Severity={"Normalized": 75}, Criticality=5, RelatedFindings=[hub.identifier("b")])
    finding = hub.read()
    equal((finding["Workflow"], finding["VerificationState"]), ({"Status": "SUPPRESSED"}, "FALSE_POSITIVE"))
    equal((finding["Note"]["Text"], finding["Note"]["UpdatedBy"]), ("planned", "me"))
    check(finding["Note"]["UpdatedAt"], "the note has no time")
    equal((finding["UserDefinedFields"], finding["Severity"], finding["Criticality"]), ({"team": "ot"}, {"Label": "HIGH", "Normalized": 75}, 5))
    equal(finding["RelatedFindings"], [hub.identifier("b")])
    equal(finding["UpdatedAt"], "2026-01-05T10:00:01.000Z")


@case
def an_update_of_severity_keeps_the_label_that_it_does_not_give(hub):
    hub.accept(hub.at(1))
    hub.changed(Severity={"Product": 5.0})
    equal(hub.read()["Severity"], {"Label": "HIGH", "Normalized": 70, "Product": 5.0})
    hub.changed(Severity={"Label": "LOW"})
    equal(hub.read()["Severity"], {"Label": "LOW", "Normalized": 1, "Product": 5.0})
    equal(hub.raw("PATCH", "/findings/batchupdate", {"FindingIdentifiers": [hub.identifier()], "Severity": {"Label": None}})[0], 200)
    equal(hub.read()["Severity"]["Label"], "LOW")


@case
def an_update_of_an_unknown_finding_is_not_processed(hub):
    hub.accept(hub.at(1))
    answer = hub.update("a", "b", VerificationState="UNKNOWN")
    equal(answer["ProcessedFindings"], [hub.identifier("a")])
    equal([(entry["FindingIdentifier"], entry["ErrorCode"]) for entry in answer["UnprocessedFindings"]], [(hub.identifier("b"), "FindingNotFound")])


@case
def another_accounts_finding_is_unknown(hub):
    other = Hub(hub.client.meta.endpoint_url)
    other.accept(other.finding())
    answer = hub.client.batch_update_findings(FindingIdentifiers=[other.identifier()], VerificationState="UNKNOWN")
    equal(answer["UnprocessedFindings"][0]["ErrorCode"], "FindingNotFound")
    equal(hub.ids(), [])


@case
def a_finding_named_twice_in_an_update_is_processed_once(hub):
    hub.accept(hub.at(1))
    answer = hub.update("a", "a", VerificationState="UNKNOWN")
    equal(answer["ProcessedFindings"], [hub.identifier()])
    equal([entry["ErrorCode"] for entry in answer["UnprocessedFindings"]], ["DuplicatedFindingIdentifier"])


@case
def a_note_of_512_characters_is_accepted(hub):
    hub.accept(hub.at(1))
    hub.changed(Note={"Text": "n" * 512, "UpdatedBy": "me"})


@case
def a_note_of_513_characters_or_without_author_is_refused(hub):
    hub.accept(hub.at(1))
    invalid(lambda: hub.update(Note={"Text": "n" * 513, "UpdatedBy": "me"}))
    invalid(lambda: hub.update(Note={"Text": "n"}))
    invalid(lambda: hub.update(Note={"Text": " ", "UpdatedBy": "me"}))
    check("Note" not in hub.read(), "a refused note was kept")


@case
def a_hundred_identifiers_an_update_are_accepted(hub):
    names = [str(index) for index in range(100)]
    hub.accept(*(hub.finding(name) for name in names))
    hub.changed(*names, Workflow={"Status": "RESOLVED"})


@case
def no_identifier_or_more_than_a_hundred_an_update_are_refused(hub):
    invalid(lambda: hub.client.batch_update_findings(FindingIdentifiers=[], Workflow={"Status": "RESOLVED"}))
    invalid(lambda: hub.client.batch_update_findings(Workflow={"Status": "RESOLVED"}))
    invalid(lambda: hub.update(*(str(index) for index in range(101)), Workflow={"Status": "RESOLVED"}))


@case
def an_update_with_a_value_that_does_not_exist_is_refused(hub):
    hub.accept(hub.at(1))
    invalid(lambda: hub.update(Workflow={"Status": "DONE"}))
    invalid(lambda: hub.update(VerificationState="MAYBE"))
    invalid(lambda: hub.update(Severity={"Normalized": 101}))
    invalid(lambda: hub.update(Types=["Odd"]))


# Reading


def three(hub):
    hub.accept(
        hub.at(1, "a", Title="Alpha pump", ProductFields={"Thing": "pump-1", "Site": "north"}, FirstObservedAt="2026-01-01T00:00:00Z"),
        hub.at(2, "b", Title="Beta pump", ProductFields={"Thing": "pump-2", "Site": "south"}, RecordState="ARCHIVED",
               FindingProviderFields={"Severity": {"Label": "LOW"}, "Types": ["TTPs/Discovery", "Effects"]}),
        hub.at(3, "c", Title="Gamma valve", ProductFields={"Thing": "valve-1"}, FirstObservedAt="2026-01-03T00:00:00Z",
               FindingProviderFields={"Severity": {"Label": "CRITICAL"}, "Types": ["Unusual Behaviors"], "Confidence": 50}))


@case
def string_filters_compare_as_documented(hub):
    three(hub)
    equal(hub.ids(RecordState=[text("ACTIVE")], SeverityLabel=[text("HIGH"), text("LOW")]), ["a"])
    equal(hub.ids(Title=[text("Alpha", "PREFIX"), text("Gamma", "PREFIX")]), ["a", "c"])
    equal(hub.ids(Title=[text("alpha", "PREFIX")]), [])
    equal(hub.ids(Title=[text("Alpha pump", "NOT_EQUALS"), text("Gamma", "PREFIX_NOT_EQUALS")]), ["b"])
    equal(hub.ids(Type=[text("Effects")]), ["b"])


@case
def contains_filters_are_accepted(hub):
    three(hub)
    equal(hub.ids(Title=[text("pump", "CONTAINS")]), ["a", "b"])
    equal(hub.ids(Title=[text("pump", "NOT_CONTAINS")]), ["c"])


@case
def filters_that_exclude_each_other_are_refused(hub):
    invalid(lambda: hub.ids(Title=[text("a"), text("b", "NOT_EQUALS")]))
    invalid(lambda: hub.ids(Title=[text("a", "CONTAINS"), text("b", "PREFIX")]))


@case
def filters_that_do_not_exist_or_are_of_another_form_are_refused(hub):
    invalid(lambda: hub.ids(Title=[text("a", "CONTAINS_WORD")]))
    invalid(lambda: hub.ids(Title=[text("a", "LIKE")]))
    hub.invalid("POST", "/findings", {"Filters": {"Titel": [text("a")]}})
    hub.invalid("POST", "/findings", {"Filters": {"Title": text("a")}})
    hub.invalid("POST", "/findings", {"Filters": {"Title": ["a"]}})


@case
def date_number_and_map_filters_select(hub):
    three(hub)
    equal(hub.ids(UpdatedAt=[{"Start": "2026-01-05T10:00:02Z", "End": "2026-01-05T12:00:02+02:00"}]), ["b"])
    equal(hub.ids(FirstObservedAt=[{"DateRange": {"Value": 36500, "Unit": "DAYS"}}]), ["a", "c"])
    equal(hub.ids(SeverityNormalized=[{"Gte": 70}], Confidence=[{"Eq": 50}]), ["c"])
    equal(hub.ids(ProductFields=[{"Key": "Thing", "Value": "pump-1", "Comparison": "EQUALS"}, {"Key": "Thing", "Value": "valve-1", "Comparison": "EQUALS"}]), ["a", "c"])
    equal(hub.ids(ProductFields=[{"Key": "Site", "Value": "north", "Comparison": "NOT_EQUALS"}]), ["b", "c"])


@case
def date_number_and_map_filters_of_another_form_are_refused(hub):
    invalid(lambda: hub.ids(UpdatedAt=[{"Start": "yesterday"}]))
    invalid(lambda: hub.ids(UpdatedAt=[{}]))
    hub.invalid("POST", "/findings", {"Filters": {"Confidence": [{"Eq": "high"}]}})
    invalid(lambda: hub.ids(ProductFields=[{"Value": "north", "Comparison": "EQUALS"}]))


LIMITED = [
    "Id", "GeneratorId", "Title", "Description", "ProductName", "CompanyName", "ResourceType", "ResourceId", "RecordState", "SeverityLabel", "WorkflowStatus"]


@case
def ten_attributes_of_twenty_values_are_accepted(hub):
    equal(hub.ids(**{name: [text(str(index)) for index in range(20)] for name in LIMITED[:10]}), [])


@case
def more_than_ten_attributes_or_twenty_values_are_refused(hub):
    invalid(lambda: hub.ids(**{name: [text("x")] for name in LIMITED}))
    invalid(lambda: hub.ids(Title=[text(str(index)) for index in range(21)]))


@case
def pages_hold_up_to_100_findings_and_each_finding_comes_once(hub):
    names = [f"{index:03d}" for index in range(250)]
    for start in (0, 100, 200):
        hub.accept(*(hub.finding(name) for name in names[start:start + 100]))
    pages = [page["Findings"] for page in hub.client.get_paginator("get_findings").paginate(Filters={"RecordState": [text("ACTIVE")]})]
    equal([len(page) for page in pages], [100, 100, 50])
    equal(sorted(finding["Id"].rsplit("/", 1)[1] for page in pages for finding in page), names)


@case
def page_sizes_and_tokens_of_another_form_are_refused(hub):
    three(hub)
    invalid(lambda: hub.find(MaxResults=0))
    invalid(lambda: hub.find(MaxResults=101))
    invalid(lambda: hub.find(NextToken="mine"))
    token = hub.find(MaxResults=1)["NextToken"]
    invalid(lambda: hub.find(MaxResults=1, NextToken=token, Filters={"Title": [text("x")]}))


@case
def findings_are_sorted_as_asked(hub):
    three(hub)

    def order(**page):
        return [finding["Id"][-1] for finding in hub.find(SortCriteria=[{"Field": "SeverityNormalized", "SortOrder": "desc"}], **page)["Findings"]]

    equal(order(), ["c", "a", "b"])
    equal(order(Filters={"RecordState": [text("ACTIVE")]}), ["c", "a"])
    equal([finding["Id"][-1] for finding in hub.find(SortCriteria=[{"Field": "UpdatedAt", "SortOrder": "asc"}])["Findings"]], ["a", "b", "c"])


@case
def sorting_by_what_is_no_attribute_is_refused(hub):
    invalid(lambda: hub.find(SortCriteria=[{"Field": "Severity'", "SortOrder": "asc"}]))
    invalid(lambda: hub.find(SortCriteria=[{"Field": "Title", "SortOrder": "up"}]))


@case
def the_hub_describes_itself_and_takes_products(hub):
    equal(hub.client.describe_hub()["HubArn"], f"arn:aws:securityhub:{REGION}:{hub.account}:hub/default")
    answer = hub.client.enable_import_findings_for_product(ProductArn=f"arn:aws:securityhub:{REGION}::product/partner/tool")
    equal(answer["ProductSubscriptionArn"], f"arn:aws:securityhub:{REGION}:{hub.account}:product-subscription/partner/tool")
    invalid(lambda: hub.client.enable_import_findings_for_product(ProductArn="tool"))


main()
