using System.Collections.Immutable;

using Microsoft.Extensions.Logging.Abstractions;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Links;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>From a look-up to resources that know their things, and things that know their resources.</summary>
public sealed class LinkHandlerTests(IngressCluster cluster) : IClassFixture<IngressCluster>, IDisposable
{
    private const string Of129Characters =
        "0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-01234567";

    private readonly RecordedQueues _queues = new();
    private readonly ScriptedRegistry _registry = new();
    private ContextLookups? _contexts;
    private LinkHandler? _handler;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // An account of its own for each test.
    private AccountRegion Scope { get; } = new($"4444{Random.Shared.Next(100_000_000):D8}", "us-east-1");

    private ScriptedPrincipalThings Principals => cluster.Audits.Principals(Scope.ToString());

    public void Dispose()
    {
        _contexts?.Dispose();
    }

    [Fact]
    public async Task The_things_of_a_certificate_are_told_and_the_resource_knows_it()
    {
        var certificate = ResourceIdentifier.DeviceCertificate("abc");
        var (resource, reference) = (Resource(certificate), Reference(certificate));
        Principals.Answers["abc"] = Links("t1", "t2");
        resource.Script = _ => new ResourceConsequences
        {
            Deliveries = [new FindingRef("audit/A", Severity.Low)],
            Notice = new PostureNotice(["t1", "t2"], ["t0", "t1"], reference),
        };
        Thing("t1").Script = _ => new Consequences { Deliveries = [new FindingRef("alarm/P/B", Severity.High)] };
        Assert.Empty(Thing("t0").Applied);
        Assert.Empty(Thing("t2").Applied);

        Assert.Equal(VerdictKind.Done, (await HandleAsync(Wanted(certificate, Severity.High))).Kind);

        Assert.Equal([("abc", Severity.High)], Principals.Asked);
        var applied = Assert.Single(resource.Applied);
        Assert.Equal((certificate, Principals.Answers["abc"]), (applied.Resource, applied.Links));
        Assert.Equal([reference], Assert.Single(Thing("t1").Applied).References);
        Assert.Equal([reference], Assert.Single(Thing("t2").Applied).References);
        var released = Assert.Single(Assert.Single(Thing("t0").Applied).References);
        Assert.Equal((certificate, 7, true), (released.Resource, released.Revision, released.Findings.IsEmpty));
        Assert.Equal([7], resource.Told);
        Assert.Equal(
            [(OwnerKind.Thing, $"{Scope}/t1", "alarm/P/B"), (OwnerKind.Resource, $"{Scope}/device-certificate/abc", "audit/A")],
            _queues.Deliveries.Select(delivery => (delivery.Owner, delivery.Key, Assert.Single(delivery.Findings).Key)).Order());
    }

    [Fact]
    public async Task Without_an_answer_it_comes_again_ever_later_and_is_never_given_up()
    {
        var certificate = ResourceIdentifier.DeviceCertificate("cold");

        var delays = new List<double>();
        foreach (var receives in new[] { 1, 4, 999 })
        {
            var verdict = await HandleAsync(Wanted(certificate), receives);
            Assert.Equal(VerdictKind.Retry, verdict.Kind);
            delays.Add(verdict.Delay.TotalSeconds);
        }

        Assert.Equal([5, 20, 60], delays);
        Assert.Empty(Resource(certificate).Applied);
    }

    [Fact]
    public async Task One_that_has_no_answer_keeps_the_message_and_the_others_are_linked()
    {
        Principals.Answers["warm"] = Links("t");

        var verdict = await HandleAsync(Wanted(ResourceIdentifier.DeviceCertificate("cold")), extra: Wanted(ResourceIdentifier.DeviceCertificate("warm")));

        Assert.Equal(VerdictKind.Retry, verdict.Kind);
        Assert.Equal(["t"], Assert.Single(Resource(ResourceIdentifier.DeviceCertificate("warm")).Applied).Links!.Things);
    }

    [Theory]
    [InlineData("pump-0017", true)]
    [InlineData("line 4/mixer#2", true)]
    [InlineData("two\nlines", false)]
    [InlineData(Of129Characters, false)]
    public async Task A_client_id_is_the_thing_of_its_name_registered_or_not_where_Detect_can_speak_of_it(string clientId, bool isThing)
    {
        var client = new ResourceIdentifier(ResourceKinds.ClientId, clientId);

        Assert.Equal(VerdictKind.Done, (await HandleAsync(Wanted(client))).Kind);

        Assert.Equal(isThing ? [clientId] : [], Assert.Single(Resource(client).Applied).Links!.Things);
    }

