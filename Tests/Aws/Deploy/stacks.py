"""Creates the stacks of deploy/ in moto's CloudFormation, and looks at what came of it.

Kinds of resources that moto does not make are looked at as moto's own reading of the template resolves them. Every case begins with an empty AWS.
"""

import functools
import itertools
import json
import logging
import os
import re
import sys
import warnings

import boto3
from moto import mock_aws
from moto.cloudformation.models import cloudformation_backends
from moto.cloudformation.parsing import ResourceMap, clean_json
from moto.elbv2.models import FakeTargetGroup

DEPLOY = sys.argv[1]
ACCOUNT = "111122223333"
MAIN, MEMBER, LINK = "orleans-defender.yaml", "member-account.yaml", "member-link.yaml"
PARTITIONS = {"us-east-1": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov"}
PROFILES = ["CloudRules", "DeviceRules", "CloudLearned", "DeviceLearned"]

os.environ.update(AWS_ACCESS_KEY_ID="any", AWS_SECRET_ACCESS_KEY="any", MOTO_ACCOUNT_ID=ACCOUNT)
logging.getLogger("moto").setLevel(logging.ERROR)
warnings.simplefilter("ignore")  # of each kind of resource that moto does not make

# Moto takes every Region for one of the partition aws.
_read = ResourceMap.__init__


def read_in_its_partition(self, *arguments, **named):
    _read(self, *arguments, **named)
    self._parsed_resources["AWS::Partition"] = PARTITIONS[self._region_name]


ResourceMap.__init__ = read_in_its_partition

# The one attribute in use that moto does not give.
FakeTargetGroup.has_cfn_attr = classmethod(lambda cls, name: name == "TargetGroupFullName")
FakeTargetGroup.get_cfn_attribute = lambda self, name: self.arn.split(":")[-1]
cases = []


def case(function):
    cases.append(function)
    return function


def text(template):
    with open(os.path.join(DEPLOY, template), encoding="utf-8") as file:
        return file.read()


@functools.cache
def client(service, region):
    """Kept: making one takes longer than making a stack."""
    return boto3.client(service, region_name=region)


class Stack:
    """A stack in an AWS of its own; the AWS ends with the block."""

    def __init__(self, template=MAIN, region="us-east-1", prepare=None, **parameters):
        self.template, self.region, self.prepare, self.parameters = template, region, prepare, parameters

    def client(self, service):
        return client(service, self.region)

    def __enter__(self):
        self.aws = mock_aws()
        self.aws.start()
        try:
            partition = PARTITIONS[self.region]
            needed = {}
            if self.template == MAIN:
                needed = {
                    "Image": f"{ACCOUNT}.dkr.ecr.{self.region}.example/orleans-defender:1",
                    "OidcAuthority": "https://issuer.example",
                    "OidcAudience": "orleans-defender",
                    "CertificateArn": self.client("acm").request_certificate(DomainName="defender.example")["CertificateArn"],
                }
            elif self.template == MEMBER:
                needed = {
                    "CentralAccount": "444455556666",
                    "CentralTaskRoleArn": f"arn:{partition}:iam::444455556666:role/central-task",
                    "EventsQueueArn": f"arn:{partition}:sqs:{self.region}:444455556666:defender-events",
                }
            needed.update(self.parameters)
            needed.update(self.prepare(self) if self.prepare else {})
            cloudformation = self.client("cloudformation")
            cloudformation.create_stack(
                StackName="defender",
                TemplateBody=text(self.template),
                Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in needed.items()],
                Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
            )
            equal(cloudformation.describe_stacks(StackName="defender")["Stacks"][0]["StackStatus"], "CREATE_COMPLETE")
            self.map = next(iter(cloudformation_backends[ACCOUNT][self.region].stacks.values())).resource_map
            self.made = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in cloudformation.list_stack_resources(StackName="defender")["StackResourceSummaries"]}
        except BaseException:
            self.aws.stop()
            raise
        return self

    def __exit__(self, *_):
        self.aws.stop()

    def exists(self, logical_id):
        condition = self.map._resource_json_map[logical_id].get("Condition")
        return condition is None or self.map.lazy_condition_map[condition]

    def properties(self, logical_id):
        assert self.exists(logical_id), f"{logical_id} is not to be made"
        return json.loads(json.dumps(clean_json(self.map._resource_json_map[logical_id].get("Properties", {}), self.map), default=str))

    def all(self):
        return {logical_id: self.properties(logical_id) for logical_id in self.map._resource_json_map if self.exists(logical_id)}


def equal(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def listed(value):
    return value if isinstance(value, list) else [value]


def allowed_values(template):
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda loader, tag, node: None)
    return {name: parameter["AllowedValues"] for name, parameter in yaml.load(text(template), Loader)["Parameters"].items() if "AllowedValues" in parameter}


