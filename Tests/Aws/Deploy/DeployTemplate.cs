using OrleansDefender.Tests.Shared;

using YamlDotNet.RepresentationModel;

namespace OrleansDefender.Tests.Aws.Deploy;

/// <summary>A CloudFormation template of <c>deploy/</c>, as it is written: functions such as <c>!Sub</c> are nodes with a tag.</summary>
public sealed class DeployTemplate
{
    /// <summary>The whole system in one account.</summary>
    public const string Main = "orleans-defender.yaml";

    /// <summary>An account that the system of another one looks after.</summary>
    public const string Member = "member-account.yaml";

    /// <summary>What ties the two together.</summary>
    public const string Link = "member-link.yaml";

    private readonly YamlMappingNode _root;

    private DeployTemplate(string text)
    {
        Text = text;
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        _root = (YamlMappingNode)stream.Documents[0].RootNode;
    }

    /// <summary>All templates there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(RepositoryFolder.PathOf("deploy"), "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The template's text.</summary>
    public string Text { get; }

    /// <summary>The names of the parameters.</summary>
    public IEnumerable<string> Parameters => Below(_root, "Parameters").Children.Keys.Select(Scalar);

    /// <summary>Reads a template.</summary>
    /// <param name="name">Its file name.</param>
    public static DeployTemplate Read(string name) => new(File.ReadAllText(RepositoryFolder.PathOf("deploy", name)));

    /// <summary>A scalar's text.</summary>
    public static string Scalar(YamlNode node) => ((YamlScalarNode)node).Value!;

    /// <summary>The texts of a list, or of a scalar that stands for a list of one.</summary>
    public static IEnumerable<string> Scalars(YamlNode node) => node is YamlSequenceNode list ? list.Select(Scalar) : [Scalar(node)];

    /// <summary>The properties of a resource, or what a path below them leads to.</summary>
    /// <param name="resource">The resource's logical id.</param>
    /// <param name="path">Keys of mappings.</param>
    public YamlNode Properties(string resource, params string[] path) =>
        path.Aggregate<string, YamlNode>(Below(_root, "Resources", resource, "Properties"), static (node, key) => ((YamlMappingNode)node).Children[key]);

    /// <summary>A property of a resource; absent where it is not written.</summary>
    /// <param name="resource">The resource's logical id.</param>
    /// <param name="property">The property.</param>
    public YamlNode? Find(string resource, string property) =>
        ((YamlMappingNode)Properties(resource)).Children.TryGetValue(property, out var found) ? found : null;

    /// <summary>The logical ids of the resources of a type.</summary>
    /// <param name="type">The type, such as <c>AWS::SQS::Queue</c>.</param>
    public IEnumerable<string> ResourcesOf(string type) =>
        Below(_root, "Resources").Children.Where(pair => Scalar(Below(pair.Value)["Type"]) == type).Select(pair => Scalar(pair.Key));

    /// <summary>What the policies of a role allow, those for members included.</summary>
    /// <param name="role">The role's logical id.</param>
    public IReadOnlySet<string> ActionsOf(string role) => ((YamlSequenceNode)Properties(role, "Policies"))
        .SelectMany(static policy => (YamlSequenceNode)Below(policy, "PolicyDocument")["Statement"])
        .Select(static statement => statement is YamlSequenceNode choice ? choice[1] : statement)
        .SelectMany(static statement => Scalars(Below(statement)["Action"]))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The environment of the silo's container: names, and values as they are written.</summary>
    public IReadOnlyDictionary<string, YamlScalarNode> Environment() => ((YamlSequenceNode)Container()["Environment"])
        .ToDictionary(static entry => Scalar(Below(entry)["Name"]), static entry => (YamlScalarNode)Below(entry)["Value"]);

    /// <summary>The silo's container.</summary>
    public YamlMappingNode Container() => (YamlMappingNode)((YamlSequenceNode)Properties("Task", "ContainerDefinitions"))[0];

    /// <summary>The parts of the text that another template has too: each from a comment that says so to the one that ends it.</summary>
    public IReadOnlyList<string> SharedParts()
    {
        var parts = new List<string>();
        foreach (var begin in Lines().Where(static line => line.Contains(": the same text in ", StringComparison.Ordinal)))
        {
            var start = Text.IndexOf(begin, StringComparison.Ordinal);
            var end = begin[..begin.IndexOf(':', StringComparison.Ordinal)] + ": end ----";
            parts.Add(Text[start..Text.IndexOf(end, start, StringComparison.Ordinal)]);
        }

        return parts;
    }

    /// <summary>The lines of the text.</summary>
    public IEnumerable<string> Lines() => Text.Split('\n');

    private static YamlMappingNode Below(YamlNode node, params string[] path) =>
        path.Aggregate((YamlMappingNode)node, static (mapping, key) => (YamlMappingNode)mapping.Children[key]);
}
