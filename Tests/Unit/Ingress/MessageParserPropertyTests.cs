using System.Text;

using CsCheck;

using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Ingress.Links;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>Any bytes: an answer, and never an exception.</summary>
public sealed class MessageParserPropertyTests
{
    private static readonly MessageParser Parser = new("111122223333", "us-east-1");

    private static readonly string[] Samples =
    [
        .. SampleFiles.Names("sns-*.json").Concat(SampleFiles.Names("eventbridge-*.json")).Concat(SampleFiles.Names("sqs-receive-*.json")).Select(SampleFiles.Read),
    ];

    private static readonly string[] Scraps =
    [
        "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", "99999999999999999999999999", "\\ud800", "\ud800", "\\", "\0", "\u0007", "",
        "\"violationId\":1,", "{\"a\":{\"a\":{\"a\":1}}}",
    ];

    [Fact]
    public void Random_bytes_are_answered() =>
        Gen.Byte.Array[0, 400].Select(bytes => Encoding.UTF8.GetString(bytes)).Sample(Answers, iter: 20_000);

    [Fact]
    public void Random_characters_lone_surrogates_included_are_answered() =>
        Gen.Char.Array[0, 200].Select(characters => new string(characters)).Sample(Answers, iter: 20_000);

    [Fact]
    public void Mutated_samples_are_answered()
    {
        var edit = Gen.Select(Gen.Double[0, 1], Gen.Int[0, 30], Pick(Scraps), (where, cut, scrap) => (where, cut, scrap));
        var mutant = Gen.Select(Pick(Samples), edit.Array[1, 4], (sample, edits) => edits.Aggregate(sample, (text, e) =>
        {
            var at = (int)(e.where * text.Length);
            return text[..at] + e.scrap + text[Math.Min(text.Length, at + e.cut)..];
        }));

        mutant.Sample(Answers, iter: 20_000);
    }

    [Fact]
    public void Mutants_wrapped_by_a_topic_are_answered() =>
        Gen.Select(Pick(Samples), Gen.Double[0, 1], Pick(Scraps), (sample, where, scrap) =>
        {
            var message = sample.Insert((int)(where * sample.Length), scrap);
            var escaped = new StringBuilder(message).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            return $$"""{"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:111122223333:t","Message":"{{escaped}}"}""";
        }).Sample(Answers, iter: 10_000);

    [Fact]
    public void Deliveries_and_look_ups_are_answered_too()
    {
        var bodies = Pick(
        [
            """{"v":1,"owner":"thing","key":"111122223333/r1/t","findings":["a"]}""",
            """{"v":2,"owners":[{"owner":"resource","key":"111122223333/r1/k/i","findings":["a"]}]}""",
            """{"v":1,"account":"111122223333","region":"r1","resources":[{"kind":"client-id","id":"c","severity":"HIGH"}]}""",
        ]);
        Gen.Select(bodies, Gen.Double[0, 1], Gen.Int[0, 8], Pick(Scraps), (body, where, cut, scrap) =>
        {
            var at = (int)(where * body.Length);
            return body[..at] + scrap + body[Math.Min(body.Length, at + cut)..];
        }).Sample(
            body => (DeliveryMessage.Read(body, out var reason, out _) is not null || reason.Length > 0)
                && (LinkMessage.Read(body, out reason, out _) is not null || reason.Length > 0),
            iter: 20_000);
    }

    private static Gen<string> Pick(string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static bool Answers(string body) => Parser.Parse(body) switch
    {
        DetectNotification detect => detect.Thing.Name.Length is >= 1 and <= 128 && detect.Thing.Scope.Account.Length == 12,
        VerificationMessage verification => verification.Event.ViolationId.Length is >= 1 and <= 128,
        AuditNotification { Run: var run } => run.Scope.Account.Length == 12 && IsKeyPart(run.TaskId)
            && run.Checks.All(check => IsKeyPart(check.Check) && check.NonCompliantResources >= 0 && check.TotalResources >= 0 && check.SuppressedResources is null or >= 0),
        SuppressionMessage { Event: var suppression } => suppression.Resource.Id.Length is >= 1 and <= 2048 && suppression.Resource.Kind.Length > 0
            && !suppression.Resource.Kind.Contains('/', StringComparison.Ordinal) && IsKeyPart(suppression.Check),
        AuditMitigationMessage mitigation => mitigation.FindingIds.IsEmpty == (mitigation.AuditTaskId is not null),
        DetectMitigationMessage mitigation => mitigation.ViolationIds.IsEmpty == (mitigation.Profile is not null),
        ThingWithdrawalMessage withdrawal => withdrawal.Thing.Name.Length is >= 1 and <= 128 && withdrawal.Event.Profile is null,
        ProfileWithdrawalMessage withdrawal => withdrawal.Event.Profile!.Length is >= 1 and <= 128,
        CertificateMessage certificate => IsKeyPart(certificate.CertificateId),
        RegistryChangeMessage change => change.Thing.Name.Length is >= 1 and <= 128,
        IgnoredMessage ignored => ignored.Reason.Length > 0,
        UnreadableMessage unreadable => unreadable.Reason.Length > 0 && unreadable.Detail.Length > 0,
        _ => false,
    };

    private static bool IsKeyPart(string text) => text.Length is >= 1 and <= 128 && !text.Contains('/', StringComparison.Ordinal);
}
