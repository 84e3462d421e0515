using System.Text.Json.Nodes;

using Microsoft.Data.Sqlite;

using OrleansDefender.Simulator.Audits;
using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Iot;

/// <summary>The operations on certificates and what they are attached to, and those that take things and security profiles away.</summary>
internal sealed class IotRegistry(IotCalls calls, SimulatorRules rules)
{
    private const string Active = "ACTIVE";
    private const string CertificateMark = ":cert/";
    private const int CertificateIdLength = 64;

    private static readonly string[] Statuses = ["ACTIVE", "INACTIVE", "REVOKED", "PENDING_TRANSFER", "REGISTER_INACTIVE", "PENDING_ACTIVATION"];

    private FleetState Fleet => calls.Fleet;

    /// <summary>Carries a call out; <see langword="null"/> where the operation is none of these.</summary>
    public Task<AwsReply>? HandleAsync(AwsCall call, CancellationToken cancellationToken) => call.Operation switch
    {
        "ListPrincipalThings" => ListThingsAsync(call, cancellationToken),
        "ListThingPrincipals" => ListPrincipalsAsync(call, cancellationToken),
        "AttachThingPrincipal" => AttachAsync(call, true, cancellationToken),
        "DetachThingPrincipal" => AttachAsync(call, false, cancellationToken),
        "CreateThing" => CreateThingAsync(call, cancellationToken),
        "UpdateThing" => UpdateThingAsync(call, cancellationToken),
        "AddThingToThingGroup" => ChangeGroupAsync(call, true, cancellationToken),
        "RemoveThingFromThingGroup" => ChangeGroupAsync(call, false, cancellationToken),
        "UpdateThingGroupsForThing" => ChangeGroupsAsync(call, cancellationToken),
        "DeleteThing" => DeleteThingAsync(call, cancellationToken),
        "UpdateCertificate" => UpdateCertificateAsync(call, cancellationToken),
        "DeleteCertificate" => DeleteCertificateAsync(call, cancellationToken),
        "DeleteSecurityProfile" => DeleteProfileAsync(call, cancellationToken),
        "UpdateSecurityProfile" => UpdateProfileAsync(call, cancellationToken),
        _ => null,
    };

    private static string CertificateId(string value) => value.Length == CertificateIdLength && value.All(char.IsAsciiHexDigit)
        ? value
        : throw IotRules.Broken(value, "certificateId", "Member must satisfy regular expression pattern: (0x)?[a-fA-F0-9]+ and have length 64");

    private static string Principal(AwsCall call)
    {
        var principal = call.Request.Headers["x-amzn-principal"].ToString();
        return principal.Length > 0 ? principal : throw IotRules.Broken("null", "principal", "Member must not be null");
    }

    private static AwsReply Page(AwsCall call, string member, List<string> items)
    {
        var size = IotRules.PageSize(call.Request);
        var first = IotRules.Token(call.Request, call.Operation).Row;
        var body = new JsonObject { [member] = new JsonArray([.. items.Skip((int)first).Take(size).Select(item => JsonValue.Create(item))]) };
        if (first + size < items.Count)
        {
            body["nextToken"] = IotRules.NextToken(call.Operation, 0, first + size);
        }

        return new AwsReply(body);
    }

    // A Cognito identity may be a principal as well; the fleet has none, so it is one that is not found.
    private string CertificateOf(string principal)
    {
        var at = principal.IndexOf(CertificateMark, StringComparison.Ordinal);
        var id = at < 0 ? "" : principal[(at + CertificateMark.Length)..];
        return principal == Fleet.Place.IotArn($"cert/{id}") ? id : throw IotErrors.NotFound($"Principal {principal} cannot be found.");
    }

    private FleetThing RequireThing(SqliteConnection connection, string thing) =>
        Fleet.Things.Find(connection, thing) ?? throw IotErrors.NotFound($"Thing {thing} cannot be found.");

