namespace OrleansDefender; internal static class Placeholder;