def own_network(stack):
    ec2 = stack.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/24")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.0.{start}/26", AvailabilityZone=f"{stack.region}{zone}")["Subnet"]["SubnetId"]
        for start, zone in ((0, "a"), (64, "b"))
    ]
    return {"VpcId": vpc, "SubnetIds": ",".join(subnets)}


@case
def every_allowed_value_of_every_parameter_creates_the_stack():
    failures, tried = [], 0
    for template in (MAIN, MEMBER):
        for name, values in allowed_values(template).items():
            for value in values:
                tried += 1
                try:
                    with Stack(template, **{name: str(value)}):
                        pass
                except Exception as error:  # all of them are to be told
                    failures.append(f"{template} {name}={value}: {error!r}")
    assert not failures, "; ".join(failures)
    assert tried > 30, tried


@case
def the_stacks_are_created_in_every_partition_and_name_no_other():
    for region, partition in PARTITIONS.items():
        for template in (MAIN, MEMBER):
            with Stack(template, region, EnableAudit="true", EnableRulesDetect="true", EnableMLDetect="true", DeviceSideMetrics="true") as stack:
                for logical_id, properties in stack.all().items():
                    others = set(re.findall(r"\barn:[^\"]*", json.dumps(properties))) - set(re.findall(rf"\barn:{partition}:[^\"]*", json.dumps(properties)))
                    assert not others, f"{logical_id} in {region}: {others}"


@case
def the_link_subscribes_the_queue_to_both_topics():
    arns = {"EventsQueueArn": "arn:aws:sqs:us-east-1:111122223333:defender-events", "EventsDeadLettersArn": "arn:aws:sqs:us-east-1:111122223333:defender-events-dlq",
            "AuditTopicArn": "arn:aws:sns:us-east-1:444455556666:defender-audit", "DetectTopicArn": "arn:aws:sns:us-east-1:444455556666:defender-detect"}
    with Stack(LINK, **arns) as stack:
        for logical_id, topic in (("AuditSubscription", "AuditTopicArn"), ("DetectSubscription", "DetectTopicArn")):
            subscription = stack.properties(logical_id)
            equal(subscription["TopicArn"], arns[topic])
            equal(subscription["Endpoint"], arns["EventsQueueArn"])
            equal(subscription["RedrivePolicy"], {"deadLetterTargetArn": arns["EventsDeadLettersArn"]})


@case
def each_switch_makes_its_profiles_and_no_others():
    for rules, learned, device in itertools.product(("true", "false"), repeat=3):
        with Stack(MEMBER, EnableRulesDetect=rules, EnableMLDetect=learned, DeviceSideMetrics=device) as stack:
            expected = [rules == "true", rules == device == "true", learned == "true", learned == device == "true"]
            equal([stack.exists(profile) for profile in PROFILES], expected)


@case
def targets_may_be_none_one_many_or_all():
    group = "arn:aws:iot:us-east-1:111122223333:thinggroup/"
    for targets, expected in (
        ("", None),
        (group + "a", [group + "a"]),
        (f"{group}a,{group}b,{group}c", [group + "a", group + "b", group + "c"]),
        ("ALL", ["arn:aws:iot:us-east-1:111122223333:all/things"]),
    ):
        for template in (MAIN, MEMBER):
            with Stack(template, EnableRulesDetect="true", EnableMLDetect="true", DeviceSideMetrics="true", DeviceTargetARNs=targets) as stack:
                for profile in PROFILES:
                    equal(stack.properties(profile).get("TargetArns"), expected)


@case
def behaviors_carry_their_severity_and_learned_ones_the_confidence():
    for confidence in ("HIGH", "MEDIUM", "LOW"):
        with Stack(MEMBER, EnableRulesDetect="true", EnableMLDetect="true", DeviceSideMetrics="true", DetectMLConfidenceLevel=confidence) as stack:
            for profile in PROFILES:
                properties = stack.properties(profile)
                equal(properties["AlertTargets"]["SNS"], {"AlertTargetArn": stack.made["DetectTopic"], "RoleArn": stack.map["PublishRole"].arn})
                for behavior in properties["Behaviors"]:
                    assert re.fullmatch(r"[A-Za-z]+-(Critical|High|Medium|Low|Informational)", behavior["Name"]), behavior["Name"]
                    equal(behavior["Criteria"].get("MlDetectionConfig"), {"ConfidenceLevel": confidence} if "Learned" in profile else None)


