using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Http;

/// <summary>A successful answer: HTTP 200 with a JSON body.</summary>
/// <param name="Body">The body; <see langword="null"/> for an empty one.</param>
/// <param name="Outcome">What the call record says of it; <c>ok</c>, or for instance <c>partial</c> where entries failed.</param>
/// <param name="Items">How many things the call was about (messages, findings), for the call record; <see langword="null"/> where that means nothing.</param>
internal sealed record AwsReply(JsonNode? Body, string Outcome = "ok", int? Items = null);
