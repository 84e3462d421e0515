"""The rules of SQS, asked by unmodified boto3: for each rule an accepted and a refused case."""
import hashlib
import itertools
import json
import threading
import time
import urllib.request

from rules import case, client, equal, main, refused

QUERY = "AWS.SimpleQueueService."
MIB = 1_048_576
_numbers = itertools.count()


def queue(endpoint, **attributes):
    """A client and a fresh queue."""
    sqs = client(endpoint, "sqs")
    name = f"rules-{time.time_ns()}-{next(_numbers)}"
    return sqs, sqs.create_queue(QueueName=name, Attributes={k: str(v) for k, v in attributes.items()})["QueueUrl"]


def take(sqs, url, **more):
    return sqs.receive_message(QueueUrl=url, **more).get("Messages", [])


def send(sqs, url, *bodies):
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body)


def counts(sqs, url):
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return tuple(int(attributes[name]) for name in names)


def arn(sqs, url):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def text(value, type="String"):
    return {"DataType": type, "StringValue": value}


# Queues

@case
def default_queues_exist(endpoint):
    urls = client(endpoint, "sqs").list_queues(QueueNamePrefix="defender-")["QueueUrls"]
    names = {url.rsplit("/", 1)[1] for url in urls}
    wanted = {
        "defender-events", "defender-events-dlq", "defender-delivery-urgent", "defender-delivery-bulk", "defender-delivery-dlq",
        "defender-links-urgent", "defender-links",
    }
    assert wanted <= names, names


@case
def default_events_queue_dead_letters_after_a_thousand_receives(endpoint):
    sqs = client(endpoint, "sqs")
    url = sqs.get_queue_url(QueueName="defender-events")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    policy = json.loads(attributes["RedrivePolicy"])
    equal(policy["maxReceiveCount"], 1000)
    equal(policy["deadLetterTargetArn"], "arn:aws:sqs:us-east-1:111122223333:defender-events-dlq")
    equal(attributes["VisibilityTimeout"], "60")


@case
def create_queue_accepts_the_same_attributes_again(endpoint):
    sqs, url = queue(endpoint, VisibilityTimeout=45)
    equal(sqs.create_queue(QueueName=url.rsplit("/", 1)[1], Attributes={"VisibilityTimeout": "45"})["QueueUrl"], url)


@case
def create_queue_refuses_other_attributes(endpoint):
    sqs, url = queue(endpoint, VisibilityTimeout=45)
    refused("QueueAlreadyExists", lambda: sqs.create_queue(QueueName=url.rsplit("/", 1)[1], Attributes={"VisibilityTimeout": "46"}))


@case
def create_queue_accepts_a_name_of_80_characters(endpoint):
    sqs = client(endpoint, "sqs")
    name = f"long_{time.time_ns()}".ljust(80, "-")
    assert sqs.create_queue(QueueName=name)["QueueUrl"].endswith("/111122223333/" + name)


@case
def create_queue_refuses_a_name_of_81_characters(endpoint):
    refused("InvalidParameterValue", lambda: client(endpoint, "sqs").create_queue(QueueName="n" * 81))


@case
def create_queue_refuses_other_characters_in_a_name(endpoint):
    refused("InvalidParameterValue", lambda: client(endpoint, "sqs").create_queue(QueueName="a b"))


@case
def create_queue_refuses_a_missing_name(endpoint):
    refused("MissingParameter", lambda: client(endpoint, "sqs").create_queue())


@case
def create_queue_refuses_unknown_attributes(endpoint):
    refused("InvalidAttributeName", lambda: client(endpoint, "sqs").create_queue(QueueName="unknown-attribute", Attributes={"Colour": "red"}))


@case
def create_queue_refuses_values_out_of_range(endpoint):
    for name, value in [
        ("VisibilityTimeout", "43201"), ("DelaySeconds", "901"), ("MaximumMessageSize", "1023"), ("MaximumMessageSize", str(MIB + 1)),
        ("MessageRetentionPeriod", "59"), ("ReceiveMessageWaitTimeSeconds", "21"), ("VisibilityTimeout", "soon"),
    ]:
        refused("InvalidAttributeValue", lambda: client(endpoint, "sqs").create_queue(QueueName="out-of-range", Attributes={name: value}))


