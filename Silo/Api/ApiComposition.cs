using System.Text.Encodings.Web;

using OrleansDefender.Silo.Status;

namespace OrleansDefender.Silo.Api;

/// <summary>The HTTP API.</summary>
internal static class ApiComposition
{
    /// <summary>Adds what the endpoints need.</summary>
    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(static json =>
        {
            // For people with curl: names as they are. Nothing sniffs a page out of it, since the answers say nosniff.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.Converters.Add(new UtcMillisecondsConverter());
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
        services.AddProblemDetails();
        services.AddExceptionHandler<ErrorHandler>();
        services.AddOpenApi(static openApi =>
        {
            openApi.AddDocumentTransformer(static (document, _, _) =>
            {
                document.Info.Title = "OrleansDefender";
                document.Info.Description =
                    "What AWS IoT Device Defender reported of each thing, and what became of it in Security Hub. Times are ISO 8601 in UTC. "
                    + "Errors are problem details (RFC 9457).";
                return Task.CompletedTask;
            });
            openApi.AddSchemaTransformer(static (schema, context, _) =>
            {
                OpenApiShapes.DescribeTime(schema, context.JsonTypeInfo.Type);
                return Task.CompletedTask;
            });
        });
        services.AddSingleton<SiloReadiness>();
        services.AddSingleton<HealthTracker>();
        services.AddSingleton<SystemReader>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            context.Response.OnStarting(
                static response =>
                {
                    ((HttpResponse)response).Headers.XContentTypeOptions = "nosniff";
                    return Task.CompletedTask;
                },
                context.Response);
            return next(context);
        });
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapOpenApi();
        app.MapIndex();
        app.MapHealth();
        app.MapSummary();
        app.MapThings();
        app.MapAudits();
        app.MapSilences();
        app.MapRules();
        app.MapIncidents();
    }
}
