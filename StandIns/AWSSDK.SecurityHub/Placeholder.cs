namespace Amazon.SecurityHub; internal static class Placeholder;