@case
def get_queue_url_finds_a_queue(endpoint):
    sqs, url = queue(endpoint)
    equal(sqs.get_queue_url(QueueName=url.rsplit("/", 1)[1])["QueueUrl"], url)


@case
def get_queue_url_refuses_an_unknown_name(endpoint):
    answer = refused(QUERY + "NonExistentQueue", lambda: client(endpoint, "sqs").get_queue_url(QueueName="never-made"), 400)
    assert answer["Error"]["Message"]
    sqs = client(endpoint, "sqs")
    try:
        sqs.get_queue_url(QueueName="never-made")
    except sqs.exceptions.QueueDoesNotExist:
        pass


@case
def accounts_and_regions_have_their_own_queues(endpoint):
    sqs, url = queue(endpoint)
    name = url.rsplit("/", 1)[1]
    refused(QUERY + "NonExistentQueue", lambda: client(endpoint, "sqs", account="222233334444").get_queue_url(QueueName=name))
    refused(QUERY + "NonExistentQueue", lambda: client(endpoint, "sqs", region="eu-west-1").get_queue_url(QueueName=name))
    owned = client(endpoint, "sqs", account="222233334444").get_queue_url(QueueName=name, QueueOwnerAWSAccountId="111122223333")
    equal(owned["QueueUrl"], url)


@case
def an_access_key_that_is_no_account_is_the_default_account(endpoint):
    url = client(endpoint, "sqs", account="AKIAIOSFODNN7EXAMPLE").get_queue_url(QueueName="defender-events")["QueueUrl"]
    assert "/111122223333/" in url, url


@case
def list_queues_pages_by_prefix(endpoint):
    sqs = client(endpoint, "sqs")
    prefix = f"page-{time.time_ns()}-"
    for i in range(5):
        sqs.create_queue(QueueName=prefix + str(i))
    pages = list(sqs.get_paginator("list_queues").paginate(QueueNamePrefix=prefix, PaginationConfig={"PageSize": 2}))
    equal([len(page["QueueUrls"]) for page in pages], [2, 2, 1])
    equal(len({url for page in pages for url in page["QueueUrls"]}), 5)


@case
def list_queues_refuses_a_page_of_none(endpoint):
    refused("InvalidParameterValue", lambda: client(endpoint, "sqs").list_queues(MaxResults=0))


@case
def delete_queue_removes_it_and_refuses_to_make_it_again_at_once(endpoint):
    sqs, url = queue(endpoint)
    sqs.delete_queue(QueueUrl=url)
    refused(QUERY + "NonExistentQueue", lambda: sqs.send_message(QueueUrl=url, MessageBody="x"))
    refused(QUERY + "QueueDeletedRecently", lambda: sqs.create_queue(QueueName=url.rsplit("/", 1)[1]))


@case
def a_queue_url_without_account_is_refused(endpoint):
    refused("InvalidAddress", lambda: client(endpoint, "sqs").receive_message(QueueUrl="defender-events"), 404)


@case
def purge_queue_empties_it(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "a", "b")
    take(sqs, url)
    sqs.purge_queue(QueueUrl=url)
    equal(counts(sqs, url), (0, 0, 0))


@case
def purge_queue_refuses_twice_a_minute(endpoint):
    sqs, url = queue(endpoint)
    sqs.purge_queue(QueueUrl=url)
    refused(QUERY + "PurgeQueueInProgress", lambda: sqs.purge_queue(QueueUrl=url), 403)


@case
def get_queue_attributes_has_them_all(endpoint):
    sqs, url = queue(endpoint)
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    equal(attributes["MaximumMessageSize"], str(MIB))
    equal(attributes["MessageRetentionPeriod"], "345600")
    equal(attributes["VisibilityTimeout"], "30")
    equal(attributes["DelaySeconds"], "0")
    equal(attributes["ReceiveMessageWaitTimeSeconds"], "0")
    assert abs(int(attributes["CreatedTimestamp"]) - time.time()) < 60
    assert "LastModifiedTimestamp" in attributes
    assert "RedrivePolicy" not in attributes


@case
def get_queue_attributes_refuses_unknown_names(endpoint):
    sqs, url = queue(endpoint)
    refused("InvalidAttributeName", lambda: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Colour"]))


@case
def set_queue_attributes_changes_what_receives_do(endpoint):
    sqs, url = queue(endpoint)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "0"})
    send(sqs, url, "a")
    equal(len(take(sqs, url)), 1)
    equal(len(take(sqs, url)), 1)


