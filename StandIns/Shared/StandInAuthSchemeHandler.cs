#nullable enable

using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace OrleansDefender.StandIns;

/// <summary>The pipeline's step that says how a call is signed: Signature Version 4, the one scheme of these services.</summary>
internal sealed class StandInAuthSchemeHandler : BaseAuthResolverHandler
{
    /// <inheritdoc />
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}