@case
def the_audit_outlives_the_stack_with_its_role_and_runs_all_checks_daily():
    with Stack(EnableAudit="false") as stack:
        equal([stack.exists(name) for name in ("AuditConfiguration", "DailyAudit", "AuditRole")], [False] * 3)
    with Stack(EnableAudit="true") as stack:
        for name in ("AuditConfiguration", "AuditRole"):
            resource = stack.map._resource_json_map[name]
            equal((resource["DeletionPolicy"], resource["UpdateReplacePolicy"]), ("Retain", "Retain"))
        configuration = stack.properties("AuditConfiguration")
        equal(configuration["RoleArn"], stack.map["AuditRole"].arn)
        equal(configuration["AuditNotificationTargetConfigurations"]["Sns"]["TargetArn"], stack.made["AuditTopic"])
        audit = stack.properties("DailyAudit")
        equal(audit["Frequency"], "DAILY")

        # The configuration's member and the check are one name, written in two ways.
        plain = lambda name: name.replace("_", "").upper()
        equal({plain(name) for name, check in configuration["AuditCheckConfigurations"].items() if check["Enabled"]}, {plain(name) for name in audit["TargetCheckNames"]})


@case
def queues_are_encrypted_and_end_in_their_dead_letter_queue():
    with Stack() as stack:
        sqs = stack.client("sqs")
        for queue, dead_letters in (("events", "events-dlq"), ("delivery-urgent", "delivery-dlq"), ("delivery-bulk", "delivery-dlq"), ("links-urgent", "delivery-dlq"), ("links", "delivery-dlq")):
            attributes = [sqs.get_queue_attributes(QueueUrl=sqs.get_queue_url(QueueName=f"defender-{name}")["QueueUrl"], AttributeNames=["All"])["Attributes"] for name in (queue, dead_letters)]
            equal(json.loads(attributes[0]["RedrivePolicy"]), {"deadLetterTargetArn": attributes[1]["QueueArn"], "maxReceiveCount": 1000})
            assert attributes[0]["QueueArn"] in stack.properties("EventsDeadLetters" if queue == "events" else "DeliveryDeadLetters")["RedriveAllowPolicy"]["sourceQueueArns"], queue
            for each in attributes:
                equal(each["KmsMasterKeyId"], stack.map["Key"].arn)
                equal(each["MessageRetentionPeriod"], "1209600")


@case
def only_our_topics_and_our_rule_may_send_events_and_members_where_there_are_any():
    for members in ([], ["444455556666"], ["444455556666", "777788889999"]):
        with Stack(MemberAccounts=",".join(members)) as stack:
            statements = {statement["Sid"]: statement for statement in stack.properties("EventsSenders")["PolicyDocument"]["Statement"] if isinstance(statement, dict)}
            allowed = {sid: statement for sid, statement in statements.items() if statement["Effect"] == "Allow"}
            equal(set(allowed), {"OurTopics", "OurRule"} | ({"TopicsOfMembers"} if members else set()))
            equal(allowed["OurTopics"]["Condition"], {"ArnEquals": {"aws:SourceArn": [stack.made["AuditTopic"], stack.made["DetectTopic"]]}})
            equal(allowed["OurRule"]["Condition"], {"ArnEquals": {"aws:SourceArn": stack.map["CallsRule"].arn}})
            for statement in allowed.values():
                equal(statement["Action"], "sqs:SendMessage")
                assert set(statement["Principal"]) == {"Service"}, statement["Principal"]
            role = json.dumps(stack.properties("TaskRole"))
            key = json.dumps(stack.properties("Key"))
            if members:
                equal(allowed["TopicsOfMembers"]["Condition"]["StringEquals"], {"aws:SourceAccount": members})
                equal(stack.properties("MembersMayPutEvents")["Statement"]["Principal"], {"AWS": members})
            else:
                assert not stack.exists("MembersMayPutEvents")
            for member in ["444455556666", "777788889999"]:
                equal((member in role, member in key), (member in members, member in members))


@case
def tables_are_on_demand_encrypted_and_restorable():
    with Stack() as stack:
        dynamodb = stack.client("dynamodb")
        for name in dynamodb.list_tables()["TableNames"]:
            table = dynamodb.describe_table(TableName=name)["Table"]
            equal(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")
        tables = {logical_id: p for logical_id, p in stack.all().items() if stack.map._resource_json_map[logical_id]["Type"] == "AWS::DynamoDB::Table"}
        equal(sorted(dynamodb.list_tables()["TableNames"]), sorted(table["TableName"] for table in tables.values()))
        for logical_id, table in tables.items():
            equal((table["SSESpecification"]["SSEType"], table["SSESpecification"]["KMSMasterKeyId"]), ("KMS", stack.map["Key"].arn))
            equal(str(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]), "True")
            equal(stack.map._resource_json_map[logical_id]["DeletionPolicy"], "Delete" if logical_id == "SilosTable" else "Retain")