@case
def set_queue_attributes_refuses_values_out_of_range(endpoint):
    sqs, url = queue(endpoint)
    refused("InvalidAttributeValue", lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "-1"}))


@case
def tags_are_kept_and_removed(endpoint):
    sqs, url = queue(endpoint)
    sqs.tag_queue(QueueUrl=url, Tags={"team": "a", "stage": "b"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["stage"])
    equal(sqs.list_queue_tags(QueueUrl=url)["Tags"], {"team": "a"})


@case
def tags_over_fifty_are_refused(endpoint):
    sqs, url = queue(endpoint)
    refused("InvalidParameterValue", lambda: sqs.tag_queue(QueueUrl=url, Tags={str(i): "x" for i in range(51)}))


@case
def fifo_queues_are_refused(endpoint):
    refused(QUERY + "UnsupportedOperation", lambda: client(endpoint, "sqs").create_queue(QueueName="a.fifo", Attributes={"FifoQueue": "true"}))


@case
def unknown_operations_are_refused(endpoint):
    sqs, url = queue(endpoint)
    refused("UnknownOperationException", lambda: sqs.list_message_move_tasks(SourceArn=arn(sqs, url)), 400)


# Sending

@case
def send_message_answers_id_and_md5(endpoint):
    sqs, url = queue(endpoint)
    body = 'h\u00e9llo "\u20ac" \U0001F600 <&>\t\r\n'
    sent = sqs.send_message(QueueUrl=url, MessageBody=body)
    equal(sent["MD5OfMessageBody"], hashlib.md5(body.encode()).hexdigest())
    got = take(sqs, url)[0]
    equal((got["MessageId"], got["Body"], got["MD5OfBody"]), (sent["MessageId"], body, sent["MD5OfMessageBody"]))


@case
def send_message_refuses_an_empty_body(endpoint):
    sqs, url = queue(endpoint)
    refused("MissingParameter", lambda: sqs.send_message(QueueUrl=url, MessageBody=""))


@case
def send_message_accepts_a_body_of_the_maximum_size(endpoint):
    sqs, url = queue(endpoint)
    sqs.send_message(QueueUrl=url, MessageBody="x" * MIB)
    equal(len(take(sqs, url)[0]["Body"]), MIB)


@case
def send_message_refuses_a_body_over_the_maximum_size(endpoint):
    sqs, url = queue(endpoint)
    refused("InvalidParameterValue", lambda: sqs.send_message(QueueUrl=url, MessageBody="x" * (MIB + 1)))
    sqs, small = queue(endpoint, MaximumMessageSize=1024)
    sqs.send_message(QueueUrl=small, MessageBody="x" * 1024)
    refused("InvalidParameterValue", lambda: sqs.send_message(QueueUrl=small, MessageBody="\u00e9" * 513))
    refused("InvalidParameterValue", lambda: sqs.send_message(QueueUrl=small, MessageBody="x" * 1020, MessageAttributes={"n": text("v")}))


@case
def send_message_refuses_forbidden_characters(endpoint):
    sqs, url = queue(endpoint)
    for bad in ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"]:
        refused("InvalidMessageContents", lambda: sqs.send_message(QueueUrl=url, MessageBody="a" + bad))
    send(sqs, url, "\t\n\r \ud7ff\ue000\ufffd\U00010000\U0010ffff\x7f")


@case
def send_message_refuses_half_a_surrogate_pair(endpoint):
    sqs, url = queue(endpoint)
    refused("SerializationException", lambda: sqs.send_message(QueueUrl=url, MessageBody="a\ud800"))


@case
def send_message_delays(endpoint):
    sqs, url = queue(endpoint)
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=1)
    equal(counts(sqs, url), (0, 0, 1))
    equal(take(sqs, url), [])
    equal(take(sqs, url, WaitTimeSeconds=5)[0]["Body"], "later")


@case
def send_message_refuses_a_delay_over_15_minutes(endpoint):
    sqs, url = queue(endpoint)
    refused("InvalidParameterValue", lambda: sqs.send_message(QueueUrl=url, MessageBody="a", DelaySeconds=901))


