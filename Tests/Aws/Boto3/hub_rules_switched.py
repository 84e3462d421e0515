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


main()
