using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>Tests that change what the whole process shares (environment, static switches of the SDK): they run when nothing else does.</summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;