@case
def send_message_refuses_a_deduplication_id_on_a_standard_queue(endpoint):
    sqs, url = queue(endpoint)
    refused("InvalidParameterValue", lambda: sqs.send_message(QueueUrl=url, MessageBody="a", MessageDeduplicationId="a"))


@case
def send_message_accepts_a_message_group_on_a_standard_queue(endpoint):
    sqs, url = queue(endpoint)
    for group in ("g", "!~aZ09" + "g" * 122):
        sqs.send_message(QueueUrl=url, MessageBody="a", MessageGroupId=group)
        equal(take(sqs, url, MessageSystemAttributeNames=["MessageGroupId"])[0]["Attributes"], {"MessageGroupId": group})


@case
def send_message_refuses_a_message_group_out_of_its_form(endpoint):
    sqs, url = queue(endpoint)
    for group in ("g" * 129, "a b", "ü"):
        refused("InvalidParameterValue", lambda: sqs.send_message(QueueUrl=url, MessageBody="a", MessageGroupId=group))


@case
def message_attributes_come_back_with_their_md5(endpoint):
    # The digest is computed here by the documented algorithm, independently of the simulator.
    sqs, url = queue(endpoint)
    attributes = {"zeta": text("z\u00e9"), "alpha": text("12.5", "Number.float"), "Mid.dle": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}}
    digest = hashlib.md5()
    for name in sorted(attributes):
        value = attributes[name]
        binary = "BinaryValue" in value
        content = value["BinaryValue"] if binary else value["StringValue"].encode()
        for part in (name.encode(), value["DataType"].encode()):
            digest.update(len(part).to_bytes(4, "big") + part)
        digest.update((b"\x02" if binary else b"\x01") + len(content).to_bytes(4, "big") + content)
    sent = sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes=attributes)
    equal(sent["MD5OfMessageAttributes"], digest.hexdigest())
    got = take(sqs, url, MessageAttributeNames=["All"])[0]
    equal(got["MessageAttributes"], attributes)
    equal(got["MD5OfMessageAttributes"], digest.hexdigest())


@case
def message_attributes_come_by_name_and_prefix_only(endpoint):
    sqs, url = queue(endpoint, VisibilityTimeout=0)
    sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes={"a.one": text("1"), "a.two": text("2"), "b": text("3")})
    assert "MessageAttributes" not in take(sqs, url)[0]
    equal(set(take(sqs, url, MessageAttributeNames=["b"])[0]["MessageAttributes"]), {"b"})
    equal(set(take(sqs, url, MessageAttributeNames=["a.*"])[0]["MessageAttributes"]), {"a.one", "a.two"})


@case
def message_attributes_out_of_their_rules_are_refused(endpoint):
    sqs, url = queue(endpoint)
    for name, value in [
        ("AWS.x", text("1")), ("amazon.x", text("1")), (".x", text("1")), ("x.", text("1")), ("x..y", text("1")), ("x y", text("1")), ("n" * 257, text("1")),
        ("x", text("")), ("x", text("one", "Number")), ("x", text("1", "Date")), ("x", {"DataType": "Binary", "StringValue": "1"}), ("x", {"StringValue": "1"}),
    ]:
        refused("InvalidParameterValue", lambda: sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes={name: value}))


@case
def message_attributes_over_ten_are_refused(endpoint):
    sqs, url = queue(endpoint)
    sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes={f"n{i}": text("1") for i in range(10)})
    refused("InvalidParameterValue", lambda: sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes={f"n{i}": text("1") for i in range(11)}))


@case
def send_batch_accepts_ten_entries(endpoint):
    sqs, url = queue(endpoint)
    answer = sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": f"e-{i}_", "MessageBody": str(i)} for i in range(10)])
    equal(len(answer["Successful"]), 10)
    assert not answer.get("Failed"), answer
    equal([m["Body"] for m in take(sqs, url, MaxNumberOfMessages=10)], [str(i) for i in range(10)])


