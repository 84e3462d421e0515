using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OrleansDefender.Tests.Aws.Deploy;

/// <summary>The AWS operations that the product's assemblies call, as permissions of IAM, read from the assemblies themselves.</summary>
/// <remarks>
/// An assembly lists each method of another one that it calls; a method of an AWS client that ends in <c>Async</c> is an operation. The clients' own
/// assemblies, real or standing in, are no product.
/// </remarks>
internal static class CalledOperations
{
    // By the SDK's namespace.
    private static readonly Dictionary<string, string> Services = new(StringComparer.Ordinal)
    {
        ["Amazon.SQS"] = "sqs",
        ["Amazon.IoT"] = "iot",
        ["Amazon.SecurityHub"] = "securityhub",
        ["Amazon.DynamoDBv2"] = "dynamodb",
    };

    // What IAM calls otherwise than the API.
    private static readonly Dictionary<string, string[]> Permissions = new(StringComparer.Ordinal)
    {
        ["sqs:SendMessageBatch"] = ["sqs:SendMessage"],
        ["sqs:DeleteMessageBatch"] = ["sqs:DeleteMessage"],
        ["sqs:ChangeMessageVisibilityBatch"] = ["sqs:ChangeMessageVisibility"],
        ["dynamodb:TransactGetItems"] = ["dynamodb:GetItem"],

        // By its parts, which are properties.
        ["dynamodb:TransactWriteItems"] = [],

        // For trials and for services that own their tables; here the template does.
        ["dynamodb:CreateTable"] = [],
        ["dynamodb:DescribeTable"] = [],
        ["dynamodb:UpdateTable"] = [],
        ["dynamodb:DescribeTimeToLive"] = [],
        ["dynamodb:UpdateTimeToLive"] = [],
    };

    private static readonly Dictionary<string, string> TransactionParts = new(StringComparer.Ordinal)
    {
        ["set_Put"] = "dynamodb:PutItem",
        ["set_Update"] = "dynamodb:UpdateItem",
        ["set_Delete"] = "dynamodb:DeleteItem",
        ["set_ConditionCheck"] = "dynamodb:ConditionCheckItem",
    };

    /// <summary>The permissions that some assemblies need.</summary>
    /// <param name="assemblies">The assemblies' paths.</param>
    public static IReadOnlySet<string> Of(IEnumerable<string> assemblies) => assemblies.SelectMany(Read).ToHashSet(StringComparer.Ordinal);

    private static List<string> Read(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var found = new List<string>();
        foreach (var member in metadata.MemberReferences.Select(metadata.GetMemberReference).Where(static member => member.Parent.Kind == HandleKind.TypeReference))
        {
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            var (space, typeName, name) = (metadata.GetString(type.Namespace), metadata.GetString(type.Name), metadata.GetString(member.Name));
            if (space == "Amazon.DynamoDBv2.Model" && typeName == "TransactWriteItem" && TransactionParts.TryGetValue(name, out var part))
            {
                found.Add(part);
            }
            else if (space == "Amazon.Extensions.NETCore.Setup" && name == "set_SessionRoleArn")
            {
                // The SDK assumes it.
                found.Add("sts:AssumeRole");
            }
            else if (Services.TryGetValue(space, out var service) && name.EndsWith("Async", StringComparison.Ordinal)
                && (typeName.StartsWith("IAmazon", StringComparison.Ordinal) || typeName.EndsWith("Client", StringComparison.Ordinal)))
            {
                var operation = $"{service}:{name[..^"Async".Length]}";
                found.AddRange(Permissions.GetValueOrDefault(operation, [operation]));
            }
        }

        return found;
    }
}
