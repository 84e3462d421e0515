using System.Text.Json;
using System.Text.Json.Serialization;

using Microsoft.AspNetCore.Mvc;

namespace OrleansDefender.Silo.Api;

/// <summary>The API's JSON: camelCase, nulls shown, times in one form.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(ThingAnswer))]
[JsonSerializable(typeof(ThingList))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(AuditList))]
[JsonSerializable(typeof(ResourceAnswer))]
[JsonSerializable(typeof(ReconcileAnswer))]
[JsonSerializable(typeof(SilenceBody))]
[JsonSerializable(typeof(SilenceAnswer))]
[JsonSerializable(typeof(SilenceList))]
[JsonSerializable(typeof(RulesAnswer))]
[JsonSerializable(typeof(IncidentAnswer))]
[JsonSerializable(typeof(IncidentList))]
[JsonSerializable(typeof(ExplainAnswer))]
[JsonSerializable(typeof(SummaryAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
