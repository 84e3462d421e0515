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
        Query(ThingsQuery.Cursor, "Where the last page ended.", new OpenApiSchema { Type = JsonSchemaType.String }),
        Query(
            ThingsQuery.Limit,
            "Rows of a page.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = ThingsQuery.GreatestLimit.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Default = ThingsQuery.DefaultLimit,
            }),
    ];

    /// <summary>The path of a thing.</summary>
    public static void DescribeThingPath(OpenApiOperation operation) => operation.Parameters =
    [
        Path("account", "The account, twelve digits."),
        Path("region", "The Region's code."),
        Path("thing", "The thing's name, or the client id of a device that is not registered; URL-encoded, a slash as %2F."),
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
