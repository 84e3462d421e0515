using Amazon.IoT;
using Amazon.Runtime;
using Amazon.SecurityHub;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>One of the services with a stand-in, so that a test can be written once for both.</summary>
/// <param name="Name">The name in botocore.</param>
/// <param name="ApiVersion">The version of the service model.</param>
/// <param name="Client">The client's type; its namespace is the service's.</param>
/// <param name="BaseException">The exception of errors an operation does not list.</param>
/// <param name="Operations">The operations the stand-in has.</param>
internal sealed record StandInService(string Name, string ApiVersion, Type Client, Type BaseException, IReadOnlyList<string> Operations)
{
    public static readonly StandInService SecurityHub = new(
        "securityhub",
        "2018-10-26",
        typeof(AmazonSecurityHubClient),
        typeof(AmazonSecurityHubException),
        ["BatchImportFindings", "BatchUpdateFindings", "GetFindings"]);

    public static readonly StandInService IoT = new(
        "iot",
        "2015-05-28",
        typeof(AmazonIoTClient),
        typeof(AmazonIoTException),
        [
            "DescribeAuditFinding", "DescribeAuditTask", "DescribeThing", "ListActiveViolations", "ListAuditFindings", "ListAuditSuppressions", "ListAuditTasks",
            "ListPrincipalThings", "ListRelatedResourcesForAuditFinding", "ListThingGroupsForThing", "ListThingPrincipals", "ListViolationEvents",
            "PutVerificationStateOnViolation",
        ]);

    public static IReadOnlyList<StandInService> All => [SecurityHub, IoT];

    /// <summary>Service and operation, for theories.</summary>
    public static TheoryData<string, string> EveryOperation()
    {
        var rows = new TheoryData<string, string>();
        foreach (var service in All)
        {
            foreach (var operation in service.Operations)
            {
                rows.Add(service.Name, operation);
            }
        }

        return rows;
    }

    public static StandInService Of(string name) => All.Single(service => service.Name == name);

    public Type RequestType(string operation) => Model(operation + "Request");

    public Type ResponseType(string operation) => Model(operation + "Response");

    public Type Model(string name) => Client.Assembly.GetType($"{Client.Namespace}.Model.{name}", throwOnError: true)!;

    /// <summary>A client of an address that never asks twice.</summary>
    public AmazonServiceClient CreateClient(Uri address, int retries = 0)
    {
        ClientConfig config = this == SecurityHub ? new AmazonSecurityHubConfig() : new AmazonIoTConfig();
        config.ServiceURL = address.ToString();
        config.AuthenticationRegion = "us-east-1";
        config.MaxErrorRetry = retries;
        return (AmazonServiceClient)Activator.CreateInstance(Client, new BasicAWSCredentials("AKIDEXAMPLE", "secret"), config)!;
    }

    /// <summary>A request with nothing set but what its path cannot be built without.</summary>
    public AmazonWebServiceRequest SmallestRequest(string operation)
    {
        var request = (AmazonWebServiceRequest)Activator.CreateInstance(RequestType(operation))!;
        foreach (var member in ModelWalk.Members(request.GetType()).Where(static member => member.Name is "FindingId" or "TaskId" or "ThingName" or "ViolationId"))
        {
            member.SetValue(request, "some-id");
        }

        return request;
    }

    /// <summary>Calls an operation by its name.</summary>
    public async Task<AmazonWebServiceResponse> CallAsync(
        AmazonServiceClient client,
        string operation,
        AmazonWebServiceRequest request,
        CancellationToken cancellationToken)
    {
        var call = (Task)Client.GetMethod(operation + "Async", [request.GetType(), typeof(CancellationToken)])!.Invoke(client, [request, cancellationToken])!;
        await call;
        return (AmazonWebServiceResponse)call.GetType().GetProperty("Result")!.GetValue(call)!;
    }
}