    [Fact]
    public async Task A_kind_that_belongs_to_no_things_is_done()
    {
        var policy = ResourceIdentifier.Policy("P", "1");

        Assert.Equal(VerdictKind.Done, (await HandleAsync(Wanted(policy))).Kind);

        Assert.Empty(Resource(policy).Applied);
    }

    [Fact]
    public async Task While_a_thing_cannot_be_told_the_resource_does_not_believe_it_and_a_repeat_tells_all()
    {
        var certificate = ResourceIdentifier.DeviceCertificate("abc");
        var (resource, reference) = (Resource(certificate), Reference(certificate));
        Principals.Answers["abc"] = Links("ill", "well");
        resource.Script = _ => new ResourceConsequences { Notice = new PostureNotice(["ill", "well"], [], reference) };
        Assert.Empty(Thing("well").Applied);
        Thing("ill").IsBroken = true;

        Assert.Equal(VerdictKind.Retry, (await HandleAsync(Wanted(certificate))).Kind);
        Assert.Empty(resource.Told);
        Thing("ill").IsBroken = false;

        Assert.Equal(VerdictKind.Done, (await HandleAsync(Wanted(certificate))).Kind);
        Assert.Equal([7], resource.Told);
        Assert.Equal([reference], Assert.Single(Thing("ill").Applied).References);
    }

    [Fact]
    public async Task While_nothing_can_be_sent_it_is_not_done()
    {
        var certificate = ResourceIdentifier.DeviceCertificate("abc");
        Principals.Answers["abc"] = Links();
        Resource(certificate).Script = _ => new ResourceConsequences { Deliveries = [new FindingRef("audit/A", Severity.Low)] };
        _queues.AreBroken = true;

        Assert.Equal(VerdictKind.Retry, (await HandleAsync(Wanted(certificate))).Kind);
    }

    [Fact]
    public async Task A_thing_that_wants_to_know_what_it_is_is_told_and_what_follows_is_delivered()
    {
        var context = new ThingContext { ThingType = "Pump", Groups = ["Pumps"], AskedMs = 7, IsRegistered = true };
        _registry.Answer = _ => Task.FromResult(context);
        Thing("t1").Script = causes => causes.Context is { AskedMs: > 0 }
            ? new Consequences { Deliveries = [new FindingRef("alarm/P/B", Severity.High)] }
            : new Consequences { WantsContext = Severity.High };

        Assert.Equal(VerdictKind.Done, (await HandleAsync([new WantedContext("t1", Severity.High)])).Kind);

        Assert.Equal([new ThingKey(Scope, "t1")], _registry.Asked);
        Assert.Equal(context.Groups, Thing("t1").Applied.Last().Context!.Groups);
        Assert.Equal(($"{Scope}/t1", "alarm/P/B"), (_queues.Deliveries.Single().Key, _queues.Deliveries.Single().Findings.Single().Key));
    }