    private string RequireCertificate(SqliteConnection connection, string certificate) =>
        Fleet.Things.StatusOf(connection, certificate) ?? throw IotErrors.NotFound($"Certificate {certificate} cannot be found.");

    private async Task<AwsReply> ListThingsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var principal = Principal(call);
        var certificate = calls.IsHome(call) ? CertificateOf(principal) : throw IotErrors.NotFound($"Principal {principal} cannot be found.");
        var things = await Fleet.ReadAsync(
            (connection, _) =>
            {
                RequireCertificate(connection, certificate);
                return Fleet.Things.Things(connection, certificate);
            },
            cancellationToken);
        return Page(call, "things", things);
    }

    private async Task<AwsReply> ListPrincipalsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var thing = IotRules.Name(IotCalls.Label(call), "thingName");
        if (!calls.IsHome(call))
        {
            throw IotErrors.NotFound($"Thing {thing} cannot be found.");
        }

        var certificates = await Fleet.ReadAsync(
            (connection, _) =>
            {
                RequireThing(connection, thing);
                return Fleet.Things.Certificates(connection, thing);
            },
            cancellationToken);
        return Page(call, "principals", certificates.ConvertAll(id => Fleet.Place.IotArn($"cert/{id}")));
    }

    private Task<AwsReply> AttachAsync(AwsCall call, bool attached, CancellationToken cancellationToken)
    {
        var (thing, principal) = (IotRules.Name(IotCalls.Label(call), "thingName"), Principal(call));
        return calls.ChangeAsync(
            call,
            new JsonObject { ["thingName"] = thing, ["principal"] = principal },
            (connection, _) =>
            {
                var certificate = CertificateOf(principal);
                RequireThing(connection, thing);
                RequireCertificate(connection, certificate);
                Fleet.Things.Attach(connection, certificate, thing, attached);
                return null;
            },
            cancellationToken);
    }

    // A name, or the end of an ARN; one of them must be there (model; high).
    private string Named(JsonObject body, string nameMember, string arnMember, string kind)
    {
        if (IotRules.Text(body, nameMember) is { } name)
        {
            return IotRules.Name(name, nameMember);
        }

        var arn = IotRules.Required(body, arnMember);
        var prefix = Fleet.Place.IotArn($"{kind}/");
        return arn.StartsWith(prefix, StringComparison.Ordinal) ? IotRules.Name(arn[prefix.Length..], arnMember) : throw IotErrors.NotFound($"{arn} cannot be found.");
    }

    private static JsonObject Copy(JsonObject body, string? thing = null)
    {
        var parameters = thing is null ? [] : new JsonObject { ["thingName"] = thing };
        foreach (var (member, value) in body)
        {
            parameters[member] = value?.DeepClone();
        }

        return parameters;
    }

    private static Dictionary<string, string> Attributes(JsonObject body, out bool isGiven, out bool merges)
    {
        (isGiven, merges) = (false, false);
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (body["attributePayload"] is not { } node)
        {
            return attributes;
        }

        var payload = node as JsonObject ?? throw IotErrors.Invalid("attributePayload must be an object.");
        merges = IotRules.Boolean(payload, "merge") ?? false;
        isGiven = payload["attributes"] is not null;
        foreach (var (name, _) in payload["attributes"] as JsonObject ?? [])
        {
            attributes[name] = IotRules.Required((JsonObject)payload["attributes"]!, name);
        }

        return attributes;
    }

    // 3 attributes, or 50 with a type (AWS IoT quotas; high). An empty value takes an attribute away (API reference; high).
    private void SetRecord(SqliteConnection connection, FleetThing thing, string? type, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        var kept = attributes.Where(static attribute => attribute.Value.Length > 0).ToList();
        if (kept.Count > (type is null ? 3 : 50))
        {
            throw IotErrors.Invalid($"Thing {thing.Name} may not have {kept.Count} attributes.");
        }

        Fleet.Things.SetRecord(connection, thing, type, kept);
    }

    private Task<AwsReply> CreateThingAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var name = IotRules.Name(IotCalls.Label(call), "thingName");
        var type = IotRules.Text(call.Body, "thingTypeName");
        var attributes = Attributes(call.Body, out _, out _);
        return calls.ChangeAsync(
            call,
            Copy(call.Body, name),
            (connection, _) =>
            {
                if (Fleet.Things.Find(connection, name) is not null)
                {
                    throw IotErrors.Exists($"Thing {name} already exists.");
                }

                Fleet.Things.Register(connection, name);
                var thing = RequireThing(connection, name);
                foreach (var group in thing.Groups)
                {
                    Fleet.Things.SetMember(connection, name, group, false);
                }

                SetRecord(connection, thing with { Version = 0 }, type, attributes);
                return new JsonObject { ["thingName"] = name, ["thingArn"] = Fleet.Place.IotArn($"thing/{name}"), ["thingId"] = thing.Id.ToString() };
            },
            cancellationToken);
    }

    private Task<AwsReply> UpdateThingAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var name = IotRules.Name(IotCalls.Label(call), "thingName");
        var type = IotRules.Text(call.Body, "thingTypeName");
        var removesType = IotRules.Boolean(call.Body, "removeThingType") ?? false;
        var attributes = Attributes(call.Body, out var isGiven, out var merges);
        return calls.ChangeAsync(
            call,
            Copy(call.Body, name),
            (connection, _) =>
            {
                var thing = RequireThing(connection, name);
                var next = new Dictionary<string, string>(merges || !isGiven ? thing.Attributes : attributes, StringComparer.Ordinal);
                foreach (var (attribute, value) in attributes)
                {
                    next[attribute] = value;
                }

                SetRecord(connection, thing, removesType ? null : type ?? thing.TypeName, next);
                return null;
            },
            cancellationToken);
    }

    // Any name is a group here: the fleet has no list of them.
    private Task<AwsReply> ChangeGroupAsync(AwsCall call, bool member, CancellationToken cancellationToken)
    {
        var thing = Named(call.Body, "thingName", "thingArn", "thing");
        var group = Named(call.Body, "thingGroupName", "thingGroupArn", "thinggroup");
        return calls.ChangeAsync(
            call,
            Copy(call.Body),
            (connection, _) =>
            {
                RequireThing(connection, thing);
                Fleet.Things.SetMember(connection, thing, group, member);
                return null;
            },
            cancellationToken);
    }

    private Task<AwsReply> ChangeGroupsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var thing = IotRules.Name(IotRules.Required(call.Body, "thingName"), "thingName");
        var (added, removed) = (Names("thingGroupsToAdd"), Names("thingGroupsToRemove"));
        return calls.ChangeAsync(
            call,
            Copy(call.Body),
            (connection, _) =>
            {
                RequireThing(connection, thing);
                removed.ForEach(group => Fleet.Things.SetMember(connection, thing, group, false));
                added.ForEach(group => Fleet.Things.SetMember(connection, thing, group, true));
                return null;
            },
            cancellationToken);

        List<string> Names(string member) => call.Body[member] switch
        {
            null => [],
            JsonArray names => [.. names.Select(name => IotRules.Name(
                name is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw IotErrors.Invalid($"{member} must be a list of names."), member))],
            _ => throw IotErrors.Invalid($"{member} must be a list of names."),
        };
    }

    private Task<AwsReply> DeleteThingAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var thing = IotRules.Name(IotCalls.Label(call), "thingName");
        return calls.ChangeAsync(
            call,
            new JsonObject { ["thingName"] = thing },
            (connection, time) =>
            {
                RequireThing(connection, thing);
                var certificates = Fleet.Things.Certificates(connection, thing);
                if (rules.AttachedThingsAreKept && certificates.Count > 0)
                {
                    throw IotErrors.Invalid($"Thing {thing} cannot be deleted: detach its principals first.");
                }

                certificates.ForEach(certificate => Fleet.Things.Attach(connection, certificate, thing, false));
                Fleet.Things.Delete(connection, thing);
                Fleet.CloseThing(connection, thing, time);
                return null;
            },
            cancellationToken);
    }

    private Task<AwsReply> UpdateCertificateAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var certificate = CertificateId(IotCalls.Label(call));
        var status = IotRules.OneOf(IotRules.Query(call.Request, "newStatus") ?? "null", "newStatus", Statuses);
        return calls.ChangeAsync(
            call,
            new JsonObject { ["certificateId"] = certificate, ["newStatus"] = status },
            (connection, _) =>
            {
                RequireCertificate(connection, certificate);
                Fleet.Things.SetStatus(connection, certificate, status);
                return null;
            },
            cancellationToken);
    }

    private Task<AwsReply> DeleteCertificateAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var certificate = CertificateId(IotCalls.Label(call));
        return calls.ChangeAsync(
            call,
            new JsonObject { ["certificateId"] = certificate },
            (connection, _) =>
            {
                // Not active, and attached to nothing, whatever forceDelete says (API reference: it is about policies; high).
                if (RequireCertificate(connection, certificate) == Active)
                {
                    throw IotErrors.CertificateState($"Certificate {certificate} must be deactivated before it can be deleted.");
                }

                if (Fleet.Things.Things(connection, certificate).Count > 0)
                {
                    throw IotErrors.DeleteConflict($"Certificate {certificate} is attached to things.");
                }

                Fleet.Things.SetStatus(connection, certificate, null);
                return null;
            },
            cancellationToken);
    }

    // The model has no ResourceNotFoundException for it: deleting what is not there succeeds.
    private Task<AwsReply> DeleteProfileAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var profile = IotRules.Name(IotCalls.Label(call), "securityProfileName");
        return calls.ChangeAsync(
            call,
            new JsonObject { ["securityProfileName"] = profile },
            (connection, time) =>
            {
                Fleet.CloseProfile(connection, profile, [], time);
                return null;
            },
            cancellationToken);
    }

    private Task<AwsReply> UpdateProfileAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var profile = IotRules.Name(IotCalls.Label(call), "securityProfileName");
        var parameters = new JsonObject { ["securityProfileName"] = profile };
        foreach (var (member, value) in call.Body)
        {
            parameters[member] = value?.DeepClone();
        }

        var behaviors = call.Body["behaviors"] switch
        {
            null => null,
            JsonArray list when list.All(item => item is JsonObject behavior && IotRules.Required(behavior, "name").Length > 0) => list,
            _ => throw IotErrors.Invalid("behaviors must be a list of behaviors with names."),
        };
        var deletes = IotRules.Boolean(call.Body, "deleteBehaviors") ?? false;
        return calls.ChangeAsync(
            call,
            parameters,
            (connection, time) =>
            {
                if (!Fleet.HasProfile(connection, profile))
                {
                    throw IotErrors.NotFound($"Security profile {profile} cannot be found.");
                }

                // Behaviors that are given replace all that there are (API reference; high).
                if (behaviors is not null || deletes)
                {
                    Fleet.CloseProfile(connection, profile, [.. (behaviors ?? []).Select(behavior => (string)behavior!["name"]!)], time);
                }

                var description = new JsonObject
                {
                    ["securityProfileName"] = profile,
                    ["securityProfileArn"] = Fleet.Place.IotArn($"securityprofile/{profile}"),
                    ["lastModifiedDate"] = AuditJson.Seconds(time),
                };
                if (behaviors is not null || deletes)
                {
                    description["behaviors"] = behaviors?.DeepClone() ?? new JsonArray();
                }

                return description;
            },
            cancellationToken);
    }
}
