namespace OrleansDefender.Ingress; internal static class Placeholder;
