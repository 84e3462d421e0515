using System.Net;

using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>The service failed (HTTP 500).</summary>
public partial class InternalFailureException : AmazonIoTException
{
    /// <summary>Makes an exception without a message.</summary>
    public InternalFailureException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">What went wrong.</param>
    public InternalFailureException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="innerException">The cause.</param>
    public InternalFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes an exception with a cause.</summary>
    /// <param name="innerException">The cause.</param>
    public InternalFailureException(Exception innerException)
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
    public InternalFailureException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }

    /// <summary>Makes the exception of an answer.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="errorType">Whose fault it is.</param>
    /// <param name="errorCode">The error's name.</param>
    /// <param name="requestId">The request's id at AWS.</param>
    /// <param name="statusCode">The HTTP status.</param>
    public InternalFailureException(string message, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : base(message, errorType, errorCode, requestId, statusCode)
    {
    }
}
