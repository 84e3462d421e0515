using System.Globalization;

using Microsoft.Extensions.Options;

namespace OrleansDefender.Correlation;

/// <summary>Refuses weights that would make a thing count for nothing, or for everything.</summary>
internal sealed class CriticalityOptionsValidator : IValidateOptions<CriticalityOptions>
{
    private const double Least = 0.1;
    private const double Most = 10;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CriticalityOptions options)
    {
        var weights = options.Groups.Select(static entry => (Key: $"{nameof(options.Groups)}:{entry.Key}", Weight: entry.Value))
            .Concat(options.Attributes.SelectMany(static attribute => attribute.Value.Select(
                entry => (Key: $"{nameof(options.Attributes)}:{attribute.Key}:{entry.Key}", Weight: entry.Value))))
            .Concat(options.Types.Select(static entry => (Key: $"{nameof(options.Types)}:{entry.Key}", Weight: entry.Value)))
            .Append((Key: nameof(options.Default), Weight: options.Default));

        // Not a number is in no range.
        var failures = weights
            .Where(static entry => !(entry.Weight >= Least && entry.Weight <= Most))
            .Select(static entry => string.Create(
                CultureInfo.InvariantCulture, $"{CriticalityOptions.Section}:{entry.Key} is {entry.Weight}; a weight must be {Least} to {Most}."))
            .ToList();
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }
}
