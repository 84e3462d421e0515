namespace Amazon.IoT; internal static class Placeholder;
