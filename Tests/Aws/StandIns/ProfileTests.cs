using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.SecurityHub;
using Amazon.SecurityHub.Model;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>
/// Settings of a profile. The SDK looks up once per process which files hold profiles, so that the clients are made in a process of their own:
/// this program again, with the explicit test below.
/// </summary>
public sealed class ProfileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_profile_gives_Region_credentials_and_the_address_of_one_service()
    {
        await using var server = await WireServer.StartAsync(new WireReply(200, "{}"), Cancel);
        var folder = Directory.CreateTempSubdirectory("defender-profile-").FullName;
        try
        {
            var config = Path.Combine(folder, "config");
            await File.WriteAllTextAsync(
                config,
                $"""
                [profile fleet]
                region = ap-southeast-2
                aws_access_key_id = AKIDPROFILE
                aws_secret_access_key = secret
                services = local

                [services local]
                securityhub =
                  endpoint_url = {server.Address}
                """,
                Cancel);
            var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>()
                .Where(name => name.StartsWith("AWS_", StringComparison.Ordinal))
                .ToDictionary(name => name, _ => (string?)null);
            environment["AWS_CONFIG_FILE"] = config;
            environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(folder, "credentials");
            environment["AWS_PROFILE"] = "fleet";
            environment["AWS_EC2_METADATA_DISABLED"] = "true";

            await using var child = ChildProcess.Start(
                Environment.ProcessPath!,
                [.. Program(), "-method", $"{typeof(ProfileTests).FullName}.{nameof(Clients_without_arguments_follow_the_profile)}", "-explicit", "only", "-noColor"],
                environment);
            await child.WaitForLineAsync("Total: 1, Errors: 0, Failed: 0, Skipped: 0", TimeSpan.FromMinutes(2), Cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        var authorization = Assert.Single(server.Calls).Headers["Authorization"].ToString();
        Assert.Contains("AKIDPROFILE/", authorization, StringComparison.Ordinal);
        Assert.Contains("/ap-southeast-2/securityhub/aws4_request", authorization, StringComparison.Ordinal);
    }

    [Fact(Explicit = true)]
    public async Task Clients_without_arguments_follow_the_profile()
    {
        using var hub = new AmazonSecurityHubClient();
        using var things = new AmazonIoTClient();

        await hub.GetFindingsAsync(new GetFindingsRequest(), Cancel);

        Assert.Equal("https://iot.ap-southeast-2.amazonaws.com/", things.DetermineServiceOperationEndpoint(new DescribeThingRequest()).URL);
    }

    // Run as "dotnet program.dll" the process is dotnet's; run by its own host it is the program's.
    private static string[] Program() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ProfileTests).Assembly.Location] : [];
}
