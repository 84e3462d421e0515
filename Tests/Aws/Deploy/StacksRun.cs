using OrleansDefender.Tests.Aws.Boto3;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.Deploy;

/// <summary>One run of <c>stacks.py</c> over the templates.</summary>
public sealed class StacksRun : IAsyncLifetime
{
    /// <summary>What the script said.</summary>
    public Boto3Run Results { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Results = await Boto3Run.RunAsync(
        "moto", Path.Combine("Deploy", "stacks.py"), [RepositoryFolder.PathOf("deploy")], TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
