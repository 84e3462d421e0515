using System.Text.Json.Nodes;

using Microsoft.Data.Sqlite;
using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Iot;

/// <summary>What the operations of AWS IoT share: who calls, whether the fleet lives there, and how a change is carried out and told.</summary>
internal sealed class IotCalls(FleetState fleet, FleetOutbox outbox)
{
    private const int LongestUserAgent = 256;
    private const int LongestSession = 64;

    /// <summary>The fleet.</summary>
    public FleetState Fleet => fleet;

    /// <summary>Who calls.</summary>
    public static FleetActor ActorOf(HttpRequest request)
    {
        var key = CredentialScope.Of(request)?.AccessKeyId ?? "";
        var session = new string([.. key.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '=' or ',' or '.' or '@' or '-').Take(LongestSession)]);
        var agent = request.Headers.UserAgent.ToString();
        return new FleetActor(
            key,
            session.Length == 0 || CredentialScope.IsAccount(session) ? "local-user" : session,
            request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1",
            agent.Length > LongestUserAgent ? agent[..LongestUserAgent] : agent);
    }

    /// <summary>The path's variable part.</summary>
    public static string Label(AwsCall call) => IotRoute.Of(call.Request)!.Value.Label;

    /// <summary>Whether the call is for the account and Region that the fleet lives in.</summary>
    public bool IsHome(AwsCall call) => call.Account == fleet.Place.Account && call.Region == fleet.Place.Region;

    /// <summary>Carries a change out and posts its CloudTrail event in the same transaction; a change that is refused is told as well.</summary>
    /// <param name="call">The call.</param>
    /// <param name="parameters">The request's members as CloudTrail names them.</param>
    /// <param name="change">The change: the database and the time (epoch milliseconds) to the answer, <see langword="null"/> for an empty one.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    /// <exception cref="AwsErrorException">The change is refused, or there is no fleet there.</exception>
    public async Task<AwsReply> ChangeAsync(
        AwsCall call, JsonObject parameters, Func<SqliteConnection, long, JsonObject?> change, CancellationToken cancellationToken)
    {
        if (!IsHome(call))
        {
            throw IotErrors.NotFound($"Account {call.Account} has nothing in {call.Region}.");
        }

        var told = new FleetCall(call.Operation, parameters.ToJsonString(FleetCatalog.Json), null, ActorOf(call.Request), Guid.NewGuid());
        try
        {
            var answer = await fleet.ChangeAsync(
                (connection, time) =>
                {
                    var answer = change(connection, time);
                    fleet.Tell(connection, told with { Response = answer?.ToJsonString(FleetCatalog.Json) }, time);
                    return answer;
                },
                cancellationToken);
            outbox.Signal();
            return new AwsReply(answer);
        }
        catch (AwsErrorException refusal)
        {
            await fleet.RefuseAsync(told, refusal.Code, refusal.Message, cancellationToken);
            outbox.Signal();
            throw;
        }
    }

    /// <summary>Sends what a change has posted.</summary>
    public void Signal() => outbox.Signal();
}
