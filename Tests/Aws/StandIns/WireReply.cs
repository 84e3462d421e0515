using System.Text;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>An answer to give.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
internal sealed record WireReply(int Status, byte[] Body)
{
    /// <summary>The request id every answer has.</summary>
    public const string RequestId = "0f6f2a0e-0000-4000-8000-000000000001";

    public WireReply(int status, string body)
        : this(status, Encoding.UTF8.GetBytes(body))
    {
    }

    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
