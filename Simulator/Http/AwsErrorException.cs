namespace OrleansDefender.Simulator.Http;

/// <summary>An error answer in the way of AWS: status, error type and message.</summary>
internal sealed class AwsErrorException(int status, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The error type, as in the service model (<c>ThrottlingException</c>, <c>InvalidInputException</c>, …).</summary>
    public string Code { get; } = code;
}