@case
def silos_run_as_nobody_in_private_and_are_replaced_one_after_the_other():
    for prepare in (None, own_network):
        with Stack(prepare=prepare) as stack:
            ecs = stack.client("ecs")
            equal(len(ecs.describe_services(cluster="defender", services=["defender"])["services"]), 1)
            service = stack.properties("Service")
            equal(service["DeploymentConfiguration"], {"MinimumHealthyPercent": 100, "MaximumPercent": 150, "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True}})
            network = service["NetworkConfiguration"]["AwsvpcConfiguration"]
            equal(network["AssignPublicIp"], "DISABLED")
            expected = [stack.made["PrivateSubnetA"], stack.made["PrivateSubnetB"]] if prepare is None else stack.map["SubnetIds"].split(",")
            equal(network["Subnets"], expected)
            equal(stack.properties("Balancer")["Subnets"], expected)
            equal(stack.exists("Vpc"), prepare is None)
            container = stack.properties("Task")["ContainerDefinitions"][0]
            equal((container["User"], container["ReadonlyRootFilesystem"], container["LinuxParameters"]), ("1654", True, {"Capabilities": {"Drop": ["ALL"]}}))
            equal(len(ecs.describe_task_definition(taskDefinition="defender")["taskDefinition"]["containerDefinitions"]), 1)

            groups = {group["GroupId"]: group for group in stack.client("ec2").describe_security_groups()["SecurityGroups"]}
            silos, balancer = groups[network["SecurityGroups"][0]], groups[stack.properties("Balancer")["SecurityGroups"][0]]
            opened = {(rule["FromPort"], rule["ToPort"], tuple(pair["GroupId"] for pair in rule["UserIdGroupPairs"]), len(rule["IpRanges"])) for rule in silos["IpPermissions"]}
            equal(opened, {(5080, 5080, (balancer["GroupId"],), 0), (11111, 11111, (silos["GroupId"],), 0)})
            equal([(rule["FromPort"], rule["ToPort"]) for rule in balancer["IpPermissions"]], [(443, 443)])
            listener = stack.properties("ApiListener")
            equal((listener["Protocol"], stack.properties("Balancer")["Scheme"]), ("HTTPS", "internal"))


@case
def sizes_and_settings_reach_the_task():
    for size, cpu, memory in (("small", "1024", "2048"), ("medium", "2048", "4096"), ("large", "4096", "8192")):
        with Stack(TaskSize=size) as stack:
            task = stack.properties("Task")
            equal((task["Cpu"], task["Memory"]), (cpu, memory))
    for file in ("", "arn:aws:s3:::settings-bucket/defender/silo.env"):
        with Stack(SettingsFileArn=file) as stack:
            container = stack.properties("Task")["ContainerDefinitions"][0]
            equal(container.get("EnvironmentFiles"), [{"Type": "s3", "Value": file}] if file else None)
            statements = [s for s in stack.properties("ExecutionRole")["Policies"][0]["PolicyDocument"]["Statement"] if isinstance(s, dict)]
            s3 = {action: statement["Resource"] for statement in statements for action in listed(statement["Action"]) if action.startswith("s3:")}
            equal(s3, {"s3:GetObject": file, "s3:GetBucketLocation": "arn:aws:s3:::settings-bucket"} if file else {})


@case
def every_alarm_tells_the_topic_where_there_is_one():
    for topic in ("", "arn:aws:sns:us-east-1:111122223333:on-call"):
        with Stack(AlarmTopicArn=topic) as stack:
            alarms = {logical_id: stack.properties(logical_id) for logical_id, resource in stack.map._resource_json_map.items() if resource["Type"] == "AWS::CloudWatch::Alarm"}
            for alarm in alarms.values():
                equal((alarm.get("AlarmActions"), alarm.get("OKActions")), ([topic], [topic]) if topic else (None, None))
            watched = {(alarm["MetricName"], dimension["Value"]) for alarm in alarms.values() for dimension in alarm.get("Dimensions", []) if dimension["Name"] == "QueueName"}
            queues = ["events", "delivery-urgent", "delivery-bulk", "links-urgent", "links"]
            equal(watched, {("ApproximateAgeOfOldestMessage", f"defender-{queue}") for queue in queues} | {("ApproximateNumberOfMessagesVisible", f"defender-{queue}") for queue in ("events-dlq", "delivery-dlq")})


for function in cases:
    if len(sys.argv) > 2 and sys.argv[2] not in function.__name__:
        continue
    try:
        function()
        print(f"PASS {function.__name__}", flush=True)
    except Exception as error:
        print(f"FAIL {function.__name__}: {type(error).__name__} {' '.join(str(error).split())}", flush=True)
