namespace OrleansDefender.Things;

/// <summary>The key of an alarm's finding within its thing.</summary>
/// <remarks>Part of queued messages: never change the form.</remarks>
internal static class AlarmKey
{
    /// <summary><c>alarm/profile/behavior</c>; a profile's name has no slash (IoT service model), a behavior's may.</summary>
    public static string Of(string profile, string behavior) => $"alarm/{profile}/{behavior}";
}
