using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using OrleansDefender.Findings;
using OrleansDefender.Ingress;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Silo.Hosting;
using OrleansDefender.Tests.Shared;

using Xunit;

using YamlDotNet.RepresentationModel;

namespace OrleansDefender.Tests.Aws.Deploy;

/// <summary>The templates of <c>deploy/</c> as they are written, held against the code that they are for.</summary>
public sealed partial class TemplateTests
{
    // The product's own assemblies, beside the tests.
    private static readonly string[] Product = ["OrleansDefender.Silo", "OrleansDefender.Ingress", "OrleansDefender.Grains"];

    // Packages that call AWS for the product.
    private static readonly string[] Providers = ["Orleans.Clustering.DynamoDB", "Orleans.Persistence.DynamoDB"];

    // Settings of running as a cluster. The silo does not read them yet: as soon as it reads one, it must leave this list.
    private static readonly string[] Awaited = ["Authentication:Authority", "Authentication:Audience", "Tables:Membership", "Tables:States", "Tables:Watch", "Tables:Due"];

    private static readonly DeployTemplate Main = DeployTemplate.Read(DeployTemplate.Main);
    private static readonly DeployTemplate Member = DeployTemplate.Read(DeployTemplate.Member);

    public static TheoryData<string> Names => [.. DeployTemplate.Names];

    [Fact]
    public void There_are_three_templates() => Assert.Equal([DeployTemplate.Member, DeployTemplate.Link, DeployTemplate.Main], DeployTemplate.Names);

