using System.Text.Json.Nodes;

using Microsoft.OpenApi;

namespace OrleansDefender.Silo.Api;

/// <summary>What the OpenAPI document says that the endpoints' signatures do not.</summary>
internal static class OpenApiShapes
{
    /// <summary>The parameters of the watch list.</summary>
    public static void DescribeThingsQuery(OpenApiOperation operation) => operation.Parameters =
    [
        Query(
            ThingsQuery.MinSeverity,
            "Only things of at least this severity. NONE, the default, shows all.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. Words.Severities.Select(static severity => (JsonNode)Words.Of(severity)!)],
            }),
        Query(
            ThingsQuery.MinPosture,
            "Only things of which an open audit finding has at least this severity. NONE, the default, shows all.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. Words.Severities.Select(static severity => (JsonNode)Words.Of(severity)!)],
            }),
        Query(
            ThingsQuery.State,
            "Only things with an open alarm, or only things without.",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["open", "closed"] }),
        Cursor(),
        Limit("Rows of a page.", ThingsQuery.GreatestLimit, ThingsQuery.DefaultLimit),
    ];

    /// <summary>The parameters of the list of audits.</summary>
    public static void DescribeAuditsQuery(OpenApiOperation operation) => operation.Parameters =
    [
        .. Scope(),
        Cursor(),
        Limit("Runs of a page.", AuditQuery.GreatestLimit, AuditQuery.DefaultLimit),
    ];

    /// <summary>The parameters of the list of fleet incidents.</summary>
    public static void DescribeIncidentsQuery(OpenApiOperation operation) => operation.Parameters =
    [
        Query("state", "Only open ones are listed.", new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["open"] }),
        .. Scope(),
        Cursor(),
        Limit("Incidents of a page.", AuditQuery.GreatestLimit, AuditQuery.DefaultLimit),
    ];

    /// <summary>The path of a fleet incident.</summary>
    public static void DescribeIncidentPath(OpenApiOperation operation) => operation.Parameters =
    [
        Path("account", "The account, twelve digits."),
        Path("region", "The Region's code."),
        Path("id", "The incident's id, as the list gives it."),
    ];

    /// <summary>The path and the parameters of an audit.</summary>
    public static void DescribeAuditPath(OpenApiOperation operation) => operation.Parameters =
    [
        Path("task", "The audit task's id."),
        .. Scope(),
    ];

    /// <summary>The parameters of what is asked of one account and Region.</summary>
    public static void DescribeScopeQuery(OpenApiOperation operation) => operation.Parameters = [.. Scope()];

    /// <summary>The parameters of the list of silences.</summary>
    public static void DescribeSilencesQuery(OpenApiOperation operation) => operation.Parameters =
    [
        .. Scope(),
        Query(
            SilenceQuery.State,
            "Only active ones, or only those that are over; all by default.",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. SilenceQuery.States.Select(static state => (JsonNode)state!)] }),
        Cursor(),
        Limit("Silences of a page.", SilenceQuery.GreatestLimit, SilenceQuery.DefaultLimit),
    ];

    /// <summary>The path and the parameters of a silence that is ended.</summary>
    public static void DescribeSilencePath(OpenApiOperation operation) => operation.Parameters =
    [
        Path("account", "The account, twelve digits."),
        Path("region", "The Region's code."),
        Path("id", "The silence's id."),
        Query(SilenceEndpoints.By, "Who ends it, at most 256 characters.", new OpenApiSchema { Type = JsonSchemaType.String }),
    ];

    /// <summary>The path of a resource.</summary>
    public static void DescribeResourcePath(OpenApiOperation operation) => operation.Parameters =
    [
        Path("account", "The account, twelve digits."),
        Path("region", "The Region's code."),
        Path("kind", "The kind, such as device-certificate."),
        Path("id", "The identifier; URL-encoded, a slash as it is or as %2F."),
    ];

    /// <summary>The path of a thing.</summary>
    public static void DescribeThingPath(OpenApiOperation operation) => operation.Parameters = [.. Thing()];

    /// <summary>The path and the parameters of what explains a thing.</summary>
    public static void DescribeExplainPath(OpenApiOperation operation) => operation.Parameters =
    [
        .. Thing(),
        Query(
            ThingEndpoints.Format,
            "How it is written; as JSON by default.",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. ThingEndpoints.Formats.Select(static format => (JsonNode)format!)] }),
    ];

    /// <summary>Times are written by a converter, which says nothing of its form.</summary>
    public static void DescribeTime(OpenApiSchema schema, Type type)
    {
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            schema.Type = type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
        }
    }

    private static OpenApiParameter[] Thing() =>
    [
        Path("account", "The account, twelve digits."),
        Path("region", "The Region's code."),
        Path("thing", "The thing's name, or the client id of a device that is not registered; URL-encoded, a slash as %2F."),
    ];

    private static OpenApiParameter[] Scope() =>
    [
        Query(AuditQuery.Account, "The account, twelve digits; the configured one where absent.", new OpenApiSchema { Type = JsonSchemaType.String }),
        Query(AuditQuery.Region, "The Region's code; the configured one where absent.", new OpenApiSchema { Type = JsonSchemaType.String }),
    ];

    private static OpenApiParameter Cursor() => Query(ThingsQuery.Cursor, "Where the last page ended.", new OpenApiSchema { Type = JsonSchemaType.String });

    private static OpenApiParameter Limit(string description, int greatest, int usual) => Query(
        ThingsQuery.Limit,
        description,
        new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = greatest.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Default = usual,
        });

    private static OpenApiParameter Query(string name, string description, OpenApiSchema schema) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };

    private static OpenApiParameter Path(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
