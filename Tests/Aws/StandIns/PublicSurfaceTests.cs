using System.Reflection;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>
/// The public surface is a reviewed file. After a wanted change run this class once with <c>UPDATE_SURFACE=1</c> in the environment: it writes the
/// files anew, and the review of their difference is the point.
/// </summary>
/// <remarks>
/// Built with <c>-p:UseStandIns=false</c> the same files are held against the real packages: everything a stand-in offers must be there,
/// exactly so. They may have more.
/// </remarks>
public sealed class PublicSurfaceTests
{
    [Theory]
    [InlineData("AWSSDK.SecurityHub")]
    [InlineData("AWSSDK.IoT")]
    [InlineData("Orleans.Clustering.DynamoDB")]
    [InlineData("Orleans.Persistence.DynamoDB")]
    public void The_public_surface_is_as_reviewed(string package)
    {
        var assembly = Assembly.Load(package);
        var actual = PublicSurface.Of(assembly);
        var file = Path.Combine(Folder(), $"{package}.surface.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_SURFACE") == "1")
        {
            File.WriteAllLines(file, actual);
        }

        var reviewed = File.ReadAllLines(file);

        var lost = reviewed.Except(actual).Select(line => "- " + line);
        var added = IsStandIn(assembly) ? actual.Except(reviewed).Select(line => "+ " + line) : [];
        var difference = string.Join(Environment.NewLine, lost.Concat(added));
        Assert.True(difference.Length == 0, $"{package} differs from {file}:{Environment.NewLine}{difference}");
    }

    [Theory]
    [InlineData("securityhub")]
    [InlineData("iot")]
    public void Every_type_is_in_a_namespace_of_the_real_package(string service)
    {
        var client = StandInService.Of(service).Client;

        Assert.All(client.Assembly.GetExportedTypes(), type => Assert.StartsWith(client.Namespace!, type.Namespace, StringComparison.Ordinal));
    }

    // What is built here says whose it is.
    private static bool IsStandIn(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyCompanyAttribute>()?.Company == typeof(PublicSurfaceTests).Assembly.GetCustomAttribute<AssemblyCompanyAttribute>()!.Company;

    private static string Folder() => RepositoryFolder.PathOf("Tests", "Aws", "StandIns");
}