@case
def send_batch_fails_entries_one_by_one(endpoint):
    sqs, url = queue(endpoint, MaximumMessageSize=1024)
    answer = sqs.send_message_batch(
        QueueUrl=url,
        Entries=[
            {"Id": "good", "MessageBody": "a"},
            {"Id": "bad", "MessageBody": "a\x01"},
            {"Id": "big", "MessageBody": "x" * 1025},
            {"Id": "late", "MessageBody": "a", "DelaySeconds": 901},
        ],
    )
    equal([entry["Id"] for entry in answer["Successful"]], ["good"])
    equal(
        {entry["Id"]: (entry["Code"], entry["SenderFault"]) for entry in answer["Failed"]},
        {"bad": ("InvalidMessageContents", True), "big": ("InvalidParameterValue", True), "late": ("InvalidParameterValue", True)},
    )
    equal(counts(sqs, url), (1, 0, 0))


@case
def send_batch_refuses_no_entries(endpoint):
    sqs, url = queue(endpoint)
    refused(QUERY + "EmptyBatchRequest", lambda: sqs.send_message_batch(QueueUrl=url, Entries=[]))


@case
def send_batch_refuses_eleven_entries(endpoint):
    sqs, url = queue(endpoint)
    refused(QUERY + "TooManyEntriesInBatchRequest", lambda: sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": "a"} for i in range(11)]))


@case
def send_batch_refuses_repeated_ids(endpoint):
    sqs, url = queue(endpoint)
    refused(QUERY + "BatchEntryIdsNotDistinct", lambda: sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "a"}] * 2))


