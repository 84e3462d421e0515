"""The rules of Security Hub that are of medium confidence, turned off."""
from hub import case, invalid, text
from rules import equal, main


@case
def an_import_that_is_not_newer_is_reported(hub):
    hub.accept(hub.at(2, Title="two"))
    hub.refuse(hub.at(1, Title="one"), about="UpdatedAt")
    equal(hub.read()["Title"], "two")


@case
def ids_may_hold_any_character(hub):
    hub.accept(hub.finding(Id="aws:with space"))


@case
def types_may_be_of_any_namespace(hub):
    hub.accept(hub.finding(FindingProviderFields={"Severity": {"Label": "LOW"}, "Types": ["IoT/Odd"]}))


@case
def a_malformed_finding_fails_the_call(hub):
    invalid(lambda: hub.send(hub.finding("good"), hub.finding("bad", Title="t" * 257)))
    equal(hub.ids(), [])


@case
def contains_filters_are_refused(hub):
    invalid(lambda: hub.ids(Title=[text("pump", "CONTAINS")]))
    invalid(lambda: hub.ids(Title=[text("pump", "NOT_CONTAINS")]))


@case
def members_that_nobody_knows_are_taken(hub):
    status, _, answer = hub.raw("POST", "/findings/import", {"Findings": [hub.finding(Titel="t")]})
    equal((status, answer["FailedCount"]), (200, 0))


@case
def resources_may_have_longer_texts(hub):
    hub.accept(hub.finding(Resources=[{"Type": "Other", "Id": "r" * 513, "Details": {"Other": {"k" * 128: "v" * 1024}}}]))


@case
def a_token_serves_another_query(hub):
    for place in range(2):
        hub.accept(hub.finding(f"finding-{place}"))
    token = hub.find(MaxResults=1)["NextToken"]
    hub.find(MaxResults=1, NextToken=token, Filters={"Title": [text("x", "EQUALS")]})


main()
