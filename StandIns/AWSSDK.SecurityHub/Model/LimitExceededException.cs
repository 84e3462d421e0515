using System.Net;

using Amazon.Runtime;

namespace Amazon.SecurityHub.Model;

/// <summary>A limit or the rate of calls is exceeded (HTTP 429).</summary>
public partial class LimitExceededException : AmazonSecurityHubException
{
    /// <summary>Makes an exception without a message.</summary>
    public LimitExceededException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">What went wrong.</param>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    /// <param name="innerException">The cause.</param>
    public LimitExceededException(Exception innerException)
        : base(innerException)
    {
    }

    /// <summary>Makes the exception of an answer.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The HTTP error.</param>
    /// <param name="errorType">Whose fault it is.</param>
    /// <param name="errorCode">The error's name.</param>
    /// <param name="requestId">The request's id at AWS.</param>
    /// <param name="statusCode">The HTTP status.</param>
    public LimitExceededException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Makes the exception of an answer.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="errorType">Whose fault it is.</param>
    /// <param name="errorCode">The error's name.</param>
    /// <param name="requestId">The request's id at AWS.</param>
    /// <param name="statusCode">The HTTP status.</param>
    public LimitExceededException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>The error's code within its kind, where the service gives one.</summary>
    public string Code { get; set; }
}
