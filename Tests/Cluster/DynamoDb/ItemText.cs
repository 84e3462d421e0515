using System.Text;

using Amazon.DynamoDBv2.Model;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>An item as text: a line for each attribute, sorted, with its type.</summary>
internal static class ItemText
{
    public static string Of(Dictionary<string, AttributeValue>? item) => item is null ? "" : string.Join(
        '\n', item.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{attribute.Key} {Of(attribute.Value)}"));

    private static string Of(AttributeValue value) =>
        value.NULL == true ? "NULL" : value.S is { } text ? $"S {text}" : value.N is { } number ? $"N {number}" : $"B {Encoding.UTF8.GetString(value.B.ToArray())}";
}
