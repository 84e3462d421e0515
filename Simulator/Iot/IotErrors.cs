using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Iot;

/// <summary>The errors of AWS IoT (names and statuses from the service model; high).</summary>
internal static class IotErrors
{
    /// <summary>The request breaks a rule.</summary>
    public static AwsErrorException Invalid(string message) => new(StatusCodes.Status400BadRequest, "InvalidRequestException", message);

    /// <summary>There is no such thing.</summary>
    public static AwsErrorException NotFound(string message) => new(StatusCodes.Status404NotFound, "ResourceNotFoundException", message);

    /// <summary>There is one already.</summary>
    public static AwsErrorException Exists(string message) => new(StatusCodes.Status409Conflict, "ResourceAlreadyExistsException", message);

    /// <summary>There is a mitigation task of that id already.</summary>
    public static AwsErrorException TaskExists(string message) => new(StatusCodes.Status400BadRequest, "TaskAlreadyExistsException", message);

    /// <summary>The certificate's status does not allow it.</summary>
    public static AwsErrorException CertificateState(string message) => new(StatusCodes.Status406NotAcceptable, "CertificateStateException", message);

    /// <summary>Something is still attached.</summary>
    public static AwsErrorException DeleteConflict(string message) => new(StatusCodes.Status409Conflict, "DeleteConflictException", message);

    /// <summary>The quota is used up. It is HTTP 400: only the name tells it from a bad request.</summary>
    public static AwsErrorException Throttled() => new(StatusCodes.Status400BadRequest, "ThrottlingException", "Rate exceeded");

    /// <summary>AWS IoT failed.</summary>
    public static AwsErrorException Failed() =>
        new(StatusCodes.Status500InternalServerError, "InternalFailureException", "An unexpected error has occurred.");
}
