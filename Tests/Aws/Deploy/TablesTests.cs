using Amazon.DynamoDBv2.Model;

using OrleansDefender.Silo.Storage;

using Xunit;

using YamlDotNet.RepresentationModel;

namespace OrleansDefender.Tests.Aws.Deploy;

/// <summary>The tables of the template are those that the silo makes for trials, key by key and index by index.</summary>
public sealed class TablesTests
{
    private static readonly DeployTemplate Main = DeployTemplate.Read(DeployTemplate.Main);

    [Fact]
    public void Tables_have_the_names_that_the_silo_looks_for()
    {
        var names = new DynamoTables();

        Assert.Equal(
            new[] { names.Membership, names.States, names.Watch, names.Due }.Order(StringComparer.Ordinal),
            Main.ResourcesOf("AWS::DynamoDB::Table").Select(NameOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tables_have_the_keys_and_indexes_that_the_silo_uses()
    {
        var names = new DynamoTables();

        Check(DynamoSchema.MembershipTable(names.Membership));
        Check(DynamoSchema.StateTable(names.States));
        Check(DynamoSchema.WatchTable(names.Watch));
        Check(DynamoSchema.DueTable(names.Due));
    }

    [Theory]
    [InlineData("StatesTable", "GrainTtl")]
    [InlineData("DueTable", DynamoDueList.EndsAt)]
    public void Rows_end_by_the_attribute_that_the_silo_writes(string table, string attribute) =>
        Assert.Equal(attribute, DeployTemplate.Scalar(Main.Properties(table, "TimeToLiveSpecification", "AttributeName")));

    private static string NameOf(string resource) =>
        DeployTemplate.Scalar(Main.Properties(resource, "TableName")).Replace("${Prefix}", "defender", StringComparison.Ordinal);

    private static void Check(CreateTableRequest expected)
    {
        var resource = Main.ResourcesOf("AWS::DynamoDB::Table").Single(table => NameOf(table) == expected.TableName);
        var attributes = ((YamlSequenceNode)Main.Properties(resource, "AttributeDefinitions")).Select(static node => (Text(node, "AttributeName"), Text(node, "AttributeType")));
        var indexes = Main.Find(resource, "GlobalSecondaryIndexes") is YamlSequenceNode list ? list.ToList() : [];

        Assert.Equal(expected.BillingMode.Value, DeployTemplate.Scalar(Main.Properties(resource, "BillingMode")));
        Assert.Equal(expected.AttributeDefinitions.Select(static attribute => (attribute.AttributeName, attribute.AttributeType.Value)).Order(), attributes.Order());
        Assert.Equal(Keys(expected.KeySchema), Keys(Main.Properties(resource, "KeySchema")));
        Assert.Equal(
            (expected.GlobalSecondaryIndexes ?? []).Select(static index => (index.IndexName, Keys(index.KeySchema), Shown(index.Projection))).Order(),
            indexes.Select(static index => (Text(index, "IndexName"), Keys(index["KeySchema"]), Shown(index["Projection"]))).Order());
    }

    private static string Keys(List<KeySchemaElement> keys) => string.Join(' ', keys.Select(static key => $"{key.AttributeName}:{key.KeyType.Value}"));

    private static string Keys(YamlNode keys) => string.Join(' ', ((YamlSequenceNode)keys).Select(static key => $"{Text(key, "AttributeName")}:{Text(key, "KeyType")}"));

    private static string Shown(Projection projection) => string.Join(' ', [projection.ProjectionType.Value, .. projection.NonKeyAttributes ?? []]);

    private static string Shown(YamlNode projection) => string.Join(
        ' ',
        [Text(projection, "ProjectionType"), .. ((YamlMappingNode)projection).Children.TryGetValue("NonKeyAttributes", out var others) ? DeployTemplate.Scalars(others) : []]);

    private static string Text(YamlNode node, string key) => DeployTemplate.Scalar(node[key]);
}
