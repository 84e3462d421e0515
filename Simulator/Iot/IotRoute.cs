using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansDefender.Simulator.Iot;

/// <summary>What a request's method and path mean to AWS IoT.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Label">The path's one variable part, decoded; empty where the path has none.</param>
internal readonly record struct IotRoute(string Operation, string Label)
{
    /// <summary>Reads a request; <see langword="null"/> where the simulator has no such operation.</summary>
    /// <remarks>
    /// Paths from the service model (high). The path is taken as it came over the wire: the server's own decoding leaves %2F as it is and
    /// decodes the rest, so a name with a slash or a percent sign could not be told afterwards.
    /// </remarks>
    public static IotRoute? Of(HttpRequest request)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var path = string.IsNullOrEmpty(target) ? request.Path.ToUriComponent() : target;
        var query = path.IndexOf('?', StringComparison.Ordinal);
        var parts = (query < 0 ? path : path[..query]).Split('/');
        return (request.Method, parts) switch
        {
            ("GET", ["", "active-violations"]) => new IotRoute("ListActiveViolations", ""),
            ("GET", ["", "violation-events"]) => new IotRoute("ListViolationEvents", ""),
            ("POST", ["", "violations", "verification-state", var id]) => new IotRoute("PutVerificationStateOnViolation", Uri.UnescapeDataString(id)),
            ("GET", ["", "things", var name]) => new IotRoute("DescribeThing", Uri.UnescapeDataString(name)),
            ("GET", ["", "things", var name, "thing-groups"]) => new IotRoute("ListThingGroupsForThing", Uri.UnescapeDataString(name)),
            ("POST", ["", "things", var name]) => new IotRoute("CreateThing", Uri.UnescapeDataString(name)),
            ("PATCH", ["", "things", var name]) => new IotRoute("UpdateThing", Uri.UnescapeDataString(name)),
            ("PUT", ["", "thing-groups", "addThingToThingGroup"]) => new IotRoute("AddThingToThingGroup", ""),
            ("PUT", ["", "thing-groups", "removeThingFromThingGroup"]) => new IotRoute("RemoveThingFromThingGroup", ""),
            ("PUT", ["", "thing-groups", "updateThingGroupsForThing"]) => new IotRoute("UpdateThingGroupsForThing", ""),
            ("DELETE", ["", "things", var name]) => new IotRoute("DeleteThing", Uri.UnescapeDataString(name)),
            ("GET", ["", "things", var name, "principals"]) => new IotRoute("ListThingPrincipals", Uri.UnescapeDataString(name)),
            ("PUT", ["", "things", var name, "principals"]) => new IotRoute("AttachThingPrincipal", Uri.UnescapeDataString(name)),
            ("DELETE", ["", "things", var name, "principals"]) => new IotRoute("DetachThingPrincipal", Uri.UnescapeDataString(name)),
            ("GET", ["", "principals", "things"]) => new IotRoute("ListPrincipalThings", ""),
            ("PUT", ["", "certificates", var id]) => new IotRoute("UpdateCertificate", Uri.UnescapeDataString(id)),
            ("DELETE", ["", "certificates", var id]) => new IotRoute("DeleteCertificate", Uri.UnescapeDataString(id)),
            ("DELETE", ["", "security-profiles", var name]) => new IotRoute("DeleteSecurityProfile", Uri.UnescapeDataString(name)),
            ("PATCH", ["", "security-profiles", var name]) => new IotRoute("UpdateSecurityProfile", Uri.UnescapeDataString(name)),
            ("POST", ["", "audit", "findings"]) => new IotRoute("ListAuditFindings", ""),
            ("GET", ["", "audit", "findings", var id]) => new IotRoute("DescribeAuditFinding", Uri.UnescapeDataString(id)),
            ("GET", ["", "audit", "relatedResources"]) => new IotRoute("ListRelatedResourcesForAuditFinding", ""),
            ("GET", ["", "audit", "tasks"]) => new IotRoute("ListAuditTasks", ""),
            ("POST", ["", "audit", "tasks"]) => new IotRoute("StartOnDemandAuditTask", ""),
            ("GET", ["", "audit", "tasks", var id]) => new IotRoute("DescribeAuditTask", Uri.UnescapeDataString(id)),
            ("POST", ["", "audit", "suppressions", "list"]) => new IotRoute("ListAuditSuppressions", ""),
            ("POST", ["", "audit", "suppressions", "create"]) => new IotRoute("CreateAuditSuppression", ""),
            ("PATCH", ["", "audit", "suppressions", "update"]) => new IotRoute("UpdateAuditSuppression", ""),
            ("POST", ["", "audit", "suppressions", "delete"]) => new IotRoute("DeleteAuditSuppression", ""),
            ("POST", ["", "audit", "suppressions", "describe"]) => new IotRoute("DescribeAuditSuppression", ""),
            ("POST", ["", "audit", "mitigationactions", "tasks", var id]) => new IotRoute("StartAuditMitigationActionsTask", Uri.UnescapeDataString(id)),
            ("PUT", ["", "detect", "mitigationactions", "tasks", var id]) => new IotRoute("StartDetectMitigationActionsTask", Uri.UnescapeDataString(id)),
            _ => null,
        };
    }
}
