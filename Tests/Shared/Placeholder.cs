/// <summary>Marker.</summary>
internal static class Placeholder;