@case
def send_batch_refuses_ids_out_of_their_form(endpoint):
    sqs, url = queue(endpoint)
    for bad in ["a.b", "i" * 81]:
        refused(QUERY + "InvalidBatchEntryId", lambda: sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": bad, "MessageBody": "a"}]))


@case
def send_batch_accepts_the_maximum_size_in_all(endpoint):
    sqs, url = queue(endpoint)
    answer = sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": "x" * (MIB // 4)} for i in range(4)])
    equal(len(answer["Successful"]), 4)


@case
def send_batch_refuses_more_than_the_maximum_size_in_all(endpoint):
    sqs, url = queue(endpoint)
    refused(QUERY + "BatchRequestTooLong", lambda: sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": "x" * (MIB // 4 + 1)} for i in range(4)]))
    equal(counts(sqs, url), (0, 0, 0))


# Receiving

@case
def receive_hands_out_the_oldest_first_and_hides_them(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "1", "2", "3")
    equal([m["Body"] for m in take(sqs, url, MaxNumberOfMessages=2)], ["1", "2"])
    equal(counts(sqs, url), (1, 2, 0))
    equal([m["Body"] for m in take(sqs, url, MaxNumberOfMessages=10)], ["3"])
    equal(take(sqs, url), [])


@case
def receive_refuses_numbers_out_of_range(endpoint):
    sqs, url = queue(endpoint)
    for more in [{"MaxNumberOfMessages": 0}, {"MaxNumberOfMessages": 11}, {"WaitTimeSeconds": 21}, {"WaitTimeSeconds": -1}, {"VisibilityTimeout": 43201}]:
        refused("InvalidParameterValue", lambda: sqs.receive_message(QueueUrl=url, **more))


@case
def receive_waits_for_a_message(endpoint):
    sqs, url = queue(endpoint)
    got = []
    waiting = threading.Thread(target=lambda: got.extend(take(sqs, url, WaitTimeSeconds=20)))
    started = time.monotonic()
    waiting.start()
    client(endpoint, "sqs").send_message(QueueUrl=url, MessageBody="news")
    waiting.join(15)
    equal([m["Body"] for m in got], ["news"])
    assert time.monotonic() - started < 10


@case
def receive_waits_as_long_as_asked_for_nothing(endpoint):
    sqs, url = queue(endpoint)
    started = time.monotonic()
    equal(take(sqs, url, WaitTimeSeconds=1), [])
    assert 0.9 < time.monotonic() - started < 5


@case
def receive_shows_system_attributes_that_are_asked_for(endpoint):
    sqs, url = queue(endpoint, VisibilityTimeout=0)
    before = time.time()
    sqs.send_message(QueueUrl=url, MessageBody="a", MessageSystemAttributes={"AWSTraceHeader": text("Root=1-5759e988-bd862e3fe1be46a994272793")})
    assert "Attributes" not in take(sqs, url)[0]
    equal(set(take(sqs, url, AttributeNames=["ApproximateReceiveCount"])[0]["Attributes"]), {"ApproximateReceiveCount"})
    attributes = take(sqs, url, MessageSystemAttributeNames=["All"])[0]["Attributes"]
    equal(attributes["ApproximateReceiveCount"], "3")
    equal(attributes["SenderId"], "111122223333")
    equal(attributes["AWSTraceHeader"], "Root=1-5759e988-bd862e3fe1be46a994272793")
    assert abs(int(attributes["SentTimestamp"]) / 1000 - before) < 30
    assert int(attributes["SentTimestamp"]) <= int(attributes["ApproximateFirstReceiveTimestamp"]) <= time.time() * 1000 + 1000


@case
def an_expired_visibility_shows_the_message_again(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "a")
    first = take(sqs, url, VisibilityTimeout=1)[0]
    second = take(sqs, url, WaitTimeSeconds=10, AttributeNames=["All"])[0]
    equal(second["Attributes"]["ApproximateReceiveCount"], "2")
    assert first["ReceiptHandle"] != second["ReceiptHandle"]


# Deleting and changing

@case
def delete_message_removes_it_and_may_be_repeated(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "a")
    handle = take(sqs, url)[0]["ReceiptHandle"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    equal(counts(sqs, url), (0, 0, 0))


@case
def delete_message_with_an_outdated_handle_deletes_nothing(endpoint):
    sqs, url = queue(endpoint, VisibilityTimeout=0)
    send(sqs, url, "a")
    old = take(sqs, url)[0]["ReceiptHandle"]
    new = take(sqs, url)[0]["ReceiptHandle"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=old)
    equal(counts(sqs, url), (1, 0, 0))
    sqs.delete_message(QueueUrl=url, ReceiptHandle=new)
    equal(counts(sqs, url), (0, 0, 0))


@case
def delete_message_refuses_an_invalid_handle(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "a")
    handle = take(sqs, url)[0]["ReceiptHandle"]
    refused("ReceiptHandleIsInvalid", lambda: sqs.delete_message(QueueUrl=url, ReceiptHandle="nonsense"))
    refused("ReceiptHandleIsInvalid", lambda: sqs.delete_message(QueueUrl=url, ReceiptHandle=("B" if handle[0] != "B" else "C") + handle[1:]))
    _, other = queue(endpoint)
    refused("ReceiptHandleIsInvalid", lambda: sqs.delete_message(QueueUrl=other, ReceiptHandle=handle))


@case
def delete_batch_fails_entries_one_by_one(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "a", "b")
    handles = [m["ReceiptHandle"] for m in take(sqs, url, MaxNumberOfMessages=2)]
    answer = sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": "1", "ReceiptHandle": handles[0]}, {"Id": "2", "ReceiptHandle": "nonsense"}])
    equal([entry["Id"] for entry in answer["Successful"]], ["1"])
    equal([(entry["Id"], entry["Code"], entry["SenderFault"]) for entry in answer["Failed"]], [("2", "ReceiptHandleIsInvalid", True)])
    equal(counts(sqs, url), (0, 1, 0))


@case
def delete_batch_refuses_eleven_entries(endpoint):
    sqs, url = queue(endpoint)
    refused(QUERY + "TooManyEntriesInBatchRequest", lambda: sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "ReceiptHandle": "x"} for i in range(11)]))


@case
def change_visibility_to_zero_releases_the_message(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "a")
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=take(sqs, url)[0]["ReceiptHandle"], VisibilityTimeout=0)
    equal(len(take(sqs, url)), 1)


@case
def change_visibility_extends_the_hiding(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "a")
    handle = take(sqs, url, VisibilityTimeout=1)[0]["ReceiptHandle"]
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=600)
    equal(take(sqs, url, WaitTimeSeconds=2), [])


@case
def change_visibility_refuses_a_message_that_is_not_in_flight(endpoint):
    sqs, url = queue(endpoint, VisibilityTimeout=0)
    send(sqs, url, "a")
    handle = take(sqs, url)[0]["ReceiptHandle"]
    refused(QUERY + "MessageNotInflight", lambda: sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=10))


@case
def change_visibility_refuses_more_than_twelve_hours(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "a")
    handle = take(sqs, url)[0]["ReceiptHandle"]
    refused("InvalidParameterValue", lambda: sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=43201))


