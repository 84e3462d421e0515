using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>AWS's own description of a service, as botocore carries it.</summary>
internal sealed class ServiceModel
{
    private static readonly Lazy<string?> DataFolder = new(FindDataFolder);

    private readonly JsonElement _root;

    private ServiceModel(JsonElement root) => _root = root;

    /// <summary>Why there is no model here, for tests that are then skipped; <see langword="null"/> where there is one.</summary>
    public static string? Missing => DataFolder.Value is null
        ? "The official service models come with botocore, and `python3 -c \"import botocore\"` does not work on this machine."
        : null;

    public string SigningName => _root.GetProperty("metadata").GetProperty("signingName").GetString()!;

    /// <summary>Reads the model of a service, or skips the calling test where there is none.</summary>
    public static ServiceModel Load(string service, string version)
    {
        Assert.SkipUnless(Missing is null, Missing ?? "");
        var path = Path.Combine(DataFolder.Value!, service, version, "service-2.json");
        if (File.Exists(path))
        {
            return new ServiceModel(JsonDocument.Parse(File.ReadAllBytes(path)).RootElement);
        }

        using var packed = new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        return new ServiceModel(JsonDocument.Parse(packed).RootElement);
    }

    public JsonElement Operation(string name) => _root.GetProperty("operations").GetProperty(name);

    public JsonElement Shape(string name) => _root.GetProperty("shapes").GetProperty(name);

    /// <summary>Runs Python and gives what it prints, or skips the calling test where botocore is missing.</summary>
    public static string Python(string code)
    {
        Assert.SkipUnless(Missing is null, Missing ?? "");
        return Run(code) ?? throw new InvalidOperationException("Python failed.");
    }

    private static string? FindDataFolder() => Run("import os, botocore; print(os.path.join(os.path.dirname(botocore.__file__), 'data'))")?.Trim();

    private static string? Run(string code)
    {
        if (ChildProcess.Find("python3") is not { } python)
        {
            return null;
        }

        using var process = Process.Start(new ProcessStartInfo(python, ["-c", code]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : errors.Result.Contains("ModuleNotFoundError", StringComparison.Ordinal) ? null : throw new InvalidOperationException(errors.Result);
    }
}
