using System.Net;
using System.Text.Json;

using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityHub;
using Amazon.SecurityHub.Model;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>Errors become the exceptions of the service model, throttling is known as such, and retries are the SDK's own.</summary>
public sealed class ErrorTests
{
    public static TheoryData<string, string> EveryOperation => StandInService.EveryOperation();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public async Task Every_error_the_model_lists_for_an_operation_becomes_its_exception(string serviceName, string operation)
    {
        var service = StandInService.Of(serviceName);
        var model = ServiceModel.Load(service.Name, service.ApiVersion);
        foreach (var listed in model.Operation(operation).GetProperty("errors").EnumerateArray())
        {
            var name = listed.GetProperty("shape").GetString()!;
            var status = model.Shape(name).GetProperty("error").GetProperty("httpStatusCode").GetInt32();

            var error = await FailAsync(service, operation, Named(status, name));

            Assert.Equal(service.Model(name), error.GetType());
            Assert.Equal(name, error.ErrorCode);
            Assert.Equal(status, (int)error.StatusCode);
            Assert.Equal("some words", error.Message);
            Assert.Equal(WireReply.RequestId, error.RequestId);
        }
    }

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public async Task An_error_the_model_does_not_list_keeps_its_name_in_the_base_exception(string serviceName, string operation)
    {
        var service = StandInService.Of(serviceName);

        var error = await FailAsync(service, operation, Named(403, "AccessDeniedException"));

        Assert.Equal(service.BaseException, error.GetType());
        Assert.Equal("AccessDeniedException", error.ErrorCode);
        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
    }

    [Theory]
    [InlineData("LimitExceededException", """{"message":"m"}""")]
    [InlineData("LimitExceededException:http://internal.amazon.com/coral/com.amazonaws.securityhub/", """{"message":"m"}""")]
    [InlineData("com.amazonaws.securityhub#LimitExceededException", """{"message":"m"}""")]
    [InlineData(null, """{"__type":"LimitExceededException","message":"m"}""")]
    [InlineData(null, """{"__type":"com.amazonaws.securityhub#LimitExceededException","message":"m"}""")]
    [InlineData(null, """{"__type":"LimitExceededException:http://x/","message":"m"}""")]
    [InlineData(null, """{"code":"LimitExceededException","message":"m"}""")]
    public async Task An_error_is_known_by_header_or_body_in_all_forms_AWS_uses(string? header, string body)
    {
        var reply = new WireReply(429, body) { Headers = header is null ? new Dictionary<string, string>() : new() { ["x-amzn-errortype"] = header } };

        var error = await FailAsync(StandInService.SecurityHub, "BatchImportFindings", reply);

        Assert.IsType<Amazon.SecurityHub.Model.LimitExceededException>(error);
        Assert.Equal("LimitExceededException", error.ErrorCode);
        Assert.Equal("m", error.Message);
    }

    [Fact]
    public async Task The_code_of_a_Security_Hub_error_is_read_from_the_body()
    {
        var reply = Named(401, "InvalidAccessException") with { Body = """{"Message":"m","Code":"InvalidAccess"}"""u8.ToArray() };

        var error = await FailAsync(StandInService.SecurityHub, "BatchImportFindings", reply);

        Assert.Equal("InvalidAccess", Assert.IsType<InvalidAccessException>(error).Code);
        Assert.Equal("InvalidAccessException", error.ErrorCode);
    }

    [Theory]
    [InlineData("<html><body>503 Service Unavailable</body></html>", "text/html")]
    [InlineData("", "text/plain")]
    [InlineData("upstream connect error", "text/plain")]
    public async Task An_error_that_is_no_JSON_keeps_its_status(string body, string contentType)
    {
        foreach (var service in StandInService.All)
        {
            var error = await FailAsync(service, service.Operations[0], new WireReply(503, body) { ContentType = contentType });

            Assert.IsType(service.BaseException, error);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
        }
    }