@case
def change_visibility_refuses_an_invalid_handle(endpoint):
    sqs, url = queue(endpoint)
    refused("ReceiptHandleIsInvalid", lambda: sqs.change_message_visibility(QueueUrl=url, ReceiptHandle="nonsense", VisibilityTimeout=0))


@case
def change_visibility_batch_fails_entries_one_by_one(endpoint):
    sqs, url = queue(endpoint)
    send(sqs, url, "a")
    handle = take(sqs, url)[0]["ReceiptHandle"]
    answer = sqs.change_message_visibility_batch(
        QueueUrl=url,
        Entries=[
            {"Id": "1", "ReceiptHandle": handle, "VisibilityTimeout": 0},
            {"Id": "2", "ReceiptHandle": "nonsense", "VisibilityTimeout": 0},
            {"Id": "3", "ReceiptHandle": handle},
        ],
    )
    equal([entry["Id"] for entry in answer["Successful"]], ["1"])
    equal([(entry["Id"], entry["Code"]) for entry in answer["Failed"]], [("2", "ReceiptHandleIsInvalid"), ("3", "MissingParameter")])


# Dead letters

def with_dead_letters(endpoint, count):
    sqs, dead = queue(endpoint)
    policy = json.dumps({"deadLetterTargetArn": arn(sqs, dead), "maxReceiveCount": count})
    sqs, url = queue(endpoint, VisibilityTimeout=0, RedrivePolicy=policy)
    return sqs, url, dead


@case
def redrive_moves_a_message_received_too_often(endpoint):
    sqs, url, dead = with_dead_letters(endpoint, 2)
    sent = sqs.send_message(QueueUrl=url, MessageBody="poison", MessageAttributes={"a": text("1")})
    equal(len(take(sqs, url)), 1)
    equal(len(take(sqs, url)), 1)
    equal(take(sqs, url), [])
    got = take(sqs, dead, MessageAttributeNames=["All"], AttributeNames=["All"])[0]
    equal((got["MessageId"], got["Body"], got["MessageAttributes"]), (sent["MessageId"], "poison", {"a": text("1")}))
    equal(got["Attributes"]["DeadLetterQueueSourceArn"], arn(sqs, url))
    equal(counts(sqs, url), (0, 0, 0))


@case
def redrive_leaves_a_message_within_its_count(endpoint):
    sqs, url, dead = with_dead_letters(endpoint, 2)
    send(sqs, url, "good")
    equal([len(take(sqs, url)), len(take(sqs, url))], [1, 1])
    equal(counts(sqs, dead), (0, 0, 0))


@case
def redrive_refuses_a_queue_that_does_not_exist(endpoint):
    sqs, url = queue(endpoint)
    policy = json.dumps({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:111122223333:never-made", "maxReceiveCount": 2})
    refused("InvalidParameterValue", lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": policy}))


@case
def redrive_refuses_a_count_out_of_range(endpoint):
    sqs, url = queue(endpoint)
    for count in [0, 1001]:
        policy = json.dumps({"deadLetterTargetArn": arn(sqs, url), "maxReceiveCount": count})
        refused("InvalidParameterValue", lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": policy}))


@case
def redrive_sources_are_listed(endpoint):
    sqs, url, dead = with_dead_letters(endpoint, 2)
    equal(sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [url])
    equal(sqs.list_dead_letter_source_queues(QueueUrl=url)["queueUrls"], [])


# The protocol

def post(endpoint, body, target="AmazonSQS.ListQueues"):
    request = urllib.request.Request(
        endpoint, data=body, method="POST", headers={"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read()), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read()), error.headers


@case
def an_unsigned_request_is_served(endpoint):
    status, body, headers = post(endpoint, b"{}")
    equal(status, 200)
    equal(headers["Content-Type"], "application/x-amz-json-1.0")
    assert body["QueueUrls"] and headers["x-amzn-RequestId"]


@case
def a_body_that_is_no_json_object_is_refused(endpoint):
    for bad in [b"{", b"[]", b"nonsense", b'{"a":1,"a":2}', b'{"a":"\xff"}', b'{"QueueNamePrefix":"\\ud800"}', b'{"QueueNamePrefix":{}}']:
        status, body, _ = post(endpoint, bad)
        equal((status, body["__type"]), (400, "com.amazonaws.sqs#SerializationException"))


main()
