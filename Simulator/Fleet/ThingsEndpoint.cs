using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>
/// <c>POST /_sim/things {thing, principals, type, attributes, groups}</c>: registers a thing, attaches certificates to it and says what it is, by hand; answers
/// <c>{thing, principals}</c> with all of its certificates' ARNs. Nothing of it is told by CloudTrail: a group's change is like that of a dynamic group.
/// </summary>
/// <remarks>A principal is a certificate's id or ARN. A certificate that the fleet does not have is registered, too; one may be attached to several things.</remarks>
internal sealed class ThingsEndpoint(FleetState fleet) : ISimEndpoint
{
    private const int LongestName = 128;
    private const int CertificateIdLength = 64;
    private const string CertificateMark = ":cert/";

    /// <inheritdoc/>
    public string Path => "/_sim/things";

    /// <inheritdoc/>
    public string Description =>
        "POST {thing, principals: [certificate id or ARN], type, attributes: {name: value}, groups: [name]}: registers a thing and says what it is, without an event";

    /// <inheritdoc/>
    public async Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return SimReply.NotAllowed("POST");
        }

        JsonObject body;
        try
        {
            body = JsonBody.Parse(await JsonBody.ReadAsync(request, cancellationToken));
        }
        catch (JsonException error)
        {
            return SimReply.Bad(error.Message);
        }

        if (Text(body["thing"]) is not { Length: > 0 and <= LongestName } thing || !thing.All(static c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '-'))
        {
            return SimReply.Bad("thing must have 1 to 128 of the characters a-z A-Z 0-9 : _ -");
        }

        if (body["principals"] is not (null or JsonArray))
        {
            return SimReply.Bad("principals must be a list.");
        }

        var certificates = new List<string>();
        foreach (var principal in body["principals"] as JsonArray ?? [])
        {
            var text = Text(principal) ?? "";
            var id = text[(text.IndexOf(CertificateMark, StringComparison.Ordinal) is var at and >= 0 ? at + CertificateMark.Length : 0)..];
            if (id.Length != CertificateIdLength || !id.All(char.IsAsciiHexDigit))
            {
                return SimReply.Bad("A principal must be a certificate's id (64 hexadecimal digits) or its ARN.");
            }

            certificates.Add(id);
        }

        if (body["attributes"] is not (null or JsonObject) || (body["attributes"] as JsonObject ?? []).Any(static attribute => Text(attribute.Value) is null))
        {
            return SimReply.Bad("attributes must be texts by name.");
        }

        if (body["groups"] is not (null or JsonArray) || (body["groups"] as JsonArray ?? []).Any(static group => Text(group) is null or ""))
        {
            return SimReply.Bad("groups must be a list of names.");
        }

        var attached = await fleet.ChangeAsync(
            (connection, _) =>
            {
                fleet.Things.Register(connection, thing);
                var known = fleet.Things.Find(connection, thing)!;
                if (body["type"] is not null || body["attributes"] is not null)
                {
                    var attributes = body["attributes"] is JsonObject given
                        ? given.Select(static attribute => KeyValuePair.Create(attribute.Key, Text(attribute.Value)!))
                        : known.Attributes;
                    fleet.Things.SetRecord(connection, known, Text(body["type"]) ?? known.TypeName, attributes);
                }

                if (body["groups"] is JsonArray groups)
                {
                    foreach (var group in known.Groups)
                    {
                        fleet.Things.SetMember(connection, thing, group, false);
                    }

                    foreach (var group in groups)
                    {
                        fleet.Things.SetMember(connection, thing, Text(group)!, true);
                    }
                }

                foreach (var certificate in certificates)
                {
                    if (fleet.Things.StatusOf(connection, certificate) is null)
                    {
                        fleet.Things.SetStatus(connection, certificate, "ACTIVE");
                    }

                    fleet.Things.Attach(connection, certificate, thing, true);
                }

                return fleet.Things.Certificates(connection, thing);
            },
            cancellationToken);
        return SimReply.Ok(new JsonObject
        {
            ["thing"] = thing,
            ["principals"] = new JsonArray([.. attached.Select(id => JsonValue.Create(fleet.Place.IotArn($"cert/{id}")))]),
        });
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