    [Fact]
    public async Task The_recorded_throttling_answer_of_IoT_is_throttling()
    {
        var sample = JsonElement.Parse(Samples.Text("iot-error-throttling.json"));
        var reply = new WireReply(sample.GetProperty("__httpStatus").GetInt32(), sample.GetProperty("body").GetRawText())
        {
            Headers = sample.GetProperty("__headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!),
        };

        var error = await FailAsync(StandInService.IoT, "ListActiveViolations", reply);

        Assert.IsType<ThrottlingException>(error);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Equal("Rate exceeded", error.Message);
        Assert.True(Policy().IsThrottlingError(error));
    }

    [Theory]
    [InlineData("securityhub", "BatchImportFindings", 429, "LimitExceededException", true)]
    [InlineData("securityhub", "GetFindings", 429, "TooManyRequestsException", true)]
    [InlineData("securityhub", "BatchUpdateFindings", 400, "ThrottlingException", true)]
    [InlineData("securityhub", "BatchImportFindings", 400, "InvalidInputException", false)]
    [InlineData("iot", "ListActiveViolations", 400, "ThrottlingException", true)]
    [InlineData("iot", "PutVerificationStateOnViolation", 400, "InvalidRequestException", false)]
    public async Task The_SDK_tells_throttling_from_bad_requests_by_the_name(string serviceName, string operation, int status, string name, bool throttling)
    {
        var error = await FailAsync(StandInService.Of(serviceName), operation, Named(status, name));

        Assert.Equal(throttling, Policy().IsThrottlingError(error));
    }

    [Theory]
    [InlineData("securityhub", "BatchImportFindings", 429, "LimitExceededException")]
    [InlineData("securityhub", "GetFindings", 500, "InternalException")]
    [InlineData("iot", "ListActiveViolations", 400, "ThrottlingException")]
    [InlineData("iot", "DescribeThing", 503, "ServiceUnavailableException")]
    public async Task A_transient_error_is_tried_again_where_retries_are_on_and_once_only_where_they_are_off(
        string serviceName,
        string operation,
        int status,
        string name)
    {
        var service = StandInService.Of(serviceName);
        WireReply Answer(int number) => number == 0 ? Named(status, name) : new WireReply(200, "{}");
        await using var patient = await WireServer.StartAsync(Answer, Cancel);
        await using var strict = await WireServer.StartAsync(Answer, Cancel);
        using var retrying = service.CreateClient(patient.Address, retries: 1);
        using var single = service.CreateClient(strict.Address, retries: 0);

        await service.CallAsync(retrying, operation, service.SmallestRequest(operation), Cancel);
        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => service.CallAsync(single, operation, service.SmallestRequest(operation), Cancel));

        Assert.Equal(name, error.ErrorCode);
        Assert.Equal(2, patient.Calls.Count);
        Assert.Equal(patient.Calls[0].Body, patient.Calls[1].Body);
        Assert.Equal(patient.Calls[0].RawPath, patient.Calls[1].RawPath);
        Assert.Single(strict.Calls);
    }

    [Theory]
    [InlineData("securityhub", "BatchImportFindings", 400, "InvalidInputException")]
    [InlineData("iot", "PutVerificationStateOnViolation", 400, "InvalidRequestException")]
    public async Task A_bad_request_is_not_tried_again(string serviceName, string operation, int status, string name)
    {
        var service = StandInService.Of(serviceName);
        await using var server = await WireServer.StartAsync(Named(status, name), Cancel);
        using var client = service.CreateClient(server.Address, retries: 3);

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => service.CallAsync(client, operation, service.SmallestRequest(operation), Cancel));

        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Nobody_listening_is_tried_once_where_retries_are_off_and_is_no_error_of_the_service()
    {
        foreach (var service in StandInService.All)
        {
            using var client = service.CreateClient(new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}"));

            var error = await Assert.ThrowsAnyAsync<Exception>(
                () => service.CallAsync(client, service.Operations[0], service.SmallestRequest(service.Operations[0]), Cancel));

            Assert.IsNotType<AmazonServiceException>(error, exactMatch: false);
        }
    }

    [Fact]
    public void Exceptions_are_of_their_service()
    {
        Assert.True(typeof(AmazonServiceException).IsAssignableFrom(typeof(AmazonSecurityHubException)));
        Assert.True(typeof(AmazonServiceException).IsAssignableFrom(typeof(AmazonIoTException)));
        foreach (var service in StandInService.All)
        {
            var exceptions = service.Client.Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(Exception)) && type != service.BaseException).ToList();
            Assert.True(exceptions.Count >= 6);
            Assert.All(exceptions, type => Assert.True(type.IsSubclassOf(service.BaseException), type.FullName));
        }
    }

    private static StandardRetryPolicy Policy() => new(3);

    private static WireReply Named(int status, string name) =>
        new(status, """{"message":"some words"}""") { Headers = new Dictionary<string, string> { ["x-amzn-errortype"] = name } };

    private static async Task<AmazonServiceException> FailAsync(StandInService service, string operation, WireReply reply)
    {
        await using var server = await WireServer.StartAsync(reply, Cancel);
        using var client = service.CreateClient(server.Address);
        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => service.CallAsync(client, operation, service.SmallestRequest(operation), Cancel));
        Assert.Single(server.Calls);
        return error;
    }
}
