using System.Reflection;
using System.Runtime.Loader;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

using OrleansDefender.Tests.Shared.Correlation;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>A copy of the engine with a mistake in it, compiled from the engine's own sources.</summary>
/// <param name="Mistake">The mistake in words.</param>
/// <param name="Changes">The texts of a source file that are replaced; each stands in it once.</param>
internal sealed record EngineMutant(string Mistake, params (string File, string From, string To)[] Changes)
{
    private const string Prefix = "engine/";
    private const string Additions = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using Orleans;
        global using OrleansDefender;
        global using OrleansDefender.Correlation;

        // For a mutant that judges by arrival, which the engine does not even know.
        internal static class Arrivals
        {
            private static readonly Dictionary<SignalKey, int> Numbers = [];

            public static void Note(SignalKey key, bool isFirst)
            {
                if (isFirst)
                {
                    Numbers.Clear();
                }

                Numbers.TryAdd(key, Numbers.Count);
            }

            public static List<T> Sort<T>(IEnumerable<T> entries, Func<T, SignalKey> keyOf, Func<T, long> slotOf) =>
                [.. entries.OrderBy(slotOf).ThenBy(entry => Numbers.GetValueOrDefault(keyOf(entry)))];
        }
        """;

    private static readonly Lazy<MetadataReference[]> References = new(static () =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <inheritdoc/>
    public override string ToString() => Mistake;

    /// <summary>Compiles and loads it.</summary>
    /// <exception cref="InvalidOperationException">A text is not where it should be, or the copy does not compile.</exception>
    public StreamFiring Compile()
    {
        var sources = typeof(EngineMutant).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(static name => name[Prefix.Length..], Read);
        foreach (var (file, from, to) in Changes)
        {
            var parts = sources[file].Split(from);
            sources[file] = parts.Length == 2
                ? parts[0] + to + parts[1]
                : throw new InvalidOperationException($"'{from}' stands {parts.Length - 1} times in {file}: the engine has changed, its mutants must follow.");
        }

        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "OrleansDefender.Tests.EngineMutant",
            sources.Values.Append(Additions).Select(source => CSharpSyntaxTree.ParseText(source, options)),
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            throw new InvalidOperationException($"The mutant does not compile: {string.Join("; ", result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5))}");
        }

        image.Position = 0;
        var assembly = new AssemblyLoadContext(Mistake).LoadFromStream(image);
        return assembly.GetType(typeof(EngineRun).FullName!, throwOnError: true)!.GetMethod(nameof(EngineRun.Fire), BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<StreamFiring>();
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(EngineMutant).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
