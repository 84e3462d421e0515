#nullable enable

using System.Text.Json;

using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace OrleansDefender.StandIns;

/// <summary>What a rest-json service of AWS is, as far as building its requests and reading its answers needs to know.</summary>
/// <param name="Namespace">The client's namespace, which is the service's name in the SDK's logs and metrics.</param>
/// <param name="ApiVersion">The version of the service model, sent with every request as the SDK does.</param>
/// <param name="Json">How the members of this service are named and written on the wire (<see cref="WireJson.Create"/>).</param>
/// <param name="Errors">The modelled errors by name. An operation answers only with those it lists itself.</param>
/// <param name="Unmodelled">Makes the service's base exception for everything else; error code and status are kept in it.</param>
/// <param name="Refuse">Makes the exception for a request that cannot be sent, because a member of its path is not set.</param>
internal sealed record RestJsonService(
    string Namespace,
    string ApiVersion,
    JsonSerializerOptions Json,
    IReadOnlyDictionary<string, Func<ErrorResponse, JsonElement, AmazonServiceException>> Errors,
    Func<ErrorResponse, AmazonServiceException> Unmodelled,
    Func<string, AmazonServiceException> Refuse);