    [Fact]
    public async Task Cfn_lint_finds_nothing_for_a_Region_of_each_partition()
    {
        var linter = ChildProcess.Find("cfn-lint");
        Assert.SkipUnless(linter is not null, "cfn-lint is not installed (pip install cfn-lint).");

        var start = new ProcessStartInfo(
            linter!, ["--regions", "us-east-1", "cn-north-1", "us-gov-west-1", "--", .. DeployTemplate.Names.Select(static name => RepositoryFolder.PathOf("deploy", name))])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("", ""), (output.Trim(), (await errors).Trim()));
        Assert.Equal(0, process.ExitCode);
        Assert.All(DeployTemplate.Names, static name => Assert.DoesNotContain("cfn-lint", DeployTemplate.Read(name).Text, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_partition_is_written_down(string name)
    {
        foreach (var line in DeployTemplate.Read(name).Lines().Where(static line => !line.TrimStart().StartsWith('#')))
        {
            Assert.DoesNotMatch("""\barn:(?!\$\{AWS::Partition\}|\[\^:\]\+)""", line);

            // The names that services go by, in roles, policies and CloudTrail, are the same in every partition.
            if (line.Contains("amazonaws", StringComparison.Ordinal) && !line.Contains("ServiceName: !Sub com.amazonaws.${AWS::Region}", StringComparison.Ordinal))
            {
                Assert.Matches("""Principal: \{ Service: |eventSource: \[iot\.amazonaws\.com\]|aws-service-role/""", line);
            }
        }
    }

    [Fact]
    public void What_both_templates_need_is_the_same_text()
    {
        Assert.Equal(3, Main.SharedParts().Count);
        Assert.Equal(Main.SharedParts(), Member.SharedParts());
    }

    [Fact]
    public void Queues_have_the_names_that_the_silo_looks_for()
    {
        var configuration = new ConfigurationBuilder().Build();
        using var services = new ServiceCollection().AddIngress(configuration).BuildServiceProvider();
        var options = services.GetRequiredService<IOptionsMonitor<PumpOptions>>();
        var environment = Main.Environment();

        foreach (var pump in PumpNames.All)
        {
            Assert.Equal(options.Get(pump).QueueName, NameOf($"Pumps__{pump}__{nameof(PumpOptions.QueueName)}"));
            Assert.Equal(options.Get(pump).DeadLetterQueueName, NameOf($"Pumps__{pump}__{nameof(PumpOptions.DeadLetterQueueName)}"));
        }

        Assert.Equal(2 * PumpNames.All.Count, environment.Keys.Count(static name => name.StartsWith("Pumps__", StringComparison.Ordinal)));
        Assert.Equal(
            PumpNames.All.SelectMany(pump => new[] { options.Get(pump).QueueName, options.Get(pump).DeadLetterQueueName }).Distinct().Order(StringComparer.Ordinal),
            Main.ResourcesOf("AWS::SQS::Queue").Select(QueueName).Order(StringComparer.Ordinal));

        string NameOf(string setting)
        {
            var value = environment[setting];
            Assert.Equal("!GetAtt", value.Tag.Value);
            Assert.EndsWith(".QueueName", value.Value, StringComparison.Ordinal);
            return QueueName(value.Value![..^".QueueName".Length]);
        }

        static string QueueName(string resource) =>
            DeployTemplate.Scalar(Main.Properties(resource, "QueueName")).Replace("${Prefix}", "defender", StringComparison.Ordinal);
    }

    [Fact]
    public void Every_variable_of_the_task_is_a_setting_that_the_silo_reads()
    {
        var settings = Main.Environment().ToDictionary(
            static entry => entry.Key.Replace("__", ":", StringComparison.Ordinal), static entry => entry.Value.Tag.IsEmpty ? entry.Value.Value : "defender");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var sections = Settings.Sections.Select(static section => section.Name.Split(':')[0]).Append("Logging").ToList();
        var unknown = settings.Keys.Where(key => !sections.Contains(key.Split(':')[0]));

        Assert.Empty(SettingsCheck.Check(configuration, Settings.Sections));
        Assert.Equal(Awaited.Order(StringComparer.Ordinal), unknown.Order(StringComparer.Ordinal));
        Assert.Equal(nameof(DefenderMode.Aws), settings["Defender:Mode"]);
    }

    [Theory]
    [InlineData(DeployTemplate.Main)]
    [InlineData(DeployTemplate.Member)]
    public void The_rule_lets_through_the_calls_that_are_read_and_no_others(string name)
    {
        var events = (YamlMappingNode)DeployTemplate.Read(name).Properties("CallsRule", "EventPattern", "detail");

        Assert.Equal(CallText.Names.Order(StringComparer.Ordinal), DeployTemplate.Scalars(events["eventName"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_silos_may_call_what_their_code_calls_and_nothing_else()
    {
        var assemblies = Product.Concat(Providers).Select(static name => Path.Combine(AppContext.BaseDirectory, name + ".dll")).Where(File.Exists).ToList();
        Assert.All(Product, name => Assert.Contains(assemblies, path => Path.GetFileNameWithoutExtension(path) == name));
        var called = CalledOperations.Of(assemblies);

        // Nothing calls DynamoDB until its providers are there.
        var awaited = assemblies.Count == Product.Length ? "dynamodb:" : "kms:";
        var allowed = Main.ActionsOf("TaskRole")
            .Where(action => !action.StartsWith("kms:", StringComparison.Ordinal) && !action.StartsWith(awaited, StringComparison.Ordinal));

        Assert.Contains("iot:ListAuditFindings", called);
        Assert.Contains("sqs:ReceiveMessage", called);
        Assert.Equal(called.Order(StringComparer.Ordinal), allowed.Order(StringComparer.Ordinal));

        // SQS and DynamoDB use the key for whoever calls them, and by nobody else is it used.
        var key = Main.Text[Main.Text.IndexOf("KeyThroughQueuesAndTables", StringComparison.Ordinal)..];
        Assert.Contains("kms:ViaService", key[..key.IndexOf("- Sid:", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_member_account_they_may_call_AWS_IoT_and_Security_Hub_as_in_their_own()
    {
        static IEnumerable<string> Shared(IEnumerable<string> actions) => actions
            .Where(static action => action.StartsWith("iot:", StringComparison.Ordinal) || action.StartsWith("securityhub:", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

        Assert.Equal(Shared(Main.ActionsOf("TaskRole")), Member.ActionsOf("MemberRole").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_daily_audit_runs_every_check_there_is()
    {
        var checks = JsonNode.Parse(SampleFiles.Read("audit-checks.json"))!["checks"]!.AsArray().Select(static check => (string)check!["checkName"]!);

        Assert.Equal(checks.Order(StringComparer.Ordinal), DeployTemplate.Scalars(Main.Properties("DailyAudit", "TargetCheckNames")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_alarm_on_hub_failures_listens_to_who_tells_of_them()
    {
        var category = Category().Match(DeployTemplate.Scalar(Main.Properties("HubFailureFilter", "FilterPattern"))).Groups[1].Value;

        // A logger's category is the name of the type that logs.
        Assert.Contains(
            typeof(ISecurityHubApi).Assembly.GetType(category, throwOnError: true)!.GetMethods(BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static),
            static method => method.GetCustomAttribute<LoggerMessageAttribute>() is { EventName: "HubFailing", Level: LogLevel.Warning });
    }

    [Fact]
    public void The_balancer_asks_where_the_silo_answers()
    {
        var port = new Uri(new DefenderOptions().Url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(port, DeployTemplate.Scalar(Main.Properties("ApiTargets", "Port")));
        Assert.Equal(port, DeployTemplate.Scalar(Main.Properties("ApiFromBalancer", "FromPort")));
        Assert.Contains($"EXPOSE {port}", File.ReadAllText(RepositoryFolder.PathOf("Dockerfile")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_runbook_explains_every_parameter_and_every_alarm()
    {
        var runbook = File.ReadAllText(RepositoryFolder.PathOf("docs", "operations.md"));

        Assert.All(DeployTemplate.Names.SelectMany(static name => DeployTemplate.Read(name).Parameters), name => Assert.Contains($"`{name}`", runbook, StringComparison.Ordinal));
        Assert.All(
            Main.ResourcesOf("AWS::CloudWatch::Alarm").Select(static alarm => DeployTemplate.Scalar(Main.Properties(alarm, "AlarmName"))),
            name => Assert.Contains(name.Replace("${Prefix}-", "`…-", StringComparison.Ordinal) + "`", runbook, StringComparison.Ordinal));
        Assert.All(Placeholders().Matches(runbook), static match => Assert.Fail($"Nobody filled in {match.Value}."));
    }

    [GeneratedRegex("Category = \"([^\"]+)\"")]
    private static partial Regex Category();

    [GeneratedRegex("TODO|TBD|FIXME|XXX")]
    private static partial Regex Placeholders();
}