    [Fact]
    public async Task A_thing_that_knows_what_it_is_is_not_asked_for_again_but_what_it_has_left_is_delivered()
    {
        Thing("t1").Script = _ => new Consequences { Deliveries = [new FindingRef("alarm/P/B", Severity.High)] };

        Assert.Equal(VerdictKind.Done, (await HandleAsync([new WantedContext("t1", Severity.High)])).Kind);

        Assert.Empty(_registry.Asked);
        Assert.Single(_queues.Deliveries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_thing_that_is_not_told_or_still_wants_comes_again(bool fails)
    {
        _registry.Answer = _ => fails ? throw new InvalidOperationException("throttled") : Task.FromResult(new ThingContext { AskedMs = 7 });
        Thing("t1").Script = _ => new Consequences { WantsContext = Severity.Low };

        Assert.Equal(VerdictKind.Retry, (await HandleAsync([new WantedContext("t1", Severity.Low)])).Kind);
        Assert.Single(_registry.Asked);
    }

    [Fact]
    public async Task Of_the_things_that_wait_the_more_severe_are_asked_for_first_and_each_once()
    {
        var gate = new TaskCompletionSource();
        _registry.Answer = async _ =>
        {
            await gate.Task;
            return new ThingContext { AskedMs = 7 };
        };
        string[] names = [.. Enumerable.Range(0, 16).Select(i => $"first-{i}"), "low", "critical"];
        foreach (var name in names)
        {
            Thing(name).Script = causes => causes.Context is { AskedMs: > 0 } ? Consequences.None : new Consequences { WantsContext = Severity.Low };
        }

        using var contexts = new ContextLookups(cluster.Grains, _queues, new Lazy<IThingRegistry>(_registry));
        var asked = names[..16].Select(name => contexts.LookUpAsync(new ThingKey(Scope, name), Severity.Low, Cancel)).ToList();
        await Eventually.TrueAsync("all that may run do", () => _registry.Asked.Count == 16, Cancel);
        asked.Add(contexts.LookUpAsync(new ThingKey(Scope, "low"), Severity.Low, Cancel));
        asked.Add(contexts.LookUpAsync(new ThingKey(Scope, "critical"), Severity.Low, Cancel));
        asked.Add(contexts.LookUpAsync(new ThingKey(Scope, "critical"), Severity.Critical, Cancel));
        gate.SetResult();

        Assert.All(await Task.WhenAll(asked), Assert.True);
        Assert.Equal(18, _registry.Asked.Count);
        Assert.Equal("critical", _registry.Asked.ElementAt(16).Name);
    }

    [Fact]
    public async Task What_is_no_look_up_is_a_dead_letter()
    {
        var verdict = Assert.Single(await Handler().HandleAsync([new ReceivedMessage { MessageId = "m", ReceiptHandle = "r", Body = "rubbish" }], Cancel));

        Assert.Equal((VerdictKind.DeadLetter, "invalid-json"), (verdict.Kind, verdict.Reason));
    }

    [Fact]
    public async Task What_follows_for_many_resources_is_one_call_for_each_thing_and_one_delivery_for_all()
    {
        var effects = new ResourceEffects(cluster.Grains, _queues, new CorrelationFanIn(cluster.Grains, _queues));
        var resources = Enumerable.Range(0, 5).Select(i => ResourceIdentifier.DeviceCertificate($"c{i}")).ToList();
        Assert.Empty(Thing("shared").Applied);

        await effects.CarryOutAsync(
            Scope,
            [.. resources.Select(resource => (resource, new ResourceConsequences
            {
                Deliveries = [new FindingRef("audit/A", Severity.Low)],
                Notice = new PostureNotice(["shared"], [], Reference(resource)),
                WantsLinks = Severity.Medium,
            }))],
            Cancel);

        Assert.Equal(resources.Select(Reference), Assert.Single(Thing("shared").Applied).References, (left, right) => left!.Resource == right!.Resource);
        Assert.Equal(5, _queues.Deliveries.Count);
        Assert.Equal(resources.Select(resource => (Scope, resource, Severity.Medium)), _queues.Links);
        Assert.All(resources, resource => Assert.Equal([7], Resource(resource).Told));
    }

    private static WantedLinks Wanted(ResourceIdentifier resource, Severity severity = Severity.Low) => new(resource, severity);

    private static ResourceLinks Links(params string[] things) => new([.. things], new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero));

    private static AuditReference Reference(ResourceIdentifier resource) => new()
    {
        Resource = resource,
        Revision = 7,
        Findings = [new ReferredFinding("A", "R", Severity.Low, new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero), "id")],
    };

    private ScriptedResource Resource(ResourceIdentifier identifier) => cluster.Audits.Resource(ResourceKey.Of(Scope, identifier).ToString());

    private ScriptedThing Thing(string name) => cluster.Audits.Thing(new ThingKey(Scope, name).ToString());

    private LinkHandler Handler() => _handler ??= new LinkHandler(
        cluster.Grains,
        new ResourceEffects(cluster.Grains, _queues, new CorrelationFanIn(cluster.Grains, _queues)),
        _contexts ??= new ContextLookups(cluster.Grains, _queues, new Lazy<IThingRegistry>(_registry)),
        cluster.Time,
        NullLogger<LinkHandler>.Instance);

    private async Task<MessageVerdict> HandleAsync(ImmutableArray<WantedContext> things)
    {
        var message = new ReceivedMessage { MessageId = "m", ReceiptHandle = "r", Body = new LinkMessage(Scope, []) { Things = things }.Write() };
        return Assert.Single(await Handler().HandleAsync([message], Cancel));
    }

    private async Task<MessageVerdict> HandleAsync(WantedLinks wanted, int receives = 1, WantedLinks? extra = null)
    {
        ImmutableArray<WantedLinks> resources = extra is null ? [wanted] : [wanted, extra];
        var message = new ReceivedMessage { MessageId = "m", ReceiptHandle = "r", Body = new LinkMessage(Scope, resources).Write(), ReceiveCount = receives };
        return Assert.Single(await Handler().HandleAsync([message], Cancel));
    }
}
