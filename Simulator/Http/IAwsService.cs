using Microsoft.AspNetCore.Http;

namespace OrleansDefender.Simulator.Http;

/// <summary>One AWS service as the simulator serves it: which operation a request means, and what it answers.</summary>
/// <remarks>The HTTP front parses, throttles, injects faults and records calls; a service only decides.</remarks>
internal interface IAwsService
{
    /// <summary>The service's SigV4 signing name, by which requests are routed: <c>sqs</c>, <c>securityhub</c>, <c>iot</c>.</summary>
    string Name { get; }

    /// <summary>The quotas of the service's operations; an operation that is absent is not limited.</summary>
    IReadOnlyDictionary<string, CallQuota> Quotas { get; }

    /// <summary>How the service's protocol writes errors; rest-json unless the service says otherwise.</summary>
    IAwsErrorForm ErrorForm => RestJsonErrorForm.Instance;

    /// <summary>The error that the service answers when a quota is exceeded (HTTP status, code and message).</summary>
    AwsErrorException Throttled();

    /// <summary>The error that the service answers when it fails inside (the <c>error</c> fault, and defects of the simulator).</summary>
    AwsErrorException Failed() => new(StatusCodes.Status500InternalServerError, "InternalException", "The service failed inside.");

    /// <summary>Names the operation of a request, or <see langword="null"/> where the service has none for it.</summary>
    string? OperationOf(HttpRequest request);

    /// <summary>Carries a call out. What it changes is durable when the task completes.</summary>
    /// <exception cref="AwsErrorException">The call is refused in the way the real service would.</exception>
    Task<AwsReply> HandleAsync(AwsCall call, CancellationToken cancellationToken);
}
